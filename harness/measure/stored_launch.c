/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/stored_launch.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "measure/stored_data.h"
#include "model/stored.h"
#include "perfharness/subject.h"
#include "storage/direct_stream.h"

/* Who is slower than that hangs: a subject's call may take hang_timeout for so many bytes. */
#define HANG_BYTES (UINT64_C(4) << 20)

/* Before it is asked it loads and reads the copybook; who takes more CPU time than this does the
 * work of the call there. */
#define LOADING_SHARE    0.10
#define LOADING_SLACK_NS 300e6

typedef struct stored_launch {
    ph_benchmark_run *run;
    ph_stored_data *data;
    const ph_run_subject *library; /* Whose turn it is. */
    ph_referee_process *process;
} stored_launch;

/* Of a call that was made. */
typedef struct call {
    double wall_ns;
    ph_stored_times times;
    double cached_share;
    uint64_t written_bytes;
} call;

static gboolean is_cold(const stored_launch *l)
{
    return l->run->benchmark->is_cold;
}

/* All that the library has in this benchmark, or without one, all. */
static void fail_library(const stored_launch *l, ph_error cause, const char *reason)
{
    l->run->alone = l->library;
    ph_benchmark_run_fail(l->run, cause, reason);
    l->run->alone = NULL;
}

static void fail_disk(const stored_launch *l, const char *doing, const GError *cause)
{
    g_autofree char *folder = ph_error_printable(l->data->folder);
    g_autofree char *reason = g_strdup_printf("%s in %s: %s", doing, folder, cause->message);

    fail_library(l, PH_ERROR_STORAGE, reason);
}

static gint64 timeout_us(const stored_launch *l)
{
    const uint64_t parts = l->data->input_bytes / HANG_BYTES + 1;

    return l->run->request->host.hang_timeout_us * (gint64)parts;
}

/* FALSE: there is no number, and why is said. */
static gboolean has_right_cache(const stored_launch *l, double share)
{
    g_autofree char *reason = NULL;

    if (is_cold(l) ? share <= PH_STORED_COLD_SHARE : share >= PH_STORED_WARM_SHARE)
        return TRUE;
    if (isnan(share))
        reason = g_strdup("nobody says how much of the file is in the page cache");
    else if (is_cold(l) && l->data->own)
        reason = g_strdup_printf("it cannot be cold: %.3g %% of the file stays in the page cache, "
                                 "as on a file system in memory, or of a file that another program "
                                 "has mapped",
                                 share * 100.0);
    else if (is_cold(l))
        reason =
            g_strdup_printf("it cannot be cold: %.3g %% of the file stays in the page cache, as "
                            "on a file system in memory; --file-dir names another folder",
                            share * 100.0);
    else
        reason = g_strdup_printf("it cannot be warm: of the file no more than %.3g %% stays in the "
                                 "page cache; a smaller %s would",
                                 share * 100.0, l->data->own ? "file" : "--file-size");
    ph_benchmark_run_fail(l->run, PH_ERROR_ENVIRONMENT, reason);
    return FALSE;
}

static void void_failed(const stored_launch *l, ph_result *result, const ph_stream_reply *reply)
{
    const gboolean is_read = strcmp(reply->error_code, PH_SUBJECT_ERROR_READ) == 0;
    /* It may quote the data, so only of ours. */
    const char *detail = l->data->own ? "" : reply->error_detail;
    g_autofree char *reason = NULL;

    if (is_read || strcmp(reply->error_code, PH_SUBJECT_ERROR_WRITE) == 0) {
        reason = g_strdup_printf("it could not %s its file: %s", is_read ? "read" : "write",
                                 reply->error_detail);
        fail_library(l, PH_ERROR_STORAGE, reason);
        return;
    }
    reason = g_strdup_printf(
        "%" G_GUINT64_FORMAT " records failed, the first is record %" G_GUINT64_FORMAT
        ": %s%s%s%s%s",
        reply->items_failed, reply->first_failed + 1, reply->error_code,
        *reply->error_field ? ", field " : "", reply->error_field, *detail ? ": " : "", detail);
    result->records = ph_stored_data_records(l->data);
    result->records_failed = MIN(reply->items_failed, result->records);
    ph_benchmark_run_void(l->run, result,
                          strcmp(reply->error_code, PH_SUBJECT_ERROR_PANIC) == 0
                              ? PH_ERROR_SUBJECT_CRASH
                              : PH_ERROR_MISMATCH,
                          reason);
}

