/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calls exit(0) in its first call: the harness must not take the worker's status 0 for success, an
 * answer that breaks off is a failure.
 */
#include "base_subject.h"

#include <stdlib.h>

static int32_t call_exit(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    (void)state, (void)column, (void)outcome;
    exit(0); /* NOLINT(concurrency-mt-unsafe) */
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("exit-on-call");
    subject.decode_column = call_exit;
    return index == 0 ? &subject : NULL;
}
