/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libcpuid's table of code names ends before recent parts, so the name is published as a guess;
 * everything else comes from the instruction.
 */
#include "system/cpuid.h"

#include <libcpuid/libcpuid.h>
#include <string.h>

#include "system/cpu_members.h"
#include "system/system_info.h"

#define CLOCK_MEASUREMENT_MS 20
#define FEATURE_LEAF         1u
#define HYPERVISOR_BIT       (UINT32_C(1) << 31) /* Of ECX. */
#define HYPERVISOR_LEAF      UINT32_C(0x40000000)
#define SIGNATURE_LENGTH     12

/* NULL, or the reason why *ret is not filled in. */
static const char *identify(struct cpu_id_t *ret)
{
    struct cpu_raw_data_t raw;

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
    const int clock_mhz = cpu_clock_measure(CLOCK_MEASUREMENT_MS, FALSE);

    if (clock_mhz > 0)
        ph_put_number(cpu, "measured_clock_mhz", clock_mhz);
    else
        ph_put_missing(cpu, "measured_clock_mhz", "libcpuid could not measure it");
}

gboolean ph_cpuid_put(const ph_section *cpu)
{
    struct cpu_id_t id = { 0 };
    const char *failure;

    if (!cpuid_present())
        return FALSE;
    failure = identify(&id);
    if (failure) {
        ph_put_cpu_missing(cpu, "libcpuid: %s", failure);
        return TRUE;
    }
    put_identity(cpu, &id);
    put_clock(cpu);
    return TRUE;
}

static char *read_signature(void)
{
    uint32_t registers[4] = { 0 };
    char signature[SIGNATURE_LENGTH + 1] = "";

    cpu_exec_cpuid(HYPERVISOR_LEAF, registers);
    memcpy(signature, &registers[1], SIGNATURE_LENGTH);
    return *signature ? g_strdup(signature) : NULL;
}

gboolean ph_cpuid_hypervisor_ask(ph_cpuid_hypervisor *ret)
{
    uint32_t registers[4] = { 0 };

    if (!cpuid_present())
        return FALSE;
    cpu_exec_cpuid(FEATURE_LEAF, registers);
    ret->is_detected = (registers[2] & HYPERVISOR_BIT) != 0;
    ret->signature = ret->is_detected ? read_signature() : NULL;
    return TRUE;
}

const char *ph_system_libcpuid_version(void)
{
    return cpuid_lib_version();
}
