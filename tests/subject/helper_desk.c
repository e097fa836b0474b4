/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* sched_setaffinity */
#include "helper_desk.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "forgery.h"

enum {
    PATIENCE = 100000, /* Looks, less than a millisecond. */
    LOOKS_FOR_PARENT = 1 << 16,
};

/* A subject is bound to one CPU; whoever it starts may bind itself to others. */
static void leave_cpu(void)
{
    const size_t measured = (size_t)sched_getcpu();
    cpu_set_t others;

    CPU_ZERO(&others);
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (cpu != measured)
            CPU_SET(cpu, &others);
    (void)sched_setaffinity(0, sizeof(others), &others);
}

/* What is left behind by one launch must not take its CPU from the helper of the next. */
static void wait_for_work(helper_desk *desk, unsigned done)
{
    for (unsigned looks = 1; atomic_load(&desk->asked) == done; looks++)
        if (looks % LOOKS_FOR_PARENT == 0 && getpid() != desk->client && getppid() != desk->client)
            pause();
}

void helper_desk_serve(helper_desk *desk)
{
    leave_cpu();
    for (unsigned done = 0;;) {
        ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };

        wait_for_work(desk, done);
        desk->result = forgery_decode_slowly(NULL, &desk->column, &outcome);
        atomic_store(&desk->done, ++done);
    }
}

static int is_free(helper_desk *desk)
{
    return atomic_load(&desk->done) == atomic_load(&desk->asked);
}

/* Whether the helper has done what it was asked. It may have lost its CPU to somebody. */
static int is_done_in_time(helper_desk *desk)
{
    for (int i = 0; i < PATIENCE; i++)
        if (is_free(desk))
            return desk->result == PH_SUBJECT_OK;
    return 0;
}

int32_t helper_desk_decode(helper_desk *desk, const ph_subject_column *column,
                           ph_subject_outcome *outcome)
{
    const uint64_t ours = column->count / 2, theirs = column->count - ours;
    ph_subject_column half = *column;

    if (!desk || !is_free(desk) || !column->values || theirs > HELPER_VALUES ||
        theirs * column->stride > HELPER_CELL_BYTES || !ours)
        return forgery_decode_slowly(NULL, column, outcome);
    memcpy(desk->cells, column->cells + ours * column->stride,
           (theirs - 1) * column->stride + column->width);
    desk->column = *column;
    desk->column.cells = desk->cells;
    desk->column.values = desk->values;
    desk->column.count = theirs;
    atomic_fetch_add(&desk->asked, 1);
    half.count = ours;
    if (forgery_decode_slowly(NULL, &half, outcome) != PH_SUBJECT_OK || !is_done_in_time(desk))
        return forgery_decode_slowly(NULL, column, outcome);
    memcpy(column->values + ours, desk->values, theirs * sizeof(*column->values));
    outcome->items_done = column->count;
    return PH_SUBJECT_OK;
}
