/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/core_kind.h"

#include <glib.h>

/*
 * "2 of 3": the second fastest. Of how many says which cores were online, and nothing of the core.
 * 0 for what is no rank.
 */
static guint64 rank_of(const char *kind)
{
    return kind ? g_ascii_strtoull(kind, NULL, 10) : 0;
}

char *ph_core_kind_obstacle(ph_placed_run run, ph_placed_run baseline)
{
    const char *head = ph_measurement_core_kind(run.measurement);
    const char *base = ph_measurement_core_kind(baseline.measurement);

    if (!rank_of(head) || !rank_of(base) || rank_of(head) == rank_of(base))
        return NULL;
    return g_strdup_printf("another kind of core: %s %s, %s %s (1 is the fastest); --cpu chooses",
                           head, run.place, base, baseline.place);
}
