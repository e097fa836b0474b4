/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/stored_runs.h"

#include <math.h>
#include <string.h>

#include "verdict/change.h"
#include "verdict/release.h"
#include "verdict/remarks.h"

/* A change is lost throughput; the ratio is one of times. */
static double ratio_of(double lost)
{
    return 1.0 / (1.0 - lost);
}

/* FALSE, with a note, for two hosts, suites or releases: their figures say nothing about the code.
 */
static gboolean are_comparable(const ph_measurement *base, const ph_measurement *head,
                               ph_contrast_report *report)
{
    const ph_named_run named_base = { base, PH_CONTRAST_BASE };
    const ph_named_run named_head = { head, PH_CONTRAST_HEAD };
    const char *base_host = ph_measurement_fingerprint(base);
    const char *head_host = ph_measurement_fingerprint(head);
    g_autofree char *release =
        ph_release_obstacle((ph_placed_run){ head, "in head" }, (ph_placed_run){ base, "in base" });

    if (base_host && head_host && strcmp(base_host, head_host) != 0) {
        ph_contrast_note(report, "the runs are of two hosts, %s and %s: nothing was compared",
                         base_host, head_host);
        return FALSE;
    }
    if (base->suite && head->suite && strcmp(base->suite, head->suite) != 0) {
        ph_contrast_note(report, "the runs are of two suites, %s and %s: nothing was compared",
                         base->suite, head->suite);
        return FALSE;
    }
    if (release) {
        ph_contrast_note(report, "nothing was compared: %s", release);
        return FALSE;
    }
    if (g_strcmp0(base->facts.caches_assumed, head->facts.caches_assumed) != 0) {
        ph_contrast_note(report,
                         "the runs' working sets were planned for different caches: nothing "
                         "was compared");
        return FALSE;
    }
    ph_remarks_unrecorded(report->notes, named_head, named_base);
    ph_remarks_differences(report->notes, named_head, named_base);
    return TRUE;
}

/* Of what a side was measured; an early version did not record it. */
static void take_build(const ph_measurement *run, const char *side, ph_contrast_report *report)
{
    const ph_subject_info *info = ph_measurement_subject(run, PH_HEADLINE_SUBJECT);
    ph_subject_info *copy;

    if (!info || !info->built_from)
        return;
    copy = g_new0(ph_subject_info, 1);
    copy->name = g_strdup(side);
    copy->version = g_strdup(info->version);
    copy->build = g_strdup(info->build);
    copy->chosen = g_strdup(info->chosen);
    copy->built_from = ph_build_identity_copy(info->built_from);
    g_ptr_array_add(report->subjects, copy);
}

static void take_errors(const ph_measurement *run, const char *side, ph_contrast_report *report)
{
    for (guint i = 0; i < run->errors->len; i++)
        ph_contrast_error(report, "%s: %s", side, (const char *)run->errors->pdata[i]);
}

static ph_difference_kind difference_of(const ph_change *change, double floor)
{
    const ph_interval logs = { log(ratio_of(change->ci95.low)), log(ratio_of(change->ci95.high)) };

    return isnan(change->ci95.low) ? PH_DIFFERENCE_UNDETERMINED
                                   : ph_slowdown_difference(logs, floor);
}

/* Of one result of the library under test; nobody wrote down how long a launch takes. */
static ph_contrast *contrast_of(const ph_result *result, ph_contrast_report *report)
{
    const char *dash = strchr(result->subject + strlen(PH_HEADLINE_SUBJECT), '-');
    ph_contrast *contrast =
        ph_contrast_of(report, result->benchmark, result->level, dash ? dash + 1 : "");

    contrast->launch_s = NAN;
    return contrast;
}

static void take_change(const ph_change *change, ph_contrast_report *report)
{
    ph_contrast *contrast = contrast_of(change->result, report);

    contrast->state = change->result->state;
    contrast->ratio = ratio_of(change->change);
    contrast->ci95 = (ph_interval){ ratio_of(change->ci95.low), ratio_of(change->ci95.high) };
    contrast->p_value = change->p_value;
    contrast->launches = change->result->launch_ns->len;
    contrast->launches_needed = change->launches_needed;
    contrast->call.difference = difference_of(change, report->rule.floor);
    contrast->call.verdict = change->verdict;
    contrast->why = g_strdup(change->why);
}

/* What head does not measure any more is no faster for it. */
static void take_lost(const ph_result *base, const ph_measurement *head, ph_contrast_report *report)
{
    const ph_result *result =
        ph_result_find(head->results, base->benchmark, base->level, base->subject);
    ph_contrast *contrast = contrast_of(base, report);

    contrast->state = result ? result->state : PH_STATE_FAILED;
    contrast->call.verdict = head->is_plain ? PH_VERDICT_NEUTRAL : PH_VERDICT_FAIL;
    if (head->is_plain)
        contrast->why = g_strdup("the shape of head's document has no place for it");
    else if (result)
        contrast->why =
            g_strdup_printf("%s: %s%s, and base has a number", ph_state_name(result->state),
                            result->reason, ph_result_void_remark(result));
    else
        contrast->why = g_strdup("head did not measure it");
}

static void compare(const ph_measurement *base, const ph_measurement *head,
                    ph_contrast_report *report)
{
    const ph_change_limits limits = { report->rule.warn, report->rule.fail };
    g_autoptr(GPtrArray) changes = ph_changes(head, base, limits);
    g_autoptr(GPtrArray) lost = ph_changes_lost(head, base);

    for (guint i = 0; i < changes->len; i++)
        if (((const ph_change *)changes->pdata[i])->is_judged)
            take_change(changes->pdata[i], report);
    for (guint i = 0; i < lost->len; i++)
        take_lost(lost->pdata[i], head, report);
    ph_contrast_note(report,
                     "the two runs were apart in time: what the machine did meanwhile is in the "
                     "difference; `perfharness compare BASE.so HEAD.so` measures side by side, "
                     "which is stronger");
}

ph_contrast_report *ph_stored_compare(const ph_measurement *base, const ph_measurement *head,
                                      const ph_slowdown_rule *rule)
{
    ph_contrast_report *report = ph_contrast_report_new(rule);

    report->is_stored = TRUE;
    take_build(base, PH_CONTRAST_BASE, report);
    take_build(head, PH_CONTRAST_HEAD, report);
    take_errors(base, PH_CONTRAST_BASE, report);
    take_errors(head, PH_CONTRAST_HEAD, report);
    if (are_comparable(base, head, report))
        compare(base, head, report);
    ph_contrast_judge_all(report);
    return report;
}
