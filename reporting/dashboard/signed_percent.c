/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dashboard/signed_percent.h"

#include <math.h>

#include "series/signed_text.h"

/* A blank at which no line ends. */
#define NO_BREAK "\u00a0"

char *ph_signed_percent(double percent, int decimals)
{
    g_autofree char *number = ph_percent_text(percent / 100.0, decimals);

    return isfinite(percent) ? g_strdup_printf("%s" NO_BREAK "%%", number) : g_strdup("");
}

char *ph_signed_percent_interval(ph_interval percent, int decimals)
{
    g_autofree char *low = ph_percent_text(percent.low / 100.0, decimals);
    g_autofree char *high = ph_percent_text(percent.high / 100.0, decimals);

    if (!isfinite(percent.low) || !isfinite(percent.high))
        return g_strdup("");
    return g_strdup_printf("%s … %s" NO_BREAK "%%", low, high);
}
