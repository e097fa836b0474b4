/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fails at the middle cell of every tenth call although all cells are good: the benchmark must be
 * void, whether that comes while checking or while timing.
 */
#include "base_subject.h"

#include <stdio.h>

static int32_t fail_some(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    static unsigned calls;

    if (++calls % 10 != 0 || column->count == 0)
        return base_decode_column(state, column, outcome);

    ph_subject_column good = *column;

    good.count = column->count / 2;
    if (base_decode_column(state, &good, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    outcome->items_failed = 1;
    outcome->first_failed = good.count;
    outcome->byte = PH_BYTE_UNKNOWN;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "BAD_SIGN");
    return PH_SUBJECT_FAILED;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("fails-some");
    subject.decode_column = fail_some;
    return index == 0 ? &subject : NULL;
}
