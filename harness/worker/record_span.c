/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/record_span.h"

#include <stdlib.h>
#include <string.h>

#include "perfharness/require.h"
#include "worker/framing_walk.h"

/* Of the record that begins here, the header included that variable ones stand behind, or of its
 * line. */
static size_t length_at(const ph_bench *bench, const uint8_t *record, size_t left)
{
    if (bench->data.workload && ph_slot_has_lines(bench->data.workload))
        return (size_t)((const uint8_t *)memchr(record, '\n', left) - record) + 1;
    if (bench->data.workload)
        return ph_workload_record_length(bench->data.workload);
    if (bench->request->framing == PH_FRAMING_FIXED)
        return (size_t)bench->record_length;
    return PH_RDW_BYTES + ((size_t)record[0] << 8 | record[1]);
}

/* How many chunks, taken in turn, the span has; and what they hold. */
static size_t count_chunks(const ph_data_set *data, size_t records_wanted, size_t *ret_bytes,
                           size_t *ret_records)
{
    size_t count = 0;

    *ret_bytes = *ret_records = 0;
    while (*ret_records < records_wanted) {
        const ph_chunk *chunk = &data->chunks[count % data->timed_chunk_count];

        if (count > 0 && *ret_bytes + chunk->slot_length > PH_RECORD_SPAN_BYTES_MAX)
            break;
        *ret_bytes += chunk->slot_length;
        *ret_records += chunk->record_count;
        count++;
    }
    return count;
}

static void find_records(const ph_bench *bench, ph_record_span *span, size_t bytes)
{
    size_t offset = 0;

    for (size_t i = 0; i < span->record_count; i++) {
        span->offsets[i] = offset;
        offset += length_at(bench, span->bytes + offset, bytes - offset);
    }
    span->offsets[span->record_count] = offset;
}

bool ph_record_span_copy(const ph_bench *bench, size_t records_wanted, ph_record_span *ret)
{
    PH_REQUIRE(records_wanted > 0);

    const ph_data_set *data = &bench->data;
    size_t bytes, records, offset = 0;
    const size_t count = count_chunks(data, records_wanted, &bytes, &records);
    ph_record_span span = { .bytes = calloc(bytes + 1, 1),
                            .offsets = calloc(records + 1, sizeof(*span.offsets)),
                            .record_count = records };

    if (!span.bytes || !span.offsets) {
        ph_record_span_free(&span);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const size_t chunk = i % data->timed_chunk_count;
        const size_t length = data->chunks[chunk].slot_length;

        memcpy(span.bytes + offset, data->slots[ph_data_set_slot_of(data, chunk)], length);
        offset += length;
    }
    find_records(bench, &span, bytes);
    *ret = span;
    return true;
}

void ph_record_span_free(ph_record_span *span)
{
    free(span->bytes);
    free(span->offsets);
    *span = (ph_record_span){ 0 };
}

ph_record_bytes ph_record_span_cut(const ph_record_span *span, size_t first, size_t count)
{
    PH_REQUIRE(count <= span->record_count && first <= span->record_count - count);

    return (ph_record_bytes){ .bytes = span->bytes + span->offsets[first],
                              .length = span->offsets[first + count] - span->offsets[first],
                              .count = count };
}
