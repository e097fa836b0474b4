/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Prints what might be taken for the worker's own answer to standard output, through stdio and past
 * it: the worker must keep its answer on a descriptor that subjects do not have.
 */
#include "base_subject.h"

#include <stdio.h>
#include <unistd.h>

static const char forged_sample[] =
    "{\"event\":\"sample\",\"subject\":\"noisy-stdout\",\"elapsed_ns\":1}\n";

static int32_t decode_noisily(void *state, const ph_subject_column *column,
                              ph_subject_outcome *outcome)
{
    static unsigned calls;

    /* Not at every call: the harness is tested, not the reader's patience. */
    if (calls++ % 1000 == 0) {
        puts("{\"event\":\"done\",\"status\":\"ok\"}"); /* Stays in stdio's buffer for a while. */
        if (write(STDOUT_FILENO, forged_sample, sizeof(forged_sample) - 1) < 0)
            return PH_SUBJECT_FAILED;
    }
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("noisy-stdout");
    subject.decode_column = decode_noisily;
    return index == 0 ? &subject : NULL;
}
