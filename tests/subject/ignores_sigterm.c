/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocks every signal it can and hangs: the harness's deadline must end in SIGKILL. */
#include "base_subject.h"

#include <signal.h>
#include <unistd.h>

static int32_t block_and_hang(void *state, const ph_subject_column *column,
                              ph_subject_outcome *outcome)
{
    static volatile int is_forever = 1;
    sigset_t all;

    (void)state, (void)column, (void)outcome;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    while (is_forever)
        pause();
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("ignores-sigterm");
    subject.decode_column = block_and_hang;
    return index == 0 ? &subject : NULL;
}
