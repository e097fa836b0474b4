/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/run.h"

#include <string.h>
#include <sys/resource.h>

#include "error/error.h"
#include "measure/benchmark_launch.h"
#include "measure/benchmark_run.h"
#include "measure/claims.h"
#include "measure/discover.h"
#include "measure/run_allocations.h"
#include "measure/stored_launch.h"
#include "model/stored_scatter.h"
#include "model/summarise.h"
#include "perfharness/require.h"
#include "system/throttling.h"

/* A benchmark, how far it is, and what is held against its claims. */
typedef struct benchmark_progress {
    ph_benchmark_run *run;
    ph_claims *claims; /* NULL: nothing is. */
    guint due;         /* Launches that it should have by now. */
    gboolean is_finished;
    /* When its launches began; NULL: nobody asks. Borrowed from the measurement. */
    ph_sustained_benchmark *sustained;
    gint64 run_started_us;
} benchmark_progress;

static void progress_free(gpointer data)
{
    benchmark_progress *progress = data;

    g_clear_pointer(&progress->claims, ph_claims_free);
    ph_benchmark_run_free(progress->run);
    g_free(progress);
}

/* What is left, if each launch takes as long as those of its benchmark took so far. */
static double seconds_left(const GPtrArray *all)
{
    double left = 0.0;

    for (guint i = 0; i < all->len; i++) {
        const benchmark_progress *progress = all->pdata[i];
        const ph_benchmark_run *run = progress->run;

        if (progress->due == 0)
            return -1.0;
        left += run->seconds / progress->due * (run->request->launches - progress->due);
    }
    return left;
}

static void put(GArray *array, guint index, double value)
{
    if (index >= array->len)
        g_array_set_size(array, index + 1);
    g_array_index(array, double, index) = value;
}

/* One that takes the place of another is of another time. */
static void note_launch(benchmark_progress *progress, gint64 started_us)
{
    const ph_benchmark_run *run = progress->run;

    put(progress->sustained->started_s, run->launches,
        (double)(started_us - progress->run_started_us) / 1e6);
    put(progress->sustained->core_clock_hz, run->launches, run->core_clock_hz);
}

/* One more launch of the benchmark, however it is taken, and of its referee what is due. */
static gboolean take_launch(benchmark_progress *progress, GError **error)
{
    ph_benchmark_run *run = progress->run;
    const gint64 started_us = g_get_monotonic_time();

    ph_benchmark_run_make_room(run);
    if (!(run->benchmark->stored ? ph_stored_launch : ph_benchmark_launch)(run, error))
        return FALSE;
    if (progress->sustained)
        note_launch(progress, started_us);
    run->seconds += (double)(g_get_monotonic_time() - started_us) / 1e6;
    run->launches++;
    if (progress->claims && !ph_claims_keep_up(progress->claims, error))
        return FALSE;
    if (run->is_tainted)
        ph_benchmark_run_restart(run);
    return TRUE;
}

/* Those that are left where launches were taken again from the first on. */
static gboolean catch_up(benchmark_progress *progress, guint launches, GError **error)
{
    while (progress->run->launches < launches && ph_benchmark_run_is_live(progress->run))
        if (!take_launch(progress, error))
            return FALSE;
    progress->run->launches = launches;
    return TRUE;
}

/* All launches, and none of them beside who lies. */
static gboolean settle(benchmark_progress *progress, guint launches, GError **error)
{
    ph_benchmark_run *run = progress->run;
    gboolean is_doubted = FALSE;

    do {
        if (is_doubted || run->is_tainted) {
            run->is_apart = run->is_apart || is_doubted;
            ph_benchmark_run_restart(run);
        }
        if (!catch_up(progress, launches, error) ||
            (progress->claims && !ph_claims_settle(progress->claims, &is_doubted, error)))
            return FALSE;
    } while (is_doubted || run->is_tainted);
    return TRUE;
}

