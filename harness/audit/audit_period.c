/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/audit_period.h"

#include "error/error.h"
#include "perfharness/require.h"

enum { YEAR_FIRST = 1970, YEAR_LAST = 9998 };

guint ph_audit_month_of(gint64 at_us)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);

    PH_REQUIRE(at != NULL);
    return 12 * (guint)g_date_time_get_year(at) + (guint)g_date_time_get_month(at) - 1;
}

gint64 ph_audit_month_begin_us(guint month)
{
    g_autoptr(GDateTime) begin =
        g_date_time_new_utc((gint)(month / 12), (gint)(month % 12) + 1, 1, 0, 0, 0.0);

    PH_REQUIRE(begin != NULL);
    return g_date_time_to_unix(begin) * G_USEC_PER_SEC;
}

static ph_audit_period period_of(guint first, guint last, gint64 now_us)
{
    const gint64 end_us = ph_audit_month_begin_us(last + 1);

    return (ph_audit_period){ first, last, ph_audit_month_begin_us(first), MIN(end_us, now_us),
                              end_us > now_us };
}

ph_audit_period ph_audit_period_of_months(guint months, gint64 now_us)
{
    PH_REQUIRE(months > 0 && months <= PH_AUDIT_MONTHS_MAX);

    const guint now = ph_audit_month_of(now_us);

    return period_of(now - months, now - 1, now_us);
}

static gboolean read_month(const char *text, guint *ret)
{
    guint64 year = 0, month = 0;
    g_auto(GStrv) parts = g_strsplit(text, "-", 2);

    if (!g_regex_match_simple("^[0-9]{4}-[0-9]{2}$", text, G_REGEX_DOLLAR_ENDONLY,
                              (GRegexMatchFlags)0) ||
        !g_ascii_string_to_unsigned(parts[0], 10, YEAR_FIRST, YEAR_LAST, &year, NULL) ||
        !g_ascii_string_to_unsigned(parts[1], 10, 1, 12, &month, NULL))
        return FALSE;
    *ret = 12 * (guint)year + (guint)month - 1;
    return TRUE;
}

gboolean ph_audit_period_read(const char *text, gint64 now_us, ph_audit_period *ret, GError **error)
{
    g_auto(GStrv) ends = g_strsplit(text, "..", 2);
    g_autofree char *printable = ph_error_printable(text);
    guint first, last;

    if (!ends[0] || !read_month(ends[0], &first) || !read_month(ends[1] ? ends[1] : ends[0], &last))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--period %s: two months were expected, as in 2023-12..2026-11",
                         printable);
    if (last < first)
        return ph_refuse(error, PH_ERROR_USAGE, "--period %s: the first month is behind the last",
                         printable);
    if (last > ph_audit_month_of(now_us))
        return ph_refuse(error, PH_ERROR_USAGE, "--period %s: the last month has not begun yet",
                         printable);
    if (last - first >= PH_AUDIT_MONTHS_MAX)
        return ph_refuse(error, PH_ERROR_USAGE, "--period %s: at most %d months were expected",
                         printable, PH_AUDIT_MONTHS_MAX);
    *ret = period_of(first, last, now_us);
    return TRUE;
}

guint ph_audit_period_months(const ph_audit_period *period)
{
    return period->last - period->first + 1;
}

gboolean ph_audit_period_has(const ph_audit_period *period, gint64 at_us)
{
    return at_us >= period->since_us && at_us < period->until_us;
}

char *ph_audit_month_text(guint month)
{
    return g_strdup_printf("%04u-%02u", month / 12, month % 12 + 1);
}

char *ph_audit_months_text(const GArray *months)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < months->len; i++) {
        const guint first = g_array_index(months, guint, i);
        guint last = first;
        g_autofree char *from = ph_audit_month_text(first);
        g_autofree char *to = NULL;

        while (i + 1 < months->len && g_array_index(months, guint, i + 1) == last + 1) {
            last++;
            i++;
        }
        to = ph_audit_month_text(last);
        g_string_append_printf(text, "%s%s%s%s", text->len > 0 ? ", " : "", from,
                               last > first ? " to " : "", last > first ? to : "");
    }
    return g_string_free(text, FALSE);
}

char *ph_audit_day_text(gint64 at_us)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);

    return g_date_time_format(at, "%Y-%m-%d");
}
