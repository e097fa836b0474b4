/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/allocation_draws.h"

#include <string.h>

#include "compare/uncounted.h"
#include "error/error.h"
#include "measure/allocation_count.h"
#include "perfharness/require.h"

/* They show whether chance has a part in it. */
enum { DRAWS = 2 };

static gboolean is_wanted(const ph_contrast *contrast, const ph_benchmark *benchmark)
{
    return strcmp(contrast->benchmark, benchmark->name) == 0 &&
           contrast->state == PH_STATE_MEASURED && !contrast->allocations.uncounted;
}

static gboolean is_any_wanted(const ph_contrast_report *report, const ph_benchmark *benchmark)
{
    for (guint i = 0; i < report->contrasts->len; i++)
        if (is_wanted(report->contrasts->pdata[i], benchmark))
            return TRUE;
    return FALSE;
}

/* NULL: that arm was not there. */
static const ph_allocations *find(const GPtrArray *arms, const char *side,
                                  const ph_contrast *contrast)
{
    g_autofree char *name =
        g_strconcat(side, *contrast->variant ? "-" : "", contrast->variant, NULL);

    for (guint i = 0; i < arms->len; i++) {
        const ph_arm_allocations *arm = arms->pdata[i];

        if (strcmp(arm->subject, name) == 0 && strcmp(arm->level, contrast->level) == 0)
            return arm->counted;
    }
    return NULL;
}

static void take(ph_contrast_report *report, const ph_benchmark *benchmark, const GPtrArray *base,
                 const GPtrArray *head)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (!is_wanted(contrast, benchmark))
            continue;

        const ph_allocations *before = find(base, PH_CONTRAST_BASE, contrast);
        const ph_allocations *after = find(head, PH_CONTRAST_HEAD, contrast);
        if (before && after)
            ph_allocation_change_take(&contrast->allocations, before, after);
        else
            ph_allocation_change_give_up(&contrast->allocations, "it was not there to be counted");
    }
}

/* A build that dies of being counted, though it was measured. */
static void give_up(ph_contrast_report *report, const ph_benchmark *benchmark, const char *reason)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (is_wanted(contrast, benchmark))
            ph_allocation_change_give_up(&contrast->allocations, reason);
    }
}

static gboolean draw(const ph_run_request *request, const ph_benchmark *benchmark, guint number,
                     ph_contrast_report *report, GError **error)
{
    const GPtrArray *builds = request->subjects;
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) base = NULL, head = NULL;

    if (!is_any_wanted(report, benchmark))
        return TRUE;
    base = ph_allocation_count(request, benchmark, builds->pdata[0], NULL, number, &cause);
    if (base)
        head = ph_allocation_count(request, benchmark, builds->pdata[1], NULL, number, &cause);
    if (head) {
        take(report, benchmark, base, head);
        return TRUE;
    }
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
        give_up(report, benchmark, cause->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static gboolean draw_all(const ph_run_request *request, ph_contrast_report *report, GError **error)
{
    for (guint i = 0; i < request->plan->len; i++)
        for (guint number = 0; number < DRAWS; number++)
            if (!draw(request, request->plan->pdata[i], number, report, error))
                return FALSE;
    return TRUE;
}

static void judge_all(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        ph_allocation_change_judge(&contrast->allocations, &report->allocation_rule);
        if (contrast->allocations.uncounted)
            ph_contrast_note(report, PH_ALLOCATIONS_NOT_COMPARED ": %s",
                             contrast->allocations.uncounted);
    }
}

gboolean ph_allocation_draws_add(const ph_run_request *request, ph_contrast_report *report,
                                 GError **error)
{
    PH_REQUIRE(request->subjects->len == 2);

    g_autoptr(GError) cause = NULL;
    const gboolean is_drawn = ph_allocation_count_missing() || draw_all(request, report, &cause);

    judge_all(report);
    return is_drawn || ph_uncounted_say(report, PH_ALLOCATIONS_NOT_COMPARED, cause, error);
}
