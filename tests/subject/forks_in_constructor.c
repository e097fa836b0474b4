/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Spoils others' numbers, from before open() is called and beyond the end of the worker: three
 * processes that do nothing, on the measured CPU, as fast as they can.
 *
 * Stopped by the sandbox, which is there before the first constructor; and no process of a worker
 * outlives it.
 */
#define _GNU_SOURCE /* close_range */
#include "forgery.h"

#include <unistd.h>

enum { CHILDREN = 3, LIFE_S = 20 };

/* With no pipe of the worker's, or its end would be waited for. */
static void burn(void)
{
    alarm(LIFE_S);
    (void)close_range(0, ~0u, 0);
    for (volatile int forever = 1; forever;)
        ;
}

__attribute__((constructor)) static void fork_burners(void)
{
    for (int i = 0; i < CHILDREN && forgery_event_stream() >= 0; i++)
        if (fork() == 0)
            burn();
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("forks-in-constructor");
    return index == 0 ? &subject : NULL;
}
