/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/promotion.h"

#include <math.h>
#include <string.h>

#include "baseline/place.h"
#include "document/timestamp.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "verdict/core_kind.h"
#include "verdict/judgement.h"
#include "verdict/release.h"

/* Ends of intervals are compared with limits that a double cannot hold. */
#define TOLERANCE 1e-9

static void object(GPtrArray *objections, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void object(GPtrArray *objections, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(objections, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static char *name_of(const ph_result *result)
{
    return g_strdup_printf("%s, %s, %s level", result->benchmark, result->subject, result->level);
}

/* What is compared with a figure of another layout is compared with other work. */
static gboolean refuse_unproven_layouts(const ph_measurement *run, GError **error)
{
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        g_autofree char *doubt = ph_record_layout_doubt(result->layout);

        if (doubt && result->state == PH_STATE_MEASURED)
            return ph_refuse(error, PH_ERROR_BASELINE,
                             "%s was measured although %s; measure without --layout-differs",
                             result->benchmark, doubt);
    }
    return TRUE;
}

gboolean ph_promotion_is_possible(const ph_measurement *run, GError **error)
{
    gboolean is_measured = FALSE;

    if (run->is_plain)
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "the document is in the specification's plain shape, without launches and "
                         "host; a perf.json of `perfharness run` was expected");
    if (run->is_quick)
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "it is a quick run, whose launches are few and short; measure with "
                         "`perfharness run`, without --quick");
    if (run->referee.mode == PH_REFEREE_MODE_OFF)
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "it was measured without the referee, so no figure is proven against its "
                         "own subject; measure without --no-referee");
    if (!ph_measurement_fingerprint(run))
        return ph_refuse(error, PH_ERROR_BASELINE, "the run does not say on which host it was");
    if (!run->suite)
        return ph_refuse(
            error, PH_ERROR_BASELINE,
            "the run is not of a suite, and a baseline is; measure with `perfharness run "
            "--suite NAME`");
    if (!ph_baseline_is_suite_name(run->suite))
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "the suite's name cannot be a file's: letters, digits, \".\", \"_\" and "
                         "\"-\" were expected");
    if (run->facts.caches_assumed)
        return ph_refuse(error, PH_ERROR_BASELINE,
                         "its working sets were planned for other caches than the host's "
                         "(--caches is for tests)");
    if (!refuse_unproven_layouts(run, error))
        return FALSE;
    for (guint i = 0; i < run->results->len; i++)
        is_measured |= ((ph_result *)run->results->pdata[i])->state == PH_STATE_MEASURED;
    return is_measured || ph_refuse(error, PH_ERROR_BASELINE, "the run has measured nothing");
}

static void object_to_launches(GPtrArray *objections, const ph_result *result, const char *name)
{
    g_autoptr(GArray) launches = ph_result_launches(result);
    const double cv = ph_standard_deviation(launches) / ph_mean(launches);

    if (launches->len < PH_PROMOTION_LAUNCHES_MIN)
        object(objections, "%s: %u launches, at least %d are needed", name, launches->len,
               PH_PROMOTION_LAUNCHES_MIN);
    if (cv > PH_PROMOTION_CV_MAX + TOLERANCE)
        object(objections, "%s: the launches differ by a CV of %.1f %%, at most %g %% is allowed",
               name, cv * 100.0, PH_PROMOTION_CV_MAX * 100.0);
}

static void object_to_result(GPtrArray *objections, const ph_result *result)
{
    g_autofree char *name = name_of(result);

    if (ph_result_is_excused(result))
        return;
    if (result->state != PH_STATE_MEASURED)
        object(objections, "%s: %s: %s", name, ph_state_name(result->state), result->reason);
    else if (ph_is_under_test(result->subject)) /* Peers have noise of their own. */
        object_to_launches(objections, result, name);
}

static void object_to_floors(GPtrArray *objections, const GArray *floors)
{
    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (check->is_judged && check->verdict != PH_VERDICT_PASS &&
            check->verdict != PH_VERDICT_WARN)
            object(objections, "the floor of %s, %g MB/s, is not met: %s", check->name,
                   check->floor_mb_s, check->why);
    }
}

