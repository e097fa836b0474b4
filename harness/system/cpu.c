/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The CPU as libcpuid sees it. Its table of code names ends before recent parts, so the name is
 * published as a guess; everything else comes from the CPUID instruction, which speaks of the CPU
 * that it runs on: this thread goes there.
 */
#define _GNU_SOURCE /* sched_setaffinity */
#include <errno.h>
#include <libcpuid/libcpuid.h>
#include <sched.h>

#include "system/cpu_list.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"
#include "system/probe.h"
#include "system/system_info.h"

#define CLOCK_MEASUREMENT_MS 20

static const char *const identity_members[] = {
    "vendor",   "brand",  "family", "model", "stepping", "libcpuid_code_name_guess",
    "features", "caches",
};

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

/* NULL, or the reason why *ret is not filled in. */
static const char *identify(struct cpu_id_t *ret)
{
    struct cpu_raw_data_t raw;

    if (!cpuid_present())
        return "this CPU has no CPUID instruction";
    if (cpuid_get_raw_data(&raw) != ERR_OK || cpu_identify(&raw, ret) != ERR_OK)
        return cpuid_error();
    return NULL;
}

static void put_features(const ph_section *cpu, const struct cpu_id_t *id)
{
    cJSON *features = cJSON_AddArrayToObject(cpu->object, "features");

    for (int feature = 0; feature < NUM_CPU_FEATURES; feature++) {
        if (id->flags[feature])
            cJSON_AddItemToArray(features,
                                 cJSON_CreateString(cpu_feature_str((cpu_feature_t)feature)));
    }
}

static void put_cache(const ph_section *caches, const char *member, int32_t size_kib)
{
    if (size_kib < 0)
        ph_put_missing(caches, member, "libcpuid could not determine it");
    else
        ph_put_number(caches, member, size_kib * 1024.0);
}

static void put_caches(const ph_section *cpu, const struct cpu_id_t *id)
{
    const ph_section caches = ph_section_open(cpu, "caches");

    put_cache(&caches, "l1_data_bytes", id->l1_data_cache);
    put_cache(&caches, "l1_instruction_bytes", id->l1_instruction_cache);
    put_cache(&caches, "l2_bytes", id->l2_cache);
    put_cache(&caches, "l3_bytes", id->l3_cache);
    put_cache(&caches, "l4_bytes", id->l4_cache);
}

/* Family and model are the display values, extensions included, as /proc/cpuinfo has them. */
static void put_identity(const ph_section *cpu, const struct cpu_id_t *id)
{
    g_autofree char *brand = g_strstrip(g_strdup(id->brand_str));

    ph_put_string(cpu, "vendor", id->vendor_str);
    ph_put_string(cpu, "brand", brand);
    ph_put_number(cpu, "family", id->ext_family);
    ph_put_number(cpu, "model", id->ext_model);
    ph_put_number(cpu, "stepping", id->stepping);
    ph_put_string(cpu, "libcpuid_code_name_guess", id->cpu_codename);
    put_features(cpu, id);
    put_caches(cpu, id);
}

/*
 * Time-stamp counter ticks over a busy wait. libcpuid's other method, counting instructions,
 * assumes how many run in a cycle and is wrong by half on recent cores.
 */
static void put_clock(const ph_section *cpu)
{
    const int clock_mhz = cpuid_present() ? cpu_clock_measure(CLOCK_MEASUREMENT_MS, FALSE) : -1;

    if (clock_mhz > 0)
        ph_put_number(cpu, "measured_clock_mhz", clock_mhz);
    else
        ph_put_missing(cpu, "measured_clock_mhz", "libcpuid could not measure it");
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

static void put_identity_missing(const ph_section *cpu, const char *reason)
{
    for (guint i = 0; i < G_N_ELEMENTS(identity_members); i++)
        ph_put_missing(cpu, identity_members[i], "%s", reason);
}

/* What its own instructions say of it. */
static void put_itself(const ph_section *cpu)
{
    struct cpu_id_t id = { 0 };
    const char *failure = identify(&id);

    if (failure) {
        g_autofree char *reason = g_strdup_printf("libcpuid: %s", failure);

        put_identity_missing(cpu, reason);
    } else {
        put_identity(cpu, &id);
    }
    put_clock(cpu);
}

static void put_unreachable(const ph_section *cpu, guint number, int why)
{
    g_autofree char *reason =
        g_strdup_printf("going to CPU %u to ask it: %s", number, g_strerror(why));

    put_identity_missing(cpu, reason);
    ph_put_missing(cpu, "measured_clock_mhz", "%s", reason);
}

void ph_probe_cpu(const ph_section *document, const ph_section *libraries, ph_probed_cpu described)
{
    const ph_section cpu = ph_section_open(document, "cpu");
    visit gone;
    const int why = go_to(document, described, &gone);

    put_choice(&cpu, described);
    if (why == 0)
        put_itself(&cpu);
    else
        put_unreachable(&cpu, described.choice->cpu, why);
    come_back(&gone);
    put_microcode(&cpu, described);
    ph_put_string(libraries, "libcpuid", ph_system_libcpuid_version());
}

const char *ph_system_libcpuid_version(void)
{
    return cpuid_lib_version();
}
