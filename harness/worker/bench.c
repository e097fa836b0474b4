/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/bench.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "subject/operation.h"
#include "worker/asked_layout.h"
#include "worker/beacon.h"
#include "worker/events.h"
#include "worker/noise.h"
#include "worker/own_layout.h"
#include "worker/record_file.h"

enum {
    REASON_MAX = 640,
    UTF8_BYTES_PER_BYTE = 3,
    JSON_BYTES_PER_BYTE = 16,
};

static void send_rejected(const char *name, const char *why, const char *reason)
{
    cJSON *event = ph_event_new(PH_EVENT_REJECTED);

    cJSON_AddStringToObject(event, "subject", name);
    cJSON_AddStringToObject(event, "why", why);
    cJSON_AddStringToObject(event, "reason", reason);
    ph_event_send(event);
}

static void send_subject(const char *name, const ph_request_subject *source,
                         const ph_subject *subject, void *state)
{
    cJSON *event = ph_event_new(PH_EVENT_SUBJECT);

    cJSON_AddStringToObject(event, "name", name);
    cJSON_AddStringToObject(event, "variant", subject->variant);
    cJSON_AddStringToObject(event, "version", subject->version);
    cJSON_AddStringToObject(event, "build", subject->build);
    if (PH_SUBJECT_HAS(subject, chosen))
        cJSON_AddStringToObject(event, "chosen", subject->chosen(state));
    cJSON_AddStringToObject(event, "path", source->path);
    cJSON_AddNumberToObject(event, "operations", subject->operations);
    ph_event_send(event);
}

/* Of the workload, for the caller to free. NULL: there is no memory for it. */
static char *workload_copybook(const ph_request *request, size_t *ret_length)
{
    char *text;

    *ret_length = ph_workload_copybook(request->workload, NULL, 0);
    text = malloc(*ret_length + 1);
    if (text)
        (void)ph_workload_copybook(request->workload, text, *ret_length + 1);
    return text;
}

static bool is_skipped(const ph_request *request, const ph_arm *arm)
{
    char id[2 * PH_SUBJECT_NAME_MAX + 16];

    (void)snprintf(id, sizeof(id), "%s/%s", arm->name, ph_arm_level(arm));
    for (size_t i = 0; i < request->skip_count; i++)
        if (strcmp(request->skips[i], id) == 0)
            return true;
    return false;
}

static void add_arm(ph_bench *bench, ph_arm arm)
{
    if (is_skipped(bench->request, &arm))
        return;
    bench->arms[bench->arm_count++] = arm;
}

static const char *failure_text(const ph_subject_outcome *outcome, char *text)
{
    (void)snprintf(text, REASON_MAX, "%.63s%s%.255s", outcome->error_code,
                   *outcome->error_code && *outcome->error_detail ? ": " : "",
                   outcome->error_detail);
    return *text ? text : "it gave no reason";
}

/* Subjects know two formats: what is framed otherwise is handed over as RDW records are. */
static bool is_fixed(const ph_request *request)
{
    return request->workload || request->framing == PH_FRAMING_FIXED;
}

/* How long fixed records of this layout would be, to say so of a file that is framed otherwise than
 * was said; 0: not known. */
static uint64_t fixed_length(const ph_arm *arm, ph_subject_layout layout)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    uint64_t length = 0;
    void *opened;

    layout.record_format = PH_RECORD_FORMAT_FIXED;
    if (arm->subject->open_layout(arm->state, &layout, &opened, &length, &outcome) != PH_SUBJECT_OK)
        return 0;
    arm->subject->close_layout(arm->state, opened);
    return length;
}

/* One that was built before there was a choice takes none, and reads in some way of its own. False
 * after filling in reason. */
static bool knows_what_is_asked(const ph_bench *bench, const ph_arm *arm, char *reason)
{
    const ph_request *request = bench->request;
    const char *unknown = ph_asked_layout_unknown(request, arm->subject, bench->has_floats);

    if (!unknown)
        return true;
    (void)snprintf(reason, REASON_MAX,
                   "%s cannot use copybook %s: it was built for version 1.%" PRIu32
                   " of the subjects' interface, which %s; build it anew",
                   arm->name, request->copybook, arm->subject->abi_minor, unknown);
    return false;
}

