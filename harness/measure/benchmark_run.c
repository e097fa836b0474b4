/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/benchmark_run.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "measure/stored_data.h"
#include "perfharness/require.h"
#include "subject/operation.h"
#include "system/cpu_list.h"

static void skip(ph_benchmark_run *run, const char *subject, const char *level)
{
    g_ptr_array_add(run->skips, g_strdup_printf("%s/%s", subject, level));
}

static gboolean is_skipped(const ph_benchmark_run *run, const ph_result *result)
{
    g_autofree char *id = g_strdup_printf("%s/%s", result->subject, result->level);

    return g_ptr_array_find_with_equal_func(run->skips, id, g_str_equal, NULL);
}

/* A fault that is known is not the reference's. */
static ph_expectation expectation_of(const ph_benchmark *benchmark, const char *subject)
{
    const gboolean is_reference = strcmp(subject, PH_REFERENCE_SUBJECT) == 0;

    return benchmark->expectation == PH_EXPECT_KNOWN_FAULT && is_reference ? PH_EXPECT_NUMBER
                                                                           : benchmark->expectation;
}

static double calls_of_a_pass(const ph_benchmark *benchmark)
{
    return ceil((double)benchmark->input_bytes / (double)benchmark->chunk_bytes);
}

/* NULL: it is on one. */
static ph_thread_use *threads_of(const ph_benchmark *benchmark)
{
    ph_thread_use *use = benchmark->threads ? ph_thread_use_new(benchmark->threads) : NULL;

    if (use && benchmark->cpus) {
        use->cpus = ph_cpu_list_format(benchmark->cpus->cpus);
        use->shares_cores = benchmark->cpus->shares_cores;
        use->slowdown = benchmark->cpus->slowdown;
        use->start_ns = benchmark->cpus->start_ns * calls_of_a_pass(benchmark);
    }
    return use;
}

static ph_result *add_result(ph_benchmark_run *run, const char *subject, const char *level)
{
    const ph_benchmark *benchmark = run->benchmark;
    const gboolean is_limit = strcmp(level, "limit") == 0;
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark->name);
    result->workload = g_strdup(benchmark->workload  ? benchmark->workload->name
                                : benchmark->records ? benchmark->records
                                : benchmark->stored  ? benchmark->stored->name
                                                     : benchmark->name);
    result->working_set = g_strdup(benchmark->working_set);
    if (benchmark->own_data) {
        result->record_format = g_strdup(benchmark->own_data->record_format);
        result->controls = g_strdup(benchmark->own_data->controls);
        result->redefines = g_strdup(benchmark->own_data->redefines);
    }
    result->subject = g_strdup(subject);
    result->level = g_strdup(level);
    result->threads = threads_of(benchmark);
    result->state = PH_STATE_PENDING;
    result->expectation = expectation_of(benchmark, subject);
    if (benchmark->stored && !is_limit)
        result->stored = ph_stored_new(run->request->launches);
    if (!is_limit)
        result->proof = benchmark->own_data ? PH_PROOF_NONE : PH_PROOF_TRUTH;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    ph_result_make_room(result, run->request->launches);
    g_ptr_array_add(is_limit ? run->measurement->limits : run->measurement->results, result);
    g_ptr_array_add(is_limit ? run->limits : run->results, result);
    return result;
}

static void fail_result(ph_result *result, ph_state state, ph_error cause, const char *reason)
{
    if (result->state == PH_STATE_VOID)
        return; /* Void is the stronger word: the work was shown not to be done. */
    result->state = state;
    result->cause = cause;
    g_free(result->reason);
    result->reason = ph_error_printable(reason);
}

/* What one thread can do is no roof of several. */
static const char *const *limits_of(const ph_benchmark_run *run)
{
    static const char *const none[] = { NULL };
    /* Of the device that the files are on. */
    static const char *const stored[] = { PH_LIMIT_DIRECT_READ, PH_LIMIT_DIRECT_WRITE, NULL };

    if (run->benchmark->stored)
        return stored;
    return run->benchmark->threads ? none : run->request->limits;
}

