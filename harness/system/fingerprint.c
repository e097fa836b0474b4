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
 */
#include <string.h>

#include "system/probe.h"

#define FINGERPRINT_LENGTH 16

typedef struct document_part {
    const char *section;
    const char *member;
    const char *why;
} document_part;

static const document_part parts[] = {
    { "cpu", "vendor", "family and model mean nothing without it" },
    { "cpu", "brand", "same model, another clock; the cloud's name for a machine type" },
    { "cpu", "family", "micro-architecture" },
    { "cpu", "model", "micro-architecture" },
    { "cpu", "stepping", "micro-architecture: Skylake and Cascade Lake differ in nothing else" },
    { "topology", "packages", "remote memory, shared caches" },
    { "topology", "numa_nodes", "remote memory, sub-NUMA clustering" },
    { "topology", "cores", "machine type; neighbours on the same cache" },
    { "topology", "caches", "working sets are chosen by them" },
    { "kernel", "architecture", "instruction set" },
    { "hypervisor", "vendor", "another hypervisor, or none, is another machine" },
};

/* A hypervisor may hide what the silicon has, and then other kernels run. */
static const char *const kernel_features[] = { "avx2",     "bmi2",       "avx512f",
                                               "avx512bw", "avx512vbmi", "avx512vbmi2" };

/* Print a part as "section/member=value\n", null when it is not known: that, too, is stable. */
static void append_part(GString *text, const cJSON *document, const document_part *part)
{
    const cJSON *section = cJSON_GetObjectItemCaseSensitive(document, part->section);
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(section, part->member);
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

char *ph_fingerprint(const cJSON *document)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const cJSON *cpu = cJSON_GetObjectItemCaseSensitive(document, "cpu");
    const cJSON *features = cJSON_GetObjectItemCaseSensitive(cpu, "features");

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        append_part(text, document, &parts[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(kernel_features); i++)
        g_string_append_printf(text, "%s=%d\n", kernel_features[i],
                               has_feature(features, kernel_features[i]));

    char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
    digest[FINGERPRINT_LENGTH] = '\0';
    return digest;
}
