/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/stored_runs.h"

#include <math.h>
#include <string.h>

#include "verdict/change.h"
#include "verdict/core_kind.h"
#include "verdict/release.h"
#include "verdict/remarks.h"

/* A change is lost throughput; the ratio is one of times. */
static double ratio_of(double lost)
{
    return 1.0 / (1.0 - lost);
}

/* FALSE, with a note, for two hosts, kinds of cores, suites or releases: their figures say nothing
 * about the code. */
static gboolean are_comparable(const ph_measurement *base, const ph_measurement *head,
                               ph_contrast_report *report)
{
    const ph_named_run named_base = { base, PH_CONTRAST_BASE };
    const ph_named_run named_head = { head, PH_CONTRAST_HEAD };
    const char *base_host = ph_measurement_fingerprint(base);
    const char *head_host = ph_measurement_fingerprint(head);
    g_autofree char *release =
        ph_release_obstacle((ph_placed_run){ head, "in head" }, (ph_placed_run){ base, "in base" });
    g_autofree char *core_kind = ph_core_kind_obstacle((ph_placed_run){ head, "in head" },
                                                       (ph_placed_run){ base, "in base" });

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
    if (core_kind) {
        ph_contrast_note(report, "nothing was compared: %s", core_kind);
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
    const char *referee = ph_referee_mode_remark(run->referee.mode);

    if (referee)
        ph_contrast_note(report, "%s: %s", side, referee);
    for (guint i = 0; i < run->errors->len; i++) {
        const char *error = run->errors->pdata[i];

        if (ph_is_too_busy_error(error))
            ph_contrast_note(report, "%s: %s", side, error);
        else
            ph_contrast_error(report, "%s: %s", side, error);
    }
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

/* The change gives it away: it is the contrast's now. */
static void take_allocations(ph_change *change, ph_contrast *contrast, ph_contrast_report *report)
{
    contrast->allocations = change->allocations;
    change->allocations = (ph_allocation_change){ 0 };
    ph_allocation_change_judge(&contrast->allocations, &report->allocation_rule);
    ph_contrast_weigh_allocations(contrast, report);
    if (contrast->allocations.uncounted)
        ph_contrast_note(report, PH_ALLOCATIONS_NOT_COMPARED ": %s",
                         contrast->allocations.uncounted);
}

static void take_change(ph_change *change, ph_change_limits limits, ph_contrast_report *report)
{
    ph_contrast *contrast = contrast_of(change->result, report);

    contrast->state = change->result->state;
    contrast->ratio = ratio_of(change->change);
    contrast->ci95 = (ph_interval){ ratio_of(change->ci95.low), ratio_of(change->ci95.high) };
    contrast->deciding = contrast->ci95; /* What is shown decides. */
    contrast->confidence = isnan(contrast->ci95.low) ? NAN : PH_CI95_CONFIDENCE;
    contrast->p_value = change->p_value;
    contrast->launches = change->result->launch_ns->len;
    contrast->launches_needed = change->launches_needed;
    contrast->call.difference = difference_of(change, report->rule.floor);
    contrast->call.verdict = change->verdict;
    /* How many launches would do is each figure's own; one command tells of all. */
    contrast->why =
        isnan(change->launches_needed) ? g_strdup(change->why) : ph_change_open_text(limits);
    take_allocations(change, contrast, report);
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

/* Two builds of one library by their revisions, where those are known and differ. */
static char *command_of(const ph_contrast_report *report)
{
    const ph_subject_info *base = ph_contrast_subject(report, PH_CONTRAST_BASE);
    const ph_subject_info *head = ph_contrast_subject(report, PH_CONTRAST_HEAD);
    const char *base_commit = base ? base->built_from->commit : NULL;
    const char *head_commit = head ? head->built_from->commit : NULL;

    if (!base_commit || !head_commit || strcmp(base_commit, head_commit) == 0)
        return g_strdup("perfharness compare BASE.so HEAD.so");
    return g_strdup_printf("perfharness compare CHECKOUT@%.12s CHECKOUT@%.12s", base_commit,
                           head_commit);
}

static gboolean have_equal_launches(const ph_result *a, const ph_result *b)
{
    if (!a->launch_ns || !b->launch_ns)
        return FALSE;

    g_autoptr(GArray) launches = ph_result_launches(a);
    g_autoptr(GArray) others =
        ph_result_launches(b); /* Documents differ in what stands for none. */
    return launches->len > 0 && launches->len == others->len &&
           memcmp(launches->data, others->data, launches->len * sizeof(double)) == 0;
}

/* Whether every figure of the library in the one is in the other, launch by launch, and any is. */
static gboolean holds_all(const ph_measurement *run, const ph_measurement *other)
{
    gboolean is_any = FALSE;

    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        const ph_result *same;

        if (!ph_is_under_test(result->subject) || result->state != PH_STATE_MEASURED)
            continue;
        same =
            ph_result_measured(other->results, result->benchmark, result->level, result->subject);
        if (!same || !have_equal_launches(result, same))
            return FALSE;
        is_any = TRUE;
    }
    return is_any;
}

/* Taken in the same second, and no launch differs: one run, in one document or in two. */
static gboolean is_same_run(const ph_measurement *base, const ph_measurement *head)
{
    return base->timestamp && g_strcmp0(base->timestamp, head->timestamp) == 0 &&
           holds_all(base, head) && holds_all(head, base);
}

/* A run that is compared with itself says nothing of any code. */
static void take_same_run(const ph_measurement *run, ph_contrast_report *report)
{
    report->is_same_run = TRUE;
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        ph_contrast *contrast;

        if (!ph_is_under_test(result->subject) || result->state != PH_STATE_MEASURED)
            continue;
        contrast = contrast_of(result, report);
        contrast->state = PH_STATE_MEASURED;
        contrast->call.difference = PH_DIFFERENCE_NONE;
        contrast->call.verdict = PH_VERDICT_UNCHANGED;
        contrast->why = g_strdup("both sides are the same run");
    }
    report->command = command_of(report);
}

static gboolean is_any_open(const ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (contrast->call.verdict == PH_VERDICT_INCONCLUSIVE)
            return TRUE;
    }
    return FALSE;
}

