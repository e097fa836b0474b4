/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/noise_seen.h"

#include <math.h>

const char *ph_noise_member(ph_noise_cause cause)
{
    static const char *const members[] = {
#define X(name, member, text) [PH_NOISE_##name] = (member),
        PH_NOISE_LIST(X)
#undef X
    };

    return members[cause];
}

char *ph_noise_text(ph_noise_cause cause, double total)
{
    switch (cause) {
#define X(name, member, text)                                                                      \
    case PH_NOISE_##name: return g_strdup_printf(text, total);
        PH_NOISE_LIST(X)
#undef X
    case PH_NOISE_COUNT: break;
    }
    return NULL;
}

void ph_noise_add(ph_noise_seen seen[PH_NOISE_COUNT], const double launch[PH_NOISE_COUNT],
                  uint64_t blocks_set_aside)
{
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const double amount = launch[cause];

        /* A counter may run backwards when a virtual machine moves to another host. */
        if (!(amount >= 0.0))
            continue;
        seen[cause].total = isnan(seen[cause].total) ? amount : seen[cause].total + amount;
        if (amount > 0.0) {
            seen[cause].launches++;
            seen[cause].blocks_set_aside += blocks_set_aside;
        }
    }
}
