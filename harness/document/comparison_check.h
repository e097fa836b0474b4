/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a schema cannot say of a comparison.json: its numbers follow from the launches', and its
 * verdicts do not contradict its numbers, and its command lines are what they say they are.
 *
 * Any thread, but one at a time: cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_DOCUMENT_COMPARISON_CHECK_H
#define PH_HARNESS_DOCUMENT_COMPARISON_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Check a document that its schema allows: ratio, interval and deciding interval against the
 * launches, or by work against the counts; a verdict of figures that has no deciding interval; a
 * pass whose deciding interval is all beyond the threshold, a FAIL that is not, and an improvement
 * that is none; a fault of head's that is no FAIL; the verdict over all, which is the worst of the
 * benchmarks', FAIL with errors or where head is to blame that nothing was compared; a benchmark
 * that stands twice.
 *
 * @return FALSE and error (PH_ERROR_SCHEMA: JSON pointer and reason) when they do not agree.
 */
gboolean ph_comparison_check(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_COMPARISON_CHECK_H */