/* All that it was to have is there: hold the claims against what was seen, and sum up. */
static gboolean finish(benchmark_progress *progress, guint launches, GError **error)
{
    ph_benchmark_run *run = progress->run;
    const ph_run_observer *observer = &run->request->observer;

    if (!settle(progress, launches, error))
        return FALSE;
    progress->is_finished = TRUE;
    ph_summarise_benchmark(run->measurement, run->benchmark->name);
    if (run->request->is_allocation_counted && !run->benchmark->stored &&
        !ph_run_allocations_take(run, error))
        return FALSE;
    if (observer->benchmark)
        observer->benchmark(observer->data, run->measurement, run->benchmark);
    return TRUE;
}

/* When so many seconds of the run are over; 0: never. */
static gboolean is_over(gint64 started_us, double seconds)
{
    return seconds > 0.0 && g_get_monotonic_time() >= started_us + (gint64)(seconds * 1e6);
}

/* As long as there is somebody to measure. */
static gboolean goes_on(const GPtrArray *all, const ph_run_request *request, gint64 started_us)
{
    gboolean is_live = FALSE;

    for (guint i = 0; i < all->len; i++)
        is_live |= ph_benchmark_run_is_live(((const benchmark_progress *)all->pdata[i])->run);
    return is_live && request->sustained_s > 0.0 && !is_over(started_us, request->sustained_s);
}

/* Of so many launches, or for so long. */
static void say_launch(const GPtrArray *all, const benchmark_progress *next, guint done,
                       gint64 started_us)
{
    const ph_run_request *request = next->run->request;
    const double passed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    const double left_s = MAX(request->sustained_s - passed_s, 0.0);
    const double asked_s = next->due < request->launches ? seconds_left(all) : 0.0;

    if (request->observer.launch)
        request->observer.launch(request->observer.data, next->run->benchmark, done,
                                 MAX(all->len * request->launches, done + 1),
                                 asked_s < 0.0 ? asked_s : MAX(asked_s, left_s));
}

/* Launches of all benchmarks in turn: what changes during the run touches all of them. */
static gboolean take_all_launches(const GPtrArray *all, const ph_run_request *request,
                                  gint64 started_us, GError **error)
{
    const gboolean is_sustained = request->sustained_s > 0.0;
    guint done = 0;

    for (guint launch = 0; launch < request->launches || goes_on(all, request, started_us);
         launch++)
        for (guint i = 0; i < all->len; i++) {
            benchmark_progress *progress = all->pdata[i];

            if (is_over(started_us, request->budget_s) ||
                (launch > 0 && is_over(started_us, request->enough_s)))
                return TRUE;
            say_launch(all, progress, done++, started_us);
            progress->due = launch + 1;
            if (!take_launch(progress, error) ||
                (progress->due == request->launches && !is_sustained &&
                 !finish(progress, progress->due, error)))
                return FALSE;
        }
    return TRUE;
}

static const ph_own_data *find_own_data(const GPtrArray *plan)
{
    for (guint i = 0; i < plan->len; i++) {
        const ph_benchmark *benchmark = plan->pdata[i];

        if (benchmark->own_data)
            return benchmark->own_data;
    }
    return NULL;
}

/* What was left out on purpose is no launch that gave no sample. */
static void forget_launches(const GPtrArray *all, const GPtrArray *results)
{
    for (guint i = 0; i < all->len; i++) {
        const benchmark_progress *progress = all->pdata[i];

        for (guint j = 0; j < results->len; j++) {
            ph_result *result = results->pdata[j];

            if (strcmp(result->benchmark, progress->run->benchmark->name) == 0)
                ph_result_forget_launches(result, progress->due);
        }
    }
}

/* As much as there was time for, the referee included; adds up how many launches are missing. */
static gboolean finish_unfinished(const GPtrArray *all, guint *ret_missing, GError **error)
{
    for (guint i = 0; i < all->len; i++) {
        benchmark_progress *progress = all->pdata[i];

        if (progress->is_finished)
            continue;
        if (progress->due < progress->run->request->launches)
            *ret_missing += progress->run->request->launches - progress->due;
        if (progress->due == 0)
            ph_summarise_benchmark(progress->run->measurement, progress->run->benchmark->name);
        else if (!finish(progress, progress->due, error))
            return FALSE;
    }
    return TRUE;
}

