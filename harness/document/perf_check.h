/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a schema cannot say about perf.json: that its parts do not contradict each other. */
#ifndef PH_HARNESS_DOCUMENT_PERF_CHECK_H
#define PH_HARNESS_DOCUMENT_PERF_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Check a perf.json in our shape that matches its schema: numbers that follow from others, launches
 * that are there, times that can be. FALSE and error (PH_ERROR_SCHEMA: JSON pointer and reason)
 * when it was edited, or written with a clock that was set back.
 */
gboolean ph_perf_check(const cJSON *document, GError **error);

/* The same for the specification's plain shape: only its timestamp, where there is one. */
gboolean ph_perf_check_plain(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_PERF_CHECK_H */