/* What copybook-rs can be measured in; 0: it is not among the subjects, or not to be had. */
static uint32_t headline_operations(const GPtrArray *found)
{
    for (guint i = 0; i < found->len; i++) {
        const ph_found_subject *subject = found->pdata[i];

        if (strcmp(subject->name, PH_HEADLINE_SUBJECT) == 0 && !subject->unavailable)
            return subject->operations;
    }
    return 0;
}

/* The anchor takes time only for what copybook-rs is compared with: none for its variants. */
static uint32_t wanted_operations(const ph_benchmark_run *run, const ph_found_subject *found)
{
    if (found->is_left_out)
        return 0;
    return strcmp(found->name, PH_ANCHOR_SUBJECT) == 0 ? headline_operations(run->found)
                                                       : UINT32_MAX;
}

/* Where only what is laid out as the copybook says is measured. */
static gboolean is_laid_out_wrongly(const ph_benchmark_run *run, const ph_result *result)
{
    return result->layout && result->layout->difference && run->benchmark->own_data &&
           run->benchmark->own_data->layout_policy == PH_LAYOUT_POLICY_VOID;
}

static uint32_t operations_of(const ph_benchmark *benchmark)
{
    return benchmark->stored ? ph_stream_operation(benchmark->workload)
                             : ph_needed_operations(benchmark->workload, benchmark->threads);
}

static void add_subject_results(ph_benchmark_run *run, const ph_found_subject *found)
{
    const uint32_t offered = operations_of(run->benchmark) & found->operations;
    const uint32_t wanted = wanted_operations(run, found);

    for (unsigned bit = 0; ph_operation_name(bit); bit++) {
        const uint32_t operation = UINT32_C(1) << bit;
        const char *level;
        ph_result *result;

        if (!(offered & operation))
            continue;
        level = ph_operation_level(run->benchmark->workload, operation);
        if (!(wanted & operation)) {
            skip(run, found->name, level);
            continue;
        }
        result = add_result(run, found->name, level);
        if (run->benchmark->own_data && found->layout)
            result->layout = ph_record_layout_copy(found->layout);
        if (found->unavailable) {
            fail_result(result, PH_STATE_FAILED, PH_ERROR_SUBJECT_LOAD, found->unavailable);
            result->is_reason_reported = TRUE;
            skip(run, result->subject, result->level);
        } else if (run->benchmark->own_data && found->refusal) {
            fail_result(result, PH_STATE_FAILED, PH_ERROR_DATA, found->refusal);
            skip(run, result->subject, result->level);
        } else if (is_laid_out_wrongly(run, result)) {
            ph_benchmark_run_void(run, result, PH_ERROR_MISMATCH, result->layout->difference);
        }
    }
}

/* Of that it is said by itself why there is no number. */
static gboolean has_void(const ph_benchmark_run *run)
{
    for (guint i = 0; i < run->results->len; i++)
        if (((const ph_result *)run->results->pdata[i])->state == PH_STATE_VOID)
            return TRUE;
    return FALSE;
}

ph_benchmark_run *ph_benchmark_run_new(const ph_run_request *request, const ph_benchmark *benchmark,
                                       const GPtrArray *found, ph_measurement *measurement)
{
    ph_benchmark_run *run = g_new0(ph_benchmark_run, 1);

    run->request = request;
    run->measurement = measurement;
    run->found = found;
    run->benchmark = benchmark;
    run->results = g_ptr_array_new();
    run->limits = g_ptr_array_new();
    run->gone = g_ptr_array_new();
    run->skips = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < found->len; i++) {
        const ph_found_subject *subject = found->pdata[i];

        add_subject_results(run, subject);
        if (subject->unavailable)
            g_ptr_array_add(run->gone, (gpointer)subject->source);
    }
    for (const char *const *limit = limits_of(run); *limit; limit++)
        (void)add_result(run, *limit, "limit");
    if (!ph_benchmark_run_is_live(run) && !has_void(run))
        ph_measurement_fail(measurement, "%s: %s: no subject can be measured",
                            ph_error_code_id(PH_ERROR_SUBJECT_LOAD), benchmark->name);
    return run;
}

