/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/run.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "measure/discover.h"
#include "measure/launch.h"
#include "measure/summarise.h"
#include "subject/operation.h"

/* One benchmark while its launches are taken. */
typedef struct progress {
    const ph_benchmark *benchmark;
    GPtrArray *skips; /* char *: "SUBJECT/LEVEL" that is void or failed. */
    guint launches;   /* Taken so far. */
    double seconds;   /* They took. */
} progress;

typedef struct runner {
    const ph_run_request *request;
    ph_measurement *measurement;
    GPtrArray *found; /* ph_found_subject. */
    GPtrArray *all;   /* progress, as the plan. */
    gint64 started_us;
} runner;

static void progress_free(gpointer data)
{
    progress *p = data;

    g_ptr_array_unref(p->skips);
    g_free(p);
}

static void skip(progress *p, const char *subject, const char *level)
{
    g_ptr_array_add(p->skips, g_strdup_printf("%s/%s", subject, level));
}

static ph_result *add_result(GPtrArray *results, const runner *r, const ph_benchmark *benchmark,
                             const char *subject, const char *level)
{
    const double missing = NAN;
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark->name);
    result->workload = g_strdup(benchmark->workload ? benchmark->workload->name : benchmark->name);
    result->working_set = g_strdup(benchmark->working_set);
    result->subject = g_strdup(subject);
    result->level = g_strdup(level);
    result->state = PH_STATE_PENDING;
    result->is_void_expected = benchmark->is_void_expected;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < r->request->launches; i++)
        g_array_append_val(result->launch_ns, missing);
    g_ptr_array_add(results, result);
    return result;
}

static void fail_result(ph_result *result, ph_state state, const char *reason)
{
    if (result->state == PH_STATE_VOID)
        return; /* Void is the stronger word: the work was shown not to be done. */
    result->state = state;
    g_free(result->reason);
    result->reason = g_utf8_make_valid(reason, -1);
}

/* Every number that is asked for has its place from the start, so that none goes missing. */
static gboolean add_results(runner *r, progress *p)
{
    const uint32_t needed = ph_needed_operations(p->benchmark->workload);
    gboolean has_any = FALSE;

    for (guint i = 0; i < r->found->len; i++) {
        const ph_found_subject *found = r->found->pdata[i];

        for (unsigned bit = 0; ph_operation_name(bit); bit++) {
            const uint32_t operation = UINT32_C(1) << bit;

            if (!(needed & operation & found->operations))
                continue;
            ph_result *result = add_result(r->measurement->results, r, p->benchmark, found->name,
                                           ph_operation_level(operation));
            if (found->unavailable) {
                fail_result(result, PH_STATE_FAILED, found->unavailable);
                result->is_reason_reported = TRUE;
                skip(p, result->subject, result->level);
            } else {
                has_any = TRUE;
            }
        }
    }
    (void)add_result(r->measurement->limits, r, p->benchmark, "memcpy", "limit");
    (void)add_result(r->measurement->limits, r, p->benchmark, "read", "limit");
    return has_any;
}

static void take_sample(runner *r, progress *p, const ph_launch *launch,
                        const ph_arm_sample *sample)
{
    ph_measurement *m = r->measurement;
    const gboolean is_limit = strcmp(sample->level, "limit") == 0;
    ph_result *result = ph_result_find(is_limit ? m->limits : m->results, p->benchmark->name,
                                       sample->level, sample->subject);

    if (!result)
        return; /* The worker names an arm that nobody asked for. */
    result->records = (uint64_t)launch->records;
    result->input_bytes = (uint64_t)launch->input_bytes;
    if (sample->is_void) {
        result->records_failed = (uint64_t)sample->records_failed;
        fail_result(result, PH_STATE_VOID, sample->reason);
        skip(p, sample->subject, sample->level);
        return;
    }
    if (result->checksum && !is_limit && strcmp(result->checksum, sample->checksum) != 0) {
        fail_result(result, PH_STATE_VOID, "its output differs from one launch to the next");
        skip(p, sample->subject, sample->level);
        return;
    }
    g_free(result->checksum);
    result->checksum = g_strdup(sample->checksum);
    result->blocks_kept += sample->blocks_kept;
    result->blocks_preempted += sample->blocks_preempted;
    result->blocks_slowed += sample->blocks_slowed;
    g_array_index(result->launch_ns, double, p->launches) = sample->input_ns;
}

