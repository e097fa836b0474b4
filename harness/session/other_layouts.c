/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/other_layouts.h"

#include "compare/relayout.h"
#include "error/error.h"

/* What measuring the pair with this padding stands on. */
typedef struct layout_pair {
    const ph_sides *sides;
    ph_measuring_session *session;
    const ph_side_by_side_plan *plan;
} layout_pair;

static gboolean can_be_moved(const ph_sides *sides)
{
    return ph_build_can_be_moved(sides->builds->pdata[0]) &&
           ph_build_can_be_moved(sides->builds->pdata[1]);
}

/* Built and measured. NULL and error when one of it does not work. */
static ph_contrast_report *measure_padded(const layout_pair *pair, guint padding_bytes,
                                          GError **error)
{
    const gint64 started_us = g_get_monotonic_time();
    g_autoptr(ph_sides) sides = ph_sides_move(pair->sides, padding_bytes, error);

    pair->session->request.host.deadline_us += g_get_monotonic_time() - started_us;
    return sides ? ph_sides_measure(sides, pair->session, *pair->plan, error) : NULL;
}

/* What is measured already still counts; but a report that was cut short must not look whole. */
static void say_unmeasured(ph_contrast_report *report, const GError *cause)
{
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED) ||
        g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT))
        ph_contrast_error(report, "%s: the slowdown was not measured in another layout of the code",
                          cause->message);
    else
        ph_contrast_note(report, "another layout was not measured: %s", cause->message);
}

void ph_other_layouts_measure(const ph_sides *sides, ph_measuring_session *session,
                              const ph_side_by_side_plan *plan, ph_contrast_report *report)
{
    if (!can_be_moved(sides))
        return;

    g_autoptr(GPtrArray) benchmarks = ph_relayout_benchmarks(report, plan->request.plan);
    ph_side_by_side_plan again = *plan;
    const layout_pair pair = { sides, session, &again };

    again.request.plan = benchmarks;
    again.request.is_refereed = FALSE; /* The same two builds were before it already. */
    again.is_work_counted = FALSE;
    again.explained = PH_EXPLAINED_NONE;
    again.is_identical_timed = TRUE; /* A number is wanted, whatever it is. */
    for (guint i = 0; benchmarks->len && i < PH_RELAYOUT_PADDINGS; i++) {
        const guint padding_bytes = ph_relayout_padding_bytes[i];
        g_autoptr(GError) cause = NULL;
        g_autoptr(ph_contrast_report) padded = measure_padded(&pair, padding_bytes, &cause);

        if (!padded) {
            say_unmeasured(report, cause);
            break; /* The other one would not work, either. */
        }
        ph_relayout_take(report, padding_bytes, padded);
    }
    ph_relayout_conclude(report);
}
