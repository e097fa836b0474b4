/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "export/export.h"

#include <math.h>
#include <string.h>

#include "export/shapes.h"
#include "figure.h"

const ph_export_format ph_export_formats[] = {
    { "spec", "perf.json", "display_gibs, comp3_mibs, warnings and errors, and nothing else", FALSE,
      ph_export_spec, NULL },
    { "receipt", "receipt.json", "copybook-rs' performance receipt, with its integrity.sha256",
      FALSE, ph_export_receipt, NULL },
    { "github-action-benchmark", "github-action-benchmark.json",
      "its customBiggerIsBetter, MiB/s with the 95 % interval", FALSE,
      ph_export_github_action_benchmark, NULL },
    { "bencher", "bencher.json", "Bencher Metric Format, MiB/s with the 95 % interval", FALSE,
      ph_export_bencher, NULL },
    { "gobench", "gobench.txt", "Go's benchmark text for benchstat, one line per launch", TRUE,
      ph_export_gobench, NULL },
    { "google-benchmark", "google-benchmark.json",
      "Google Benchmark's JSON for compare.py, one repetition per launch", TRUE,
      ph_export_google_benchmark, NULL },
    { "pyperf", "pyperf.json", "pyperf 1.0, one run per launch", TRUE, ph_export_pyperf, NULL },
    { "criterion", NULL, "criterion's folder for critcmp, one sample per launch", TRUE, NULL,
      ph_export_criterion },
    { "junit", "junit.xml", "JUnit XML, judged by config/thresholds.toml", FALSE, ph_export_junit,
      NULL },
    { "openmetrics", "perf.prom", "OpenMetrics text, bytes per second", FALSE,
      ph_export_openmetrics, NULL },
    { NULL, NULL, NULL, FALSE, NULL, NULL },
};

const ph_export_format *ph_export_find(const char *name)
{
    for (const ph_export_format *format = ph_export_formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

gboolean ph_export_is_possible(const ph_export_format *format, const ph_measurement *measurement,
                               GError **error)
{
    if (!format->has_launches || !measurement->is_plain)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                "--as %s: it holds every launch, and the specification's plain perf.json has none; "
                "--as github-action-benchmark takes its figures",
                format->name);
    return FALSE;
}

void ph_export_file_free(ph_export_file *file)
{
    g_free(file->path);
    g_free(file->text);
    g_free(file);
}

char *ph_export_name(const ph_result *result)
{
    g_autofree char *name =
        g_strdup_printf("%s/%s/%s", result->benchmark, result->level, result->subject);

    return ph_error_printable(name);
}

GPtrArray *ph_export_measured(const ph_measurement *measurement)
{
    GPtrArray *measured = g_ptr_array_new();

    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        if (result->state == PH_STATE_MEASURED)
            g_ptr_array_add(measured, result);
    }
    return measured;
}

GArray *ph_export_launches(const ph_result *result)
{
    GArray *launches = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double ns = g_array_index(result->launch_ns, double, i);

        if (isfinite(ns))
            g_array_append_val(launches, ns);
    }
    return launches;
}

double ph_export_bytes_per_second(const ph_result *result)
{
    return result->throughput_mib_s * PH_BYTES_PER_MIB;
}

char *ph_export_json(cJSON *document)
{
    char *printed = cJSON_Print(document);
    char *text = g_strconcat(printed, "\n", NULL);

    cJSON_free(printed);
    cJSON_Delete(document);
    return text;
}
