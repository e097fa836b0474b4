/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tune/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "system/cpu_list.h"
#include "system/interrupts.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"

static void setting_free(gpointer data)
{
    ph_setting *setting = data;

    g_free(setting->path);
    g_free(setting->wanted);
    g_free(setting->wanted_from);
    g_free(setting);
}

/* The new setting, where the host has its file; NULL elsewhere. */
static ph_setting *add(GPtrArray *settings, const char *sysfs_root, const char *path,
                       const char *wanted)
{
    g_autofree char *full_path = g_strconcat(sysfs_root, path, NULL);
    ph_setting *setting;

    if (!g_file_test(full_path, G_FILE_TEST_EXISTS))
        return NULL;
    setting = g_new0(ph_setting, 1);
    setting->path = g_strdup(path);
    setting->wanted = g_strdup(wanted);
    g_ptr_array_add(settings, setting);
    return setting;
}

/* Where an interrupt may go instead: its other CPUs, or else all others. NULL: nowhere. */
static char *without_cpu(const char *sysfs_root, const char *path, guint cpu,
                         const GArray *usable_cpus)
{
    g_autofree char *list = ph_kernel_file_value(sysfs_root, path, NULL);
    g_autoptr(GArray) cpus = list ? ph_cpu_list_parse(list) : NULL;

    if (cpus)
        ph_cpu_list_remove(cpus, cpu);
    if (!cpus || cpus->len == 0) {
        g_clear_pointer(&cpus, g_array_unref);
        cpus = g_array_copy((GArray *)usable_cpus);
        ph_cpu_list_remove(cpus, cpu);
    }
    return cpus->len ? ph_cpu_list_format(cpus) : NULL;
}

static void add_interrupts(GPtrArray *settings, const char *sysfs_root, guint cpu,
                           const GArray *usable_cpus)
{
    guint unreadable;
    g_autoptr(GArray) interrupts = ph_interrupts_of_cpu(sysfs_root, cpu, &unreadable, NULL);

    for (guint i = 0; interrupts && i < interrupts->len; i++) {
        g_autofree char *path =
            ph_interrupt_path(g_array_index(interrupts, guint, i), PH_INTERRUPT_CPUS_FILE);
        g_autofree char *list = without_cpu(sysfs_root, path, cpu, usable_cpus);
        ph_setting *setting = list ? add(settings, sysfs_root, path, list) : NULL;

        if (setting)
            setting->is_optional = TRUE;
    }
}

GPtrArray *ph_setting_list(const char *sysfs_root, guint cpu, const GArray *usable_cpus)
{
    PH_REQUIRE(ph_cpu_list_has(usable_cpus, cpu));

    GPtrArray *settings = g_ptr_array_new_with_free_func(setting_free);
    g_autofree char *governor = ph_cpu_path(cpu, PH_GOVERNOR_FILE);
    g_autofree char *min_frequency = ph_cpu_path(cpu, PH_MIN_FREQUENCY_FILE);
    ph_setting *setting;

    (void)add(settings, sysfs_root, governor, "performance");
    (void)add(settings, sysfs_root, PH_NO_TURBO_PATH, "1");
    (void)add(settings, sysfs_root, PH_BOOST_PATH, "0");
    /* After turbo, which lowers the highest frequency there is. */
    setting = add(settings, sysfs_root, min_frequency, NULL);
    if (setting)
        setting->wanted_from = ph_cpu_path(cpu, PH_MAX_FREQUENCY_FILE);
    (void)add(settings, sysfs_root, PH_HUGE_PAGES_PATH, "madvise");
    add_interrupts(settings, sysfs_root, cpu, usable_cpus);
    return settings;
}

gboolean ph_setting_is_path(const char *path)
{
    return g_regex_match_simple("\\A(?:" PH_NO_TURBO_PATH "|" PH_BOOST_PATH "|" PH_HUGE_PAGES_PATH
                                "|" PH_CPU_FOLDER "/cpu[0-9]{1,5}/(?:" PH_GOVERNOR_FILE
                                "|" PH_MIN_FREQUENCY_FILE ")|" PH_INTERRUPT_FOLDER
                                "/[0-9]{1,10}/" PH_INTERRUPT_CPUS_FILE ")\\z",
                                path, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

char *ph_setting_read(const char *sysfs_root, const char *path, GError **error)
{
    /* Where the kernel shows all choices, the one in brackets is what would have to be written. */
    char *choice = ph_kernel_file_choice(sysfs_root, path, NULL);

    return choice ? choice : ph_kernel_file_value(sysfs_root, path, error);
}

char *ph_setting_wanted(const char *sysfs_root, const ph_setting *setting, GError **error)
{
    if (setting->wanted)
        return g_strdup(setting->wanted);
    return ph_setting_read(sysfs_root, setting->wanted_from, error);
}

/* In one piece, as the kernel wants it. 0, or an errno. */
static int write_value(const char *full_path, const char *value)
{
    const int fd = open(full_path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    const size_t length = strlen(value);
    int status = 0;

    if (fd < 0)
        return errno;
    const ssize_t written = write(fd, value, length);
    if (written < 0)
        status = errno;
    else if ((size_t)written < length)
        status = EIO;
    if (close(fd) != 0 && status == 0)
        status = errno;
    return status;
}

gboolean ph_setting_write(const char *sysfs_root, const char *path, const char *value,
                          GError **error)
{
    g_autofree char *full_path = g_strconcat(sysfs_root, path, NULL);
    const int status = write_value(full_path, value);

    if (status != 0)
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s: writing \"%s\": %s", full_path,
                    value, g_strerror(status));
    return status == 0;
}