/* When the time is over, what has launches is kept. */
static void summarise_unfinished(const GPtrArray *all, ph_measurement *measurement)
{
    for (guint i = 0; i < all->len; i++) {
        benchmark_progress *progress = all->pdata[i];

        if (progress->is_finished)
            continue;
        if (progress->run->is_tainted)
            ph_benchmark_run_restart(progress->run);
        if (progress->claims)
            ph_claims_settle_now(progress->claims);
        ph_summarise_benchmark(measurement, progress->run->benchmark->name);
    }
}

static GPtrArray *make_progress(const ph_run_request *request, const GPtrArray *found,
                                gint64 started_us, ph_measurement *measurement)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(progress_free);

    for (guint i = 0; i < request->plan->len; i++) {
        benchmark_progress *progress = g_new0(benchmark_progress, 1);

        progress->run = ph_benchmark_run_new(request, request->plan->pdata[i], found, measurement);
        /* Of files nothing is claimed. */
        progress->claims = request->is_refereed && !progress->run->benchmark->stored
                               ? ph_claims_new(progress->run)
                               : NULL;
        progress->run_started_us = started_us;
        if (measurement->sustained)
            progress->sustained =
                ph_sustained_add(measurement->sustained, progress->run->benchmark->name);
        g_ptr_array_add(all, progress);
    }
    return all;
}

/* Appends "; with 3 of 5: comp3/L2, comp3/stream" for the benchmarks that have so many launches. */
static void append_with(GString *text, const GPtrArray *all, guint launches, guint asked)
{
    gboolean is_first = TRUE;

    for (guint i = 0; i < all->len; i++) {
        const benchmark_progress *progress = all->pdata[i];

        if (progress->due != launches)
            continue;
        if (is_first)
            g_string_append_printf(text, "; with %u of %u: ", launches, asked);
        g_string_append_printf(text, "%s%s", is_first ? "" : ", ", progress->run->benchmark->name);
        is_first = FALSE;
    }
}

/* Launches were taken in turn, so that none has two more than another. */
static void report_left_out(const GPtrArray *all, const ph_run_request *request, gint64 started_us,
                            guint missing, ph_measurement *measurement)
{
    const guint total = all->len * request->launches;
    g_autoptr(GString) text = g_string_new(NULL);

    if (!missing)
        return;
    if (!is_over(started_us, request->budget_s)) {
        ph_measurement_warn(measurement,
                            "%u of %u launches were left out, as %u s had passed: the CPU is "
                            "disturbed, or slow",
                            missing, total, request->enough_s);
        return;
    }
    for (guint launches = 0; launches < request->launches; launches++)
        append_with(text, all, launches, request->launches);
    ph_measurement_fail(measurement,
                        "%s: the budget of the suite, %g minutes, was over: %u of %u launches were "
                        "left out%s",
                        ph_error_code_id(PH_ERROR_TIMEOUT), request->budget_s / 60.0, missing,
                        total, text->str);
}

/* As many as were made, where they went on for a time; fewer are told of elsewhere. */
static void report_launches(const GPtrArray *all, const ph_run_request *request,
                            ph_measurement *measurement)
{
    measurement->facts.launches_asked = request->launches;
    for (guint i = 0; i < all->len; i++) {
        const benchmark_progress *progress = all->pdata[i];

        measurement->facts.launches_asked = MAX(measurement->facts.launches_asked, progress->due);
    }
}

/* NULL: no time was asked for. */
static ph_sustained *begin_sustained(const ph_run_request *request, ph_throttling *ret)
{
    g_autoptr(GError) missing = NULL;
    ph_sustained *sustained;

    if (!(request->sustained_s > 0.0))
        return NULL;
    sustained = ph_sustained_new();
    sustained->asked_s = request->sustained_s;
    if (!ph_throttling_read("", request->host.cpu, ret, &missing))
        sustained->throttles_missing = g_strdup(missing->message);
    return sustained;
}

