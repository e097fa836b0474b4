/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/side_by_side.h"

#include <math.h>
#include <string.h>

#include "compare/allocation_draws.h"
#include "compare/code_layout.h"
#include "compare/explained.h"
#include "compare/looks.h"
#include "compare/pair_states.h"
#include "compare/pairs.h"
#include "compare/referee_changes.h"
#include "compare/unchanged.h"
#include "compare/work.h"
#include "compare/work_only.h"
#include "error/error.h"
#include "measure/discover.h"
#include "perfharness/require.h"
#include "verdict/conclusion.h"
#include "verdict/remarks.h"

/* Launches of one index place their data alike: those of second sets share none with the first. */
enum { CONFIRMING_FIRST = 1 << 20 };

/* One measurement: some benchmarks, so many launches, into one of the two sets. */
typedef struct stage {
    ph_contrast_report *report;
    gboolean is_second;
} stage;

static void take_launch(gpointer data, const ph_benchmark *benchmark, const ph_launch *launch)
{
    const stage *now = data;

    ph_pairs_take(now->report, benchmark->name, launch, now->is_second);
}

/* One stage. When the time is over, that is an error of the report, and what there is is kept. */
static gboolean measure(const ph_side_by_side_plan *plan, const GPtrArray *benchmarks,
                        guint launches, guint first_launch, gboolean is_second,
                        ph_contrast_report *report, GError **error)
{
    stage now = { .report = report, .is_second = is_second };
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_run_request request = plan->request;
    const gint64 started_us = g_get_monotonic_time();
    g_autoptr(GError) cause = NULL;

    request.is_refereed = FALSE; /* Once for both, when all is timed. */
    request.is_paired = TRUE;
    request.plan = benchmarks;
    request.launches = launches;
    request.first_launch = first_launch;
    request.observer.sampled = take_launch;
    request.observer.data = &now;
    if (!ph_run(&request, measurement, &cause)) {
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        ph_contrast_error(report, "%s: %s", ph_error_id(cause), cause->message);
        return TRUE;
    }
    ph_pair_states_take(report, measurement);
    ph_contrast_take_messages(report, measurement);

    const double launch_s =
        (double)(g_get_monotonic_time() - started_us) / 1e6 / (launches * benchmarks->len);
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        contrast->launch_s = MAX(contrast->launch_s, launch_s);
    }
    return TRUE;
}

static gboolean is_open(const ph_contrast *contrast)
{
    return contrast->state == PH_STATE_MEASURED || contrast->state == PH_STATE_PENDING;
}

/* The benchmarks of which any pair of arms wants another look, and can afford so many launches. */
static GPtrArray *select_unsettled(const ph_side_by_side_plan *plan,
                                   const ph_contrast_report *report, guint further,
                                   guint affordable)
{
    GPtrArray *selected = g_ptr_array_new();

    for (guint i = 0; i < plan->request.plan->len; i++) {
        ph_benchmark *benchmark = plan->request.plan->pdata[i];

        for (guint k = 0; k < report->contrasts->len; k++) {
            const ph_contrast *contrast = report->contrasts->pdata[k];

            if (strcmp(contrast->benchmark, benchmark->name) == 0 && is_open(contrast) &&
                !contrast->is_settled && contrast->launches + further <= affordable) {
                g_ptr_array_add(selected, benchmark);
                break;
            }
        }
    }
    return selected;
}

/* Launches that fit the budget, of both sets together. */
static guint affordable(const ph_side_by_side_plan *plan, const ph_contrast_report *report)
{
    double launch_s = 0.0;

    for (guint i = 0; i < report->contrasts->len; i++)
        launch_s = MAX(launch_s, ((const ph_contrast *)report->contrasts->pdata[i])->launch_s);
    return launch_s > 0.0 ? (guint)MIN(plan->budget_s / launch_s, (double)G_MAXINT) : 0;
}

/* What is claimed has to stand among all benchmarks' claims, or more launches are worth taking. */
static gboolean is_settled_among(const ph_contrast *contrast, const ph_contrast_report *report)
{
    const ph_slowdown_call call = contrast->call;
    const ph_slowdown_call strict = ph_slowdown_judge(
        contrast->first.logs, &report->rule, contrast->alpha_spent / report->contrasts->len);

    return ph_slowdown_is_settled(call) &&
           (!ph_slowdown_needs_confirmation(call) ||
            (strict.difference == call.difference && strict.verdict == call.verdict));
}

