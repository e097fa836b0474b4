/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/thread_waits.h"

#include <fcntl.h>
#include <glib.h>
#include <math.h>
#include <unistd.h>

#include "system/kernel_file.h"

/* Three numbers. */
enum { TEXT_BYTES = 128 };

int ph_run_delay_open(const char *root, const char *process)
{
    g_autofree char *path = g_strdup_printf("%s/proc/%s/schedstat", root, process);

    return open(path, O_RDONLY | O_CLOEXEC);
}

double ph_run_delay_ns(int descriptor)
{
    char text[TEXT_BYTES];
    const ssize_t length = pread(descriptor, text, sizeof(text) - 1, 0);
    char *end = NULL, *delay_end = NULL;

    if (length <= 0)
        return NAN;
    text[length] = '\0';
    (void)g_ascii_strtoull(text, &end, 10); /* Its time on a CPU, which other clocks tell, too. */
    if (end == text || *end != ' ')
        return NAN;
    const guint64 delay_ns = g_ascii_strtoull(end, &delay_end, 10);
    return delay_end == end ? NAN : (double)delay_ns;
}

double ph_voluntary_switches(const char *root, const char *process)
{
    g_autofree char *path = g_strdup_printf("/proc/%s/status", process);
    g_autofree char *text = ph_kernel_file_text(root, path, NULL, NULL);
    g_autofree char *field = text ? ph_text_field(text, "voluntary_ctxt_switches") : NULL;
    guint64 switches = 0;

    return field && g_ascii_string_to_unsigned(field, 10, 0, G_MAXUINT64, &switches, NULL)
               ? (double)switches
               : NAN;
}
