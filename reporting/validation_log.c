/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "validation_log.h"

#include <math.h>

static void add_value(GString *log, const char *name, double value, const char *unit)
{
    if (isfinite(value))
        g_string_append_printf(log, " %s=%.6g%s", name, value, unit);
    else
        g_string_append_printf(log, " %s=none", name);
}

static void add_check(GString *log, const ph_floor_check *check)
{
    g_string_append_printf(log, "floor %s %s level=%s", check->name, check->benchmark,
                           check->level);
    add_value(log, "value", check->value_mb_s, "MB/s");
    add_value(log, "low", check->ci95_mb_s.low, "MB/s");
    add_value(log, "high", check->ci95_mb_s.high, "MB/s");
    add_value(log, "limit", check->floor_mb_s, "MB/s");
    add_value(log, "margin", check->value_mb_s / check->floor_mb_s, "x");
    if (check->is_judged)
        g_string_append_printf(log, " verdict=%s: %s\n", ph_verdict_word(check->verdict),
                               check->why);
    else
        g_string_append(log, " verdict=none: shown beside the kernel figure, not judged\n");
}

static void add_result(GString *log, const ph_result *result)
{
    g_string_append_printf(log,
                           "proof %s %s level=%s state=%s records=%" G_GUINT64_FORMAT
                           " failed=%" G_GUINT64_FORMAT,
                           result->benchmark, result->subject, result->level,
                           ph_state_name(result->state), result->records, result->records_failed);
    if (result->reason)
        g_string_append_printf(log, ": %s%s\n", result->reason,
                               result->is_void_expected ? " (void is what is expected)" : "");
    else
        g_string_append_printf(log, " checksum=%s\n", result->checksum);
}

char *ph_validation_log(const ph_measurement *measurement, const GArray *floor_checks)
{
    GString *log = g_string_new(NULL);

    g_string_append_printf(log, "# %s, suite %s\n", measurement->timestamp,
                           measurement->suite ? measurement->suite : "none");
    for (guint i = 0; i < measurement->results->len; i++)
        add_result(log, measurement->results->pdata[i]);
    for (guint i = 0; i < floor_checks->len; i++)
        add_check(log, &g_array_index(floor_checks, ph_floor_check, i));
    for (guint i = 0; i < measurement->warnings->len; i++)
        g_string_append_printf(log, "warning %s\n", (const char *)measurement->warnings->pdata[i]);
    for (guint i = 0; i < measurement->errors->len; i++)
        g_string_append_printf(log, "error %s\n", (const char *)measurement->errors->pdata[i]);
    g_string_append_printf(log, "verdict %s\n",
                           ph_verdict_word(ph_floors_verdict(measurement, floor_checks)));
    return g_string_free(log, FALSE);
}
