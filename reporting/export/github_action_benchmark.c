/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* github-action-benchmark's customBiggerIsBetter. */
#include <math.h>

#include "anchor_rows.h"
#include "build_text.h"
#include "export/parts.h"
#include "export/shapes.h"
#include "figure.h"

static void add_anchor(GString *text, const ph_measurement *measurement, const ph_result *result)
{
    const ph_comparison *comparison =
        ph_comparison_find(measurement->comparisons, result->benchmark, result->level,
                           PH_ANCHOR_SUBJECT, result->subject);
    g_autofree char *change = NULL, *anchor = NULL;

    if (!measurement->anchor || !comparison)
        return;
    change = ph_anchor_change(comparison);
    anchor = ph_anchor_text(measurement->anchor);
    g_string_append_printf(text, ", %s beside the anchor %s", change, anchor);
}

static void add_referee(GString *text, const ph_measurement *measurement, const ph_result *result)
{
    if (measurement->referee.mode == PH_REFEREE_MODE_OFF)
        g_string_append(text, ", without the referee");
    else if (isfinite(ph_export_referee_ratio(result)))
        g_string_append_printf(text, ", the referee's work / claim %.2f",
                               ph_export_referee_ratio(result));
}

static void add_shares(GString *text, const ph_measurement *measurement, const ph_result *result)
{
    g_autofree char *beside = ph_figure_beside_reference(measurement, result);
    g_autofree char *of_memcpy = ph_figure_of_memcpy(result);

    if (isfinite(ph_measurement_of_reference(measurement, result)))
        g_string_append_printf(text, "%s, ", beside);
    if (isfinite(result->share_of_memcpy))
        g_string_append_printf(text, "of memcpy %s, ", of_memcpy);
}

static char *extra(const ph_measurement *measurement, const ph_result *result)
{
    const char *host = ph_measurement_fingerprint(measurement);
    g_autofree char *origin =
        ph_build_text_origin(ph_export_built_from(measurement, result->subject));
    GArray *launches = ph_result_launches(result);
    GString *text = g_string_new(NULL);

    if (launches->len)
        g_string_append_printf(text, "%u launches, ", launches->len);
    add_shares(text, measurement, result);
    g_string_append_printf(text, "host %s", host ? host : "not recorded");
    if (origin)
        g_string_append_printf(text, ", %s", origin);
    add_anchor(text, measurement, result);
    add_referee(text, measurement, result);
    g_array_unref(launches);
    return g_string_free(text, FALSE);
}

static cJSON *entry_of(const ph_measurement *measurement, const ph_result *result)
{
    const ph_interval interval = ph_figure_interval_mib_s(result);
    g_autofree char *name = ph_export_name(result);
    g_autofree char *range = ph_figure_interval(result);
    g_autofree char *more = extra(measurement, result);
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", name);
    cJSON_AddStringToObject(entry, "unit", "MiB/s");
    cJSON_AddNumberToObject(entry, "value", result->throughput_mib_s);
    if (isfinite(interval.low) && isfinite(interval.high))
        cJSON_AddStringToObject(entry, "range", range);
    cJSON_AddStringToObject(entry, "extra", more);
    return entry;
}

char *ph_export_github_action_benchmark(const ph_report *report, GError **error)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(report->measurement);
    cJSON *document = cJSON_CreateArray();

    (void)error;
    for (guint i = 0; i < measured->len; i++)
        cJSON_AddItemToArray(document, entry_of(report->measurement, measured->pdata[i]));
    return ph_export_json(document);
}
