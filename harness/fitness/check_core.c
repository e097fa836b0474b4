/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who else may run on the CPU, or on the core it is part of. */
#include <string.h>

#include "error/error.h"
#include "fitness/examination.h"
#include "fitness/shared_core.h"
#include "system/control_group.h"
#include "system/cpu_list.h"
#include "system/interrupts.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"

/* More other CPUs are not tried: 0.4 s each. */
enum { PAIRS_MAX = 16 };

void ph_check_core_kind(const ph_examination *examination, ph_fitness_finding *finding)
{
    const ph_cpu_choice *choice = examination->request->choice;
    g_autofree char *kind = ph_cpu_choice_kind(choice);

    if (!kind) {
        ph_say_unknown(finding, "%s", choice->kinds_missing);
        return;
    }
    if (choice->kinds->count == 1) {
        ph_say_fine(finding, "all cores are of one kind");
        return;
    }
    if (ph_core_kinds_of(choice->kinds, choice->cpu) == 1) {
        ph_say_fine(finding, "%s, the fastest", kind);
        return;
    }
    g_autoptr(GArray) fastest = ph_core_kinds_cpus(choice->kinds, 1);
    g_autofree char *list = ph_cpu_list_format(fastest);
    ph_say_found(finding, "%s, where 1 is the fastest: CPU %s", kind, list);
    ph_say_fix(finding, "measure on one of CPU %s: --cpu, and taskset if there is one", list);
}

void ph_check_sibling(const ph_examination *examination, ph_fitness_finding *finding)
{
    const guint cpu = examination->request->choice->cpu;
    g_autofree char *path = ph_cpu_path(cpu, PH_SIBLINGS_FILE);
    g_autofree char *list = ph_examination_read(examination, path, finding);
    g_autoptr(GArray) cpus = list ? ph_cpu_list_parse(list) : NULL;

    if (!list)
        return;
    if (!cpus || !ph_cpu_list_has(cpus, cpu)) {
        ph_say_unknown(finding, "%s%s: \"%s\" is not a list with CPU %u in it",
                       examination->request->sysfs_root, path, list, cpu);
        return;
    }
    ph_cpu_list_remove(cpus, cpu);
    if (cpus->len == 0) {
        ph_say_fine(finding, "none that the topology shows");
        return;
    }
    g_autofree char *others = ph_cpu_list_format(cpus);
    g_autofree char *online = ph_cpu_path(g_array_index(cpus, guint, 0), "online");
    ph_say_found(finding, "CPU %s", others);
    ph_say_fix_by_writing(examination, finding, "0", online);
}

/* Those that were found to share the core, and those that nothing can be said of. */
static void measure_pairs(const ph_examination *examination, GArray *shared, GArray *unclear,
                          double *ret_slowdown)
{
    const guint cpu = examination->request->choice->cpu;
    const GArray *usable = examination->request->choice->usable;
    guint tried = 0;

    for (guint i = 0; i < usable->len; i++) {
        const guint other = g_array_index(usable, guint, i);
        ph_core_pair pair = { .sharing = PH_CORE_UNCLEAR };

        if (other == cpu)
            continue;
        if (tried++ < PAIRS_MAX)
            ph_core_pair_measure(cpu, other, &pair);
        if (pair.sharing == PH_CORE_SHARED) {
            g_array_append_val(shared, other);
            *ret_slowdown = MAX(*ret_slowdown, pair.slowdown);
        } else if (pair.sharing == PH_CORE_UNCLEAR) {
            g_array_append_val(unclear, other);
        }
    }
}

void ph_check_shared_core(const ph_examination *examination, ph_fitness_finding *finding)
{
    g_autoptr(GArray) shared = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) unclear = g_array_new(FALSE, FALSE, sizeof(guint));
    double slowdown = 0.0;

    if (!examination->request->is_measuring) {
        ph_say_unknown(finding, "%s", examination->request->not_measuring_because);
        return;
    }
    measure_pairs(examination, shared, unclear, &slowdown);
    g_autofree char *shared_list = ph_cpu_list_format(shared);
    g_autofree char *unclear_list = ph_cpu_list_format(unclear);
    if (shared->len) {
        ph_say_found(finding, "work on CPU %s makes this CPU take %.2f times as long", shared_list,
                     slowdown);
        ph_say_fix(finding, "keep CPU %s idle while measuring: taskset everything else elsewhere",
                   shared_list);
    } else if (unclear->len) {
        ph_say_unknown(finding, "CPU %s: not tried, or the host was too busy to tell",
                       unclear_list);
    } else {
        ph_say_fine(finding, "work on other CPUs does not slow this one down");
    }
}

