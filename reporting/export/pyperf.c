/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* https://pyperf.readthedocs.io/en/latest/api.html#json-format: values are seconds. */
#include <math.h>

#include "export/parts.h"
#include "export/shapes.h"

static cJSON *benchmark_of(const ph_measurement *measurement, const ph_result *result)
{
    g_autofree char *name = ph_export_name(result);
    GArray *launches = ph_result_launches(result);
    const char *host = ph_measurement_fingerprint(measurement);
    cJSON *benchmark = cJSON_CreateObject();
    cJSON *metadata = cJSON_AddObjectToObject(benchmark, "metadata");
    cJSON *runs = cJSON_AddArrayToObject(benchmark, "runs");

    cJSON_AddStringToObject(metadata, "name", name);
    cJSON_AddStringToObject(metadata, "unit", "second");
    cJSON_AddNumberToObject(metadata, "loops", 1);
    cJSON_AddNumberToObject(metadata, "input_bytes", (double)result->input_bytes);
    if (host)
        cJSON_AddStringToObject(metadata, "host_fingerprint", host);
    ph_export_add_release(metadata, measurement, result->subject);
    ph_export_add_referee(metadata, measurement);
    if (isfinite(ph_export_referee_ratio(result)))
        cJSON_AddNumberToObject(metadata, "referee_ratio", ph_export_referee_ratio(result));
    ph_export_add_shares(metadata, measurement, result);
    for (guint i = 0; i < launches->len; i++) {
        const double seconds = g_array_index(launches, double, i) / PH_NS_PER_S;
        cJSON *run = cJSON_CreateObject();

        cJSON_AddItemToObject(run, "values", cJSON_CreateDoubleArray(&seconds, 1));
        cJSON_AddItemToArray(runs, run);
    }
    g_array_unref(launches);
    return benchmark;
}

char *ph_export_pyperf(const ph_report *report, GError **error)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(report->measurement);
    cJSON *document = cJSON_CreateObject();
    cJSON *benchmarks = cJSON_AddArrayToObject(document, "benchmarks");

    (void)error;
    cJSON_AddStringToObject(document, "version", "1.0");
    for (guint i = 0; i < measured->len; i++)
        cJSON_AddItemToArray(benchmarks, benchmark_of(report->measurement, measured->pdata[i]));
    return ph_export_json(document);
}