static void take_facts(runner *r, const ph_launch *launch, const ph_worker_outcome *outcome)
{
    ph_run_facts *facts = &r->measurement->facts;

    facts->timed_s += launch->timed_s;
    facts->blocks_checked += (uint64_t)launch->blocks_checked;
    facts->first_sample_ms = MAX(facts->first_sample_ms, launch->first_sample_ms);
    facts->clock_grain_ns = MAX(facts->clock_grain_ns, launch->clock_grain_ns);
    facts->worker_peak_bytes = MAX(facts->worker_peak_bytes, (uint64_t)launch->peak_bytes);
    if (!facts->cpus_bound) {
        facts->cpus_bound = g_strdup(outcome->binding.cpus);
        facts->nodes_bound = g_strdup(outcome->binding.nodes);
        facts->nodes_missing = g_strdup(outcome->binding.nodes_missing);
    }
}

static void note_own_data(runner *r, const progress *p, const ph_launch *launch)
{
    if (!p->benchmark->own_data || p->launches > 0)
        return;
    if (launch->is_rdw_rewritten)
        ph_measurement_warn(r->measurement,
                            "%s: its record lengths count their own 4 bytes, as z/OS writes them; "
                            "copybook-rs reads lengths that do not, so each was given 4 less",
                            p->benchmark->name);
    if (launch->records_checked > launch->records)
        ph_measurement_warn(r->measurement,
                            "%s: all %.0f records were decoded and checked; the first %.0f "
                            "(%.0f bytes) are timed",
                            p->benchmark->name, launch->records_checked, launch->records,
                            launch->input_bytes);
}

static void fail_all_levels(runner *r, progress *p, const char *subject, const char *reason)
{
    for (guint i = 0; i < r->measurement->results->len; i++) {
        ph_result *result = r->measurement->results->pdata[i];

        if (strcmp(result->benchmark, p->benchmark->name) == 0 &&
            strcmp(result->subject, subject) == 0) {
            fail_result(result, PH_STATE_FAILED, reason);
            skip(p, result->subject, result->level);
        }
    }
}

static const char *phase_text(ph_phase phase)
{
    static const char *const texts[] = {
#define X(name, text) [PH_PHASE_##name] = (text),
        PH_PHASE_LIST(X)
#undef X
    };

    return texts[phase];
}

/* While subjects are loaded, the beacon numbers the libraries that the worker was given. */
static gboolean blame_library(runner *r, progress *p, guint number, const char *reason)
{
    guint given = 0;

    for (guint i = 0; i < r->request->subjects->len; i++) {
        const ph_run_subject *source = r->request->subjects->pdata[i];

        if (source->unavailable || ++given != number)
            continue;
        for (guint k = 0; k < r->found->len; k++) {
            const ph_found_subject *found = r->found->pdata[k];

            if (found->source == source)
                fail_all_levels(r, p, found->name, reason);
        }
        return TRUE;
    }
    return FALSE;
}

/* Leave out the arm, or library, whose code was running. FALSE when none was. */
static gboolean blame(runner *r, progress *p, const ph_worker_outcome *outcome)
{
    g_autofree char *reason =
        g_strdup_printf("it %s while %s", outcome->how, phase_text(outcome->phase));
    const cJSON *arms = cJSON_GetObjectItemCaseSensitive(ph_worker_event(outcome, "arms"), "arms");
    const cJSON *arm = outcome->arm ? cJSON_GetArrayItem(arms, (int)outcome->arm - 1) : NULL;

    if (outcome->phase == PH_PHASE_LOAD)
        return blame_library(r, p, outcome->arm, reason);

    ph_result *result = ph_result_find(r->measurement->results, p->benchmark->name,
                                       ph_event_text(arm, "level"), ph_event_text(arm, "name"));
    if (!result)
        return FALSE;
    fail_result(result, PH_STATE_FAILED, reason);
    skip(p, result->subject, result->level);
    return TRUE;
}

