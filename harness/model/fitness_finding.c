/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/fitness_finding.h"

#include "perfharness/require.h"

const char *ph_fitness_state_name(ph_fitness_state state)
{
    PH_REQUIRE(state < PH_FITNESS_STATE_COUNT);

    static const char *const names[] = {
        [PH_FITNESS_FINE] = "fine",
        [PH_FITNESS_FINDING] = "finding",
        [PH_FITNESS_UNKNOWN] = "unknown",
    };

    return names[state];
}

static void finding_free(gpointer data)
{
    ph_fitness_finding *finding = data;

    g_free(finding->check);
    g_free(finding->found);
    g_free(finding->effect);
    g_free(finding->fix);
    g_free(finding);
}

GPtrArray *ph_fitness_findings_new(void)
{
    return g_ptr_array_new_with_free_func(finding_free);
}

guint ph_fitness_count(const GPtrArray *findings, ph_fitness_state state)
{
    guint count = 0;

    for (guint i = 0; i < findings->len; i++) {
        const ph_fitness_finding *finding = findings->pdata[i];

        count += finding->state == state ? 1 : 0;
    }
    return count;
}
