/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Saying of contrasts which functions do more in head, and which less.
 *
 * From the main thread only: it may run the default main context, and bind the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_EXPLAINED_H
#define PH_HARNESS_COMPARE_EXPLAINED_H

#include "compare/work.h"

/* Of which contrasts. */
typedef enum ph_explained {
    PH_EXPLAINED_NONE,
    PH_EXPLAINED_WORSE, /* FAIL and WARN, and what allocates more. */
    PH_EXPLAINED_ALL,   /* Whatever has a figure. */
} ph_explained;

/*
 * Give the contrasts their explanation, whose verdicts stand. What callgrind did not count yet, it
 * counts now: one call of each build. Why there is none is a note of the report.
 *
 * @param request  Its subjects are base and head.
 * @param pairs    ph_work_pair: what was counted by callgrind already.
 * @return FALSE and error only when the user gave up.
 */
gboolean ph_explain(const ph_run_request *request, const GPtrArray *pairs, ph_explained which,
                    ph_contrast_report *report, GError **error);

#endif /* PH_HARNESS_COMPARE_EXPLAINED_H */
