/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The kernel and its settings, the distribution, the C library, the memory. */
#include <gnu/libc-version.h>
#include <string.h>
#include <sys/utsname.h>

#include "system/kernel_file.h"
#include "system/kernel_path.h"
#include "system/probe.h"

#define MITIGATION_FOLDER "/sys/devices/system/cpu/vulnerabilities"
#define KIB_MAX           (G_MAXINT64 / 1024)

void ph_probe_kernel(const ph_section *document)
{
    const ph_section kernel = ph_section_open(document, "kernel");
    struct utsname names;

    if (uname(&names) != 0) /* Cannot happen with a valid address; then the texts are empty. */
        memset(&names, 0, sizeof(names));
    ph_put_string(&kernel, "name", names.sysname);
    ph_put_string(&kernel, "release", names.release);
    ph_put_string(&kernel, "version", names.version);
    ph_put_string(&kernel, "architecture", names.machine);
}

void ph_probe_libc(const ph_section *document)
{
    const ph_section libc = ph_section_open(document, "libc");

    ph_put_string(&libc, "name", "glibc");
    ph_put_string(&libc, "version", gnu_get_libc_version());
}

/* The value of a shell-like assignment, quotes resolved; NULL when absent or misquoted. */
static char *os_release_value(char *const *lines, const char *key)
{
    const size_t key_length = strlen(key);

    for (; *lines; lines++) {
        if (strncmp(*lines, key, key_length) == 0 && (*lines)[key_length] == '=')
            return g_shell_unquote(*lines + key_length + 1, NULL);
    }
    return NULL;
}

static void put_os_release(const ph_section *distribution, const char *member, char *const *lines,
                           const char *key)
{
    g_autofree char *value = os_release_value(lines, key);

    if (value)
        ph_put_string(distribution, member, value);
    else
        ph_put_missing(distribution, member, "os-release has no valid %s", key);
}

void ph_probe_distribution(const ph_section *document, const char *os_root)
{
    const ph_section distribution = ph_section_open(document, "distribution");
    g_autoptr(GError) error = NULL;
    g_autofree char *text = ph_kernel_file_text(os_root, "/etc/os-release", NULL, &error);

    if (!text)
        text = ph_kernel_file_text(os_root, "/usr/lib/os-release", NULL, NULL);
    if (!text) {
        ph_put_missing(&distribution, "id", "%s", error->message);
        ph_put_missing(&distribution, "version_id", "%s", error->message);
        ph_put_missing(&distribution, "pretty_name", "%s", error->message);
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    put_os_release(&distribution, "id", lines, "ID");
    put_os_release(&distribution, "version_id", lines, "VERSION_ID");
    put_os_release(&distribution, "pretty_name", lines, "PRETTY_NAME");
}

static void put_memory(const ph_section *memory, const char *member, const char *meminfo,
                       const char *key)
{
    g_autofree char *value = ph_text_field(meminfo, key);
    gint64 kib = 0;

    if (value && g_str_has_suffix(value, " kB")) {
        value[strlen(value) - strlen(" kB")] = '\0';
        if (g_ascii_string_to_signed(value, 10, 0, KIB_MAX, &kib, NULL)) {
            ph_put_number(memory, member, (double)kib * 1024.0);
            return;
        }
    }
    ph_put_missing(memory, member, "%s/proc/meminfo: no valid %s", memory->sysfs_root, key);
}

void ph_probe_memory(const ph_section *document)
{
    const ph_section memory = ph_section_open(document, "memory");
    g_autoptr(GError) error = NULL;
    g_autofree char *meminfo =
        ph_kernel_file_text(document->sysfs_root, "/proc/meminfo", NULL, &error);

    if (!meminfo) {
        ph_put_missing(&memory, "total_bytes", "%s", error->message);
        ph_put_missing(&memory, "available_bytes", "%s", error->message);
        return;
    }
    put_memory(&memory, "total_bytes", meminfo, "MemTotal");
    put_memory(&memory, "available_bytes", meminfo, "MemAvailable");
}

/* Microsoft's kernels for WSL 2 have been called "-microsoft-standard" and then "-WSL2"; the
 * translation layer of WSL 1 calls itself "-Microsoft". */
static void put_wsl2(const ph_section *document)
{
    const char *path = "/proc/sys/kernel/osrelease";
    g_autoptr(GError) error = NULL;
    g_autofree char *release = ph_kernel_file_value(document->sysfs_root, path, &error);

    if (release)
        ph_put_boolean(document, "wsl2_detected",
                       strstr(release, "WSL2") || strstr(release, "microsoft-standard"));
    else
        ph_put_missing(document, "wsl2_detected", "%s", error->message);
}

static void put_transparent_huge_pages(const ph_section *document)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *choice =
        ph_kernel_file_choice(document->sysfs_root, PH_HUGE_PAGES_PATH, &error);

    if (choice)
        ph_put_string(document, "transparent_huge_pages", choice);
    else
        ph_put_missing(document, "transparent_huge_pages", "%s", error->message);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, so that two documents of one machine can be compared line by line. */
static GPtrArray *list_folder(const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    const char *name = NULL;

    if (!dir)
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    while ((name = g_dir_read_name(dir)))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

static void put_mitigations(const ph_section *document)
{
    g_autofree char *folder = g_strconcat(document->sysfs_root, MITIGATION_FOLDER, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = list_folder(folder, &error);

    if (!names) {
        ph_put_missing(document, "mitigations", "%s", error->message);
        return;
    }
    const ph_section mitigations = ph_section_open(document, "mitigations");
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_strconcat(MITIGATION_FOLDER "/", name, NULL);
        if (g_utf8_validate(name, -1, NULL))
            ph_put_file_text(&mitigations, name, path);
    }
}

void ph_probe_kernel_settings(const ph_section *document)
{
    put_wsl2(document);
    put_transparent_huge_pages(document);
    ph_put_file_integer(document, "aslr", PH_RANDOMIZE_MEMORY_PATH, 0, 2);
    put_mitigations(document);
    ph_put_file_text(document, "clocksource",
                     "/sys/devices/system/clocksource/clocksource0/current_clocksource");
    ph_put_file_integer(document, "perf_event_paranoid", PH_PERF_PARANOID_PATH, G_MININT32,
                        G_MAXINT32);
}
