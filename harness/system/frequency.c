/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What sets the clock of the CPUs that may be measured on, and what they share a core with. */
#include <string.h>

#include "system/cpu_list.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"
#include "system/probe.h"

#define KHZ_MAX G_GINT64_CONSTANT(100000000)

static void put_settings(const ph_section *section, guint cpu)
{
    g_autofree char *governor_path = ph_cpu_path(cpu, PH_GOVERNOR_FILE);
    g_autofree char *min_path = ph_cpu_path(cpu, PH_MIN_FREQUENCY_FILE);
    g_autofree char *max_path = ph_cpu_path(cpu, PH_MAX_FREQUENCY_FILE);

    ph_put_file_text(section, "governor", governor_path);
    ph_put_file_integer(section, "min_khz", min_path, 0, KHZ_MAX);
    ph_put_file_integer(section, "max_khz", max_path, 0, KHZ_MAX);
}

/* What every CPU's entry has for this member; where they differ only the entries can say. */
static void put_shared(const ph_section *frequency, const cJSON *cpus, const char *member)
{
    const cJSON *first = cJSON_GetObjectItem(cJSON_GetArrayItem(cpus, 0), member);
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, cpus)
    {
        const cJSON *value = cJSON_GetObjectItem(entry, member);
        if (cJSON_IsNull(value)) {
            ph_put_missing(frequency, member, "not known for every CPU: see cpus");
            return;
        }
        if (!cJSON_Compare(first, value, TRUE)) {
            ph_put_missing(frequency, member, "not the same on every CPU: see cpus");
            return;
        }
    }
    cJSON_AddItemToObject(frequency->object, member, cJSON_Duplicate(first, TRUE));
}

static gboolean has_cpufreq(const char *sysfs_root, const GArray *cpus)
{
    for (guint i = 0; i < cpus->len; i++) {
        g_autofree char *path = ph_cpu_path(g_array_index(cpus, guint, i), "cpufreq");
        g_autofree char *full_path = g_strconcat(sysfs_root, path, NULL);
        if (g_file_test(full_path, G_FILE_TEST_IS_DIR))
            return TRUE;
    }
    return FALSE;
}

/* A machine without cpufreq says so once, not once for each of its CPUs. */
static void put_cpus_missing(const ph_section *frequency, guint cpu)
{
    put_settings(frequency, cpu);
    ph_put_missing(frequency, "cpus",
                   "%s" PH_CPU_FOLDER "/cpu%u and the other CPUs: no cpufreq folder",
                   frequency->sysfs_root, cpu);
}

static void put_cpus(const ph_section *frequency, const GArray *usable)
{
    static const char *const members[] = { "governor", "min_khz", "max_khz" };

    if (!has_cpufreq(frequency->sysfs_root, usable)) {
        put_cpus_missing(frequency, g_array_index(usable, guint, 0));
        return;
    }
    cJSON *cpus = cJSON_CreateArray();
    for (guint i = 0; i < usable->len; i++) {
        const guint cpu = g_array_index(usable, guint, i);
        const ph_section entry = ph_section_open_element(frequency, "cpus", cpus);
        ph_put_number(&entry, "cpu", cpu);
        put_settings(&entry, cpu);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        put_shared(frequency, cpus, members[i]);
    cJSON_AddItemToObject(frequency->object, "cpus", cpus);
}

/* Intel's driver has its own switch, and it is the other way round. */
static void put_turbo(const ph_section *frequency)
{
    const char *root = frequency->sysfs_root;
    gint64 value = 0;

    if (ph_kernel_file_integer(root, PH_NO_TURBO_PATH, 0, 1, &value, NULL))
        ph_put_boolean(frequency, "turbo", value == 0);
    else if (ph_kernel_file_integer(root, PH_BOOST_PATH, 0, 1, &value, NULL))
        ph_put_boolean(frequency, "turbo", value == 1);
    else
        ph_put_missing(frequency, "turbo", "neither %s%s nor %s%s says", root, PH_NO_TURBO_PATH,
                       root, PH_BOOST_PATH);
}

void ph_probe_frequency(const ph_section *document, ph_probed_cpu described)
{
    static const char *const members[] = { "driver", "governor", "min_khz", "max_khz", "cpus" };
    const ph_section frequency = ph_section_open(document, "frequency");

    if (described.choice) {
        g_autofree char *driver_path = ph_cpu_path(described.choice->cpu, "cpufreq/scaling_driver");
        ph_put_file_text(&frequency, "driver", driver_path);
        put_cpus(&frequency, described.choice->usable);
    } else {
        for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
            ph_put_missing(&frequency, members[i], "%s", described.missing);
    }
    put_turbo(&frequency);
}

static void append_if_new(cJSON *lists, const char *list)
{
    const cJSON *known = NULL;

    cJSON_ArrayForEach(known, lists)
    {
        if (strcmp(known->valuestring, list) == 0)
            return;
    }
    cJSON_AddItemToArray(lists, cJSON_CreateString(list));
}

/* NULL and error when one of them cannot be read: half a list would read as the whole. */
static cJSON *read_siblings(const char *sysfs_root, const GArray *usable, GError **error)
{
    cJSON *lists = cJSON_CreateArray();

    for (guint i = 0; i < usable->len; i++) {
        g_autofree char *path = ph_cpu_path(g_array_index(usable, guint, i), PH_SIBLINGS_FILE);
        g_autofree char *list = ph_kernel_file_value(sysfs_root, path, error);
        if (!list) {
            cJSON_Delete(lists);
            return NULL;
        }
        append_if_new(lists, list);
    }
    return lists;
}

static void put_siblings(const ph_section *smt, ph_probed_cpu described)
{
    g_autoptr(GError) error = NULL;
    cJSON *lists =
        described.choice ? read_siblings(smt->sysfs_root, described.choice->usable, &error) : NULL;

    if (lists)
        cJSON_AddItemToObject(smt->object, "siblings", lists);
    else
        ph_put_missing(smt, "siblings", "%s", error ? error->message : described.missing);
}

void ph_probe_smt(const ph_section *document, ph_probed_cpu described)
{
    const ph_section smt = ph_section_open(document, "smt");
    g_autoptr(GError) error = NULL;
    gint64 active = 0;

    ph_put_file_text(&smt, "control", PH_CPU_FOLDER "/smt/control");
    if (ph_kernel_file_integer(smt.sysfs_root, PH_CPU_FOLDER "/smt/active", 0, 1, &active, &error))
        ph_put_boolean(&smt, "active", active == 1);
    else
        ph_put_missing(&smt, "active", "%s", error->message);
    put_siblings(&smt, described);
}