/* Judge what is there; what is settled, or can be confirmed now or never, is to be confirmed. */
static void judge_look(ph_contrast_report *report, double alpha, double alpha_further,
                       gboolean is_last_chance)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (contrast->is_settled || contrast->state != PH_STATE_MEASURED)
            continue;
        contrast->call = ph_slowdown_judge(contrast->first.logs, &report->rule, alpha);
        contrast->alpha_spent = alpha;
        contrast->alpha_further = alpha_further;
        contrast->is_settled = is_settled_among(contrast, report);
        contrast->is_to_confirm = (contrast->is_settled || is_last_chance) &&
                                  ph_slowdown_needs_confirmation(contrast->call);
    }
}

/* What a second set does not bear out is looked at again with more launches. */
static void judge_confirmation(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];
        const char *why = NULL;

        if (!contrast->is_to_confirm)
            continue;
        contrast->is_to_confirm = FALSE;
        contrast->is_settled = ph_slowdown_is_settled(
            ph_slowdown_confirm(contrast->call, contrast->second.logs, &report->rule, &why));
    }
}

/* NULL: no pair of arms of this benchmark is to be confirmed. */
static const ph_contrast *find_to_confirm(const ph_contrast_report *report, const char *benchmark)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (strcmp(contrast->benchmark, benchmark) == 0 && is_open(contrast) &&
            contrast->is_to_confirm)
            return contrast;
    }
    return NULL;
}

/* Fills the second sets of what is to be confirmed up to so many launches. */
static gboolean take_second_sets(const ph_side_by_side_plan *plan, ph_contrast_report *report,
                                 guint launches, GError **error)
{
    for (guint i = 0; i < plan->request.plan->len; i++) {
        ph_benchmark *benchmark = plan->request.plan->pdata[i];
        const ph_contrast *contrast = find_to_confirm(report, benchmark->name);
        g_autoptr(GPtrArray) alone = g_ptr_array_new();

        if (!contrast || contrast->launches_confirming >= launches)
            continue;
        g_ptr_array_add(alone, benchmark);
        if (!measure(plan, alone, launches - contrast->launches_confirming,
                     CONFIRMING_FIRST + contrast->launches_confirming, TRUE, report, error))
            return FALSE;
    }
    judge_confirmation(report);
    return TRUE;
}

/* The next look, and how much of the budget the last one was. */
typedef struct look {
    guint launches;   /* In the first set; 0: there is none. */
    guint taken;      /* Before it. */
    guint affordable; /* In both sets, at what launches cost so far. */
} look;

static look next_look(const ph_side_by_side_plan *plan, const ph_contrast_report *report,
                      guint taken)
{
    look next = { .taken = taken };

    if (plan->launches) {
        next.affordable = 2 * plan->launches; /* As many to confirm. */
        next.launches = taken ? 0 : plan->launches;
    } else {
        next.affordable = affordable(plan, report);
        next.launches = ph_looks_next(taken, next.affordable);
    }
    return next;
}

static gboolean take_looks(const ph_side_by_side_plan *plan, ph_contrast_report *report,
                           GError **error)
{
    g_autoptr(GPtrArray) selected = g_ptr_array_ref((GPtrArray *)plan->request.plan);
    /* So many launches that are asked for are one look. */
    const double alpha_further =
        plan->launches ? plan->rule.alpha : ph_looks_further(plan->rule.alpha);
    look now = next_look(plan, report, 0);
    double spent = 0.0;

    while (selected->len > 0) {
        if (!measure(plan, selected, now.launches - now.taken, now.taken, FALSE, report, error))
            return FALSE;

        const guint taken = now.launches;
        now = next_look(plan, report, taken);
        const gboolean is_last = now.launches == 0;
        judge_look(report, ph_looks_spend(plan->rule.alpha, &spent, taken, now.affordable, is_last),
                   alpha_further,
                   is_last || ph_looks_confirming(now.launches, now.affordable) == 0);
        if (!take_second_sets(plan, report, ph_looks_confirming(taken, now.affordable), error))
            return FALSE;
        if (is_last)
            break;
        g_ptr_array_unref(selected);
        selected = select_unsettled(plan, report, now.launches - taken, now.affordable);
    }
    return TRUE;
}