/* The worker died outside any subject's code: nobody can be left out, so the benchmark ends. */
static void fail_benchmark(runner *r, progress *p, const char *reason)
{
    for (guint i = 0; i < r->measurement->results->len; i++) {
        ph_result *result = r->measurement->results->pdata[i];

        if (strcmp(result->benchmark, p->benchmark->name) != 0)
            continue;
        if (result->state == PH_STATE_PENDING)
            fail_result(result, PH_STATE_FAILED, reason);
        skip(p, result->subject, result->level);
    }
}

static GPtrArray *make_arguments(const runner *r, const progress *p)
{
    const ph_benchmark *benchmark = p->benchmark;
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {
        { "--seed", r->request->seed },
        { "--launch", p->launches },
        { "--input-bytes", benchmark->input_bytes },
        { "--chunk-bytes", benchmark->chunk_bytes },
        { "--sample-ms", r->request->sample_ms },
    };

    g_ptr_array_add(arguments, g_strdup("measure"));
    for (guint i = 0; i < r->request->subjects->len; i++) {
        const ph_run_subject *subject = r->request->subjects->pdata[i];

        if (!subject->unavailable) {
            g_ptr_array_add(arguments, g_strdup("--subject"));
            g_ptr_array_add(arguments, g_strdup_printf("%s=%s", subject->name, subject->path));
        }
    }
    if (benchmark->workload) {
        g_ptr_array_add(arguments, g_strdup("--workload"));
        g_ptr_array_add(arguments, g_strdup(benchmark->workload->name));
    } else {
        ph_add_own_data_arguments(arguments, benchmark->own_data);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_ptr_array_add(arguments, g_strdup(numbers[i].name));
        g_ptr_array_add(arguments, g_strdup_printf("%" G_GUINT64_FORMAT, numbers[i].value));
    }
    if (benchmark->is_cold)
        g_ptr_array_add(arguments, g_strdup("--cold"));
    for (guint i = 0; i < p->skips->len; i++) {
        g_ptr_array_add(arguments, g_strdup("--skip"));
        g_ptr_array_add(arguments, g_strdup(p->skips->pdata[i]));
    }
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static void write_log(const runner *r, const progress *p, const ph_worker_outcome *outcome)
{
    if (!r->request->log)
        return;
    (void)fprintf(r->request->log, "# %s, launch %u: %s\n%s", p->benchmark->name, p->launches + 1,
                  outcome->how, outcome->log->str);
    if (outcome->standard_error->len)
        (void)fprintf(r->request->log, "# standard error:\n%s\n", outcome->standard_error->str);
}

static void take_launch(runner *r, progress *p, const ph_worker_outcome *outcome)
{
    g_auto(ph_launch) launch = { 0 };

    ph_launch_read(outcome, &launch);
    note_own_data(r, p, &launch);
    for (guint i = 0; i < launch.samples->len; i++)
        take_sample(r, p, &launch, launch.samples->pdata[i]);
    take_facts(r, &launch, outcome);
}

/* FALSE when nothing is left to measure in this benchmark. */
static gboolean has_live_arms(const runner *r, const progress *p)
{
    for (guint i = 0; i < r->measurement->results->len; i++) {
        const ph_result *result = r->measurement->results->pdata[i];
        g_autofree char *id = g_strdup_printf("%s/%s", result->subject, result->level);
        gboolean is_skipped = FALSE;

        if (strcmp(result->benchmark, p->benchmark->name) != 0)
            continue;
        for (guint k = 0; k < p->skips->len; k++)
            is_skipped |= strcmp(p->skips->pdata[k], id) == 0;
        if (!is_skipped)
            return TRUE;
    }
    return FALSE;
}

/* Take one launch; repeat it without the culprit for as long as there is one. */
static gboolean launch_once(runner *r, progress *p, GError **error)
{
    while (has_live_arms(r, p)) {
        g_auto(ph_worker_outcome) outcome = { 0 };
        g_autoptr(GPtrArray) arguments = make_arguments(r, p);

        if (!ph_worker_run(&r->request->host, (const char *const *)arguments->pdata, &outcome,
                           error))
            return FALSE;
        write_log(r, p, &outcome);
        if (ph_is_stopped(&outcome, error))
            return FALSE;
        if (outcome.end == PH_WORKER_COMPLETE) {
            take_launch(r, p, &outcome);
            return TRUE;
        }
        if (outcome.end == PH_WORKER_REFUSED) {
            fail_benchmark(r, p, ph_event_text(ph_worker_event(&outcome, "refused"), "reason"));
            return TRUE;
        }
        if (!blame(r, p, &outcome)) {
            g_autofree char *reason =
                g_strdup_printf("the worker %s outside any subject's code", outcome.how);

            fail_benchmark(r, p, reason);
            return TRUE;
        }
    }
    return TRUE;
}

/* What is left, if each launch takes as long as those of its benchmark took so far. */
static double seconds_left(const runner *r)
{
    double left = 0.0;

    for (guint i = 0; i < r->all->len; i++) {
        const progress *p = r->all->pdata[i];

        if (p->launches == 0)
            return -1.0;
        left += p->seconds / p->launches * (r->request->launches - p->launches);
    }
    return left;
}

static gboolean run_launch(runner *r, progress *p, guint done, guint total, GError **error)
{
    const ph_run_observer *observer = &r->request->observer;
    const gint64 started_us = g_get_monotonic_time();

    if (observer->launch)
        observer->launch(observer->data, p->benchmark, done, total, seconds_left(r));
    if (!launch_once(r, p, error))
        return FALSE;
    p->seconds += (double)(g_get_monotonic_time() - started_us) / 1e6;
    p->launches++;
    if (p->launches == r->request->launches) {
        ph_summarise_benchmark(r->measurement, p->benchmark->name);
        if (observer->benchmark)
            observer->benchmark(observer->data, r->measurement, p->benchmark);
    }
    return TRUE;
}

static gboolean run_all_launches(runner *r, GError **error)
{
    const guint total = r->request->launches * r->all->len;
    guint done = 0;

    /* Launches of all benchmarks in turn: what changes during the run touches all of them. */
    for (guint launch = 0; launch < r->request->launches; launch++)
        for (guint i = 0; i < r->all->len; i++)
            if (!run_launch(r, r->all->pdata[i], done++, total, error))
                return FALSE;
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

static void prepare(runner *r)
{
    for (guint i = 0; i < r->request->plan->len; i++) {
        progress *p = g_new0(progress, 1);

        p->benchmark = r->request->plan->pdata[i];
        p->skips = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(r->all, p);
        if (!add_results(r, p))
            ph_measurement_fail(r->measurement, "%s: %s: no subject can be measured",
                                ph_error_code_id(PH_ERROR_SUBJECT_LOAD), p->benchmark->name);
    }
}

/* When the time is over: what has launches is summarised, all of it is said. */
static void finish_early(runner *r, const GError *cause)
{
    ph_measurement_fail(r->measurement, "%s: %s", ph_error_id(cause), cause->message);
    for (guint i = 0; i < r->all->len; i++) {
        const progress *p = r->all->pdata[i];

        if (p->launches < r->request->launches)
            ph_summarise_benchmark(r->measurement, p->benchmark->name);
    }
}

gboolean ph_run(const ph_run_request *request, ph_measurement *measurement, GError **error)
{
    g_autoptr(GPtrArray) found =
        ph_discover(request, find_own_data(request->plan), measurement, error);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(progress_free);
    g_autoptr(GError) cause = NULL;
    runner r = { request, measurement, found, all, g_get_monotonic_time() };

    if (!found)
        return FALSE;
    measurement->facts.launches_asked = request->launches;
    measurement->facts.seed = request->seed;
    measurement->facts.cpu = request->host.cpu;
    prepare(&r);
    if (!run_all_launches(&r, &cause)) {
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        finish_early(&r, cause);
    }
    measurement->facts.elapsed_s = (double)(g_get_monotonic_time() - r.started_us) / 1e6;
    ph_summarise_run(measurement);
    return TRUE;
}
