/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/bench.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "subject/operation.h"
#include "worker/beacon.h"
#include "worker/copybook_floats.h"
#include "worker/events.h"
#include "worker/noise.h"
#include "worker/record_file.h"

enum {
    REASON_MAX = 640,
    UTF8_BYTES_PER_BYTE = 3,
    JSON_BYTES_PER_BYTE = 16,
    COPYBOOK_BYTES_MAX = 1 << 20,
    FLOAT_FORMAT_ABI_MINOR = 2,
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

/* Whole file, NUL-terminated, for the caller to free. NULL after filling in reason. */
static char *read_copybook(const char *path, size_t *ret_length, char *reason)
{
    struct stat status;
    const int descriptor = ph_regular_file_open("copybook", path, &status, reason);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
    char *text = file ? malloc(COPYBOOK_BYTES_MAX + 1) : NULL;

    if (!text) {
        if (descriptor >= 0)
            (void)snprintf(reason, REASON_MAX, "copybook %s: no memory", path);
        if (file)
            (void)fclose(file);
        return NULL;
    }
    errno = 0;
    *ret_length = fread(text, 1, COPYBOOK_BYTES_MAX + 1, file);
    const bool has_failed = ferror(file) != 0, is_too_long = *ret_length > COPYBOOK_BYTES_MAX;
    (void)fclose(file);
    if (has_failed || is_too_long) {
        (void)snprintf(reason, REASON_MAX, "copybook %s: %s", path,
                       has_failed ? strerror(errno) : "is larger than 1 MiB");
        free(text);
        return NULL;
    }
    text[*ret_length] = '\0';
    return text;
}

static char *find_copybook(const ph_request *request, size_t *ret_length, char *reason)
{
    char *text;

    if (!request->workload)
        return read_copybook(request->copybook, ret_length, reason);
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

/*
 * One that was built before there was a choice takes none, and reads floats in some way of its own.
 * False after filling in reason.
 */
static bool knows_float_format(const ph_bench *bench, const ph_arm *arm, char *reason)
{
    const uint32_t minor = arm->subject->abi_minor;

    if (!bench->has_floats || minor >= FLOAT_FORMAT_ABI_MINOR)
        return true;
    (void)snprintf(
        reason, REASON_MAX,
        "%s cannot use copybook %s, which has COMP-1 or COMP-2: it was built for version "
        "1.%" PRIu32 " of the subjects' interface, which does not say how floats are "
        "written; build it anew",
        arm->name, bench->request->copybook, minor);
    return false;
}

/* Give the subject the copybook. False after filling in reason. */
static bool give_copybook(ph_bench *bench, ph_arm *arm, const char *copybook, size_t length,
                          char *reason)
{
    const ph_request *request = bench->request;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    char text[REASON_MAX];
    const ph_subject_layout layout = {
        .struct_size = sizeof(layout),
        .record_format = is_fixed(request) ? PH_RECORD_FORMAT_FIXED : PH_RECORD_FORMAT_RDW,
        .ccsid = request->workload ? request->workload->ccsid : request->ccsid,
        /* Reserved before that, and 0. */
        .float_format =
            arm->subject->abi_minor < FLOAT_FORMAT_ABI_MINOR ? 0 : request->float_format,
        .copybook = copybook,
        .copybook_length = length,
    };

    bench->has_floats = ph_copybook_has_floats(copybook, length);
    if (!knows_float_format(bench, arm, reason))
        return false;
    const uint64_t start_ns = ph_clock_ns();
    const bool is_open = arm->subject->open_layout(arm->state, &layout, &arm->layout,
                                                   &arm->record_length, &outcome) == PH_SUBJECT_OK;
    arm->start.parse_ns = ph_clock_ns() - start_ns;
    if (is_open) {
        bench->record_length = arm->record_length;
        bench->fixed_length = is_fixed(request) ? bench->record_length : fixed_length(arm, layout);
        return true;
    }
    (void)snprintf(reason, REASON_MAX, "%s cannot use copybook %s: %.400s", arm->name,
                   request->copybook ? request->copybook : "of the workload",
                   failure_text(&outcome, text));
    return false;
}

/* Let the subject read the copybook. False after an event that says why it did not. */
static bool open_layout(ph_bench *bench, ph_arm *arm)
{
    const ph_request *request = bench->request;
    char reason[REASON_MAX] = "no memory";
    size_t length = 0;
    char *copybook = find_copybook(request, &length, reason);

    if (!copybook) {
        send_rejected(arm->name, "data", reason);
        return false;
    }
    const bool is_open = give_copybook(bench, arm, copybook, length, reason);
    free(copybook);
    if (!is_open)
        send_rejected(arm->name, request->copybook ? "data" : "layout", reason);
    return is_open;
}

static void add_record_arms(ph_bench *bench, ph_arm arm)
{
    const uint32_t operations = arm.subject->operations;

    if (!(operations & PH_OPERATIONS_RECORD) || !open_layout(bench, &arm))
        return;
    arm.kind = PH_ARM_RECORDS;
    arm.operation = PH_OPERATION_DECODE_RECORDS;
    if (operations & arm.operation)
        add_arm(bench, arm);
    arm.kind = PH_ARM_FILE;
    arm.operation = PH_OPERATION_DECODE_FILE;
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
                   .start = { .load_ns = load_ns } };

    (void)snprintf(arm.name, sizeof(arm.name), "%s%s%s", source->name, *subject->variant ? "-" : "",
                   subject->variant);
    if (!open_subject(source, &arm))
        return;
    send_subject(arm.name, source, subject, arm.state);

    if (!bench->request->workload && !bench->request->copybook)
        return; /* Nothing to decode was named: there are no arms. */
    arm.operation = ph_needed_operations(bench->request->workload);
    if (arm.operation & PH_OPERATIONS_ENCODE)
        arm.kind = PH_ARM_ENCODE;
    if (arm.operation & PH_OPERATIONS_RECORD)
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

bool ph_bench_load(const ph_request *request, ph_bench *bench)
{
    size_t order[PH_REQUEST_SUBJECTS_MAX];

    bench->arms = calloc(PH_ARMS_MAX, sizeof(*bench->arms));
    if (!bench->arms)
        return false;
    for (size_t i = 0; i < request->subject_count; i++) {
        const size_t other = ph_random_below(&bench->random, i + 1);

        order[i] = order[other];
        order[other] = i;
    }
    for (size_t i = 0; i < request->subject_count; i++)
        load_subject(bench, order[i]);
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

    const size_t fields = data->max_records * data->workload->field_count;
    truth->values = calloc(fields, sizeof(*truth->values));
    truth->text = calloc(data->max_length, PH_TRUTH_UTF8_PER_BYTE);
    truth->text_ends = calloc(fields, sizeof(*truth->text_ends));
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
    const bool is_kernel = (ph_needed_operations(data->workload) & PH_OPERATIONS_KERNEL) != 0;
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

        if (!ph_arm_has_records(arm))
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
    }
    free(bench->arms);
    free(bench->truth.values);
    free(bench->truth.text);
    free(bench->truth.text_ends);
    free(bench->records);
    ph_output_window_free(&bench->window);
    ph_data_set_free(&bench->data);
    for (size_t i = 0; i < PH_REQUEST_SUBJECTS_MAX; i++)
        ph_subject_library_close(&bench->libraries[i]);
}