/* The library's own doubts about the user's records. */
static void void_warned(const stored_launch *l, ph_result *result, const ph_stream_reply *reply)
{
    g_autofree char *reason =
        g_strdup_printf("records were decoded with warnings, the first of them %s",
                        *reply->warning_code ? reply->warning_code : "without a code");

    result->records = ph_stored_data_records(l->data);
    ph_benchmark_run_void(l->run, result, PH_ERROR_MISMATCH, reason);
}

/* FALSE and error when the run is over. */
static gboolean end_badly(const stored_launch *l, ph_turn_end end, GError **error)
{
    g_autofree char *how = NULL, *reason = NULL;

    if (end == PH_TURN_OVER) {
        ph_worker_end over;

        return !ph_worker_is_over(l->process->host, &over) || !ph_worker_is_stopped(over, error);
    }
    if (end == PH_TURN_HUNG) {
        fail_library(l, PH_ERROR_SUBJECT_CRASH, "its call did not return");
        return TRUE;
    }
    how = ph_referee_process_how_died(l->process);
    reason = g_strdup_printf("it %s while it worked on files", how);
    fail_library(l, PH_ERROR_SUBJECT_CRASH, reason);
    return TRUE;
}

/* Of a run that works on files alone, nobody else says it. */
static void take_binding(const stored_launch *l)
{
    ph_run_facts *facts = &l->run->measurement->facts;
    const ph_binding_readback *binding = &l->process->binding;

    if (facts->cpus_bound)
        return;
    facts->cpus_bound = g_strdup(binding->cpus);
    facts->nodes_bound = g_strdup(binding->nodes);
    facts->nodes_missing = g_strdup(binding->nodes_missing);
}

static void write_log(const stored_launch *l, const ph_result *result, const call *c)
{
    if (l->run->request->log)
        (void)fprintf(l->run->request->log,
                      "# %s, launch %u, %s: %.0f ns, CPU %.0f ns, waited for it %.0f ns, on the "
                      "disk after %.0f ns, cached %.6f, wrote %" G_GUINT64_FORMAT " bytes\n",
                      result->benchmark, l->run->launches + 1, result->subject, c->wall_ns,
                      c->times.cpu_ns, c->times.waited_ns, c->times.synced_ns, c->cached_share,
                      c->written_bytes);
}

/* All of its records were compared. */
static void take_proof(const ph_own_file *own, ph_result *result)
{
    result->proof = PH_PROOF_REFERENCE;
    result->records_proven = own->records;
    if (own->has_floats && !result->float_format)
        result->float_format = g_strdup(own->data->float_format);
}

static void take(const stored_launch *l, ph_result *result, const call *c)
{
    ph_stored *stored = result->stored;
    ph_run_facts *facts = &l->run->measurement->facts;

    result->records = result->items = ph_stored_data_records(l->data);
    result->input_bytes = ph_stored_data_record_bytes(l->data);
    result->output_bytes = l->data->is_encoding ? 0 : c->written_bytes;
    if (l->data->own)
        take_proof(l->data->own, result);
    result->blocks_kept++;
    g_array_index(result->launch_ns, double, l->run->launches) = c->wall_ns;
    stored->read_bytes = l->data->input_bytes;
    stored->written_bytes = c->written_bytes;
    stored->cached_share = isnan(stored->cached_share) ? c->cached_share
                           : is_cold(l)                ? MAX(stored->cached_share, c->cached_share)
                                                       : MIN(stored->cached_share, c->cached_share);
    ph_stored_take(stored, l->run->launches, &c->times);
    facts->timed_s += c->wall_ns / 1e9;
    facts->sampling_s += c->wall_ns / 1e9; /* Nothing of ours is in it. */
    facts->blocks_checked++;
    write_log(l, result, c);
}

