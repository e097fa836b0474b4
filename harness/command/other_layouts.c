/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/other_layouts.h"

#include "command/sides.h"
#include "compare/relayout.h"
#include "error/error.h"

/* NULL, with a note, when this padding does not build: what is measured already still counts. */
static ph_sides *build_sides(const ph_revisions *revisions, guint padding_bytes,
                             ph_contrast_report *report)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_revisions) padded = ph_revisions_build_padded(revisions, padding_bytes, &cause);
    ph_sides *sides =
        padded ? ph_sides_new(padded->libraries[0], padded->libraries[1], &cause) : NULL;

    if (!sides)
        ph_contrast_note(report, "another layout was not measured: %s", cause->message);
    return sides;
}

/* *ret stays NULL, with a note, when it cannot be measured. FALSE and error: the user gave up. */
static gboolean measure(const ph_sides *sides, const ph_measuring_place *place,
                        const ph_side_by_side_plan *plan, ph_contrast_report *report,
                        ph_contrast_report **ret, GError **error)
{
    g_autoptr(GError) cause = NULL;

    *ret = ph_sides_measure(sides, place, *plan, &cause);
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (cause)
        ph_contrast_note(report, "another layout was not measured: %s", cause->message);
    return TRUE;
}

gboolean ph_other_layouts_measure(const ph_revisions *revisions, const ph_measuring_place *place,
                                  const ph_side_by_side_plan *plan, ph_contrast_report *report,
                                  GError **error)
{
    g_autoptr(GPtrArray) benchmarks = ph_relayout_benchmarks(report, plan->request.plan);
    ph_side_by_side_plan again = *plan;

    again.request.plan = benchmarks;
    again.is_work_counted = FALSE;
    again.is_identical_timed = TRUE; /* A number is wanted, whatever it is. */
    for (guint i = 0; benchmarks->len && i < PH_RELAYOUT_PADDINGS; i++) {
        const guint padding_bytes = ph_relayout_padding_bytes[i];
        g_autoptr(ph_sides) sides = build_sides(revisions, padding_bytes, report);
        g_autoptr(ph_contrast_report) padded = NULL;

        if (!sides)
            break; /* The other one would not build, either. */
        if (!measure(sides, place, &again, report, &padded, error))
            return FALSE;
        if (!padded)
            break;
        ph_relayout_take(report, padding_bytes, padded);
    }
    ph_relayout_conclude(report);
    return TRUE;
}
