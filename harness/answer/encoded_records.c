/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/encoded_records.h"

#include <inttypes.h>
#include <string.h>

#include "answer/encoded_cell.h"

/* The cell of a record that is another; the number of cells: none is. */
static size_t find_wrong(const ph_encoded_records *records, const ph_cell *cells, size_t count,
                         size_t record)
{
    const size_t at = record * ph_workload_record_length(records->workload);
    size_t cell = 0;

    while (cell < count &&
           ph_encoded_cell_is_right(cells[cell].field, records->got + at + cells[cell].offset,
                                    records->right + at + cells[cell].offset))
        cell++;
    return cell;
}

static bool refuse(const ph_encoded_records *records, const ph_cell *cell, size_t index,
                   size_t record, char *reason)
{
    const size_t at = record * ph_workload_record_length(records->workload) + cell->offset;
    const size_t cells = ph_workload_cell_count(records->workload);
    char text[PH_ENCODED_CELL_MAX];

    ph_encoded_cell_describe(cell->field, records->got + at, records->right + at,
                             records->truth->values[record * cells + index], text);
    return ph_reason_give(reason, "record %" PRIu64 ", field %s: %s",
                          records->first_record + record + 1, cell->field->name, text);
}

bool ph_encoded_records_are_right(const ph_encoded_records *records, char *reason)
{
    const size_t length = ph_workload_record_length(records->workload);
    const size_t count = ph_workload_cell_count(records->workload);
    ph_cell cells[PH_WORKLOAD_CELLS_MAX];

    if (memcmp(records->got, records->right, records->count * length) == 0)
        return true; /* A plus sign that is written the other way shows as a difference here. */
    ph_workload_cells(records->workload, cells);
    for (size_t record = 0; record < records->count; record++) {
        const size_t wrong = find_wrong(records, cells, count, record);

        if (wrong < count)
            return refuse(records, &cells[wrong], wrong, record, reason);
    }
    return true;
}
