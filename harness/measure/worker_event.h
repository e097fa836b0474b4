/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading one event of a worker's, which may be any JSON. */
#ifndef PH_HARNESS_MEASURE_WORKER_EVENT_H
#define PH_HARNESS_MEASURE_WORKER_EVENT_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdint.h>

#include "protocol/event.h"

/* How many kinds there are: what is none of them. */
#define PH_EVENT_KINDS ((ph_event)(PH_EVENT_DONE + 1))

/* PH_EVENT_KINDS when it is none of the list. */
ph_event ph_event_kind(const cJSON *event);

gboolean ph_event_is(const cJSON *event, ph_event kind);

/* A text or number member of an event, "" or 0 when it is absent or of another type; a count is
 * none that could not be one. */
const char *ph_event_text(const cJSON *event, const char *member);
double ph_event_number(const cJSON *event, const char *member);
uint64_t ph_event_count(const cJSON *event, const char *member);

#endif /* PH_HARNESS_MEASURE_WORKER_EVENT_H */
