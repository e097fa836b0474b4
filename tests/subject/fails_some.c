/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fails at the middle cell of every tenth call although all cells are good: the benchmark must be
 * void, whether that comes while checking or while timing.
 */
#include "base_subject.h"

#include <stdio.h>

static int is_tenth_call(uint64_t count)
{
    static unsigned calls;

    return ++calls % 10 == 0 && count > 0;
}

static int32_t fail_at(uint64_t cell, ph_subject_outcome *outcome)
{
    outcome->items_failed = 1;
    outcome->first_failed = cell;
    outcome->byte = PH_BYTE_UNKNOWN;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "BAD_SIGN");
    return PH_SUBJECT_FAILED;
}

static int32_t decode_some(void *state, const ph_subject_column *column,
                           ph_subject_outcome *outcome)
{
    ph_subject_column good = *column;

    if (!is_tenth_call(column->count))
        return base_decode_column(state, column, outcome);
    good.count = column->count / 2;
    if (base_decode_column(state, &good, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    return fail_at(good.count, outcome);
}

static int32_t encode_some(void *state, const ph_subject_encode_column *column,
                           ph_subject_outcome *outcome)
{
    ph_subject_encode_column good = *column;

    if (!is_tenth_call(column->count))
        return base_encode_column(state, column, outcome);
    good.count = column->count / 2;
    if (base_encode_column(state, &good, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    return fail_at(good.count, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("fails-some");
    subject.decode_column = decode_some;
    subject.encode_column = encode_some;
    return index == 0 ? &subject : NULL;
}
