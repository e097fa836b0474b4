/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/interrupts.h"

#include "error/error.h"
#include "system/cpu_list.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
    const guint left = *(const guint *)a, right = *(const guint *)b;

    return (left > right) - (left < right);
}

/* The CPUs of one interrupt; NULL when they cannot be read. */
static GArray *cpus_of(const char *sysfs_root, guint interrupt)
{
    g_autofree char *path = ph_interrupt_path(interrupt, PH_INTERRUPT_CPUS_FILE);
    g_autofree char *list = ph_kernel_file_value(sysfs_root, path, NULL);

    return list ? ph_cpu_list_parse(list) : NULL;
}

GArray *ph_interrupts_of_cpu(const char *sysfs_root, guint cpu, guint *ret_unreadable,
                             GError **error)
{
    g_autofree char *folder = g_strconcat(sysfs_root, PH_INTERRUPT_FOLDER, NULL);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &cause);
    const char *name;

    *ret_unreadable = 0;
    if (!dir) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s", cause->message);
        return NULL;
    }
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    while ((name = g_dir_read_name(dir))) {
        guint64 number = 0;

        if (!g_ascii_string_to_unsigned(name, 10, 0, G_MAXINT32, &number, NULL))
            continue;
        const guint interrupt = (guint)number;
        g_autoptr(GArray) cpus = cpus_of(sysfs_root, interrupt);
        *ret_unreadable += cpus ? 0 : 1;
        if (cpus && ph_cpu_list_has(cpus, cpu))
            g_array_append_val(found, interrupt);
    }
    g_array_sort(found, compare_numbers);
    return found;
}
