/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The container this process is in, and what its control groups allow. */
#include <string.h>

#include "system/control_group.h"
#include "system/control_group_limit.h"
#include "system/kernel_file.h"
#include "system/probe.h"

#define MEMBERSHIP_PATH "/proc/self/cgroup"
#define MOUNTINFO_PATH  "/proc/self/mountinfo"
#define MANAGER_PATH    "/run/systemd/container"

typedef struct text_marker {
    const char *path;
    const char *text;
    const char *kind;
} text_marker;

/* Kubernetes first: its pods may be Docker's containers. */
static const text_marker text_markers[] = {
    { MEMBERSHIP_PATH, "kubepods", "kubernetes" },
    { MOUNTINFO_PATH, "/etc-hosts /etc/hosts ", "kubernetes" }, /* The kubelet's own. */
    { MEMBERSHIP_PATH, "/libpod-", "podman" },
    { MEMBERSHIP_PATH, "/docker/", "docker" },
    { MEMBERSHIP_PATH, "/docker-", "docker" },
    { MEMBERSHIP_PATH, "/lxc/", "lxc" },
    { MEMBERSHIP_PATH, "/lxc.payload", "lxc" },
};

typedef struct file_marker {
    const char *path;
    const char *kind;
} file_marker;

static const file_marker file_markers[] = {
    { "/run/.containerenv", "podman" },
    { "/.dockerenv", "docker" },
};

static void put_kind(const ph_section *container, const char *kind, const char *evidence)
{
    ph_put_string(container, "kind", kind);
    ph_put_string(container, "evidence", evidence);
}

static gboolean put_kind_by_text(const ph_section *container)
{
    for (gsize i = 0; i < G_N_ELEMENTS(text_markers); i++) {
        const text_marker *marker = &text_markers[i];
        g_autofree char *text =
            ph_kernel_file_text(container->sysfs_root, marker->path, NULL, NULL);
        if (text && strstr(text, marker->text)) {
            g_autofree char *evidence = g_strdup_printf("\"%s\" in %s", marker->text, marker->path);
            put_kind(container, marker->kind, evidence);
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean put_kind_by_file(const ph_section *container, const char *os_root)
{
    for (gsize i = 0; i < G_N_ELEMENTS(file_markers); i++) {
        g_autofree char *path = g_strconcat(os_root, file_markers[i].path, NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS)) {
            put_kind(container, file_markers[i].kind, file_markers[i].path);
            return TRUE;
        }
    }
    g_autofree char *manager = ph_kernel_file_value(os_root, MANAGER_PATH, NULL);
    if (manager)
        put_kind(container, manager, MANAGER_PATH);
    return manager != NULL;
}

/* "none" is only said when the places that would have told could be looked at. */
static void put_container_kind(const ph_section *container, const char *os_root)
{
    g_autoptr(GError) error = NULL;

    if (put_kind_by_text(container) || put_kind_by_file(container, os_root))
        return;
    g_autofree char *membership =
        ph_kernel_file_text(container->sysfs_root, MEMBERSHIP_PATH, NULL, &error);
    if (membership) {
        put_kind(container, "none",
                 "no sign of one in " MEMBERSHIP_PATH ", " MOUNTINFO_PATH ", /run and /");
        return;
    }
    ph_put_missing(container, "kind", "%s", error->message);
    ph_put_missing(container, "evidence", "%s", error->message);
}

static void put_limit(const ph_section *container, const char *member,
                      ph_control_group_limit_fn *read_limit)
{
    g_autoptr(GError) error = NULL;
    double limit = 0;

    if (!read_limit(container->sysfs_root, &limit, &error))
        ph_put_missing(container, member, "%s", error->message);
    else if (limit == PH_NO_LIMIT)
        ph_put_string(container, member, "max"); /* cgroup v2's own word. */
    else
        ph_put_number(container, member, limit);
}

static void put_cpuset(const ph_section *container)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *cpus = ph_control_group_cpuset(container->sysfs_root, &error);

    if (cpus)
        ph_put_string(container, "cpuset", cpus);
    else
        ph_put_missing(container, "cpuset", "%s", error->message);
}

static void put_version(const ph_section *container)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_control_group) group =
        ph_control_group_locate(container->sysfs_root, "cpu", &error);

    if (group)
        ph_put_number(container, "cgroup_version", group->version);
    else
        ph_put_missing(container, "cgroup_version", "%s", error->message);
}

void ph_probe_container(const ph_section *document, const char *os_root)
{
    const ph_section container = ph_section_open(document, "container");

    put_container_kind(&container, os_root);
    put_version(&container);
    put_limit(&container, "cpu_quota_cpus", ph_control_group_cpu_quota);
    put_limit(&container, "memory_limit_bytes", ph_control_group_memory_limit);
    put_cpuset(&container);
}
