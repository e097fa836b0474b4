/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges by help, as helper_thread.c does, but by a process in a session of its own: it is no
 * thread of the worker's, and works on when the worker has ended.
 *
 * Stopped by the sandbox (fork); by the referee, which counts what it worked when it is reaped; and
 * no process of a worker outlives it.
 */
#define _GNU_SOURCE /* close_range */
#include "forgery.h"
#include "helper_desk.h"

#include <sys/mman.h>
#include <unistd.h>

enum { LIFE_S = 20 }; /* Where nobody ends it. */

static helper_desk *open_desk;

/* With no pipe of the worker's, or its end would be waited for. */
static void serve(helper_desk *desk)
{
    alarm(LIFE_S);
    (void)setsid();
    (void)close_range(0, ~0u, 0);
    helper_desk_serve(desk);
}

static int32_t open_with_process(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    helper_desk *const desk =
        mmap(NULL, sizeof(*desk), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    (void)options, (void)outcome;
    *ret_state = NULL;
    if (desk == MAP_FAILED)
        return PH_SUBJECT_OK;
    desk->client = getpid();
    const pid_t helper = fork();
    if (helper == 0)
        serve(desk);
    if (helper > 0)
        open_desk = desk;
    return PH_SUBJECT_OK;
}

static int32_t decode_with_process(void *state, const ph_subject_column *column,
                                   ph_subject_outcome *outcome)
{
    (void)state;
    return helper_desk_decode(open_desk, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("helper-process");
    subject.open = open_with_process;
    subject.decode_column = decode_with_process;
    return index == 0 ? &subject : NULL;
}