const ph_worker_host *ph_benchmark_run_host(ph_benchmark_run *run)
{
    const ph_benchmark *benchmark = run->benchmark;

    run->host = run->request->host;
    run->host.threads = benchmark->threads;
    run->host.cpus = benchmark->cpus && run->host.binder ? benchmark->cpus->cpus : NULL;
    return &run->host;
}

void ph_benchmark_run_free(ph_benchmark_run *run)
{
    g_ptr_array_unref(run->results);
    g_ptr_array_unref(run->limits);
    g_ptr_array_unref(run->gone);
    g_ptr_array_unref(run->skips);
    g_free(run);
}

const ph_run_subject *ph_benchmark_run_library_of(const ph_benchmark_run *run,
                                                  const ph_result *result)
{
    for (guint i = 0; i < run->found->len; i++) {
        const ph_found_subject *found = run->found->pdata[i];

        if (strcmp(found->name, result->subject) == 0)
            return found->source;
    }
    return NULL;
}

gboolean ph_benchmark_run_is_result_live(const ph_benchmark_run *run, const ph_result *result)
{
    return !is_skipped(run, result) &&
           (!run->alone || ph_benchmark_run_library_of(run, result) == run->alone);
}

gboolean ph_benchmark_run_is_live(const ph_benchmark_run *run)
{
    for (guint i = 0; i < run->results->len; i++)
        if (ph_benchmark_run_is_result_live(run, run->results->pdata[i]))
            return TRUE;
    return FALSE;
}

/* Nothing of it is asked for any more: whatever it would do in a process, it is not loaded. */
static gboolean has_nothing_left(const ph_benchmark_run *run, const ph_run_subject *subject)
{
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];

        if (ph_benchmark_run_library_of(run, result) == subject && !is_skipped(run, result))
            return FALSE;
    }
    return TRUE;
}

/* It is loaded into no process, or not into this one. */
static gboolean is_gone(const ph_benchmark_run *run, const ph_run_subject *subject)
{
    return g_ptr_array_find(run->gone, subject, NULL) || (run->alone && run->alone != subject) ||
           has_nothing_left(run, subject);
}

GPtrArray *ph_benchmark_run_libraries(const ph_benchmark_run *run)
{
    GPtrArray *libraries = g_ptr_array_new();

    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        const ph_run_subject *source = ph_benchmark_run_library_of(run, result);

        if (!source || !ph_benchmark_run_is_result_live(run, result) ||
            g_ptr_array_find(libraries, source, NULL))
            continue;
        g_ptr_array_insert(libraries, strcmp(source->name, PH_REFERENCE_SUBJECT) == 0 ? 0 : -1,
                           (gpointer)source);
    }
    return libraries;
}

static void forget_samples(GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        ph_result *result = results->pdata[i];

        for (guint k = 0; k < result->launch_ns->len; k++)
            g_array_index(result->launch_ns, double, k) = NAN;
        result->blocks_kept = result->blocks_preempted = result->blocks_slowed = 0;
        g_clear_pointer(&result->checksum, g_free);
        g_clear_pointer(&result->latency, ph_latency_free);
    }
}

void ph_benchmark_run_make_room(ph_benchmark_run *run)
{
    for (guint i = 0; i < run->results->len; i++)
        ph_result_make_room(run->results->pdata[i], run->launches + 1);
    for (guint i = 0; i < run->limits->len; i++)
        ph_result_make_room(run->limits->pdata[i], run->launches + 1);
}

void ph_benchmark_run_restart(ph_benchmark_run *run)
{
    forget_samples(run->results);
    forget_samples(run->limits);
    run->launches = 0;
    run->is_tainted = FALSE;
    run->has_company = FALSE;
    run->input_bytes = 0.0;
}

