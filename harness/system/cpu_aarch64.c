/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/cpu_aarch64.h"

#include <math.h>

#include "error/error.h"
#include "system/cpu_members.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"
#include "system/probe.h"
#include "worker/noise.h"

#define MIDR_FILE    "regs/identification/midr_el1"
#define CPUINFO_PATH "/proc/cpuinfo"
#define MAKER_PATH   "/sys/class/dmi/id/sys_vendor"
#define PRODUCT_PATH "/sys/class/dmi/id/product_name"

/* As the kernel writes it: "0x00000000413fd0c1". */
static gboolean read_register(const char *sysfs_root, guint cpu, ph_midr *ret)
{
    g_autofree char *path = ph_cpu_path(cpu, MIDR_FILE);
    g_autofree char *text = ph_kernel_file_value(sysfs_root, path, NULL);
    guint64 value;

    if (!text || !g_str_has_prefix(text, "0x") ||
        !g_ascii_string_to_unsigned(text + 2, 16, 1, G_MAXUINT32, &value, NULL))
        return FALSE;
    *ret = ph_midr_of((guint32)value);
    return TRUE;
}

/* The lines of this CPU in /proc/cpuinfo, from "processor" to the next one; NULL: it has none. */
static char *find_processor(const char *cpuinfo, guint cpu)
{
    g_auto(GStrv) parts = g_strsplit(cpuinfo, "\n\n", -1);

    for (char **part = parts; *part; part++) {
        g_autofree char *number = ph_text_field(g_strchug(*part), "processor");
        guint64 value;

        if (number && g_ascii_string_to_unsigned(number, 10, 0, G_MAXUINT, &value, NULL) &&
            value == cpu)
            return g_strdup(*part);
    }
    return NULL;
}

/* A number of "CPU part : 0xd0c" or "CPU revision : 1". */
static gboolean read_field(const char *lines, const char *key, guint max, guint *ret)
{
    g_autofree char *text = ph_text_field(lines, key);
    const gboolean is_hexadecimal = text && g_str_has_prefix(text, "0x");
    guint64 value;

    if (!text || !g_ascii_string_to_unsigned(is_hexadecimal ? text + 2 : text,
                                             is_hexadecimal ? 16 : 10, 0, max, &value, NULL))
        return FALSE;
    *ret = (guint)value;
    return TRUE;
}

static gboolean read_fields(const char *sysfs_root, guint cpu, ph_midr *ret)
{
    g_autofree char *cpuinfo = ph_kernel_file_text(sysfs_root, CPUINFO_PATH, NULL, NULL);
    g_autofree char *lines = cpuinfo ? find_processor(cpuinfo, cpu) : NULL;
    ph_midr midr;

    if (!lines || !read_field(lines, "CPU implementer", 0xff, &midr.implementer) ||
        !read_field(lines, "CPU variant", 0xf, &midr.variant) ||
        !read_field(lines, "CPU part", 0xfff, &midr.part) ||
        !read_field(lines, "CPU revision", 0xf, &midr.revision))
        return FALSE;
    *ret = midr;
    return TRUE;
}

gboolean ph_midr_read(const char *sysfs_root, guint cpu, ph_midr *ret, GError **error)
{
    g_autofree char *path = NULL;

    if (read_register(sysfs_root, cpu, ret) || read_fields(sysfs_root, cpu, ret))
        return TRUE;
    path = ph_cpu_path(cpu, MIDR_FILE);
    return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "neither %s%s nor %s" CPUINFO_PATH " says which CPU this is", sysfs_root, path,
                     sysfs_root);
}

