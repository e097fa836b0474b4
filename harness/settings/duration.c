/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/duration.h"

#include <string.h>

#include "settings/thresholds.h"

#define SECONDS_A_MINUTE 60.0

gboolean ph_duration_read(const char *text, double *ret_s)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = { { "s", 1.0 }, { "m", SECONDS_A_MINUTE }, { "h", 60.0 * SECONDS_A_MINUTE } };
    char *end;
    double count;

    if (!g_ascii_isdigit(*text) || strchr(text, 'x') || strchr(text, 'e'))
        return FALSE;
    count = g_ascii_strtod(text, &end);
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(end, units[i].unit) == 0) {
            *ret_s = count * units[i].seconds;
            return *ret_s > 0.0 && *ret_s <= PH_TIMEOUT_MINUTES_MAX * SECONDS_A_MINUTE;
        }
    return FALSE;
}
