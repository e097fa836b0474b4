/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The CPU that is described. CPUID, and the clock, speak of the one that they are asked on: this
 * thread goes there.
 */
#define _GNU_SOURCE /* sched_setaffinity */
#include <errno.h>
#include <sched.h>

#include "system/cpu_aarch64.h"
#include "system/cpu_list.h"
#include "system/cpu_members.h"
#include "system/cpuid.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"
#include "system/probe.h"
#include "system/system_info.h"

/* Where this thread was before it went to the CPU that is described. */
typedef struct visit {
    cpu_set_t *before; /* NULL: it went nowhere. */
    gsize bytes;
} visit;

/* 0, or an errno: it stays where it is. A CPU of another machine's tree is not here. */
static int go_to(const ph_section *section, ph_probed_cpu described, visit *ret)
{
    const gsize bytes = CPU_ALLOC_SIZE(PH_CPU_MAX + 1);
    cpu_set_t *before, *wanted;
    int why = 0;

    *ret = (visit){ NULL, bytes };
    if (*section->sysfs_root || !described.choice)
        return 0;
    before = CPU_ALLOC(PH_CPU_MAX + 1);
    wanted = CPU_ALLOC(PH_CPU_MAX + 1);
    CPU_ZERO_S(bytes, wanted);
    CPU_SET_S(described.choice->cpu, bytes, wanted);
    if (sched_getaffinity(0, bytes, before) != 0 || sched_setaffinity(0, bytes, wanted) != 0)
        why = errno;
    CPU_FREE(wanted);
    if (why == 0)
        ret->before = before;
    else
        CPU_FREE(before);
    return why;
}

static void come_back(visit *gone)
{
    if (!gone->before)
        return;
    (void)sched_setaffinity(0, gone->bytes, gone->before);
    CPU_FREE(gone->before);
}

static void put_microcode(const ph_section *cpu, ph_probed_cpu described)
{
    g_autofree char *sys_path =
        ph_cpu_path(described.choice ? described.choice->cpu : 0, "microcode/version");
    g_autofree char *version = ph_kernel_file_value(cpu->sysfs_root, sys_path, NULL);

    if (!version) {
        g_autofree char *cpuinfo = ph_kernel_file_head(cpu->sysfs_root, "/proc/cpuinfo", NULL);
        version = cpuinfo ? ph_text_field(cpuinfo, "microcode") : NULL;
    }
    if (version)
        ph_put_string(cpu, "microcode", version);
    else
        ph_put_missing(cpu, "microcode", "neither %s%s nor %s/proc/cpuinfo says", cpu->sysfs_root,
                       sys_path, cpu->sysfs_root);
}

/* Its number, and what kind of core it is: of a hybrid machine, the rest is that kind's. */
static void put_choice(const ph_section *cpu, ph_probed_cpu described)
{
    const ph_cpu_choice *choice = described.choice;
    g_autofree char *kind = choice ? ph_cpu_choice_kind(choice) : NULL;

    if (choice)
        ph_put_number(cpu, "number", choice->cpu);
    else
        ph_put_missing(cpu, "number", "%s", described.missing);
    if (kind)
        ph_put_string(cpu, "core_kind", kind);
    else
        ph_put_missing(cpu, "core_kind", "%s", choice ? choice->kinds_missing : described.missing);
}

/* Of a copy of the files of a machine of 64-bit ARM, the CPU that this runs on says nothing. */
static gboolean is_copy_of_aarch64(const ph_section *cpu, guint number)
{
    ph_midr midr;

    return *cpu->sysfs_root && ph_midr_read(cpu->sysfs_root, number, &midr, NULL);
}

static void put_itself(const ph_section *cpu, ph_probed_cpu described)
{
    const guint number = described.choice ? described.choice->cpu : 0;

    if (is_copy_of_aarch64(cpu, number) || !ph_cpuid_put(cpu))
        ph_aarch64_cpu_put(cpu, number);
}

static void put_libcpuid(const ph_section *libraries)
{
    const char *version = ph_system_libcpuid_version();

    if (version)
        ph_put_string(libraries, "libcpuid", version);
    else
        ph_put_missing(libraries, "libcpuid", "perfharness was built without it");
}

void ph_probe_cpu(const ph_section *document, const ph_section *libraries, ph_probed_cpu described)
{
    const ph_section cpu = ph_section_open(document, "cpu");
    visit gone;
    const int why = go_to(document, described, &gone);

    put_choice(&cpu, described);
    if (why == 0)
        put_itself(&cpu, described);
    else
        ph_put_cpu_missing(&cpu, "going to CPU %u to ask it: %s", described.choice->cpu,
                           g_strerror(why));
    come_back(&gone);
    put_microcode(&cpu, described);
    put_libcpuid(libraries);
}
