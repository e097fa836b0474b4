/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/arm.h"

#include "perfharness/require.h"
#include "protocol/level_name.h"
#include "subject/operation.h"

const char *ph_arm_level(const ph_arm *arm)
{
    switch (arm->kind) {
    case PH_ARM_COLUMN:
    case PH_ARM_ENCODE: return "kernel";
    case PH_ARM_RECORDS: return "record";
    case PH_ARM_FILE: return "file";
    case PH_ARM_STREAM: return "disk";
    case PH_ARM_COPYBOOK: return PH_LEVEL_NAME_COPYBOOK;
    default: return "limit";
    }
}

bool ph_arm_is_limit(const ph_arm *arm)
{
    return arm->kind == PH_ARM_LIMIT;
}

/* The version of the interface that first had hints. */
enum { HINTS_ABI_MINOR = 7 };

uint32_t ph_arm_column_hints(const ph_subject *subject, bool is_cold)
{
    return is_cold && subject->abi_minor >= HINTS_ABI_MINOR ? PH_COLUMN_STREAMED : 0;
}

bool ph_arm_is_kernel(const ph_arm *arm)
{
    return arm->kind == PH_ARM_COLUMN || arm->kind == PH_ARM_ENCODE;
}

bool ph_arm_has_records(const ph_arm *arm)
{
    return arm->kind == PH_ARM_RECORDS || arm->kind == PH_ARM_FILE;
}

bool ph_arm_encodes(const ph_arm *arm)
{
    return arm->kind == PH_ARM_ENCODE || (arm->operation & PH_OPERATIONS_LINES) != 0;
}

/* A limit is a limit of what it touches: an encoder's input has another size than its cells. */
size_t ph_arm_bytes(const ph_arm *arm, const ph_chunk *chunk)
{
    if (arm->kind == PH_ARM_COPYBOOK)
        return arm->asked.copybook_length;
    return ph_arm_is_limit(arm) ? chunk->slot_length : chunk->length;
}

size_t ph_arm_cell_count(const ph_data_set *data, const ph_chunk *chunk)
{
    return chunk->record_count * data->workload->field_count;
}

/* All fields of a kernel workload are alike, so its records are one contiguous column. */
static bool run_column(ph_arm *arm, const ph_data_set *data, size_t slot, size_t first_cell,
                       ph_output_window *window, ph_subject_outcome *outcome)
{
    const ph_field *field = &data->workload->fields[0];
    const ph_chunk *chunk = ph_data_set_chunk_in(data, slot);
    const bool is_text = field->kind == PH_FIELD_TEXT;
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = arm->operation,
        .flags = (field->is_signed ? PH_COLUMN_SIGNED : 0) | arm->hints,
        .ccsid = data->workload->ccsid,
        .digits = field->digits,
        .scale = (int32_t)field->scale,
        .cells = data->slots[slot] + first_cell * field->width,
        .stride = field->width,
        .width = field->width,
        .count = ph_arm_cell_count(data, chunk) - first_cell,
        .values = is_text ? NULL : window->values,
        .text = is_text ? window->bytes : NULL,
        .text_capacity = is_text ? window->byte_capacity : 0,
        .text_ends = is_text ? window->text_ends : NULL,
    };

    return arm->subject->decode_column(arm->state, &column, outcome) == PH_SUBJECT_OK;
}

/* The input without its first cells. Ends count from the first text that is given, so others are
 * needed: they go to a part of the window that encoding leaves unused. */
static ph_encode_input skip_cells(ph_encode_input input, size_t first_cell, size_t cells,
                                  ph_output_window *window)
{
    if (first_cell == 0)
        return input;
    if (input.values)
        return (ph_encode_input){ .values = input.values + first_cell };

    const uint32_t start = input.text_ends[first_cell - 1];
    for (size_t i = first_cell; i < cells; i++)
        window->text_ends[i - first_cell] = input.text_ends[i] - start;
    return (ph_encode_input){ .text = input.text + start, .text_ends = window->text_ends };
}

static bool run_encode(ph_arm *arm, const ph_data_set *data, size_t slot, size_t first_cell,
                       ph_output_window *window, ph_subject_outcome *outcome)
{
    const ph_field *field = &data->workload->fields[0];
    const size_t cells = ph_arm_cell_count(data, ph_data_set_chunk_in(data, slot));
    const ph_encode_input input =
        skip_cells(ph_data_set_encode_input(data, slot), first_cell, cells, window);
    const ph_subject_encode_column column = {
        .struct_size = sizeof(column),
        .operation = arm->operation,
        .flags = (field->is_signed ? PH_COLUMN_SIGNED : 0) | arm->hints,
        .ccsid = data->workload->ccsid,
        .digits = field->digits,
        .scale = (int32_t)field->scale,
        .width = field->width,
        .count = cells - first_cell,
        .cells = window->bytes,
        .values = input.values,
        .text = input.text,
        .text_ends = input.text_ends,
    };

    return arm->subject->encode_column(arm->state, &column, outcome) == PH_SUBJECT_OK;
}

/* The subject writes into output. NOLINTNEXTLINE(readability-non-const-parameter) */
static bool decode_records(ph_arm *arm, ph_record_bytes given, uint8_t *output,
                           size_t output_capacity, ph_subject_outcome *outcome)
{
    const ph_subject_records records = {
        .struct_size = sizeof(records),
        .operation = arm->operation,
        .bytes = given.bytes,
        .length = given.length,
        .count = given.count,
        .output = output,
        .output_capacity = output_capacity,
        .threads = arm->threads,
    };

    return arm->subject->decode_records(arm->state, arm->layout, &records, outcome) ==
           PH_SUBJECT_OK;
}

