/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/recheck_turn.h"

#include "perfharness/random.h"
#include "perfharness/require.h"

bool ph_recheck_is_turn(uint64_t seed, uint64_t launch, size_t chunk, size_t count)
{
    PH_REQUIRE(chunk < count);

    ph_random random = ph_random_stream(seed, chunk / PH_RECHECK_LAUNCHES);

    return count < PH_RECHECK_CHUNKS_MIN ||
           (ph_random_below(&random, PH_RECHECK_LAUNCHES) + chunk + launch) % PH_RECHECK_LAUNCHES ==
               0;
}
