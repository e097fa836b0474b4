/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/arm.h"

const char *ph_arm_level(const ph_arm *arm)
{
    switch (arm->kind) {
    case PH_ARM_COLUMN: return "kernel";
    case PH_ARM_RECORDS: return "record";
    case PH_ARM_FILE: return "file";
    default: return "limit";
    }
}

bool ph_arm_is_limit(const ph_arm *arm)
{
    return arm->kind == PH_ARM_LIMIT;
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
        .flags = field->is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = data->workload->ccsid,
        .digits = field->digits,
        .scale = (int32_t)field->scale,
        .cells = data->slots[slot] + first_cell * field->width,
        .stride = field->width,
        .width = field->width,
        .count = ph_arm_cell_count(data, chunk) - first_cell,
        .values = is_text ? NULL : window->values,
        .text = is_text ? window->text : NULL,
        .text_capacity = is_text ? window->text_capacity : 0,
        .text_ends = is_text ? window->text_ends : NULL,
    };

    return arm->subject->decode_column(arm->state, &column, outcome) == PH_SUBJECT_OK;
}

static bool run_records(ph_arm *arm, const ph_data_set *data, size_t slot, ph_output_window *window,
                        ph_subject_outcome *outcome)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(data, slot);
    const ph_subject_records records = {
        .struct_size = sizeof(records),
        .operation = arm->operation,
        .bytes = data->slots[slot],
        .length = chunk->length,
        .count = chunk->record_count,
        .output = window->text,
        .output_capacity = window->text_capacity,
    };

    return arm->subject->decode_records(arm->state, arm->layout, &records, outcome) ==
           PH_SUBJECT_OK;
}

static bool run_limit(const ph_arm *arm, const ph_data_set *data, size_t slot,
                      ph_output_window *window)
{
    arm->limit->run(window->text, data->slots[slot], ph_data_set_chunk_in(data, slot)->length);
    return true;
}

bool ph_arm_run(ph_arm *arm, const ph_data_set *data, size_t slot, size_t first_item,
                ph_output_window *window, ph_subject_outcome *outcome)
{
    *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
    switch (arm->kind) {
    case PH_ARM_COLUMN: return run_column(arm, data, slot, first_item, window, outcome);
    case PH_ARM_RECORDS:
    case PH_ARM_FILE: return run_records(arm, data, slot, window, outcome);
    default: return run_limit(arm, data, slot, window);
    }
}

ph_output_extent ph_arm_extent(const ph_arm *arm, const ph_data_set *data, size_t chunk)
{
    const size_t text = arm->text_lengths ? arm->text_lengths[chunk] : 0;

    if (arm->kind != PH_ARM_COLUMN)
        return (ph_output_extent){ .text = text };

    const size_t cells = ph_arm_cell_count(data, &data->chunks[chunk]);
    if (data->workload->fields[0].kind == PH_FIELD_TEXT)
        return (ph_output_extent){ .text = text, .text_ends = cells };
    return (ph_output_extent){ .values = cells };
}