/* Done elsewhere than in the call that is timed: where. The caller frees it. */
static char *hides_work(const ph_referee_process *process, double loading_ns, double cpu_ns)
{
    if (loading_ns > LOADING_SHARE * cpu_ns + LOADING_SLACK_NS)
        return g_strdup("works before its call");
    return ph_referee_process_hides_work(process);
}

/* The process is there still: as it may not be while what it wrote is compared, that comes later.
 * FALSE in ret_is_made: there is no sample of this launch. */
static gboolean make_call(const stored_launch *l, ph_result *result, guint arm, call *ret,
                          gboolean *ret_is_made, GError **error)
{
    const ph_stream_turn turn = { .arm = arm };
    const double loading_ns = l->process->last_ns;
    ph_stream_times times = { NAN, NAN };
    g_autoptr(GError) cause = NULL;
    ph_stream_reply reply = { 0 };
    ph_turn_end end;

    *ret_is_made = FALSE;
    if (!ph_stored_data_check_input(l->data, error) ||
        !ph_stored_data_begin(l->data, l->process->host, is_cold(l), &ret->cached_share, error))
        return FALSE;
    if (!has_right_cache(l, ret->cached_share))
        return TRUE;
    const double delay_ns = ph_referee_process_delay_ns(l->process);
    end = ph_referee_process_stream(l->process, &turn, &reply, timeout_us(l), &times);
    if (!ph_stored_data_check_input(l->data, error))
        return FALSE;
    if (end != PH_TURN_TAKEN)
        return end_badly(l, end, error);
    if (!reply.is_ok) {
        void_failed(l, result, &reply);
        return TRUE;
    }
    if (l->data->own && reply.items_warned > 0) {
        void_warned(l, result, &reply);
        return TRUE;
    }
    ret->wall_ns = times.wall_ns;
    ret->times.cpu_ns = times.cpu_ns;
    ret->times.waited_ns = ph_referee_process_delay_ns(l->process) - delay_ns;
    const gint64 begun_us = g_get_monotonic_time();
    if (!ph_stored_data_sync(l->data, &cause)) {
        fail_disk(l, "writing what it wrote to the disk", cause);
        return TRUE;
    }
    ret->times.synced_ns = times.wall_ns + (double)(g_get_monotonic_time() - begun_us) * 1e3;
    g_autofree char *hidden = hides_work(l->process, loading_ns, times.cpu_ns);
    *ret_is_made = !hidden;
    if (hidden)
        ph_benchmark_run_void(l->run, result, PH_ERROR_MISMATCH, hidden);
    return TRUE;
}

/* What is said of it is what the file holds. */
static gboolean prove(const stored_launch *l, ph_result *result, call *c, GError **error)
{
    g_autofree char *wrong = NULL;

    c->written_bytes = ph_stored_data_output_bytes(l->data);
    if (!ph_stored_data_prove(l->data, &l->run->request->host, result->subject, &wrong, error))
        return FALSE;
    if (wrong)
        ph_benchmark_run_void(l->run, result, PH_ERROR_MISMATCH, wrong);
    else
        take(l, result, c);
    return TRUE;
}

static gboolean end_process(stored_launch *l)
{
    const guint left = ph_referee_process_end(l->process);

    l->process = NULL;
    if (left)
        fail_library(l, PH_ERROR_SUBJECT_CRASH, "it left processes behind");
    return left == 0;
}

/* The index of the result's arm in the process; G_MAXUINT: it has none. */
static guint arm_of(const ph_referee_process *process, const ph_result *result)
{
    for (guint i = 0; i < process->arms.count; i++)
        if (strcmp(process->arms.arms[i].name, result->subject) == 0 &&
            strcmp(process->arms.arms[i].level, result->level) == 0)
            return i;
    return G_MAXUINT;
}

static gboolean take_with_process(stored_launch *l, ph_result *result, GError **error)
{
    const guint arm = arm_of(l->process, result);
    call c = { 0 };
    gboolean is_made = FALSE, is_fine = TRUE;

    if (arm == G_MAXUINT)
        fail_library(l, PH_ERROR_SUBJECT_LOAD, "it does not offer this in every process");
    else
        is_fine = make_call(l, result, arm, &c, &is_made, error);
    if (!end_process(l) || !is_fine || !is_made)
        return is_fine;
    return prove(l, result, &c, error);
}

