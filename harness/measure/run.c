/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/run.h"

#include <string.h>
#include <sys/resource.h>

#include "error/error.h"
#include "error/printable_lines.h"
#include "measure/benchmark_run.h"
#include "measure/discover.h"
#include "model/summarise.h"
#include "perfharness/require.h"

/* Beside the launch's blocks, as the worker said them: what the host counted meanwhile. */
static void write_counted(FILE *log, const ph_host_counters *host)
{
    const double counted[] = { host->steal_s, host->throttled_periods, host->memory_stall_s };
    const ph_noise_cause causes[] = { PH_NOISE_STEAL, PH_NOISE_THROTTLING, PH_NOISE_MEMORY_STALL };

    (void)fputs("# the host counted:", log);
    for (gsize i = 0; i < G_N_ELEMENTS(causes); i++)
        (void)fprintf(log, " %s %g", ph_noise_member(causes[i]), counted[i]);
    (void)fputc('\n', log);
}

static void write_log(const ph_benchmark_run *run, const ph_worker_outcome *outcome,
                      const ph_host_counters *host)
{
    FILE *log = run->request->log;
    g_autofree char *said = log ? ph_printable_lines(outcome->log->str) : NULL;
    g_autofree char *complaints = log ? ph_printable_lines(outcome->standard_error->str) : NULL;

    if (!log)
        return;
    (void)fprintf(log, "# %s, launch %u: %s\n%s", run->benchmark->name, run->launches + 1,
                  outcome->how, said);
    write_counted(log, host);
    if (*complaints)
        (void)fprintf(log, "# standard error:\n%s\n", complaints);
}

/* The host's counters are read outside the worker's life: nothing of it is in a timed block. */
static gboolean run_worker(const ph_worker_host *host, const GPtrArray *arguments,
                           ph_worker_outcome *ret, ph_host_counters *ret_counted, GError **error)
{
    const ph_host_counters before = ph_host_counters_read("", host->cpu);

    if (!ph_worker_run(host, (const char *const *)arguments->pdata, ret, error))
        return FALSE;
    const ph_host_counters after = ph_host_counters_read("", host->cpu);
    *ret_counted = ph_host_counters_since(&before, &after);
    return TRUE;
}

/* What the worker says while it is at work. */
static void hear(gpointer data, const cJSON *event)
{
    const ph_benchmark_run *run = data;
    const ph_run_observer *observer = &run->request->observer;

    if (observer->checking && ph_event_is(event, PH_EVENT_CHECKING))
        observer->checking(observer->data, run->benchmark, ph_event_number(event, "bytes"),
                           ph_event_number(event, "seconds_left"));
}

/* The request cannot be carried out, for the reason that the worker gave. */
static void take_refusal(ph_benchmark_run *run, const ph_worker_outcome *outcome)
{
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    const gboolean is_data = strcmp(ph_event_text(refused, "why"), "data") == 0;

    ph_benchmark_run_fail(run, is_data ? PH_ERROR_DATA : PH_ERROR_ENVIRONMENT,
                          ph_event_text(refused, "reason"));
}

/* Take one launch; repeat it without the culprit for as long as there is one. */
static gboolean launch_once(ph_benchmark_run *run, GError **error)
{
    ph_worker_host worker = run->request->host;

    worker.heard = hear;
    worker.heard_data = run;
    while (ph_benchmark_run_is_live(run)) {
        g_auto(ph_worker_outcome) outcome = { 0 };
        g_autoptr(GPtrArray) arguments = ph_benchmark_run_arguments(run);
        ph_host_counters host;

        if (!run_worker(&worker, arguments, &outcome, &host, error))
            return FALSE;
        write_log(run, &outcome, &host);
        if (ph_worker_is_stopped(outcome.end, error))
            return FALSE;
        if (outcome.end == PH_WORKER_COMPLETE) {
            ph_benchmark_run_take(run, &outcome, &host);
            return TRUE;
        }
        if (outcome.end == PH_WORKER_REFUSED) {
            take_refusal(run, &outcome);
        } else if (!ph_benchmark_run_blame(run, &outcome)) {
            g_autofree char *reason =
                g_strdup_printf("the worker %s outside any subject's code", outcome.how);

            ph_benchmark_run_fail(run, PH_ERROR_ENVIRONMENT, reason);
        }
    }
    return TRUE;
}

/* What is left, if each launch takes as long as those of its benchmark took so far. */
static double seconds_left(const GPtrArray *runs)
{
    double left = 0.0;

    for (guint i = 0; i < runs->len; i++) {
        const ph_benchmark_run *run = runs->pdata[i];

        if (run->launches == 0)
            return -1.0;
        left += run->seconds / run->launches * (run->request->launches - run->launches);
    }
    return left;
}