/* Columns have no records to be given one by one, and a call that reads the copybook is one. */
static gboolean has_latency(const ph_benchmark_run *run)
{
    return run->request->has_latency && ph_benchmark_has_records(run->benchmark) &&
           !ph_benchmark_reads_copybook(run->benchmark) && !run->benchmark->threads;
}

GPtrArray *ph_benchmark_run_referee_arguments(const ph_benchmark_run *run,
                                              const ph_run_subject *source)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, run->benchmark->stored ? PH_WORKER_COMMAND_STREAM
                                                            : PH_WORKER_COMMAND_REFEREE);
    if (source)
        ph_add_subject_arguments(arguments, source);
    ph_add_data_arguments(arguments, run->benchmark);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_INPUT_BYTES, run->benchmark->input_bytes);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CHUNK_BYTES, run->benchmark->chunk_bytes);
    for (guint i = 0; i < run->skips->len; i++)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_SKIP, run->skips->pdata[i]);
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

GPtrArray *ph_benchmark_run_arguments(const ph_benchmark_run *run)
{
    const ph_benchmark *benchmark = run->benchmark;
    g_autoptr(GPtrArray) throttling_files = ph_host_throttling_files("");
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_MEASURE);
    for (guint i = 0; i < run->request->subjects->len; i++)
        if (!is_gone(run, run->request->subjects->pdata[i]))
            ph_add_subject_arguments(arguments, run->request->subjects->pdata[i]);
    for (const char *const *limit = limits_of(run); *limit; limit++)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_LIMIT, *limit);
    ph_add_data_arguments(arguments, benchmark);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SEED, run->request->seed);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_LAUNCH,
                         run->request->first_launch + run->launches);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_INPUT_BYTES, benchmark->input_bytes);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CHUNK_BYTES, benchmark->chunk_bytes);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SAMPLE_MS, run->request->sample_ms);
    if (has_latency(run))
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_CALLS);
    if (run->request->block_us)
        ph_worker_add_number(arguments, PH_WORKER_OPTION_BLOCK_US, run->request->block_us);
    for (guint i = 0; i < throttling_files->len; i++)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_THROTTLING, throttling_files->pdata[i]);
    if (benchmark->is_cold)
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_COLD);
    for (guint i = 0; i < run->skips->len; i++)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_SKIP, run->skips->pdata[i]);
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static ph_result *find(const ph_benchmark_run *run, const char *level, const char *subject)
{
    const GPtrArray *list = strcmp(level, "limit") == 0 ? run->limits : run->results;

    return ph_result_find(list, run->benchmark->name, level, subject);
}

/* A panic that was caught voids as any failure does, but is the subject's own fault. */
static ph_error cause_of(const char *reason)
{
    return strstr(reason, ": " PH_SUBJECT_ERROR_PANIC) ? PH_ERROR_SUBJECT_CRASH : PH_ERROR_MISMATCH;
}

static uint64_t cells_per_record(const ph_workload *workload)
{
    return workload && workload->level == PH_LEVEL_KERNEL ? workload->field_count : 1;
}

static void take_latency(const ph_benchmark_run *run, ph_result *result,
                         const ph_launch_latency *latency)
{
    if (!latency)
        return;
    if (!result->latency)
        result->latency = ph_latency_new(result->launch_ns->len);
    ph_latency_take(result->latency, run->launches, latency);
}

/* Of launches that are made apart, the first one's limits are taken. */
static gboolean is_wanted(const ph_benchmark_run *run, const ph_result *result)
{
    const gboolean is_limit = g_ptr_array_find(run->limits, result, NULL);

    if (!is_limit)
        return ph_benchmark_run_is_result_live(run, result);
    return !run->alone || isnan(g_array_index(result->launch_ns, double, run->launches));
}

/* The first launch compares records of the whole file. */
static void take_proof(ph_result *result, const ph_arm_sample *sample)
{
    if (sample->records_proven == 0 || result->records_proven > 0)
        return;
    result->records_proven = sample->records_proven;
    result->proof = PH_PROOF_REFERENCE;
}

