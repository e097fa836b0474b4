/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bisect/bisect.h"

#include "bisect/search.h"
#include "bisect/state.h"

guint ph_bisect_comparisons_max(guint commits)
{
    guint halvings = 0;

    while (halvings < 31 && (1u << halvings) < commits)
        halvings++;
    return halvings + 2;
}

/* A search that goes on. */
typedef struct going {
    const ph_bisect_plan *plan;
    ph_bisection *bisection;
} going;

static gboolean measure(const going *now, const ph_bisect_question *question,
                        ph_bisection_comparison *made, GError **error)
{
    const ph_bisect_means *means = &now->plan->means;
    ph_bisection_sought *sought = &now->bisection->sought;
    const ph_commit_pair pair = {
        ph_bisection_commit_at(now->bisection, question->base)->hash,
        ph_bisection_commit_at(now->bisection, question->head)->hash,
    };

    if (question->step == PH_BISECTION_STEP_ENDS)
        return ph_build_pair_ends(means, pair, sought, made, error);
    if (question->step == PH_BISECTION_STEP_MIDDLE)
        return ph_build_pair_middle(means, pair, sought, question->floor, made, error);
    return ph_build_pair_again(means, pair, sought, made, error);
}

/* What came of it is kept, or nothing is: half a comparison is none. */
static const ph_bisection_comparison *make(const going *now, const ph_bisect_question *question,
                                           GError **error)
{
    ph_bisection *bisection = now->bisection;
    const gint64 started_us = g_get_monotonic_time();
    ph_bisection_comparison *made =
        ph_bisection_add(bisection, question->step, question->base, question->head);

    if (!measure(now, question, made, error)) {
        g_ptr_array_set_size(bisection->comparisons, (gint)bisection->comparisons->len - 1);
        return NULL;
    }
    made->elapsed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    if (now->plan->ends)
        now->plan->ends(bisection, made);
    return ph_bisect_state_keep(now->plan->state_path, bisection, error) ? made : NULL;
}

static gboolean compare(const ph_bisect_question *question, ph_bisection_answer *ret, gpointer data,
                        GError **error)
{
    const going *now = data;
    const ph_bisection_comparison *known =
        ph_bisection_find(now->bisection, question->step, question->base, question->head);

    if (!known)
        known = make(now, question, error);
    if (!known)
        return FALSE;
    *ret = known->answer;
    ret->reason = g_strdup(known->answer.reason);
    return TRUE;
}

gboolean ph_bisect(const ph_bisect_plan *plan, ph_bisection *bisection, GError **error)
{
    going now = { plan, bisection };
    ph_bisection_finding finding;
    ph_bisect_line line = { .commits = bisection->commits->len - 1 };
    const ph_bisect_question ends = { PH_BISECTION_STEP_ENDS, 0, line.commits, 0.0 };

    /* Before time is spent: can it be written? */
    if (!ph_bisect_state_keep(plan->state_path, bisection, error) ||
        !compare(&ends, &line.whole, &now, error))
        return FALSE;
    ph_bisection_answer_clear(&line.whole);
    line.floor = ph_build_pair_floor(&plan->means, bisection->sought.sensor);
    if (!ph_bisect_search(&line, compare, &now, &finding, error))
        return FALSE;
    bisection->finding = finding;
    return ph_bisect_state_keep(plan->state_path, bisection, error);
}
