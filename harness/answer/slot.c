/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/slot.h"

static bool is_text(const ph_workload *workload)
{
    return workload->fields[0].kind == PH_FIELD_TEXT;
}

bool ph_slot_has_lines(const ph_workload *workload)
{
    return workload->is_encoding && workload->level == PH_LEVEL_RECORD;
}

/* Ends stand before the text: they are aligned. */
size_t ph_slot_capacity(const ph_workload *workload, size_t records)
{
    const size_t length = records * ph_workload_record_length(workload);
    const size_t cells = records * workload->field_count;

    if (!workload->is_encoding)
        return length;
    if (ph_slot_has_lines(workload))
        return records * ph_workload_line_max(workload);
    return is_text(workload) ? cells * sizeof(uint32_t) + length * PH_TRUTH_UTF8_PER_BYTE
                             : cells * sizeof(int64_t);
}

ph_encode_input ph_slot_view(const ph_workload *workload, uint8_t *slot, size_t records)
{
    const size_t cells = records * workload->field_count;
    void *aligned = slot;

    if (!is_text(workload))
        return (ph_encode_input){ .values = aligned };
    return (ph_encode_input){ .text = slot + cells * sizeof(uint32_t), .text_ends = aligned };
}

size_t ph_slot_fill(const ph_slot_maker *maker, uint64_t chunk, uint8_t *slot, uint8_t *records,
                    const ph_truth *truth)
{
    const ph_workload *workload = maker->workload;
    const size_t count = maker->record_count, cells = count * workload->field_count;

    if (ph_slot_has_lines(workload)) {
        ph_workload_generate(workload, maker->seed, chunk, count, records, truth);
        return ph_workload_lines(workload, 0, count, truth, slot);
    }
    const ph_encode_input input = ph_slot_view(workload, slot, count);
    const ph_truth encoded = { input.values, input.text, input.text_ends };

    if (!workload->is_encoding) {
        ph_workload_generate(workload, maker->seed, chunk, count, slot, truth);
        return count * ph_workload_record_length(workload);
    }
    ph_workload_generate(workload, maker->seed, chunk, count, records, &encoded);
    return is_text(workload) ? cells * sizeof(*input.text_ends) + input.text_ends[cells - 1]
                             : cells * sizeof(*input.values);
}
