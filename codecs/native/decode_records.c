/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: records to JSON lines. A call by records and one by files do the same. */
#include <inttypes.h>
#include <stdio.h>

#include "decode_part.h"
#include "failure.h"

ph_line_input ph_native_whole_records(const ph_native_layout *layout, const uint8_t *bytes,
                                      uint64_t size, uint64_t count_max)
{
    ph_line_input whole = { .bytes = bytes, .length = (size_t)layout->fixed_length };

    if (whole.length > 0) {
        const uint64_t count = size / whole.length;

        whole.count = (size_t)(count < count_max ? count : count_max);
        whole.size = whole.count * whole.length;
        return whole;
    }
    while (whole.count < count_max && size - whole.size >= RDW_BYTES) {
        const uint8_t *header = bytes + whole.size;
        const size_t framed = RDW_BYTES + (size_t)(header[0] << 8 | header[1]);

        if (size - whole.size < framed)
            break;
        whole.size += framed;
        whole.count++;
    }
    return whole;
}

/* The first one is told. */
static bool is_first_failure(ph_native_part *d, uint64_t count)
{
    const bool is_first = d->outcome->items_failed == 0;

    if (is_first)
        d->outcome->first_failed = d->index;
    d->outcome->items_failed += count;
    return is_first;
}

void ph_native_explain_record(const ph_native_layout *layout, const ph_line_result *result,
                              ph_subject_outcome *outcome)
{
    char code[sizeof(outcome->error_code)], words[sizeof(outcome->error_detail)];

    ph_native_code(ph_line_status_name(result->status), code, sizeof(code));
    ph_line_failed_words(result, words, sizeof(words));
    (void)ph_native_fail(outcome, code, "%s", words);
    (void)ph_line_failed_path(&layout->copybook, result, outcome->error_field,
                              sizeof(outcome->error_field));
    outcome->byte = result->byte;
}

static void fail_record(ph_native_part *d, const ph_line_result *result)
{
    if (is_first_failure(d, 1))
        ph_native_explain_record(d->layout, result, d->outcome);
}

/* No record from this one on can be found: all of them fail. */
void ph_native_lose_records(ph_native_part *d, uint64_t count)
{
    const uint64_t rest = count > d->index ? count - d->index : 1;

    if (is_first_failure(d, rest))
        (void)ph_native_fail(d->outcome, "CUT", "The bytes end inside a record.");
}

/* Up to the next record that fails. False when its line does not fit. */
static bool decode_batch(ph_native_part *d)
{
    const ph_line_batch_result result = ph_line_batch_decode(
        d->batch, d->records, d->index + 1, d->output + d->outcome->output_length,
        (size_t)(d->capacity - d->outcome->output_length));

    d->outcome->items_done += result.lines;
    d->outcome->output_length += result.written;
    d->index += result.lines;
    d->records.bytes += result.read;
    d->records.size -= result.read;
    d->records.count -= result.lines;
    if (result.failed.status == PH_LINE_STATUS_OK)
        return true;
    if (result.failed.status == PH_LINE_STATUS_OUTPUT_FULL)
        return false;
    fail_record(d, &result.failed);
    d->index++;
    d->records.count--;
    return true;
}

bool ph_native_decode_part(ph_native_part *d)
{
    while (d->records.count > 0)
        if (!decode_batch(d))
            return false;
    return true;
}

int32_t ph_native_fail_full(const ph_subject_records *records, ph_subject_outcome *outcome)
{
    return ph_native_fail(outcome, PH_SUBJECT_ERROR_OUTPUT_FULL,
                          "The output does not fit into %" PRIu64 " bytes.",
                          records->output_capacity);
}

int32_t ph_native_decode_records(void *state, void *layout, const ph_subject_records *records,
                                 ph_subject_outcome *outcome)
{
    const ph_native_layout *native = layout;
    ph_native_part d = { .layout = native,
                         .batch = native->hand.batch,
                         .output = records->output,
                         .capacity = records->output_capacity,
                         .outcome = outcome };

    (void)state;
    /* One thread has nobody to wait for: its lines go where they belong at once. */
    if (records->operation == PH_OPERATION_DECODE_FILE_THREADS && records->threads != 1)
        return ph_native_decode_threads(layout, records, outcome);
    if (records->operation != PH_OPERATION_DECODE_RECORDS &&
        records->operation != PH_OPERATION_DECODE_FILE &&
        records->operation != PH_OPERATION_DECODE_FILE_THREADS)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No record operation %" PRIu32 ".", records->operation);
    d.records = ph_native_whole_records(native, records->bytes, records->length, UINT64_MAX);
    const bool is_whole = d.records.size == records->length;

    if (!ph_native_decode_part(&d))
        return ph_native_fail_full(records, outcome);
    if (!is_whole)
        ph_native_lose_records(&d, records->count);
    return outcome->items_failed == 0 ? PH_SUBJECT_OK : PH_SUBJECT_FAILED;
}