static void object_to_budgets(GPtrArray *objections, const GArray *budgets)
{
    for (guint i = 0; i < budgets->len; i++) {
        const ph_budget_check *check = &g_array_index(budgets, ph_budget_check, i);

        if (check->verdict != PH_VERDICT_PASS && check->verdict != PH_VERDICT_WARN)
            object(objections, "the budget of %s, %s level, %s = %g, is not met: %s",
                   check->benchmark, check->level, ph_budget_key(check->kind), check->limit,
                   check->why);
    }
}

static void object_to_changes(GPtrArray *objections, const GPtrArray *changes)
{
    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];
        g_autofree char *name = name_of(change->result);

        if (change->is_judged && change->verdict > PH_VERDICT_PASS &&
            change->result->state == PH_STATE_MEASURED)
            object(objections, "%s: %s: %s", name, ph_verdict_word(change->verdict), change->why);
    }
}

/* Two identities that are both known and not the same. */
static gboolean differ(const char *a, const char *b)
{
    return a && b && strcmp(a, b) != 0;
}

static void object_to_series(GPtrArray *objections, const ph_measurement *run,
                             const ph_measurement *baseline)
{
    const char *host = ph_measurement_fingerprint(run);
    const char *base_host = ph_measurement_fingerprint(baseline);
    g_autofree char *release = ph_release_obstacle((ph_placed_run){ run, "in the run" },
                                                   (ph_placed_run){ baseline, "in the baseline" });
    g_autofree char *core_kind = ph_core_kind_obstacle(
        (ph_placed_run){ run, "in the run" }, (ph_placed_run){ baseline, "in the baseline" });

    if (differ(host, base_host))
        object(objections, "the baseline is of another host, %s; the run is of %s", base_host,
               host);
    if (differ(run->suite, baseline->suite))
        object(objections, "the baseline is of another suite, %s; the run is of %s",
               baseline->suite, run->suite);
    if (core_kind)
        object(objections, "%s", core_kind);
    if (release)
        object(objections, "%s", release);
}

GPtrArray *ph_promotion_objections(const ph_measurement *run, const ph_measurement *baseline,
                                   const ph_thresholds *thresholds)
{
    PH_REQUIRE(ph_promotion_is_possible(run, NULL));

    GPtrArray *objections = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(ph_judgement) judgement = ph_judge(run, baseline, thresholds);

    if (baseline)
        object_to_series(objections, run, baseline);
    for (guint i = 0; i < run->errors->len; i++)
        object(objections, "the run has an error: %s", (const char *)run->errors->pdata[i]);
    object_to_floors(objections, judgement->floors);
    object_to_budgets(objections, judgement->budgets);
    for (guint i = 0; i < run->results->len; i++)
        object_to_result(objections, run->results->pdata[i]);
    object_to_changes(objections, judgement->changes);
    /* Whatever else keeps the judgement from a pass. */
    if (objections->len == 0 && judgement->verdict != PH_VERDICT_PASS &&
        judgement->verdict != PH_VERDICT_WARN)
        object(objections, "%s: %s", ph_verdict_word(judgement->verdict), judgement->why);
    return objections;
}

/*
 * Of several runs, the logarithms of a figure. The run is the unit here: what differs from day to
 * day is the same for all launches of one. FALSE when a run has no number.
 */
static gboolean log_rates(const GPtrArray *runs, const char *benchmark, GArray *rates)
{
    for (guint i = 0; i < runs->len; i++) {
        const ph_measurement *run = runs->pdata[i];
        const ph_result *result =
            ph_result_measured(run->results, benchmark, "kernel", PH_HEADLINE_SUBJECT);
        const double rate = result ? log(result->throughput_mib_s) : NAN;

        if (!result)
            return FALSE;
        g_array_append_val(rates, rate);
    }
    return TRUE;
}

/*
 * The baseline was one run, of whose spread nothing is known but that of these. Either figure may
 * be the one that improved, so each has half of the error.
 */
double ph_promotion_least_gain(const GPtrArray *runs, const ph_measurement *baseline,
                               const char *benchmark)
{
    const double confidence = 1.0 - (1.0 - PH_PROMOTION_GAIN_CONFIDENCE) / 2.0;
    const ph_result *base =
        ph_result_measured(baseline->results, benchmark, "kernel", PH_HEADLINE_SUBJECT);
    g_autoptr(GArray) rates = g_array_new(FALSE, FALSE, sizeof(double));

    if (!base || !log_rates(runs, benchmark, rates))
        return NAN;
    return expm1(ph_mean_excess_low(rates, log(base->throughput_mib_s), confidence));
}

