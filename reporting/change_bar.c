/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "change_bar.h"

#include <math.h>

enum { EIGHTHS = 8 };

char *ph_change_bar(double change, double longest, guint columns)
{
    static const char *const parts[EIGHTHS] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    const double share = isnan(change) ? 0.0 : fmin(fabs(change) / longest, 1.0);
    const guint eighths = (guint)lround(share * columns * EIGHTHS);
    GString *bar = g_string_new(NULL);

    for (guint i = 0; i < eighths / EIGHTHS; i++)
        g_string_append(bar, "█");
    g_string_append(bar, parts[eighths % EIGHTHS]);
    return g_string_free(bar, FALSE);
}