/* Where our table has no name, the register's numbers: nothing else is known of it. */
static void put_names(const ph_section *cpu, ph_midr midr)
{
    const char *vendor = ph_arm_implementer_name(midr.implementer);
    const char *part = ph_arm_part_name(midr.implementer, midr.part);
    g_autofree char *name =
        part     ? g_strdup(part)
        : vendor ? g_strdup_printf("%s part 0x%03x", vendor, midr.part)
                 : g_strdup_printf("implementer 0x%02x, part 0x%03x", midr.implementer, midr.part);
    g_autofree char *brand = g_strdup_printf("%s r%up%u", name, midr.variant, midr.revision);
    g_autofree char *value = g_strdup_printf("0x%08x", ph_midr_value(midr));

    if (vendor)
        ph_put_string(cpu, "vendor", vendor);
    else
        ph_put_missing(cpu, "vendor", "no name is known here of implementer 0x%02x",
                       midr.implementer);
    ph_put_string(cpu, "brand", brand);
    ph_put_string(cpu, "midr", value);
}

/* The first CPU's: the kernel lists what all of them have. */
static void put_features(const ph_section *cpu)
{
    g_autofree char *head = ph_kernel_file_head(cpu->sysfs_root, CPUINFO_PATH, NULL);
    g_autofree char *line = head ? ph_text_field(head, "Features") : NULL;
    g_auto(GStrv) names = line ? g_strsplit(line, " ", -1) : NULL;
    cJSON *features;

    if (!names || !g_utf8_validate(line, -1, NULL)) {
        ph_put_missing(cpu, "features", "%s" CPUINFO_PATH " has no line \"Features\"",
                       cpu->sysfs_root);
        return;
    }
    features = cJSON_AddArrayToObject(cpu->object, "features");
    for (char **name = names; *name; name++)
        if (**name && !g_strv_contains((const char *const *)name + 1, *name))
            cJSON_AddItemToArray(features, cJSON_CreateString(*name));
}

/* What DMI has been told by who made the machine, or a cloud: "Amazon EC2 c7g.xlarge". */
static char *read_product(const char *sysfs_root)
{
    g_autofree char *maker = ph_kernel_file_value(sysfs_root, MAKER_PATH, NULL);
    g_autofree char *product = ph_kernel_file_value(sysfs_root, PRODUCT_PATH, NULL);

    return maker && product ? g_strconcat(maker, " ", product, NULL) : NULL;
}

/*
 * Where a CPU of x86 has a brand of its own, of this one the machine is what is known besides: one
 * core is built into CPUs of many makers, at clocks that no register says.
 */
static void put_platform(const ph_section *cpu)
{
    g_autofree char *product = read_product(cpu->sysfs_root);

    if (product)
        ph_put_string(cpu, "platform", product);
    else
        ph_put_missing(cpu, "platform", "%s" MAKER_PATH " and %s" PRODUCT_PATH " do not both say",
                       cpu->sysfs_root, cpu->sysfs_root);
}

/* Cycles in which a core does additions of which each waits for the one before. */
static void put_clock(const ph_section *cpu)
{
    if (*cpu->sysfs_root)
        ph_put_missing(cpu, "measured_clock_mhz", "these are files of another machine");
    else
        ph_put_number(cpu, "measured_clock_mhz", round(ph_core_clock_hz() / 1e6));
}

static void put_identity(const ph_section *cpu, guint number, ph_midr midr)
{
    static const char *const of_x86[] = { "family", "model", "stepping",
                                          "libcpuid_code_name_guess" };

    put_names(cpu, midr);
    for (gsize i = 0; i < G_N_ELEMENTS(of_x86); i++)
        ph_put_missing(cpu, of_x86[i], "only CPUs of x86 have it; see midr");
    put_features(cpu);
    put_platform(cpu);
    ph_put_core_caches(cpu, number);
    put_clock(cpu);
}

void ph_aarch64_cpu_put(const ph_section *cpu, guint number)
{
    g_autoptr(GError) error = NULL;
    ph_midr midr = { 0 };

    if (ph_midr_read(cpu->sysfs_root, number, &midr, &error))
        put_identity(cpu, number, midr);
    else
        ph_put_cpu_missing(cpu, "%s", error->message);
}