/* FALSE when the file is not there, cannot be read, or holds no list. No CPU: "" or "(null)". */
static gboolean lists_cpu(const ph_examination *examination, const char *path, gboolean *ret,
                          GError **error)
{
    const char *root = examination->request->sysfs_root;
    g_autofree char *text = ph_kernel_file_text(root, path, NULL, error);
    g_autoptr(GArray) cpus = text ? ph_cpu_list_parse(g_strstrip(text)) : NULL;

    *ret = cpus && ph_cpu_list_has(cpus, examination->request->choice->cpu);
    if (!text || cpus || !*text || strcmp(text, "(null)") == 0)
        return text != NULL;
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s%s: not a list of CPUs", root, path);
    return FALSE;
}

void ph_check_isolation(const ph_examination *examination, ph_fitness_finding *finding)
{
    const guint cpu = examination->request->choice->cpu;
    gboolean is_isolated, is_tickless;
    g_autoptr(GError) error = NULL;

    if (!lists_cpu(examination, PH_CPU_FOLDER "/isolated", &is_isolated, &error)) {
        ph_say_unknown(finding, "%s", error->message);
        return;
    }
    /* A kernel that was built without it has no such file. */
    if (!lists_cpu(examination, PH_CPU_FOLDER "/nohz_full", &is_tickless, NULL))
        is_tickless = FALSE;
    if (is_isolated && is_tickless) {
        ph_say_fine(finding, "isolated, without a tick");
        return;
    }
    ph_say_found(finding, "%s, %s", is_isolated ? "isolated" : "not isolated",
                 is_tickless ? "without a tick" : "with a tick");
    ph_say_fix(finding,
               "boot with isolcpus=%u nohz_full=%u rcu_nocbs=%u on the kernel's "
               "command line",
               cpu, cpu, cpu);
}

void ph_check_partition(const ph_examination *examination, ph_fitness_finding *finding)
{
    const char *root = examination->request->sysfs_root;
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_control_group) group = ph_control_group_locate(root, "cpuset", &error);

    if (!group) {
        ph_say_unknown(finding, "%s", error->message);
        return;
    }
    if (group->version == 1) {
        ph_say_found(finding, "cgroup v1, which has no partitions");
        ph_say_fix(finding, "boot with systemd.unified_cgroup_hierarchy=1 on the kernel's command "
                            "line, or isolate the CPU");
        return;
    }
    g_autofree char *path = g_strconcat(group->folder, "/cpuset.cpus.partition", NULL);
    g_autofree char *partition = ph_kernel_file_value(root, path, &error);
    if (!partition) {
        ph_say_unknown(finding, "%s", error->message);
        return;
    }
    /* A partition that could not be made reads back as "isolated invalid (why)". */
    if (strcmp(partition, "isolated") == 0 || strcmp(partition, "root") == 0) {
        ph_say_fine(finding, "%s", partition);
        return;
    }
    ph_say_found(finding, "%s", partition);
    ph_say_fix_by_writing(examination, finding, "isolated", path);
}

void ph_check_interrupts(const ph_examination *examination, ph_fitness_finding *finding)
{
    const guint cpu = examination->request->choice->cpu;
    guint unreadable = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) found =
        ph_interrupts_of_cpu(examination->request->sysfs_root, cpu, &unreadable, &error);

    if (!found) {
        ph_say_unknown(finding, "%s", error->message);
    } else if (found->len) {
        ph_say_found(finding, "%u may come to CPU %u", found->len, cpu);
        ph_say_fix(finding, "sudo perfharness tune --cpu %u", cpu);
    } else if (unreadable) {
        ph_say_unknown(finding, "the CPUs of %u interrupts cannot be read", unreadable);
    } else {
        ph_say_fine(finding, "none may come to CPU %u", cpu);
    }
}