static gboolean take_launch(ph_benchmark_run *run, const GPtrArray *runs, guint done,
                            GError **error)
{
    const ph_run_request *request = run->request;
    const ph_run_observer *observer = &request->observer;
    const gint64 started_us = g_get_monotonic_time();

    if (observer->launch)
        observer->launch(observer->data, run->benchmark, done, runs->len * request->launches,
                         seconds_left(runs));
    if (!launch_once(run, error))
        return FALSE;
    run->seconds += (double)(g_get_monotonic_time() - started_us) / 1e6;
    run->launches++;
    if (run->launches == request->launches) {
        ph_summarise_benchmark(run->measurement, run->benchmark->name);
        if (observer->benchmark)
            observer->benchmark(observer->data, run->measurement, run->benchmark);
    }
    return TRUE;
}

/* Launches of all benchmarks in turn: what changes during the run touches all of them. */
static gboolean take_all_launches(const GPtrArray *runs, const ph_run_request *request,
                                  gint64 started_us, GError **error)
{
    const gint64 enough_us =
        request->enough_s ? started_us + (gint64)request->enough_s * G_USEC_PER_SEC : G_MAXINT64;
    guint done = 0;

    for (guint launch = 0; launch < request->launches; launch++)
        for (guint i = 0; i < runs->len; i++) {
            if (launch > 0 && g_get_monotonic_time() >= enough_us)
                return TRUE;
            if (!take_launch(runs->pdata[i], runs, done++, error))
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
static void forget_launches(const GPtrArray *runs, const GPtrArray *results)
{
    for (guint i = 0; i < runs->len; i++) {
        const ph_benchmark_run *run = runs->pdata[i];

        for (guint j = 0; j < results->len; j++) {
            ph_result *result = results->pdata[j];

            if (strcmp(result->benchmark, run->benchmark->name) == 0)
                ph_result_forget_launches(result, run->launches);
        }
    }
}

/* Summarise what has not all of its launches; returns how many launches are missing. */
static guint summarise_unfinished(const GPtrArray *runs, ph_measurement *measurement)
{
    guint missing = 0;

    for (guint i = 0; i < runs->len; i++) {
        const ph_benchmark_run *run = runs->pdata[i];

        if (run->launches == run->request->launches)
            continue;
        ph_summarise_benchmark(measurement, run->benchmark->name);
        missing += run->request->launches - run->launches;
    }
    return missing;
}

static gboolean measure(const ph_run_request *request, const GPtrArray *found, gint64 started_us,
                        ph_measurement *measurement, GError **error)
{
    g_autoptr(GPtrArray) runs =
        g_ptr_array_new_with_free_func((GDestroyNotify)ph_benchmark_run_free);
    g_autoptr(GError) cause = NULL;
    guint missing;

    for (guint i = 0; i < request->plan->len; i++)
        g_ptr_array_add(runs,
                        ph_benchmark_run_new(request, request->plan->pdata[i], found, measurement));
    if (!take_all_launches(runs, request, started_us, &cause)) {
        /* When the time is over, what has launches is kept, and what ended the run is said. */
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        ph_measurement_fail(measurement, "%s: %s", ph_error_id(cause), cause->message);
    } else {
        forget_launches(runs, measurement->results);
        forget_launches(runs, measurement->limits);
    }
    missing = summarise_unfinished(runs, measurement);
    if (missing && !cause)
        ph_measurement_warn(measurement,
                            "%u of %u launches were left out, as %u s had passed: the CPU is "
                            "disturbed, or slow",
                            missing, runs->len * request->launches, request->enough_s);
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

gboolean ph_run(const ph_run_request *request, ph_measurement *measurement, GError **error)
{
    PH_REQUIRE(request->plan->len > 0 && request->launches > 0);
    PH_REQUIRE(request->limits != NULL);

    const gint64 started_us = g_get_monotonic_time();
    ph_run_facts *facts = &measurement->facts;
    g_autoptr(GPtrArray) found =
        ph_discover(request, find_own_data(request->plan), measurement, error);

    if (!found)
        return FALSE;
    facts->launches_asked = request->launches;
    facts->seed = request->seed;
    facts->cpu = request->host.cpu;
    if (!measure(request, found, started_us, measurement, error))
        return FALSE;
    facts->elapsed_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    facts->harness_peak_bytes = peak_bytes();
    if (facts->nodes_missing)
        ph_measurement_warn(measurement, "memory is not bound to the CPU's node: %s",
                            facts->nodes_missing);
    ph_summarise_run(measurement);
    return TRUE;
}
