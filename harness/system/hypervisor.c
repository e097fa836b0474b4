/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether this is a virtual machine, and whose. */
#include <string.h>

#include "system/cpuid.h"
#include "system/kernel_file.h"
#include "system/probe.h"

#define SYSTEM_VENDOR_PATH   "/sys/class/dmi/id/sys_vendor"
#define HYPERVISOR_TYPE_PATH "/sys/hypervisor/type"
#define CPUINFO_PATH         "/proc/cpuinfo"

typedef struct known_vendor {
    const char *text; /* As it stands in CPUID or DMI. */
    const char *name;
} known_vendor;

static const known_vendor signatures[] = {
    { "KVMKVMKVM", "KVM" },          { "Microsoft Hv", "Hyper-V" },
    { "VMwareVMware", "VMware" },    { "XenVMMXenVMM", "Xen" },
    { "TCGTCGTCGTCG", "QEMU TCG" },  { "VBoxVBoxVBox", "VirtualBox" },
    { " lrpepyh  vr", "Parallels" }, { "bhyve bhyve ", "bhyve" },
    { "ACRNACRNACRN", "ACRN" },
};

/* Only those that make no bare machines. */
static const known_vendor system_vendors[] = {
    { "QEMU", "QEMU" },
    { "VMware, Inc.", "VMware" },
    { "innotek GmbH", "VirtualBox" },
    { "Xen", "Xen" },
};

static const char *known_name(const known_vendor *vendors, gsize count, const char *text)
{
    for (gsize i = 0; i < count; i++) {
        if (strcmp(vendors[i].text, text) == 0)
            return vendors[i].name;
    }
    return NULL;
}

/* What says so outside the CPU: /sys/hypervisor (Xen), then the firmware's system vendor. */
static char *read_kernel_vendor(const char *sysfs_root)
{
    g_autofree char *type = ph_kernel_file_value(sysfs_root, HYPERVISOR_TYPE_PATH, NULL);
    if (type)
        return g_steal_pointer(&type);
    g_autofree char *system_vendor = ph_kernel_file_value(sysfs_root, SYSTEM_VENDOR_PATH, NULL);
    if (!system_vendor)
        return NULL;
    return g_strdup(known_name(system_vendors, G_N_ELEMENTS(system_vendors), system_vendor));
}

/* By what CPUID says; its signature is taken. */
static void put_vendor(const ph_section *hypervisor, char *taken)
{
    g_autofree char *signature = taken;
    g_autofree char *kernel_vendor = read_kernel_vendor(hypervisor->sysfs_root);

    if (signature) {
        const char *name = known_name(signatures, G_N_ELEMENTS(signatures), signature);
        ph_put_string(hypervisor, "vendor", name ? name : signature);
    } else if (kernel_vendor) {
        ph_put_string(hypervisor, "vendor", kernel_vendor);
    } else {
        ph_put_missing(hypervisor, "vendor", "CPUID leaf 0x40000000, %s and %s do not say",
                       HYPERVISOR_TYPE_PATH, SYSTEM_VENDOR_PATH);
    }
}

static void put_by_kernel(const ph_section *hypervisor)
{
    g_autofree char *vendor = read_kernel_vendor(hypervisor->sysfs_root);

    if (vendor) {
        ph_put_boolean(hypervisor, "detected", TRUE);
        ph_put_string(hypervisor, "vendor", vendor);
        return;
    }
    ph_put_missing(hypervisor, "detected", "no CPUID here, and %s and %s name no hypervisor",
                   HYPERVISOR_TYPE_PATH, SYSTEM_VENDOR_PATH);
    ph_put_missing(hypervisor, "vendor", "not known whether there is one");
}

/* Whether the flags that the kernel copied from CPUID have it; FALSE: it copied none. */
static gboolean read_copied_flag(const char *sysfs_root, gboolean *ret_is_set)
{
    g_autofree char *cpuinfo = ph_kernel_file_head(sysfs_root, CPUINFO_PATH, NULL);
    g_autofree char *flags = cpuinfo ? ph_text_field(cpuinfo, "flags") : NULL;
    g_auto(GStrv) words = flags ? g_strsplit(flags, " ", -1) : NULL;

    *ret_is_set = words && g_strv_contains((const char *const *)words, "hypervisor");
    return words != NULL;
}

/* Of a copy of another machine's files: this one's CPUID says nothing of it. */
static void put_of_copy(const ph_section *hypervisor)
{
    g_autofree char *vendor = read_kernel_vendor(hypervisor->sysfs_root);
    gboolean is_set = FALSE;
    const gboolean is_known = read_copied_flag(hypervisor->sysfs_root, &is_set);

    if (is_known || vendor)
        ph_put_boolean(hypervisor, "detected", is_set || vendor);
    else
        ph_put_missing(hypervisor, "detected", "%s" CPUINFO_PATH ", %s and %s do not say",
                       hypervisor->sysfs_root, HYPERVISOR_TYPE_PATH, SYSTEM_VENDOR_PATH);
    if (vendor)
        ph_put_string(hypervisor, "vendor", vendor);
    else
        ph_put_missing(hypervisor, "vendor", "neither %s nor %s names one", HYPERVISOR_TYPE_PATH,
                       SYSTEM_VENDOR_PATH);
}

void ph_probe_hypervisor(const ph_section *document)
{
    const ph_section hypervisor = ph_section_open(document, "hypervisor");
    ph_cpuid_hypervisor by_cpuid;

    if (*document->sysfs_root) {
        put_of_copy(&hypervisor);
    } else if (!ph_cpuid_hypervisor_ask(&by_cpuid)) {
        put_by_kernel(&hypervisor);
    } else if (by_cpuid.is_detected) {
        ph_put_boolean(&hypervisor, "detected", TRUE);
        put_vendor(&hypervisor, by_cpuid.signature);
    } else {
        ph_put_boolean(&hypervisor, "detected", FALSE);
        ph_put_missing(&hypervisor, "vendor", "no hypervisor: the CPU's flag is clear");
    }
}
