/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/http_time.h"

#include <string.h>

gboolean ph_http_date_parse(const char *text, gint64 *ret)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    g_auto(GStrv) words = g_strsplit(text, " ", 7);
    g_auto(GStrv) clock = g_strv_length(words) == 6 ? g_strsplit(words[4], ":", 4) : NULL;
    const char *month = clock && strlen(words[2]) == 3 ? strstr(months, words[2]) : NULL;
    guint64 numbers[5];

    if (!month || (month - months) % 3 || g_strv_length(clock) != 3)
        return FALSE;
    const char *const texts[] = { words[1], words[3], clock[0], clock[1], clock[2] };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!g_ascii_string_to_unsigned(texts[i], 10, 0, 9999, &numbers[i], NULL))
            return FALSE;
    g_autoptr(GDateTime) time =
        g_date_time_new_utc((int)numbers[1], (int)(month - months) / 3 + 1, (int)numbers[0],
                            (int)numbers[2], (int)numbers[3], (double)numbers[4]);

    if (time)
        *ret = g_date_time_to_unix(time);
    return time != NULL;
}

gint64 ph_http_retry_after_s(const ph_http_response *response)
{
    const char *text = ph_http_header(response, "retry-after");
    const char *date = ph_http_header(response, "date");
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC, then_s = 0;
    guint64 wait_s = 0;

    if (!text || g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &wait_s, NULL))
        return (gint64)wait_s;
    if (!ph_http_date_parse(text, &then_s))
        return 0;
    if (date)
        (void)ph_http_date_parse(date, &now_s);
    return MAX(then_s - now_s, 0);
}