static void compare(const ph_measurement *base, const ph_measurement *head,
                    ph_contrast_report *report)
{
    static const ph_allocation_rule unjudged; /* The report's own rule judges. */
    const ph_change_limits limits = { report->rule.warn, report->rule.fail };
    g_autoptr(GPtrArray) changes = ph_changes(head, base, limits, &unjudged);
    g_autoptr(GPtrArray) lost = ph_changes_lost(head, base);

    for (guint i = 0; i < changes->len; i++)
        if (((const ph_change *)changes->pdata[i])->is_judged)
            take_change(changes->pdata[i], limits, report);
    for (guint i = 0; i < lost->len; i++)
        take_lost(lost->pdata[i], head, report);
    ph_contrast_note(report,
                     "the two runs were apart in time: what the machine did meanwhile is in the "
                     "difference; `perfharness compare BASE.so HEAD.so` measures side by side, "
                     "which is stronger");
    if (is_any_open(report))
        report->command = command_of(report);
}

static ph_contrast_report *judged(ph_contrast_report *report)
{
    ph_contrast_judge_all(report);
    return report;
}

ph_contrast_report *ph_stored_compare(const ph_measurement *base, const ph_measurement *head,
                                      const ph_slowdown_rule *rule,
                                      const ph_allocation_rule *allocation_rule)
{
    ph_contrast_report *report = ph_contrast_report_new(rule);

    report->is_stored = TRUE;
    report->allocation_rule = *allocation_rule;
    take_build(base, PH_CONTRAST_BASE, report);
    take_build(head, PH_CONTRAST_HEAD, report);
    take_errors(base, PH_CONTRAST_BASE, report);
    take_errors(head, PH_CONTRAST_HEAD, report);
    if (!are_comparable(base, head, report))
        return judged(report); /* The notes say why. */
    if (is_same_run(base, head))
        take_same_run(head, report);
    else
        compare(base, head, report);
    return judged(report);
}