/* Why no more was measured. */
static ph_stop find_stop(const ph_side_by_side_plan *plan, const ph_contrast_report *report)
{
    for (guint i = 0; i < report->errors->len; i++)
        if (ph_error_code_of(report->errors->pdata[i]) == PH_ERROR_TIMEOUT)
            return PH_STOP_TIME;
    for (guint i = 0; i < report->contrasts->len; i++)
        if (ph_contrast_is_open(report->contrasts->pdata[i]))
            return plan->launches ? PH_STOP_LAUNCHES : PH_STOP_BUDGET;
    return PH_STOP_SETTLED;
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

/* What was timed, held against what a referee sees. When the time is over, that is an error of the
 * report. */
static gboolean referee(const ph_side_by_side_plan *plan, const GPtrArray *found,
                        ph_contrast_report *report, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (!plan->request.is_refereed || ph_referee_changes(&plan->request, found, report, &cause))
        return TRUE;
    if (!g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    ph_contrast_error(report, "%s: %s", ph_error_id(cause), cause->message);
    return TRUE;
}

/* What is known of both before anything is timed. */
typedef struct side_codes {
    ph_code *base, *head; /* NULL: not known. */
} side_codes;

static void side_codes_clear(side_codes *codes)
{
    g_clear_pointer(&codes->base, ph_code_free);
    g_clear_pointer(&codes->head, ph_code_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(side_codes, side_codes_clear)

/* Who counts work here, and what callgrind counted of it so far. */
typedef struct counted_work {
    ph_work_sensor sensor;
    GPtrArray *pairs; /* ph_work_pair. */
} counted_work;

static gboolean time_builds(const ph_side_by_side_plan *plan, const GPtrArray *found,
                            const side_codes *codes, counted_work *work, ph_contrast_report *report,
                            GError **error)
{
    if (!take_looks(plan, report, error) || !referee(plan, found, report, error) ||
        (plan->is_work_counted &&
         (!ph_work_add(&plan->request, &work->sensor, report, work->pairs, error) ||
          !ph_allocation_draws_add(&plan->request, report, error))))
        return FALSE;
    if (codes->base && codes->head)
        find_moved(codes->base, codes->head, report);
    ph_conclude(report);
    report->stop = find_stop(plan, report);
    return TRUE;
}

/* Both with the same options: else one file may do two things. */
static gboolean have_same_options(const ph_side_by_side_plan *plan)
{
    const ph_run_subject *base = plan->request.subjects->pdata[0];
    const ph_run_subject *head = plan->request.subjects->pdata[1];

    return g_strcmp0(base->options, head->options) == 0;
}

/* Benchmarks that are not to be measured, as they run the same code. */
static gboolean is_unchanged_sought(const ph_side_by_side_plan *plan)
{
    return !plan->is_identical_timed && have_same_options(plan) &&
           (plan->mode == PH_CONTRAST_MODE_WORK || plan->is_work_counted);
}

static int compare_places(gconstpointer a, gconstpointer b, gpointer data)
{
    const char *const names[] = { (*(const ph_contrast *const *)a)->benchmark,
                                  (*(const ph_contrast *const *)b)->benchmark };
    const GPtrArray *plan = data;
    guint places[] = { 0, 0 };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        while (places[i] < plan->len &&
               strcmp(((const ph_benchmark *)plan->pdata[places[i]])->name, names[i]) != 0)
            places[i]++;
    return (places[0] > places[1]) - (places[0] < places[1]);
}

/* In the order of the plan. */
static void join_unchanged(ph_contrast_report *report, ph_contrast_report *unchanged,
                           const GPtrArray *plan)
{
    while (unchanged->contrasts->len)
        g_ptr_array_add(report->contrasts, g_ptr_array_steal_index(unchanged->contrasts, 0));
    g_ptr_array_sort_with_data(report->contrasts, compare_places, (gpointer)plan);
    ph_contrast_judge_all(report);
}

/* All that is left of the plan. */
static gboolean measure_left(const ph_side_by_side_plan *plan, const GPtrArray *found,
                             const side_codes *codes, counted_work *work,
                             ph_contrast_report *report, GError **error)
{
    if (plan->request.plan->len == 0)
        return TRUE;
    if (!(plan->mode == PH_CONTRAST_MODE_WORK
              ? ph_work_only(&plan->request, &work->sensor, report, work->pairs, error)
              : time_builds(plan, found, codes, work, report, error)))
        return FALSE;
    return ph_explain(&plan->request, work->pairs, plan->explained, report, error);
}

/* Of builds that differ. */
static gboolean measure_builds(const ph_side_by_side_plan *plan, const GPtrArray *found,
                               const side_codes *codes, ph_contrast_report *report, GError **error)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func((GDestroyNotify)ph_work_pair_free);
    g_autoptr(ph_contrast_report) unchanged = ph_contrast_report_new(&plan->rule);
    g_autoptr(GPtrArray) left = g_ptr_array_ref((GPtrArray *)plan->request.plan);
    counted_work work = { PH_WORK_SENSOR_CPU, pairs };
    ph_side_by_side_plan again = *plan;

    unchanged->mode = plan->mode;
    if (is_unchanged_sought(plan)) {
        g_ptr_array_unref(left);
        left = ph_unchanged_leave(&plan->request, found, &work.sensor, pairs, report, unchanged,
                                  error);
    }
    again.request.plan = left;
    if (!left || !measure_left(&again, found, codes, &work, report, error))
        return FALSE;
    join_unchanged(report, unchanged, plan->request.plan);
    return TRUE;
}

static void note_builds(ph_contrast_report *report)
{
    const ph_subject_info *base = ph_contrast_subject(report, PH_CONTRAST_BASE);
    const ph_subject_info *head = ph_contrast_subject(report, PH_CONTRAST_HEAD);

    if (base && head)
        ph_remarks_builds(report->notes, (ph_named_build){ head, PH_CONTRAST_HEAD },
                          (ph_named_build){ base, PH_CONTRAST_BASE });
}

/* What the two builds are. NULL and error when one cannot be loaded: the other one alone is worth
 * nothing. */
static GPtrArray *discover_builds(const ph_run_request *request, ph_contrast_report *report,
                                  GError **error)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autoptr(GPtrArray) found = ph_discover(request, NULL, measurement, error);

    for (guint i = 0; found && i < found->len; i++) {
        const ph_found_subject *subject = found->pdata[i];

        if (subject->unavailable) {
            const gboolean is_fault =
                subject->is_crashed && strcmp(subject->source->name, PH_CONTRAST_HEAD) == 0;

            g_set_error(error, PH_ERROR, is_fault ? PH_ERROR_SUBJECT_CRASH : PH_ERROR_SUBJECT_LOAD,
                        "%s: %s", subject->source->name, subject->unavailable);
            return NULL;
        }
    }
    if (found) {
        ph_contrast_take_messages(report, measurement);
        note_builds(report);
    }
    return g_steal_pointer(&found);
}

ph_contrast_report *ph_side_by_side(const ph_side_by_side_plan *plan, GError **error)
{
    PH_REQUIRE(plan->request.subjects->len == 2 && !plan->request.limits[0]);

    g_autoptr(ph_contrast_report) report = ph_contrast_report_new(&plan->rule);
    g_autoptr(GPtrArray) found = discover_builds(&plan->request, report, error);

    if (!found)
        return NULL;

    g_auto(side_codes) codes = { read_code(plan->request.subjects->pdata[0], report),
                                 read_code(plan->request.subjects->pdata[1], report) };
    const gint64 started_us = g_get_monotonic_time();

    report->cpu = plan->request.host.cpu;
    report->mode = plan->mode;
    report->allocation_rule = plan->allocation_rule;
    report->is_same_code = codes.base && codes.head && have_same_options(plan) &&
                           ph_code_is_identical(codes.base, codes.head);
    if (report->is_same_code && !plan->is_identical_timed)
        ph_unchanged(&plan->request, found, report);
    else if (!measure_builds(plan, found, &codes, report, error))
        return NULL;
    report->elapsed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    return g_steal_pointer(&report);
}
