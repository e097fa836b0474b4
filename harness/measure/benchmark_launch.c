/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/benchmark_launch.h"

#include <string.h>

#include "error/error.h"
#include "error/printable_lines.h"

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
    (void)fprintf(log, "# %s, launch %u%s%s: %s\n%s", run->benchmark->name, run->launches + 1,
                  run->alone ? ", alone " : "", run->alone ? run->alone->name : "", outcome->how,
                  said);
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

/* One worker, of whatever is to be run now. */
static gboolean take_worker(ph_benchmark_run *run, ph_worker_outcome *ret,
                            ph_host_counters *counted, GError **error)
{
    ph_worker_host worker = *ph_benchmark_run_host(run);
    g_autoptr(GPtrArray) arguments = ph_benchmark_run_arguments(run);

    worker.heard = hear;
    worker.heard_data = run;
    if (!run_worker(&worker, arguments, ret, counted, error))
        return FALSE;
    write_log(run, ret, counted);
    return !ph_worker_is_stopped(ret->end, error);
}

static gboolean has_died(const ph_worker_outcome *outcome)
{
    return outcome->end == PH_WORKER_CRASHED || outcome->end == PH_WORKER_HUNG;
}

/* What a process said of a library that was not alone in it: does it do that without the others,
 * too?
 */
static gboolean does_alone(ph_benchmark_run *run, const ph_run_subject *suspect, gboolean *ret,
                           GError **error)
{
    g_auto(ph_worker_outcome) outcome = { 0 };
    ph_host_counters counted;

    run->alone = suspect;
    const gboolean is_taken = take_worker(run, &outcome, &counted, error);
    *ret = is_taken && (has_died(&outcome) || (outcome.end == PH_WORKER_COMPLETE &&
                                               ph_benchmark_run_is_spoilt(run, &outcome, suspect)));
    run->alone = NULL;
    return is_taken;
}

/* From now on, and from the first launch on. */
static void take_apart(ph_benchmark_run *run)
{
    run->is_apart = TRUE;
    ph_benchmark_run_restart(run);
}

/* A launch died. Leave out who did it; where that does not show, nobody's word counts. */
static gboolean find_culprit(ph_benchmark_run *run, const ph_worker_outcome *outcome,
                             GError **error)
{
    g_autoptr(GPtrArray) libraries = ph_benchmark_run_libraries(run);
    const ph_run_subject *suspect = ph_benchmark_run_suspect(run, outcome);
    gboolean is_proven = libraries->len < 2;

    if (suspect && !is_proven && !does_alone(run, suspect, &is_proven, error))
        return FALSE;
    if (is_proven && ph_benchmark_run_blame(run, outcome))
        return TRUE;
    if (libraries->len > 1 && !run->request->is_paired) {
        take_apart(run);
    } else {
        g_autofree char *reason =
            g_strdup_printf("the worker %s outside any subject's code", outcome->how);

        ph_benchmark_run_fail(run, PH_ERROR_ENVIRONMENT, reason);
    }
    return TRUE;
}

/* Somebody's answers are wrong: his own doing, or that of another in the process? FALSE in
 * ret_keep: what the worker found out is nothing, and all is to be taken apart. */
static gboolean verify(ph_benchmark_run *run, const ph_worker_outcome *outcome, gboolean *ret_keep,
                       GError **error)
{
    g_autoptr(GPtrArray) libraries = ph_benchmark_run_libraries(run);

    *ret_keep = TRUE;
    if (run->alone || run->request->is_paired || libraries->len < 2)
        return TRUE;
    for (guint i = 0; i < libraries->len && *ret_keep; i++)
        if (ph_benchmark_run_is_spoilt(run, outcome, libraries->pdata[i]) &&
            !does_alone(run, libraries->pdata[i], ret_keep, error))
            return FALSE;
    if (!*ret_keep)
        take_apart(run);
    return TRUE;
}

/* Of all that is to run in one process now, or until it is found that they are to run apart. */
static gboolean take_together(ph_benchmark_run *run, GError **error)
{
    const gboolean was_apart = run->is_apart;

    while (ph_benchmark_run_is_live(run) && run->is_apart == was_apart) {
        g_auto(ph_worker_outcome) outcome = { 0 };
        ph_host_counters counted;

        if (!take_worker(run, &outcome, &counted, error))
            return FALSE;
        if (outcome.end == PH_WORKER_COMPLETE) {
            gboolean is_kept;

            if (!verify(run, &outcome, &is_kept, error))
                return FALSE;
            if (is_kept)
                ph_benchmark_run_take(run, &outcome, &counted);
            return TRUE;
        }
        if (outcome.end == PH_WORKER_REFUSED)
            take_refusal(run, &outcome);
        else if (run->alone)
            (void)ph_benchmark_run_blame(run, &outcome);
        else if (!find_culprit(run, &outcome, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean take_each_apart(ph_benchmark_run *run, GError **error)
{
    g_autoptr(GPtrArray) libraries = ph_benchmark_run_libraries(run);
    gboolean is_taken = TRUE;

    for (guint i = 0; i < libraries->len && is_taken; i++) {
        run->alone = libraries->pdata[i];
        is_taken = take_together(run, error);
    }
    run->alone = NULL;
    return is_taken;
}

gboolean ph_benchmark_launch(ph_benchmark_run *run, GError **error)
{
    if (!run->is_apart && !take_together(run, error))
        return FALSE;
    return !run->is_apart || take_each_apart(run, error);
}
