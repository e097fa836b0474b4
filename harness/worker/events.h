/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a worker says, as protocol/event.h lists it.
 *
 * Subjects may print to standard output. So that nothing they print can look like an event, the
 * worker moves its own output to a private descriptor before any subject is loaded and turns
 * descriptor 1 into a second standard error.
 */
#ifndef PH_HARNESS_WORKER_EVENTS_H
#define PH_HARNESS_WORKER_EVENTS_H

#include <cjson/cJSON.h>

#include "protocol/event.h"

/* Take standard output for events. Call once, before any subject is loaded. */
void ph_events_open(void);

/* Where they go, once it is open. */
int ph_events_descriptor(void);

/* A new event object of this kind; ownership goes back with ph_event_send(). */
cJSON *ph_event_new(ph_event event);

/* Write one line and free the object. Ends the process when nobody listens any more. */
void ph_event_send(cJSON *event);

/* {"event": "refused", "why": …, "reason": …}: this request cannot be carried out. */
void ph_event_send_refused(const char *why, const char *reason);

#endif /* PH_HARNESS_WORKER_EVENTS_H */