static void take_sample(ph_benchmark_run *run, const ph_launch *launch, const ph_arm_sample *sample)
{
    ph_result *result = find(run, sample->level, sample->subject);

    if (!result || !is_wanted(run, result))
        return; /* The worker names an arm that nobody asked for, or somebody else's. */
    result->records = (uint64_t)launch->records;
    result->input_bytes = (uint64_t)launch->input_bytes;
    result->call_bytes = run->benchmark->chunk_bytes;
    result->items = result->records * cells_per_record(run->benchmark->workload);
    if (launch->has_floats && run->benchmark->own_data && !result->float_format)
        result->float_format = g_strdup(run->benchmark->own_data->float_format);
    if (launch->input_bytes != run->input_bytes) {
        ph_benchmark_run_void(run, result, PH_ERROR_MISMATCH,
                              "its data were not those that all others had");
        return;
    }
    if (sample->is_void) {
        /* What failed is a part of what was tried, of which a long file has more than is timed. */
        result->records = sample->records;
        result->records_failed = sample->records_failed;
        fail_result(result, PH_STATE_VOID, cause_of(sample->reason), sample->reason);
        skip(run, result->subject, result->level);
        return;
    }
    if (result->checksum && strcmp(result->checksum, sample->checksum) != 0) {
        fail_result(result, PH_STATE_VOID, PH_ERROR_MISMATCH,
                    "its output differs from one launch to the next");
        skip(run, result->subject, result->level);
        return;
    }
    g_free(result->checksum);
    result->checksum = g_strdup(sample->checksum);
    result->output_bytes = sample->output_bytes;
    if (run->benchmark->own_data)
        take_proof(result, sample);
    result->blocks_kept += sample->blocks_kept;
    result->blocks_preempted += sample->blocks_preempted;
    result->blocks_slowed += sample->blocks_slowed;
    g_array_index(result->launch_ns, double, run->launches) = sample->input_ns;
    take_latency(run, result, sample->latency);
}

static gboolean is_spoilt(const ph_result *result, const cJSON *arm)
{
    const cJSON *blocks = cJSON_GetObjectItemCaseSensitive(arm, "ns");

    if (!arm)
        return TRUE; /* Nothing was said of it. */
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(arm, "void")))
        return result->expectation == PH_EXPECT_NUMBER;
    return cJSON_GetArraySize(blocks) == 0 ||
           (result->checksum && strcmp(ph_event_text(arm, "checksum"), result->checksum) != 0);
}

/* What was said of it; NULL: nothing. */
static const cJSON *event_of(const ph_worker_outcome *outcome, const ph_result *result)
{
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (ph_event_is(event, PH_EVENT_ARM) &&
            strcmp(ph_event_text(event, "name"), result->subject) == 0 &&
            strcmp(ph_event_text(event, "level"), result->level) == 0)
            return event;
    }
    return NULL;
}

gboolean ph_benchmark_run_is_spoilt(const ph_benchmark_run *run, const ph_worker_outcome *outcome,
                                    const ph_run_subject *library)
{
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];

        if (ph_benchmark_run_library_of(run, result) == library &&
            ph_benchmark_run_is_result_live(run, result) &&
            is_spoilt(result, event_of(outcome, result)))
            return TRUE;
    }
    return FALSE;
}

void ph_benchmark_run_leave_out(ph_benchmark_run *run, const ph_result *result)
{
    skip(run, result->subject, result->level);
}

static double known(double fact)
{
    return isnan(fact) ? 0.0 : fact;
}

static void take_facts(ph_run_facts *facts, const ph_launch *launch,
                       const ph_binding_readback *binding)
{
#define SET_BY_RUN         so_far
#define SUM_OF(fact, unit) (so_far + known(launch->facts.fact) / (unit))
#define MAX_OF(fact, unit) fmax(so_far, launch->facts.fact / (unit))
#define X(member, type, written, how)                                                              \
    {                                                                                              \
        const double so_far = (double)facts->member;                                               \
        facts->member = (type)(how);                                                               \
    }
    PH_RUN_FACT_LIST(X)
#undef X
    ph_noise_merge(&facts->noise, &launch->noise);
    if (!facts->cpus_bound) {
        facts->cpus_bound = g_strdup(binding->cpus);
        facts->nodes_bound = g_strdup(binding->nodes);
        facts->nodes_missing = g_strdup(binding->nodes_missing);
    }
}

