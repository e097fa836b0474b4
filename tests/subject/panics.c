/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reports a caught panic, as a Rust subject does: the harness must show the code and void the
 * subject's benchmark.
 */
#include "base_subject.h"

#include <stdio.h>

static int32_t panic(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    (void)state, (void)column;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "PANIC");
    snprintf(outcome->error_detail, sizeof(outcome->error_detail), "index out of bounds");
    return PH_SUBJECT_FAILED;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("panics");
    subject.decode_column = panic;
    return index == 0 ? &subject : NULL;
}