/* Give the subject the copybook. False after filling in reason. */
static bool give_copybook(ph_bench *bench, ph_arm *arm, const char *copybook, size_t length,
                          char *reason)
{
    const ph_request *request = bench->request;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    char text[REASON_MAX];
    ph_subject_layout layout = ph_asked_layout(
        request, arm->subject, ph_own_copybook_format(request, &bench->own), copybook, length);

    if (!is_fixed(request))
        layout.record_format = PH_RECORD_FORMAT_RDW;
    if (!knows_what_is_asked(bench, arm, reason))
        return false;
    const uint64_t start_ns = ph_clock_ns();
    const bool is_open = arm->subject->open_layout(arm->state, &layout, &arm->layout,
                                                   &arm->record_length, &outcome) == PH_SUBJECT_OK;
    arm->start.parse_ns = ph_clock_ns() - start_ns;
    arm->asked = layout;
    if (is_open) {
        arm->fixed_length = is_fixed(request) ? arm->record_length : fixed_length(arm, layout);
        return true;
    }
    (void)snprintf(reason, REASON_MAX, "%s cannot use copybook %s: %.400s", arm->name,
                   request->copybook ? request->copybook : "of the workload",
                   failure_text(&outcome, text));
    return false;
}

static void send_laid_out(const ph_arm *arm, const ph_own_layout *layout)
{
    static const char *const names[] = {
#define X(id, name) [PH_LAYOUT_COMPARED_##id] = (name),
        PH_LAYOUT_COMPARED_LIST(X)
#undef X
    };
    cJSON *event = ph_event_new(PH_EVENT_LAID_OUT);

    cJSON_AddStringToObject(event, "name", arm->name);
    cJSON_AddStringToObject(event, "compared", names[layout->compared]);
    if (*layout->difference)
        cJSON_AddStringToObject(event, "difference", layout->difference);
    ph_event_send(event);
}

/* Is the user's copybook laid out as it says? The arm is out where it is not and has to be. */
static void judge_layout(ph_bench *bench, ph_arm *arm)
{
    ph_own_layout layout;

    ph_own_layout_compare(&bench->own, arm, &layout);
    send_laid_out(arm, &layout);
    if (*layout.difference && bench->request->layout_policy == PH_LAYOUT_POLICY_VOID) {
        arm->is_out = true;
        memcpy(arm->misfit, layout.difference, sizeof(arm->misfit));
    } else if (*layout.difference || !bench->own.record) {
        arm->is_laid_out_apart = true;
        bench->fixed_length = arm->fixed_length; /* Its own, as nobody's is proven. */
    }
}

/* To be read again by each call, and no more as it was. Takes it over. */
static void keep_copybook(ph_arm *arm, const ph_workload *workload, char *text, size_t length)
{
    arm->subject->close_layout(arm->state, arm->layout);
    arm->layout = NULL;
    arm->copybook = ph_marked_copybook_of(workload, text, length);
    arm->kind = PH_ARM_COPYBOOK;
}

/* Let the subject read the copybook. False after an event that says why it did not. */
static bool open_layout(ph_bench *bench, ph_arm *arm)
{
    const ph_request *request = bench->request;
    const bool is_own = request->workload == NULL;
    char reason[REASON_MAX] = "no memory for the workload's copybook";
    size_t length = bench->own.given_length;
    char *made = is_own ? NULL : workload_copybook(request, &length);
    const char *copybook = is_own ? bench->own.given : made;
    const bool is_open = copybook && give_copybook(bench, arm, copybook, length, reason);

    if (is_open && made && request->workload->reads_copybook)
        keep_copybook(arm, request->workload, made, length);
    else
        free(made);
    if (!is_open)
        send_rejected(arm->name, "layout", reason);
    else if (is_own)
        judge_layout(bench, arm);
    return is_open;
}

static void add_stream_arm(ph_bench *bench, ph_arm arm)
{
    arm.kind = PH_ARM_STREAM;
    arm.operation = ph_stream_operation(bench->request->workload);
    if ((arm.subject->operations & arm.operation) && open_layout(bench, &arm))
        add_arm(bench, arm);
}

static void add_record_arms(ph_bench *bench, ph_arm arm)
{
    const uint32_t one_by_one = PH_OPERATION_DECODE_RECORDS | PH_OPERATION_ENCODE_RECORDS;
    const uint32_t operations = arm.subject->operations, wanted = arm.operation;

    if (!(operations & wanted) || !open_layout(bench, &arm))
        return;
    if (operations & wanted & one_by_one) {
        arm.kind = PH_ARM_RECORDS;
        arm.operation = wanted & one_by_one;
        add_arm(bench, arm);
    }
    if (arm.kind != PH_ARM_COPYBOOK)
        arm.kind = PH_ARM_FILE;
    arm.operation = wanted & ~one_by_one;
    if (operations & arm.operation)
        add_arm(bench, arm);
}