static char *describe_gain(const char *name, double gain)
{
    if (isnan(gain))
        return g_strdup_printf("%s cannot be compared", name);
    return g_strdup_printf("%s has gained at least %+.1f %%", name, gain * 100.0);
}

static void object_to_gain(GPtrArray *objections, const GPtrArray *runs,
                           const ph_measurement *baseline)
{
    const double display = ph_promotion_least_gain(runs, baseline, PH_HEADLINE_DISPLAY);
    const double comp3 = ph_promotion_least_gain(runs, baseline, PH_HEADLINE_COMP3);
    const double gain = isnan(display) ? comp3 : isnan(comp3) ? display : MAX(display, comp3);
    g_autofree char *display_text = describe_gain("DISPLAY", display);
    g_autofree char *comp3_text = describe_gain("COMP-3", comp3);

    if (!(gain >= PH_PROMOTION_GAIN_MIN - TOLERANCE))
        object(objections,
               "the %u runs do not show an improvement of %g %% with %g %% confidence: %s, %s",
               runs->len, PH_PROMOTION_GAIN_MIN * 100.0, PH_PROMOTION_GAIN_CONFIDENCE * 100.0,
               display_text, comp3_text);
}

GPtrArray *ph_promotion_objections_stable(const GPtrArray *runs, const ph_measurement *baseline,
                                          const ph_thresholds *thresholds)
{
    GPtrArray *objections = g_ptr_array_new_with_free_func(g_free);

    if (runs->len != PH_PROMOTION_STABLE_RUNS)
        object(objections, "%u runs were given, %d are needed", runs->len,
               PH_PROMOTION_STABLE_RUNS);
    for (guint i = 0; i < runs->len; i++) {
        const ph_measurement *run = runs->pdata[i];
        g_autoptr(GPtrArray) own = ph_promotion_objections(run, baseline, thresholds);

        for (guint j = 0; j < own->len; j++)
            object(objections, "run of %s: %s", run->timestamp, (const char *)own->pdata[j]);
    }
    if (baseline && runs->len > 1)
        object_to_gain(objections, runs, baseline);
    return objections;
}

gint ph_promotion_compare_times(const ph_measurement *a, const ph_measurement *b)
{
    g_autoptr(GDateTime) time_a = ph_timestamp_read(a->timestamp);
    g_autoptr(GDateTime) time_b = ph_timestamp_read(b->timestamp);

    return g_date_time_compare(time_a, time_b);
}

static gint compare_times(gconstpointer a, gconstpointer b)
{
    return ph_promotion_compare_times(*(ph_measurement *const *)a, *(ph_measurement *const *)b);
}

gboolean ph_promotion_order(GPtrArray *runs, GError **error)
{
    g_ptr_array_sort(runs, compare_times);
    for (guint i = 1; i < runs->len; i++) {
        const ph_measurement *before = runs->pdata[i - 1], *run = runs->pdata[i];
        g_autofree char *release =
            ph_release_obstacle((ph_placed_run){ run, "in the later one" },
                                (ph_placed_run){ before, "in the one before" });
        g_autofree char *core_kind =
            ph_core_kind_obstacle((ph_placed_run){ run, "in the later one" },
                                  (ph_placed_run){ before, "in the one before" });

        if (compare_times(&runs->pdata[i - 1], &runs->pdata[i]) == 0) {
            g_set_error(error, PH_ERROR, PH_ERROR_BASELINE, "two runs are of %s: each counts once",
                        run->timestamp);
            return FALSE;
        }
        if (differ(ph_measurement_fingerprint(before), ph_measurement_fingerprint(run)) ||
            differ(before->suite, run->suite))
            return ph_refuse(error, PH_ERROR_BASELINE, "the runs are of different hosts or suites");
        if (core_kind)
            return ph_refuse(error, PH_ERROR_BASELINE, "the runs are not of one series: %s",
                             core_kind);
        if (release)
            return ph_refuse(error, PH_ERROR_BASELINE, "the runs are of different releases: %s",
                             release);
    }
    return TRUE;
}