/* The subject writes into output. NOLINTNEXTLINE(readability-non-const-parameter) */
static bool encode_records(ph_arm *arm, ph_record_bytes given, uint8_t *output,
                           size_t output_capacity, ph_subject_outcome *outcome)
{
    const ph_subject_lines lines = {
        .struct_size = sizeof(lines),
        .operation = arm->operation,
        .text = given.bytes,
        .length = given.length,
        .count = given.count,
        .output = output,
        .output_capacity = output_capacity,
    };

    return arm->subject->encode_records(arm->state, arm->layout, &lines, outcome) == PH_SUBJECT_OK;
}

static bool run_given(ph_arm *arm, ph_record_bytes given, uint8_t *output, size_t output_capacity,
                      ph_subject_outcome *outcome)
{
    return ph_arm_encodes(arm) ? encode_records(arm, given, output, output_capacity, outcome)
                               : decode_records(arm, given, output, output_capacity, outcome);
}

static bool run_records(ph_arm *arm, const ph_data_set *data, size_t slot, ph_output_window *window,
                        ph_subject_outcome *outcome)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(data, slot);
    const ph_record_bytes records = { data->slots[slot], chunk->slot_length, chunk->record_count };

    return run_given(arm, records, window->bytes, window->byte_capacity, outcome);
}

/* Who puts reading off does it for the record. */
static bool run_copybook(ph_arm *arm, const ph_data_set *data, size_t slot,
                         ph_output_window *window, ph_subject_outcome *outcome)
{
    uint64_t record_length;
    bool is_ok;

    ph_marked_copybook_mark(&arm->copybook, data->slots[slot],
                            ph_data_set_chunk_in(data, slot)->length);
    if (arm->subject->open_layout(arm->state, &arm->asked, &arm->layout, &record_length, outcome) !=
        PH_SUBJECT_OK)
        return false;
    is_ok = run_records(arm, data, slot, window, outcome);
    arm->subject->close_layout(arm->state, arm->layout);
    if (outcome->output_length <= window->byte_capacity)
        ph_marked_copybook_unmark(&arm->copybook, window->bytes, outcome->output_length);
    return is_ok;
}

static bool run_limit(const ph_arm *arm, const ph_data_set *data, size_t slot,
                      ph_output_window *window)
{
    arm->limit->run(window->bytes, data->slots[slot],
                    ph_arm_bytes(arm, ph_data_set_chunk_in(data, slot)));
    return true;
}

bool ph_arm_run(ph_arm *arm, const ph_data_set *data, size_t slot, size_t first_item,
                ph_output_window *window, ph_subject_outcome *outcome)
{
    PH_REQUIRE(slot < data->chunk_count);

    *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
    switch (arm->kind) {
    case PH_ARM_COLUMN: return run_column(arm, data, slot, first_item, window, outcome);
    case PH_ARM_ENCODE: return run_encode(arm, data, slot, first_item, window, outcome);
    case PH_ARM_RECORDS:
    case PH_ARM_FILE: return run_records(arm, data, slot, window, outcome);
    case PH_ARM_COPYBOOK: return run_copybook(arm, data, slot, window, outcome);
    default: return run_limit(arm, data, slot, window);
    }
}

bool ph_arm_run_records(ph_arm *arm, ph_record_bytes records, uint8_t *output,
                        size_t output_capacity, ph_subject_outcome *outcome)
{
    PH_REQUIRE(ph_arm_has_records(arm));

    *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
    return run_given(arm, records, output, output_capacity, outcome);
}

void ph_arm_end_texts(ph_subject_outcome *outcome)
{
    outcome->error_code[sizeof(outcome->error_code) - 1] = '\0';
    outcome->error_field[sizeof(outcome->error_field) - 1] = '\0';
    outcome->error_detail[sizeof(outcome->error_detail) - 1] = '\0';
    outcome->warning_code[sizeof(outcome->warning_code) - 1] = '\0';
    outcome->warning_field[sizeof(outcome->warning_field) - 1] = '\0';
}

void ph_arm_note_output(ph_arm *arm, size_t chunk, size_t bytes)
{
    arm->output_lengths[chunk] = bytes;
    if (bytes > arm->output_length_max)
        arm->output_length_max = bytes;
}

static ph_output_extent extent_of(const ph_arm *arm, const ph_data_set *data, size_t records,
                                  size_t bytes)
{
    if (arm->kind != PH_ARM_COLUMN)
        return (ph_output_extent){ .bytes = bytes };

    const size_t cells = records * data->workload->field_count;
    if (data->workload->fields[0].kind == PH_FIELD_TEXT)
        return (ph_output_extent){ .bytes = bytes, .text_ends = cells };
    return (ph_output_extent){ .values = cells };
}

ph_output_extent ph_arm_extent(const ph_arm *arm, const ph_data_set *data, size_t chunk)
{
    return extent_of(arm, data, data->chunks[chunk].record_count, arm->output_lengths[chunk]);
}

ph_output_extent ph_arm_extent_max(const ph_arm *arm, const ph_data_set *data)
{
    return extent_of(arm, data, data->max_records, arm->output_length_max);
}
