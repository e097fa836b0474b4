/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/beacon.h"

#include <stddef.h>
#include <sys/mman.h>

static ph_beacon unwatched;
/* Volatile: a parent reads what was stored last, whatever happens next in this process. */
static volatile ph_beacon *beacon = &unwatched;

void ph_beacon_attach(int descriptor)
{
    void *page;

    if (descriptor < 0)
        return;
    page = mmap(NULL, sizeof(ph_beacon), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (page != MAP_FAILED)
        beacon = page;
}

void ph_beacon_phase(ph_phase phase)
{
    beacon->phase = (uint32_t)phase;
    beacon->heartbeat++;
}

void ph_beacon_enter(uint32_t arm_index)
{
    beacon->heartbeat++;
    beacon->arm = arm_index + 1;
}

void ph_beacon_row(uint64_t row)
{
    beacon->row = row;
}

void ph_beacon_ending_call(uint32_t number)
{
    beacon->call = number + 1;
}

void ph_beacon_leave(void)
{
    beacon->arm = 0;
}
