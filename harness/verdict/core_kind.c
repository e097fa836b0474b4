/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/core_kind.h"

#include <string.h>

char *ph_core_kind_obstacle(ph_placed_run run, ph_placed_run baseline)
{
    const char *head = ph_measurement_core_kind(run.measurement);
    const char *base = ph_measurement_core_kind(baseline.measurement);

    if (!head || !base || strcmp(head, base) == 0)
        return NULL;
    return g_strdup_printf("another kind of core: %s %s, %s %s (1 is the fastest); --cpu chooses",
                           head, run.place, base, baseline.place);
}
