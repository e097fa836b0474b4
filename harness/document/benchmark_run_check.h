/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a schema cannot say of the specification's result document: its summary follows from its
 * metrics.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_BENCHMARK_RUN_CHECK_H
#define PH_HARNESS_DOCUMENT_BENCHMARK_RUN_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Check a document that its schema allows: the coverage is that of the metrics, and the worst
 * metric is one of them.
 *
 * @return FALSE and error (PH_ERROR_SCHEMA: JSON pointer and reason) when they do not agree.
 */
gboolean ph_benchmark_run_check(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_BENCHMARK_RUN_CHECK_H */