/* Start the subject. False after an event that says why it cannot be. */
static bool open_subject(const ph_request_subject *source, ph_arm *arm)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    char text[REASON_MAX], reason[2 * REASON_MAX];
    const uint64_t start_ns = ph_clock_ns();
    const bool is_open =
        arm->subject->open(source->options, &arm->state, &outcome) == PH_SUBJECT_OK;

    arm->start.open_ns = ph_clock_ns() - start_ns;
    if (!is_open) {
        (void)snprintf(reason, sizeof(reason), "%s could not be started: %s", arm->name,
                       failure_text(&outcome, text));
        send_rejected(arm->name, "load", reason);
    }
    return is_open;
}

/* The arms of a library's variant, which took so long to load. */
static void add_subject_arms(ph_bench *bench, const ph_request_subject *source,
                             const ph_subject_library *library, uint32_t variant, uint64_t load_ns)
{
    const ph_subject *subject = library->variants[variant];
    ph_arm arm = { .library = library,
                   .subject = subject,
                   .kind = PH_ARM_COLUMN,
                   .hints = ph_arm_column_hints(subject, bench->request->is_cold),
                   .start = { .load_ns = load_ns } };

    (void)snprintf(arm.name, sizeof(arm.name), "%s%s%s", source->name, *subject->variant ? "-" : "",
                   subject->variant);
    if (!open_subject(source, &arm))
        return;
    send_subject(arm.name, source, subject, arm.state);

    if ((!bench->request->workload && !bench->request->copybook) ||
        bench->request->command == PH_WORKER_COMMAND_LAYOUT)
        return; /* Nothing to decode was named: there are no arms. */
    if (bench->request->command == PH_WORKER_COMMAND_STREAM) {
        add_stream_arm(bench, arm);
        return;
    }
    arm.threads = (uint32_t)bench->request->threads;
    arm.operation = ph_needed_operations(bench->request->workload, arm.threads);
    if (arm.operation & PH_OPERATIONS_ENCODE)
        arm.kind = PH_ARM_ENCODE;
    if (!(arm.operation & PH_OPERATIONS_KERNEL))
        add_record_arms(bench, arm);
    else if (subject->operations & arm.operation)
        add_arm(bench, arm);
}

static void load_subject(ph_bench *bench, size_t index)
{
    const ph_request_subject *source = &bench->request->subjects[index];
    ph_subject_library *library = &bench->libraries[index];
    char reason[REASON_MAX];

    ph_beacon_enter((uint32_t)index);
    const uint64_t start_ns = ph_clock_ns();
    if (!ph_subject_library_open(source->path, library, reason, sizeof(reason))) {
        send_rejected(source->name, "load", reason);
    } else {
        const uint64_t load_ns = ph_clock_ns() - start_ns;

        for (uint32_t i = 0; i < library->variant_count; i++)
            add_subject_arms(bench, source, library, i, load_ns);
    }
    ph_beacon_leave();
}

static void add_limits(ph_bench *bench)
{
    const ph_request *request = bench->request;

    for (size_t i = 0; i < request->limit_count; i++) {
        ph_arm arm = { .kind = PH_ARM_LIMIT, .limit = request->limits[i] };

        (void)snprintf(arm.name, sizeof(arm.name), "%s", arm.limit->name);
        add_arm(bench, arm);
    }
}

/* What subjects are given, and judged by. False after a refusal event. */
static bool read_own_copybook(ph_bench *bench)
{
    char reason[PH_REASON_MAX];

    if (!ph_own_copybook_read(bench->request, &bench->own, reason)) {
        ph_event_send_refused("data", reason);
        return false;
    }
    if (!ph_own_truth_make(bench->request, &bench->own, &bench->own_truth, reason)) {
        ph_event_send_refused("data", reason);
        return false;
    }
    bench->has_floats = bench->own.has_floats;
    if (bench->own.record)
        bench->fixed_length = bench->own.record->length_max;
    return true;
}

bool ph_bench_load(const ph_request *request, ph_bench *bench)
{
    size_t order[PH_REQUEST_SUBJECTS_MAX];

    bench->arms = calloc(PH_ARMS_MAX, sizeof(*bench->arms));
    if (!bench->arms)
        return false;
    if (request->copybook && request->command != PH_WORKER_COMMAND_LAYOUT &&
        !read_own_copybook(bench))
        return false;
    for (size_t i = 0; i < request->subject_count; i++) {
        const size_t other = ph_random_below(&bench->random, i + 1);

        order[i] = order[other];
        order[other] = i;
    }
    for (size_t i = 0; i < request->subject_count; i++)
        load_subject(bench, order[i]);
    bench->record_length = is_fixed(request) ? bench->fixed_length : 0;
    add_limits(bench);
    return true;
}