static void note_own_data(const ph_benchmark_run *run, const ph_launch *launch)
{
    if (!run->benchmark->own_data || run->launches > 0)
        return;
    if (launch->also_fits)
        ph_measurement_warn(run->measurement,
                            "%s: it fits --record-format %s, as which it was read, and %s as "
                            "well: make sure that the right one was named",
                            run->benchmark->name, run->benchmark->own_data->record_format,
                            launch->also_fits);
    if (launch->records_checked > launch->records)
        ph_measurement_warn(run->measurement,
                            "%s: all %.0f records were decoded and checked; the first %.0f "
                            "(%.0f bytes) are timed",
                            run->benchmark->name, launch->records_checked, launch->records,
                            launch->input_bytes);
}

/* What is expected, and what does not come, is said: a figure stands on it. */
static void note_expected(const ph_benchmark_run *run, const ph_worker_outcome *outcome)
{
    const cJSON *event = ph_worker_event(outcome, PH_EVENT_EXPECTED);

    if (!event || run->launches > 0)
        return;
    if (ph_event_count(event, "used") > 0)
        ph_measurement_warn(run->measurement,
                            "%s: what differs from the reference is taken for right, as %s has it "
                            "(lines that apply: %" G_GUINT64_FORMAT ")",
                            run->benchmark->name, run->benchmark->own_data->expected,
                            ph_event_count(event, "used"));
    if (ph_event_count(event, "unused") > 0) {
        g_autofree char *line = ph_error_printable(ph_event_text(event, "first_unused"));

        ph_measurement_warn(run->measurement,
                            "%s: not all that %s expects differs from the reference (lines that do "
                            "not apply: %" G_GUINT64_FORMAT "): %s",
                            run->benchmark->name, run->benchmark->own_data->expected,
                            ph_event_count(event, "unused"), line);
    }
}

/* A subject's layout may differ from one process to the next. */
static void take_layouts(const ph_benchmark_run *run, const ph_worker_outcome *outcome)
{
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        for (guint k = 0; ph_event_is(event, PH_EVENT_LAID_OUT) && k < run->results->len; k++) {
            const ph_result *result = run->results->pdata[k];

            if (result->layout && strcmp(result->subject, ph_event_text(event, "name")) == 0)
                ph_take_layout(result->layout, event);
        }
    }
}

static gboolean has_others(const ph_benchmark_run *run)
{
    g_autoptr(GPtrArray) libraries = ph_benchmark_run_libraries(run);

    return libraries->len > 1;
}

