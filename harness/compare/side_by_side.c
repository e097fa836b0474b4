/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/side_by_side.h"

#include <math.h>
#include <string.h>

#include "compare/code_layout.h"
#include "compare/conclusion.h"
#include "compare/unchanged.h"
#include "compare/work.h"
#include "error/error.h"

/* Looks are planned before the first value is seen, and share alpha: it is spent, not asked for
 * again and again. Launches so far at each look, and its share. */
static const struct {
    guint launches;
    double alpha_share;
} looks[] = { { 10, 0.25 }, { 20, 0.25 }, { 40, 0.50 } };

/* Of a normal distribution: from quartile to quartile, in standard deviations. */
#define NORMAL_MIDDLE_HALF 1.349

/* One measurement: some benchmarks, so many launches, into one of the two sets. */
typedef struct stage {
    ph_contrast_report *report;
    gboolean is_second;
} stage;

static const ph_arm_sample *find_sample(const ph_launch *launch, const char *side,
                                        const char *variant, const char *level)
{
    g_autofree char *name = g_strconcat(side, *variant ? "-" : "", variant, NULL);

    for (guint i = 0; i < launch->samples->len; i++) {
        const ph_arm_sample *sample = launch->samples->pdata[i];

        if (strcmp(sample->subject, name) == 0 && strcmp(sample->level, level) == 0)
            return sample;
    }
    return NULL;
}

static void take_pair(ph_contrast_set *set, const ph_arm_sample *base, const ph_arm_sample *head)
{
    g_autoptr(GArray) quadruples = ph_contrast_quadruples(base->block_ns, head->block_ns);
    const double log_ratio = ph_contrast_log_ratio(base->block_ns, head->block_ns);

    if (isnan(log_ratio))
        return; /* Too disturbed: no sample, as for a single subject. */
    /* Of the median of so many values, from their middle half: a few are always far off. */
    const double middle_half = ph_quantile(quadruples, 0.75) - ph_quantile(quadruples, 0.25);
    const double spread = middle_half / NORMAL_MIDDLE_HALF * sqrt(G_PI_2 / (double)quadruples->len);
    g_array_append_val(set->logs, log_ratio);
    g_array_append_val(set->spreads, spread);
    g_array_append_val(set->base_ns, base->input_ns);
    g_array_append_val(set->head_ns, head->input_ns);
}

/* The variant's name behind "base"; NULL for an arm of head. */
static const char *base_variant(const char *subject)
{
    if (!g_str_has_prefix(subject, PH_CONTRAST_BASE))
        return NULL;
    subject += strlen(PH_CONTRAST_BASE);
    return *subject == '-' ? subject + 1 : subject;
}

static void take_launch(gpointer data, const ph_benchmark *benchmark, const ph_launch *launch)
{
    stage *now = data;

    for (guint i = 0; i < launch->samples->len; i++) {
        const ph_arm_sample *base = launch->samples->pdata[i];
        const char *variant = base_variant(base->subject);
        const ph_arm_sample *head =
            variant ? find_sample(launch, PH_CONTRAST_HEAD, variant, base->level) : NULL;
        ph_contrast *contrast;

        if (!head)
            continue;
        contrast = ph_contrast_of(now->report, benchmark->name, base->level, variant);
        contrast->launches++;
        if (!base->is_void && !head->is_void)
            take_pair(now->is_second ? &contrast->second : &contrast->first, base, head);
    }
}

/* The same arm of the other build; NULL when that has none. */
static const ph_result *find_other(const ph_measurement *measurement, const ph_result *result,
                                   const char *variant)
{
    const char *side = base_variant(result->subject) ? PH_CONTRAST_HEAD : PH_CONTRAST_BASE;
    g_autofree char *name = g_strconcat(side, *variant ? "-" : "", variant, NULL);

    return ph_result_find(measurement->results, result->benchmark, result->level, name);
}

/* What one build failed at fails the pair, whichever build it was. */
static void take_states(ph_contrast_report *report, const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        const char *variant = ph_contrast_variant(result->subject);
        ph_contrast *contrast;

        if (!find_other(measurement, result, variant)) {
            ph_contrast_note(report,
                             "%s, %s level: there is no counterpart of %s in the other build",
                             result->benchmark, result->level, result->subject);
            continue;
        }
        contrast = ph_contrast_of(report, result->benchmark, result->level, variant);
        if (result->state == PH_STATE_MEASURED) {
            if (contrast->state == PH_STATE_PENDING)
                contrast->state = PH_STATE_MEASURED;
            continue;
        }
        if (ph_result_is_excused(result))
            contrast->is_settled = TRUE; /* Neither build is to give a number. */
        contrast->state = result->state;
        if (!contrast->failure)
            contrast->failure = g_strdup_printf("%s: %s", result->subject, result->reason);
    }
}

static gboolean measure(const ph_side_by_side_plan *plan, const GPtrArray *benchmarks,
                        guint launches, guint first_launch, gboolean is_second,
                        ph_contrast_report *report, GError **error)
{
    stage now = { .report = report, .is_second = is_second };
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_run_request request = plan->request;
    const gint64 started_us = g_get_monotonic_time();

    request.plan = benchmarks;
    request.launches = launches;
    request.first_launch = first_launch;
    request.observer.sampled = take_launch;
    request.observer.data = &now;
    if (!ph_run(&request, measurement, error))
        return FALSE;
    take_states(report, measurement);
    ph_contrast_take_messages(report, measurement);

    const double launch_s =
        (double)(g_get_monotonic_time() - started_us) / 1e6 / (launches * benchmarks->len);
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        contrast->launch_s = MAX(contrast->launch_s, launch_s);
    }
    return TRUE;
}

