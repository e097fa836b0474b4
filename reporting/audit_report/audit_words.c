/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_words.h"

#include <math.h>

#include "dashboard/signed_percent.h"
#include "document/json_member.h"
#include "figure.h"

enum { DAY_LENGTH = 10, HASH_DIGITS = 12, DAY_S = 24 * 3600, HOUR_S = 3600 };

char *ph_audit_words(const cJSON *object, const char *name)
{
    const char *text = ph_json_text(object, name);

    return g_strdup(text ? text : "");
}

static char *start_of(const cJSON *object, const char *name, gsize length)
{
    const char *text = ph_json_text(object, name);

    return g_utf8_substring(text ? text : "", 0,
                            text ? MIN((glong)length, g_utf8_strlen(text, -1)) : 0);
}

char *ph_audit_words_day(const cJSON *object, const char *name)
{
    return start_of(object, name, DAY_LENGTH);
}

char *ph_audit_words_hash(const cJSON *object, const char *name)
{
    return start_of(object, name, HASH_DIGITS);
}

char *ph_audit_words_count(const cJSON *object, const char *name)
{
    return isnan(ph_json_number(object, name)) ? g_strdup("")
                                               : ph_figure_count(ph_json_count(object, name));
}

char *ph_audit_words_rate(const cJSON *object, const char *name)
{
    const double rate = ph_json_number(object, name);

    return isnan(rate) ? g_strdup("") : ph_figure_rate(rate);
}

char *ph_audit_words_change(const cJSON *object, const char *name)
{
    return ph_signed_percent(100.0 * ph_json_number(object, name), 1);
}

char *ph_audit_words_span(const cJSON *object, const char *name)
{
    const double seconds = ph_json_number(object, name);
    const gint64 days = isnan(seconds) ? 0 : (gint64)seconds / DAY_S;
    const gint64 hours = isnan(seconds) ? 0 : (gint64)seconds % DAY_S / HOUR_S;

    if (isnan(seconds))
        return g_strdup("");
    if (days == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT " h", hours);
    return g_strdup_printf("%" G_GINT64_FORMAT " day%s %" G_GINT64_FORMAT " h", days,
                           days == 1 ? "" : "s", hours);
}

char *ph_audit_words_suite(const cJSON *object)
{
    const char *suite = ph_json_text(object, "suite");
    const char *host = ph_json_text(object, "host");

    return g_strdup_printf("%s on %s", suite && *suite ? suite : "workloads", host ? host : "?");
}
