/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bencher Metric Format. */
#include <math.h>

#include "export/parts.h"
#include "export/shapes.h"
#include "figure.h"

/* Measures, as a benchmark may have several; their names are slugs. */
static void add_shares(cJSON *entry, const ph_measurement *measurement, const ph_result *result)
{
    for (gsize i = 0; i < PH_EXPORT_SHARES; i++) {
        const double value = ph_export_shares[i].value(measurement, result);
        g_autofree char *name = g_strdelimit(g_strdup(ph_export_shares[i].name), "_", '-');

        if (isfinite(value))
            cJSON_AddNumberToObject(cJSON_AddObjectToObject(entry, name), "value", value);
    }
}

char *ph_export_bencher(const ph_report *report, GError **error)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(report->measurement);
    cJSON *document = cJSON_CreateObject();

    (void)error;
    for (guint i = 0; i < measured->len; i++) {
        const ph_result *result = measured->pdata[i];
        const ph_interval interval = ph_figure_interval_mib_s(result);
        g_autofree char *name = ph_export_name(result);
        cJSON *entry = cJSON_AddObjectToObject(document, name);
        cJSON *throughput = cJSON_AddObjectToObject(entry, "throughput");

        cJSON_AddNumberToObject(throughput, "value", result->throughput_mib_s);
        add_shares(entry, report->measurement, result);
        if (!isfinite(interval.low) || !isfinite(interval.high))
            continue;
        cJSON_AddNumberToObject(throughput, "lower_value", interval.low);
        cJSON_AddNumberToObject(throughput, "upper_value", interval.high);
    }
    return ph_export_json(document);
}
