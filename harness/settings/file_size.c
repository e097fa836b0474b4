/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/file_size.h"

#include <string.h>

#define OF_MEMORY "x-memory"

enum { MULTIPLE_MAX = 1000 };

/* 8 EiB is what an offset can say. */
#define BYTES_MAX ((guint64)1 << 62)

static const struct {
    const char *name;
    guint shift;
} units[] = { { "KiB", 10 }, { "MiB", 20 }, { "GiB", 30 }, { "TiB", 40 } };

gboolean ph_file_size_read(const char *text, ph_file_size *ret)
{
    const gsize digits = strspn(text, "0123456789");
    g_autofree char *number_text = g_strndup(text, digits);
    guint64 number;

    *ret = (ph_file_size){ 0 };
    if (!g_ascii_string_to_unsigned(number_text, 10, 1, BYTES_MAX, &number, NULL))
        return FALSE;
    if (strcmp(text + digits, OF_MEMORY) == 0) {
        ret->memory_multiple = (double)number;
        return number <= MULTIPLE_MAX;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(text + digits, units[i].name) == 0) {
            ret->bytes = number << units[i].shift;
            return number <= BYTES_MAX >> units[i].shift;
        }
    return FALSE;
}
