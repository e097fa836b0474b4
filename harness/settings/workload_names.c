/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/workload_names.h"

#include "error/unknown_word.h"
#include "perfharness/workload.h"
#include "protocol/working_set.h"

static const char *const working_sets[] = {
#define X(id, name, meaning) (name),
    PH_WORKING_SET_LIST(X)
#undef X
};

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

char **ph_benchmark_names(void)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    size_t count = 0;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++)
        if (workloads[i].level != PH_LEVEL_KERNEL)
            g_strv_builder_add(names, workloads[i].name);
        else
            for (gsize set = 0; set < G_N_ELEMENTS(working_sets); set++) {
                g_autofree char *name =
                    g_strdup_printf("%s/%s", workloads[i].name, working_sets[set]);

                g_strv_builder_add(names, name);
            }
    return g_strv_builder_end(names);
}

char *ph_unknown_benchmark_text(const char *name)
{
    g_auto(GStrv) names = ph_benchmark_names();
    const ph_workload *workload = ph_workload_find(name);
    g_autofree char *meant = workload ? g_strconcat(name, "/stream", NULL) : NULL;
    const ph_word_list list = {
        .kind = "benchmark",
        .clause = "`perfharness run --list --suite comprehensive` lists them",
        .words = (const char *const *)names,
    };

    if (meant) /* A kernel: too much is missing of its name to be near one. */
        return g_strdup_printf("there is no benchmark \"%s\": a kernel has one for each working "
                               "set, such as \"%s\"",
                               name, meant);
    return ph_unknown_word_text(&list, name);
}
