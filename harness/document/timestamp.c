/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/timestamp.h"

#define CLOCK_DIFFERENCE_MAX (5 * G_TIME_SPAN_MINUTE)

GDateTime *ph_timestamp_read(const char *text)
{
    /* GLib reads all of ISO 8601, which is much more. */
    static const char pattern[] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                                  "(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$";

    if (!g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, 0))
        return NULL;
    return g_date_time_new_from_iso8601(text, NULL);
}

gboolean ph_timestamp_is_past(GDateTime *time)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();

    return g_date_time_difference(time, now) <= CLOCK_DIFFERENCE_MAX;
}