static bool allocate_arm_tables(ph_bench *bench)
{
    for (size_t i = 0; i < bench->arm_count; i++) {
        ph_arm *arm = &bench->arms[i];

        arm->checksums = calloc(bench->data.chunk_count, sizeof(*arm->checksums));
        arm->output_lengths = calloc(bench->data.chunk_count, sizeof(*arm->output_lengths));
        if (!arm->checksums || !arm->output_lengths)
            return false;
    }
    return true;
}

static bool allocate_truth(ph_bench *bench)
{
    const ph_data_set *data = &bench->data;
    ph_truth *truth = &bench->truth;

    if (!data->workload)
        return true;

    const size_t cells = data->max_records * ph_workload_cell_count(data->workload);
    truth->values = calloc(cells, sizeof(*truth->values));
    truth->text = calloc(data->max_length, PH_TRUTH_UTF8_PER_BYTE);
    truth->text_ends = calloc(cells, sizeof(*truth->text_ends));
    bench->records = calloc(data->max_length, 1);
    return truth->values && truth->text && truth->text_ends && bench->records;
}

/* A record that is longer than a chunk should be is rarely all short fields. */
static size_t json_bytes(const ph_bench *bench)
{
    const size_t length = bench->data.max_length, chunk = (size_t)bench->request->chunk_bytes;

    return length <= 2 * chunk ? length * JSON_BYTES_PER_BYTE
                               : 2 * chunk * JSON_BYTES_PER_BYTE + length;
}

/* Kernels: one value, or three UTF-8 bytes a byte, per cell. Records: JSON lines, which grow. The
 * limits copy a whole slot, which of an encoder may hold more than it makes of it. */
static bool allocate_window(ph_bench *bench)
{
    const ph_data_set *data = &bench->data;
    const bool is_kernel = (ph_needed_operations(data->workload, 0) & PH_OPERATIONS_KERNEL) != 0;
    const size_t values = is_kernel ? data->max_records * data->workload->field_count : 1;
    const size_t bytes = is_kernel ? data->max_length * UTF8_BYTES_PER_BYTE : json_bytes(bench);

    return ph_output_window_allocate(values,
                                     bytes > data->max_slot_length ? bytes : data->max_slot_length,
                                     ph_random_next(&bench->random), &bench->window);
}

/* Records of two lengths cannot be cut from one file. False after filling in reason. */
static bool agree_on_length(const ph_bench *bench, char *reason)
{
    const ph_arm *first = NULL;

    for (size_t i = 0; i < bench->arm_count && is_fixed(bench->request); i++) {
        const ph_arm *arm = &bench->arms[i];

        if (!ph_arm_has_records(arm) || arm->is_out)
            continue;
        if (first && first->record_length != arm->record_length)
            return ph_reason_give(reason,
                                  "%s reads records of %" PRIu64 " bytes, %s of %" PRIu64
                                  ": measure one of them at a time",
                                  first->name, first->record_length, arm->name, arm->record_length);
        first = arm;
    }
    return true;
}

bool ph_bench_prepare_data(ph_bench *bench)
{
    const ph_request *request = bench->request;
    char reason[PH_REASON_MAX] = "no memory for the data's tables";

    if (!agree_on_length(bench, reason)) {
        ph_event_send_refused("data", reason);
        return false;
    }
    if (request->workload
            ? !ph_data_set_generate(request, ph_random_next(&bench->random), &bench->data, reason)
            : !ph_data_set_read(request, bench->fixed_length, ph_random_next(&bench->random),
                                &bench->data, reason)) {
        ph_event_send_refused(request->workload ? "memory" : "data", reason);
        return false;
    }
    if (!allocate_truth(bench) || !allocate_window(bench) || !allocate_arm_tables(bench)) {
        ph_event_send_refused("memory", "no memory for the output of one chunk");
        return false;
    }
    return true;
}

void ph_bench_free(ph_bench *bench)
{
    for (size_t i = 0; i < bench->arm_count; i++) {
        free(bench->arms[i].checksums);
        free(bench->arms[i].output_lengths);
        free(bench->arms[i].blocks);
        free(bench->arms[i].copybook.text);
    }
    free(bench->arms);
    free(bench->truth.values);
    free(bench->truth.text);
    free(bench->truth.text_ends);
    free(bench->records);
    ph_output_window_free(&bench->window);
    ph_data_set_free(&bench->data);
    ph_own_truth_free(&bench->own_truth);
    ph_own_copybook_free(&bench->own);
    for (size_t i = 0; i < PH_REQUEST_SUBJECTS_MAX; i++)
        ph_subject_library_close(&bench->libraries[i]);
}