static gboolean take_result(stored_launch *l, ph_result *result, GError **error)
{
    g_autoptr(GPtrArray) arguments = ph_benchmark_run_referee_arguments(l->run, l->library);
    g_autoptr(GError) cause = NULL;
    gboolean is_fine;

    l->process = ph_referee_process_start_on_files(
        &l->run->request->host, (const char *const *)arguments->pdata, &l->data->given, &cause);
    if (l->process) {
        take_binding(l);
        is_fine = take_with_process(l, result, error);
        ph_stored_data_forget_output(l->data);
        return is_fine;
    }
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
        fail_library(l, PH_ERROR_SUBJECT_CRASH, cause->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static gboolean take_library(stored_launch *l, GError **error)
{
    for (guint i = 0; i < l->run->results->len; i++) {
        ph_result *result = l->run->results->pdata[i];

        if (ph_benchmark_run_library_of(l->run, result) == l->library &&
            ph_benchmark_run_is_result_live(l->run, result) && !take_result(l, result, error))
            return FALSE;
    }
    return TRUE;
}

/* Once for a run: all of its files are in one folder. */
static void warn_of_limit(const stored_launch *l, const GError *cause)
{
    g_autofree char *folder = ph_error_printable(l->data->folder);
    g_autofree char *warning = g_strdup_printf(
        "what the device of %s gives and takes is not known: %s", folder, cause->message);

    if (!g_ptr_array_find_with_equal_func(l->run->measurement->warnings, warning, g_str_equal,
                                          NULL))
        ph_measurement_warn(l->run->measurement, "%s", warning);
}

static void give_up_limit(ph_result *limit, const GError *cause)
{
    if (limit->state != PH_STATE_PENDING)
        return;
    limit->state = PH_STATE_FAILED;
    limit->cause = (ph_error)cause->code;
    limit->reason = ph_error_printable(cause->message);
}

/* Over the file that subjects write to: once before, for which the file system finds room. */
static double direct_ns(const stored_launch *l, const char *limit, uint64_t bytes, GError **error)
{
    if (strcmp(limit, PH_LIMIT_DIRECT_READ) == 0)
        return ph_direct_read_ns(l->data->input, bytes, error);
    return isnan(ph_direct_write_ns(l->data->output, bytes, error))
               ? NAN
               : ph_direct_write_ns(l->data->output, bytes, error);
}

static void take_limits(const stored_launch *l)
{
    const uint64_t bytes = ph_direct_bytes(l->data->input_bytes);

    for (guint i = 0; i < l->run->limits->len; i++) {
        ph_result *limit = l->run->limits->pdata[i];
        g_autoptr(GError) cause = NULL;
        const double ns = bytes > 0
                              ? direct_ns(l, limit->subject, bytes, &cause)
                              : (double)ph_refuse(&cause, PH_ERROR_ENVIRONMENT,
                                                  "its files are smaller than a block of 1 MiB");

        if (cause) {
            warn_of_limit(l, cause);
            give_up_limit(limit, cause);
            continue;
        }
        limit->records = limit->items = ph_stored_data_records(l->data);
        limit->input_bytes = bytes;
        limit->blocks_kept++;
        g_array_index(limit->launch_ns, double, l->run->launches) = ns;
    }
    ph_stored_data_forget_output(l->data);
}

gboolean ph_stored_launch(ph_benchmark_run *run, GError **error)
{
    stored_launch l = { .run = run, .data = run->benchmark->stored };
    g_autoptr(GPtrArray) libraries = ph_benchmark_run_libraries(run);

    if (libraries->len == 0)
        return TRUE;
    if (!ph_stored_data_make(l.data, &run->request->host, error))
        return FALSE;
    /* Nobody is the first of every launch. */
    for (guint i = 0; i < libraries->len; i++) {
        l.library = libraries->pdata[(i + run->launches) % libraries->len];
        if (!take_library(&l, error))
            return FALSE;
    }
    take_limits(&l);
    return TRUE;
}
