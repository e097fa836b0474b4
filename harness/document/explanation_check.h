/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which functions do it, as comparison.json has it: does one figure contradict another? Any thread;
 * no state. */
#ifndef PH_HARNESS_DOCUMENT_EXPLANATION_CHECK_H
#define PH_HARNESS_DOCUMENT_EXPLANATION_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * @param explanation  Of a document that matches its schema; NULL, where there is none, is sound.
 * @param pointer      The benchmark's, where complaints begin.
 * @return FALSE and error (PH_ERROR_SCHEMA) when the sums are not those of the functions, one
 *         stands twice or out of order, or a part is more than its whole.
 */
gboolean ph_explanation_check(const cJSON *explanation, const char *pointer, GError **error);

#endif /* PH_HARNESS_DOCUMENT_EXPLANATION_CHECK_H */
