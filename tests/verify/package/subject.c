/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A subject as a user writes one, with nothing but the header: signed COMP-3. */
#include <perfharness/subject.h>
#include <string.h>

static int32_t open_subject(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    (void)options;
    (void)outcome;
    *ret_state = NULL;
    return PH_SUBJECT_OK;
}

static void close_subject(void *state)
{
    (void)state;
}

static int64_t decode(const uint8_t *cell, uint64_t width)
{
    int64_t value = 0;

    for (uint64_t i = 0; i + 1 < width; i++)
        value = value * 100 + (cell[i] >> 4) * 10 + (cell[i] & 0xf);
    value = value * 10 + (cell[width - 1] >> 4);
    return (cell[width - 1] & 0xf) == 0xd ? -value : value;
}

static int32_t decode_column(void *state, const ph_subject_column *column,
                             ph_subject_outcome *outcome)
{
    (void)state;
    if (!column->values) {
        strcpy(outcome->error_code, PH_SUBJECT_ERROR_UNSUPPORTED);
        return PH_SUBJECT_FAILED;
    }
    for (uint64_t i = 0; i < column->count; i++)
        column->values[i] = decode(column->cells + i * column->stride, column->width);
    outcome->items_done = column->count;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static const ph_subject own = {
        .struct_size = sizeof own,
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations = PH_OPERATION_DECODE_PACKED,
        .name = "own",
        .variant = "",
        .version = "1",
        .build = "gcc -O2",
        .open = open_subject,
        .close = close_subject,
        .decode_column = decode_column,
    };

    return index == 0 ? &own : NULL;
}
