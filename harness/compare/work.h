/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Exact work, the sensor beside time: how many instructions two builds take for an item. The same
 * in every run to the instruction, whatever the machine's neighbours do; but it is not time.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_WORK_H
#define PH_HARNESS_COMPARE_WORK_H

#include "compare/work_count.h"
#include "verdict/contrast.h"

/* Both builds in one benchmark, in one draw. */
typedef struct ph_work_pair {
    const ph_benchmark *benchmark; /* Borrowed. */
    GPtrArray *base, *head;        /* ph_arm_work. */
} ph_work_pair;

ph_work_pair *ph_work_pair_new(const ph_benchmark *benchmark);
void ph_work_pair_free(ph_work_pair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_work_pair, ph_work_pair_free)

/*
 * Count them. FALSE and error as ph_work_count(); where base was counted, head is to blame.
 *
 * @param request  Its subjects are base and head.
 */
gboolean ph_work_pair_count(ph_work_pair *pair, const ph_run_request *request, guint draw,
                            ph_work_sensor *sensor, GError **error);

/* The count of a side of the contrast, borrowed; NULL: that arm was not counted at all. */
const ph_arm_work *ph_work_pair_find(const ph_work_pair *pair, const char *side,
                                     const ph_contrast *contrast);

/* That of the benchmark among pairs (ph_work_pair), borrowed; NULL: there is none. */
const ph_work_pair *ph_work_pair_of(const GPtrArray *pairs, const ph_benchmark *benchmark);

/* Why what was counted of a contrast says nothing of what runs here; NULL: it does. The caller
 * frees it. */
char *ph_work_pair_why_not(const ph_work_pair *pair, const ph_contrast_report *report,
                           const ph_contrast *contrast);

/*
 * Count both builds in a benchmark, in one draw, wherever both were measured, and add the counts to
 * the contrasts; those that cannot be counted are told why.
 *
 * @param request  Its subjects are base and head.
 * @param sensor   As ph_work_count() has it.
 * @param pairs    ph_work_pair, of the first draw, as callgrind counted it: what is among them is
 *                 taken from there, if it is callgrind that is asked, and else added.
 * @return FALSE and error when nobody can count here, the time is over or the user gave up.
 */
gboolean ph_work_draw(const ph_run_request *request, const ph_benchmark *benchmark, guint draw,
                      ph_work_sensor *sensor, ph_contrast_report *report, GPtrArray *pairs,
                      GError **error);

/*
 * Two draws of each benchmark of the plan: whether chance has a part in the work, they show. What
 * cannot be counted is a note of the report, said once; that the time was over, an error.
 *
 * @param sensor, pairs  As ph_work_draw() has them.
 * @return FALSE and error only when the user gave up.
 */
gboolean ph_work_add(const ph_run_request *request, ph_work_sensor *sensor,
                     ph_contrast_report *report, GPtrArray *pairs, GError **error);

#endif /* PH_HARNESS_COMPARE_WORK_H */
