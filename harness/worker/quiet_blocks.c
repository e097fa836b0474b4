/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/quiet_blocks.h"

#include <stdlib.h>

#include "perfharness/require.h"
#include "protocol/event.h"
#include "protocol/noise_cause.h"

static int by_time(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* The slowest of the quietest tenth. */
static double quiet_probe_ns(const ph_arm *arm)
{
    const size_t slowest_quiet = arm->block_count / PH_PROBE_QUIET_ONE_IN;
    uint64_t probes_ns[PH_BLOCKS_MAX];

    for (size_t i = 0; i < arm->block_count; i++)
        probes_ns[i] = arm->blocks[i].probe_ns;
    qsort(probes_ns, arm->block_count, sizeof(probes_ns[0]), by_time);
    return (double)probes_ns[slowest_quiet];
}

size_t ph_quiet_blocks(const ph_arm *arm)
{
    PH_REQUIRE(arm->block_count <= PH_BLOCKS_MAX);

    size_t count = 0;

    if (arm->block_count == 0)
        return 0;
    const double slow_above_ns = PH_PROBE_SLOWED_ABOVE * quiet_probe_ns(arm);

    for (size_t i = 0; i < arm->block_count; i++) {
        const ph_block *block = &arm->blocks[i];

        count += block->involuntary_switches == 0 && block->major_faults == 0 &&
                 (double)block->probe_ns <= slow_above_ns;
    }
    return count;
}
