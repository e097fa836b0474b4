/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "export/export.h"

#include <string.h>

#include "comparison_report.h"
#include "error/error.h"
#include "export/shapes.h"
#include "perfharness/require.h"

const ph_export_format ph_export_formats[] = {
    { "spec", "perf.json", "display_gibs, comp3_mibs, warnings and errors, and nothing else", FALSE,
      ph_export_spec, NULL, NULL },
    { "receipt", "receipt.json", "copybook-rs' performance receipt, with its integrity.sha256",
      FALSE, ph_export_receipt, NULL, NULL },
    { "benchmark-run", "benchmark-run.json",
      "the specification's result document: every figure beside the baseline's with a status, and "
      "a summary",
      FALSE, ph_export_benchmark_run, NULL, NULL },
    { "github-action-benchmark", "github-action-benchmark.json",
      "its customBiggerIsBetter, MiB/s with the 95 % interval", FALSE,
      ph_export_github_action_benchmark, NULL, NULL },
    { "bencher", "bencher.json",
      "Bencher Metric Format, MiB/s with the 95 % interval; of a comparison the ratio to base",
      FALSE, ph_export_bencher, NULL, ph_export_comparison_bencher },
    { "gobench", "gobench.txt",
      "Go's benchmark text for benchstat, one line per launch; of a comparison the counts", TRUE,
      ph_export_gobench, NULL, ph_export_comparison_gobench },
    { "google-benchmark", "google-benchmark.json",
      "Google Benchmark's JSON for compare.py, one repetition per launch", TRUE,
      ph_export_google_benchmark, NULL, NULL },
    { "pyperf", "pyperf.json", "pyperf 1.0, one run per launch", TRUE, ph_export_pyperf, NULL,
      NULL },
    { "criterion", NULL, "criterion's folder for critcmp, one sample per launch", TRUE, NULL,
      ph_export_criterion, NULL },
    { "junit", "junit.xml", "JUnit XML, judged by config/thresholds.toml; or a comparison as it is",
      FALSE, ph_export_junit, NULL, ph_comparison_junit },
    { "openmetrics", "perf.prom",
      "OpenMetrics text, bytes per second; of a comparison ratios to base", FALSE,
      ph_export_openmetrics, NULL, ph_export_comparison_openmetrics },
    { NULL, NULL, NULL, FALSE, NULL, NULL, NULL },
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
    PH_REQUIRE((format->render != NULL) != (format->render_tree != NULL));

    if (!format->has_launches || !measurement->is_plain)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA,
                "--as %s: it holds every launch, and the specification's plain perf.json has none; "
                "--as github-action-benchmark takes its figures",
                format->name);
    return FALSE;
}

gboolean ph_export_is_judged(const ph_export_format *format)
{
    return format->render == ph_export_benchmark_run || format->render == ph_export_junit;
}

gboolean ph_export_takes_comparison(const ph_export_format *format, GError **error)
{
    g_autoptr(GString) able = g_string_new(NULL);

    if (format->render_comparison)
        return TRUE;
    for (const ph_export_format *other = ph_export_formats; other->name; other++)
        if (other->render_comparison)
            g_string_append_printf(able, "%s%s", able->len ? ", " : "", other->name);
    return ph_refuse(error, PH_ERROR_SCHEMA,
                     "--as %s: it has no room for a comparison; these have: %s", format->name,
                     able->str);
}
