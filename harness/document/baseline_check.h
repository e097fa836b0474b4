/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a schema cannot say about baseline.json, and about a candidate for one: that nobody edited
 * it, and that its times can be. */
#ifndef PH_HARNESS_DOCUMENT_BASELINE_CHECK_H
#define PH_HARNESS_DOCUMENT_BASELINE_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Check a baseline in our shape that matches its schema. FALSE and error: PH_ERROR_SCHEMA. */
gboolean ph_baseline_check(const cJSON *document, GError **error);

/* The same for the specification's plain shape, which has no seal. */
gboolean ph_baseline_check_plain(const cJSON *document, GError **error);

/* The same of a candidate: one waits with its times, or none does; its entry's seal is whole. */
gboolean ph_candidate_check(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_BASELINE_CHECK_H */
