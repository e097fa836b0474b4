/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The host fingerprint: which measurements may be compared with which.
 *
 * Left out on purpose:
 * - microcode and kernel version: updates of the same host. They can change its speed, and then
 *   that is a difference to be seen, not a reason to lose the baseline.
 * - the number of processing units, SMT, governor, turbo, mitigations: settings. perfharness itself
 *   changes some of them before a run and back after it. Cores are counted instead.
 * - memory: a balloon or memory hot-plug changes the total of a running virtual machine, and how
 *   much there is does not make one CPU faster.
 * - libcpuid's cache sizes: on hybrid parts they are those of the core that was asked. The whole
 *   machine's, from hwloc, are the same whichever core this runs on.
 * - libcpuid's full feature list: it grows with libcpuid. The ones our kernels are built for count.
 * - allowed CPUs and control group limits: of the process, not of the host.
 * - of 64-bit ARM, the names of maker and core: they come from a table of ours, which grows. The
 *   register that they are looked up by counts.
 */
#include <string.h>

#include "system/probe.h"

#define FINGERPRINT_LENGTH 16

typedef struct document_part {
    const char *section;
    const char *member;
    const char *why;
} document_part;

/* Which CPU it is, where it has CPUID... */
static const document_part cpuid_parts[] = {
    { "cpu", "vendor", "family and model mean nothing without it" },
    { "cpu", "brand", "same model, another clock; the cloud's name for a machine type" },
    { "cpu", "family", "micro-architecture" },
    { "cpu", "model", "micro-architecture" },
    { "cpu", "stepping", "micro-architecture: Skylake and Cascade Lake differ in nothing else" },
};

/* ...and where it is of 64-bit ARM. */
static const document_part midr_parts[] = {
    { "cpu", "midr", "micro-architecture" },
    { "cpu", "platform", "same core, another maker or clock: Graviton2 and Altra" },
};

static const document_part machine_parts[] = {
    { "topology", "packages", "remote memory, shared caches" },
    { "topology", "numa_nodes", "remote memory, sub-NUMA clustering" },
    { "topology", "cores", "machine type; neighbours on the same cache" },
    { "topology", "caches", "working sets are chosen by them" },
    { "kernel", "architecture", "instruction set" },
    { "hypervisor", "vendor", "another hypervisor, or none, is another machine" },
};

/* A hypervisor may hide what the silicon has, and then other kernels run. */
static const char *const cpuid_features[] = { "avx2",     "bmi2",       "avx512f",
                                              "avx512bw", "avx512vbmi", "avx512vbmi2" };
static const char *const midr_features[] = { "asimd", "sve", "sve2" };

static const cJSON *find(const cJSON *document, const char *section, const char *member)
{
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(document, section),
                                            member);
}

static gboolean is_known(const cJSON *document, const char *member)
{
    const cJSON *value = find(document, "cpu", member);

    return value && !cJSON_IsNull(value);
}

/* Print a part as "section/member=value\n", null when it is not known: that, too, is stable. */
static void append_part(GString *text, const cJSON *document, const document_part *part)
{
    const cJSON *value = find(document, part->section, part->member);
    char *printed = value ? cJSON_PrintUnformatted(value) : NULL;

    g_string_append_printf(text, "%s/%s=%s\n", part->section, part->member,
                           printed ? printed : "null");
    cJSON_free(printed);
}

static gboolean has_feature(const cJSON *features, const char *name)
{
    const cJSON *feature = NULL;

    cJSON_ArrayForEach(feature, features)
    {
        if (g_strcmp0(cJSON_GetStringValue(feature), name) == 0)
            return TRUE;
    }
    return FALSE;
}

static void append_features(GString *text, const cJSON *document, const char *const *names,
                            gsize count)
{
    const cJSON *features = find(document, "cpu", "features");

    for (gsize i = 0; i < count; i++)
        g_string_append_printf(text, "%s=%d\n", names[i], has_feature(features, names[i]));
}

static void append_parts(GString *text, const cJSON *document, const document_part *parts,
                         gsize count)
{
    for (gsize i = 0; i < count; i++)
        append_part(text, document, &parts[i]);
}

char *ph_fingerprint(const cJSON *document)
{
    const gboolean has_midr = is_known(document, "midr");
    g_autoptr(GString) text = NULL;
    char *digest;

    if (!has_midr && !(is_known(document, "family") && is_known(document, "model")))
        return NULL;
    text = g_string_new(NULL);
    if (has_midr)
        append_parts(text, document, midr_parts, G_N_ELEMENTS(midr_parts));
    else
        append_parts(text, document, cpuid_parts, G_N_ELEMENTS(cpuid_parts));
    append_parts(text, document, machine_parts, G_N_ELEMENTS(machine_parts));
    if (has_midr)
        append_features(text, document, midr_features, G_N_ELEMENTS(midr_features));
    else
        append_features(text, document, cpuid_features, G_N_ELEMENTS(cpuid_features));
    digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
    digest[FINGERPRINT_LENGTH] = '\0';
    return digest;
}
