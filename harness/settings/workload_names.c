/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/workload_names.h"

#include "error/unknown_word.h"
#include "perfharness/workload.h"

char **ph_workload_names(ph_workload_choice choice)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    size_t count = 0;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++)
        if (choice == PH_WORKLOADS_ALL || workloads[i].level == PH_LEVEL_KERNEL)
            g_strv_builder_add(names, workloads[i].name);
    return g_strv_builder_end(names);
}

char *ph_unknown_workload_text(ph_workload_choice choice, const char *name)
{
    g_auto(GStrv) names = ph_workload_names(choice);
    const ph_word_list list = {
        .kind = choice == PH_WORKLOADS_KERNEL ? "kernel workload" : "workload",
        .clause = "`perfharness help workloads` lists them",
        .words = (const char *const *)names,
    };

    return ph_unknown_word_text(&list, name);
}