static void end_sustained(const ph_run_request *request, const ph_throttling *before,
                          gint64 started_us, ph_measurement *measurement)
{
    const double passed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    ph_throttling after;

    (void)ph_throttling_read("", request->host.cpu, &after, NULL);
    measurement->sustained->core_throttles = after.core - before->core;
    measurement->sustained->package_throttles = after.package - before->package;
    if (passed_s < request->sustained_s)
        ph_measurement_fail(measurement,
                            "%s: the load was to go on for %g s, and ended after %.1f s",
                            ph_error_code_id(PH_ERROR_TIMEOUT), request->sustained_s, passed_s);
}

static gboolean measure(const ph_run_request *request, const GPtrArray *found, gint64 started_us,
                        ph_measurement *measurement, GError **error)
{
    g_autoptr(GPtrArray) all = make_progress(request, found, started_us, measurement);
    g_autoptr(GError) cause = NULL;
    guint missing = 0;

    measurement->referee.mode = request->is_refereed ? PH_REFEREE_MODE_ON : PH_REFEREE_MODE_OFF;
    measurement->referee.is_sandboxed = ph_sandbox_is_on(request->host.sandbox);
    measurement->referee.unsandboxed = g_strdup(ph_sandbox_why_off(request->host.sandbox));
    if (take_all_launches(all, request, started_us, &cause) &&
        finish_unfinished(all, &missing, &cause)) {
        forget_launches(all, measurement->results);
        forget_launches(all, measurement->limits);
    } else if (g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT)) {
        ph_measurement_fail(measurement, "%s: %s", ph_error_id(cause), cause->message);
        summarise_unfinished(all, measurement);
    } else {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    report_left_out(all, request, started_us, missing, measurement);
    report_launches(all, request, measurement);
    return TRUE;
}

gboolean ph_run_check_copybook(const ph_run_request *request, GError **error)
{
    const ph_own_data *own_data = find_own_data(request->plan);
    ph_run_request unbound = *request;

    unbound.host.binder = NULL;
    return !own_data || ph_discover_check_copybook(&unbound, own_data, error);
}

static uint64_t peak_bytes(void)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)usage.ru_maxrss * 1024;
}

static void warn_of_scatter(ph_measurement *measurement)
{
    g_autofree char *scatter = ph_stored_scatter(measurement);

    if (scatter)
        ph_measurement_warn(measurement, "%s", scatter);
}

gboolean ph_run(const ph_run_request *request, ph_measurement *measurement, GError **error)
{
    PH_REQUIRE(request->plan->len > 0 && request->launches > 0);
    PH_REQUIRE(request->limits != NULL);

    const gint64 started_us = g_get_monotonic_time();
    ph_run_facts *facts = &measurement->facts;
    ph_throttling throttling;
    g_autoptr(GPtrArray) found =
        ph_discover(request, find_own_data(request->plan), measurement, error);

    if (!found)
        return FALSE;
    facts->seed = request->seed;
    facts->cpu = request->host.cpu;
    measurement->sustained = begin_sustained(request, &throttling);
    if (!measure(request, found, started_us, measurement, error))
        return FALSE;
    if (measurement->sustained)
        end_sustained(request, &throttling, started_us, measurement);
    facts->elapsed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    facts->harness_peak_bytes = peak_bytes();
    if (request->host.memory_limit) {
        facts->memory_max_bytes = ph_memory_limit_bytes(request->host.memory_limit);
        facts->memory_peak_bytes = ph_memory_limit_peak_bytes(request->host.memory_limit);
    }
    if (facts->nodes_missing)
        ph_measurement_warn(measurement, "memory is not bound to the CPU's node: %s",
                            facts->nodes_missing);
    ph_summarise_run(measurement);
    if (!request->is_paired)
        warn_of_scatter(measurement);
    return TRUE;
}
