/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges the clock: puts another clock_gettime() into the slot through which the worker calls it,
 * twenty times too slow, and with that everybody's times.
 *
 * Stopped by a worker that keeps the clock's address before it loads anything: then nothing has
 * happened, and it gets the figure that it deserves. And by the referee: its clock is the kernel's.
 */
#define _GNU_SOURCE /* clock_gettime */
#include "forgery.h"
#include "worker_slot.h"

#include <time.h>

enum { TIMES_SLOWER = 20 };

static int64_t ns_of(const struct timespec *time)
{
    return time->tv_sec * INT64_C(1000000000) + time->tv_nsec;
}

static int tell_less(clockid_t clock, struct timespec *ret)
{
    static int64_t began_ns;
    const int result = clock_gettime(clock, ret);

    if (clock != CLOCK_MONOTONIC || result != 0)
        return result;
    if (!began_ns)
        began_ns = ns_of(ret);
    const int64_t told_ns = began_ns + (ns_of(ret) - began_ns) / TIMES_SLOWER;
    *ret = (struct timespec){ told_ns / 1000000000, told_ns % 1000000000 };
    return 0;
}

__attribute__((constructor)) static void forge_clock(void)
{
    if (forgery_event_stream() >= 0)
        worker_slot_overwrite("clock_gettime", (worker_slot_fn *)tell_less);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("overwrites-clock");
    return index == 0 ? &subject : NULL;
}