void ph_benchmark_run_take(ph_benchmark_run *run, const ph_worker_outcome *outcome,
                           const ph_host_counters *host)
{
    PH_REQUIRE(outcome->end == PH_WORKER_COMPLETE);

    g_auto(ph_launch) launch = { 0 };

    ph_launch_read(outcome, host, &launch);
    run->has_company = run->has_company || (!run->alone && has_others(run));
    run->input_bytes = run->input_bytes > 0.0 ? run->input_bytes : launch.input_bytes;
    note_own_data(run, &launch);
    if (run->benchmark->own_data)
        note_expected(run, outcome);
    take_layouts(run, outcome);
    for (guint i = 0; i < launch.samples->len; i++)
        take_sample(run, &launch, launch.samples->pdata[i]);
    run->core_clock_hz = launch.facts.core_clock_hz;
    take_facts(&run->measurement->facts, &launch, &outcome->binding);
    if (run->request->observer.sampled)
        run->request->observer.sampled(run->request->observer.data, run->benchmark, &launch);
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

void ph_benchmark_run_void(ph_benchmark_run *run, ph_result *result, ph_error cause,
                           const char *reason)
{
    fail_result(result, PH_STATE_VOID, cause, reason);
    skip(run, result->subject, result->level);
}

static void fail_and_skip(ph_benchmark_run *run, ph_result *result, ph_error cause,
                          const char *reason)
{
    fail_result(result, PH_STATE_FAILED, cause, reason);
    skip(run, result->subject, result->level);
}

void ph_benchmark_run_too_noisy(ph_benchmark_run *run, ph_result *result, const char *reason)
{
    fail_and_skip(run, result, PH_ERROR_ENVIRONMENT, reason);
}

void ph_benchmark_run_cut_short(ph_benchmark_run *run, ph_result *result, const char *reason)
{
    fail_and_skip(run, result, PH_ERROR_TIMEOUT, reason);
}

/* The library is gone with all its variants and levels. */
static void fail_library(ph_benchmark_run *run, const ph_run_subject *source, const char *reason)
{
    g_ptr_array_add(run->gone, (gpointer)source);
    for (guint i = 0; i < run->found->len; i++) {
        const ph_found_subject *found = run->found->pdata[i];

        for (guint k = 0; found->source == source && k < run->results->len; k++) {
            ph_result *result = run->results->pdata[k];

            if (strcmp(result->subject, found->name) == 0)
                fail_and_skip(run, result, PH_ERROR_SUBJECT_CRASH, reason);
        }
    }
}

/* While subjects are loaded, the beacon numbers the libraries that the worker was given. */
static const ph_run_subject *library_given(const ph_benchmark_run *run, guint number)
{
    guint given = 0;

    for (guint i = 0; i < run->request->subjects->len; i++) {
        const ph_run_subject *source = run->request->subjects->pdata[i];

        if (!is_gone(run, source) && ++given == number)
            return source;
    }
    return NULL;
}

/* The result of the arm whose code was running; NULL: none's was. */
static ph_result *result_at_end(const ph_benchmark_run *run, const ph_worker_outcome *outcome)
{
    const cJSON *arms =
        cJSON_GetObjectItemCaseSensitive(ph_worker_event(outcome, PH_EVENT_ARMS), "arms");
    const cJSON *arm = outcome->arm ? cJSON_GetArrayItem(arms, (int)outcome->arm - 1) : NULL;

    return find(run, ph_event_text(arm, "level"), ph_event_text(arm, "name"));
}

const ph_run_subject *ph_benchmark_run_suspect(const ph_benchmark_run *run,
                                               const ph_worker_outcome *outcome)
{
    const ph_result *result;

    if (run->alone)
        return run->alone;
    if (outcome->phase == PH_PHASE_LOAD)
        return library_given(run, outcome->arm);
    result = result_at_end(run, outcome);
    return result ? ph_benchmark_run_library_of(run, result) : NULL;
}

gboolean ph_benchmark_run_blame(ph_benchmark_run *run, const ph_worker_outcome *outcome)
{
    g_autofree char *reason =
        g_strdup_printf("it %s while %s", outcome->how, phase_text(outcome->phase));
    const ph_run_subject *suspect = ph_benchmark_run_suspect(run, outcome);
    ph_result *result = outcome->phase == PH_PHASE_LOAD ? NULL : result_at_end(run, outcome);

    if (!suspect)
        return FALSE;
    /* Of a library that is alone, which of its arms it was may be its own word. */
    if (result && ph_benchmark_run_library_of(run, result) == suspect && !is_skipped(run, result))
        fail_and_skip(run, result, PH_ERROR_SUBJECT_CRASH, reason);
    else
        fail_library(run, suspect, reason);
    return TRUE;
}

void ph_benchmark_run_fail(ph_benchmark_run *run, ph_error cause, const char *reason)
{
    for (guint i = 0; i < run->results->len; i++) {
        ph_result *result = run->results->pdata[i];

        if (result->state == PH_STATE_PENDING &&
            (!run->alone || ph_benchmark_run_library_of(run, result) == run->alone))
            fail_and_skip(run, result, cause, reason);
    }
}
