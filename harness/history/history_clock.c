/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/history_clock.h"

#include <math.h>

#include "document/timestamp.h"

/* Year 9999, the last that RFC 3339 has. */
static const double last_second = 253402300799.0;

gint64 ph_history_now_us(void)
{
    const char *set = g_getenv("PERFHARNESS_NOW");
    char *end = NULL;
    const double seconds = set ? g_ascii_strtod(set, &end) : NAN;

    if (set && end != set && *end == '\0' && seconds >= 0 && seconds <= last_second)
        return (gint64)llround(seconds * (double)G_USEC_PER_SEC);
    return g_get_real_time();
}

char *ph_history_time_text(gint64 time_us)
{
    g_autoptr(GDateTime) epoch = g_date_time_new_from_unix_utc(0);
    g_autoptr(GDateTime) time = g_date_time_add(epoch, time_us);

    /* What is beyond the years that there are is in no document: a damaged store has it. */
    return time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%S.%fZ") : g_strdup("?");
}

gboolean ph_history_time_read(const char *text, gint64 *ret_us)
{
    g_autoptr(GDateTime) time = ph_timestamp_read(text);

    if (!time)
        return FALSE;
    *ret_us = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
    return TRUE;
}