static gboolean wants(const ph_contrast *contrast, gboolean is_second)
{
    if (contrast->state != PH_STATE_MEASURED && contrast->state != PH_STATE_PENDING)
        return FALSE;
    return is_second ? ph_slowdown_needs_confirmation(contrast->call) : !contrast->is_settled;
}

/* The benchmarks of which any pair of arms needs more launches. */
static GPtrArray *select_benchmarks(const ph_side_by_side_plan *plan,
                                    const ph_contrast_report *report, gboolean is_second)
{
    GPtrArray *selected = g_ptr_array_new();

    for (guint i = 0; i < plan->request.plan->len; i++) {
        ph_benchmark *benchmark = plan->request.plan->pdata[i];

        for (guint k = 0; k < report->contrasts->len; k++) {
            const ph_contrast *contrast = report->contrasts->pdata[k];

            if (strcmp(contrast->benchmark, benchmark->name) == 0 && wants(contrast, is_second)) {
                g_ptr_array_add(selected, benchmark);
                break;
            }
        }
    }
    return selected;
}

static double slowest_launch_s(const ph_contrast_report *report)
{
    double launch_s = 0.0;

    for (guint i = 0; i < report->contrasts->len; i++)
        launch_s = MAX(launch_s, ((const ph_contrast *)report->contrasts->pdata[i])->launch_s);
    return launch_s;
}

/* A further look is taken only where the budget has room for it and for confirming what it says. */
static gboolean has_budget(const ph_side_by_side_plan *plan, const ph_contrast_report *report,
                           guint launches)
{
    return 2.0 * launches * slowest_launch_s(report) <= plan->budget_s;
}

static void look(ph_contrast_report *report, double alpha)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (contrast->is_settled || contrast->state != PH_STATE_MEASURED)
            continue;
        contrast->call = ph_slowdown_judge(contrast->first.logs, &report->rule, alpha);
        contrast->is_settled = ph_slowdown_is_settled(contrast->call);
    }
}

/* Fills the first sets; *ret_launches receives how many each has at most. */
static gboolean take_looks(const ph_side_by_side_plan *plan, ph_contrast_report *report,
                           guint *ret_launches, GError **error)
{
    const guint count = plan->launches ? 1 : G_N_ELEMENTS(looks);
    guint taken = 0;

    for (guint i = 0; i < count; i++) {
        const guint launches = plan->launches ? plan->launches : looks[i].launches;
        const double share = plan->launches ? 1.0 : looks[i].alpha_share;
        g_autoptr(GPtrArray) selected = i == 0 ? g_ptr_array_ref((GPtrArray *)plan->request.plan)
                                               : select_benchmarks(plan, report, FALSE);

        if (selected->len == 0 || (i > 0 && !has_budget(plan, report, launches)))
            break;
        if (!measure(plan, selected, launches - taken, taken, FALSE, report, error))
            return FALSE;
        taken = launches;
        look(report, plan->rule.alpha * share);
    }
    *ret_launches = taken;
    return TRUE;
}

static gboolean take_second_sets(const ph_side_by_side_plan *plan, ph_contrast_report *report,
                                 guint taken, GError **error)
{
    g_autoptr(GPtrArray) selected = select_benchmarks(plan, report, TRUE);

    return selected->len == 0 || measure(plan, selected, taken, taken, TRUE, report, error);
}

static ph_code *read_code(const ph_run_subject *subject, ph_contrast_report *report)
{
    g_autoptr(GError) cause = NULL;
    ph_code *code = ph_code_read(subject->path, &cause);

    if (!code)
        ph_contrast_note(report, "the layout of %s is not known: %s", subject->name,
                         cause->message);
    return code;
}

static void find_moved(const ph_code *base, const ph_code *head, ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        contrast->moved = ph_code_moved(base, head, contrast->hot);
    }
}

static gboolean time_builds(const ph_side_by_side_plan *plan, const ph_code *base,
                            const ph_code *head, ph_contrast_report *report, GError **error)
{
    guint taken = 0;

    if (!take_looks(plan, report, &taken, error) || !take_second_sets(plan, report, taken, error) ||
        (plan->is_work_counted && !ph_work_add(&plan->request, report, error)))
        return FALSE;
    if (base && head)
        find_moved(base, head, report);
    ph_conclude(report);
    return TRUE;
}

ph_contrast_report *ph_side_by_side(const ph_side_by_side_plan *plan, GError **error)
{
    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&plan->rule);
    const ph_run_subject *base_subject = plan->request.subjects->pdata[0];
    const ph_run_subject *head_subject = plan->request.subjects->pdata[1];
    g_autoptr(ph_code) base = read_code(base_subject, report);
    g_autoptr(ph_code) head = read_code(head_subject, report);
    const gint64 started_us = g_get_monotonic_time();
    const gboolean is_identical = base && head && ph_code_is_identical(base, head) &&
                                  g_strcmp0(base_subject->options, head_subject->options) == 0;

    report->cpu = plan->request.host.cpu;
    if (is_identical && !plan->is_identical_timed ? !ph_unchanged(&plan->request, report, error)
                                                  : !time_builds(plan, base, head, report, error))
        return NULL;
    report->elapsed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    return g_steal_pointer(&report);
}
