/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Leaves three processes behind, from its 100th call on: one in the worker's group, one that is in
 * a session of its own and nobody's child any more, and a child of that. They wait where they are
 * for ten minutes: nothing of them may be there when the next worker is.
 */
#include "base_subject.h"

#include <sys/prctl.h>
#include <unistd.h>

static void wait_behind(void)
{
    (void)prctl(PR_SET_NAME, "left-behind", 0, 0, 0);
    (void)alarm(600);
    (void)pause();
    _exit(0);
}

static void leave_daemon(void)
{
    const pid_t parent = fork();

    if (parent != 0)
        return;
    (void)setsid();
    if (fork() != 0)
        _exit(0);
    (void)fork();
    wait_behind();
}

static int32_t leave_processes(void *state, const ph_subject_column *column,
                               ph_subject_outcome *outcome)
{
    enum { CALLS_BEFORE = 99 };
    static unsigned calls;

    if (calls++ == CALLS_BEFORE) {
        leave_daemon();
        if (fork() == 0)
            wait_behind();
    }
    return base_decode_column(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("leaves-processes");
    subject.decode_column = leave_processes;
    return index == 0 ? &subject : NULL;
}
