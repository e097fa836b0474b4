/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * OpenMetrics 1.0. The commit is a label of perf_build_info alone: as a label of the throughput it
 * would begin a new series with every run.
 */
#include <math.h>
#include <string.h>

#include "export/labels.h"
#include "export/parts.h"
#include "export/shapes.h"

#define METRIC "perf_throughput_bytes_per_second"
#define RATIO  "perf_time_over_anchor_ratio"
#define CALL   "perf_record_seconds"

/* What tells one series from another. */
static void add_series(GString *labels, const ph_measurement *measurement, const char *benchmark,
                       const char *subject, const char *level)
{
    ph_export_add_label(labels, "benchmark", benchmark);
    ph_export_add_label(labels, "host", ph_measurement_fingerprint(measurement));
    ph_export_add_label(labels, "suite", measurement->suite);
    ph_export_add_label(labels, "subject", subject);
    ph_export_add_label(labels, "level", level);
}

static void add_throughput(GString *to, const ph_measurement *measurement, const ph_result *result)
{
    char value[G_ASCII_DTOSTR_BUF_SIZE];
    GString *labels = g_string_new(NULL);

    add_series(labels, measurement, result->benchmark, result->subject, result->level);
    g_string_append_printf(to, METRIC "{%s} %s\n", labels->str,
                           g_ascii_dtostr(value, sizeof value, ph_export_bytes_per_second(result)));
    (void)g_string_free(labels, TRUE);
}

/* A family of ratios that results have. */
static void add_family(GString *to, const ph_measurement *measurement, const ph_export_share *share)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(measurement);
    g_autofree char *name = g_strdup_printf("perf_%s_ratio", share->name);
    gboolean is_begun = FALSE;

    for (guint i = 0; i < measured->len; i++) {
        const ph_result *result = measured->pdata[i];
        const double ratio = share->value(measurement, result);
        g_autoptr(GString) labels = g_string_new(NULL);
        char value[G_ASCII_DTOSTR_BUF_SIZE];

        if (!isfinite(ratio))
            continue;
        if (!is_begun)
            g_string_append_printf(to, "# TYPE %s gauge\n# UNIT %s ratio\n# HELP %s %s\n", name,
                                   name, name, share->help);
        is_begun = TRUE;
        add_series(labels, measurement, result->benchmark, result->subject, result->level);
        g_string_append_printf(to, "%s{%s} %s\n", name, labels->str,
                               g_ascii_dtostr(value, sizeof value, ratio));
    }
}

static double referee_ratio(const ph_measurement *measurement, const ph_result *result)
{
    (void)measurement;
    return ph_export_referee_ratio(result);
}

static void add_shares(GString *to, const ph_measurement *measurement)
{
    static const ph_export_share of_referee = {
        "referee_work_over_claim", "CPU time of the referee's work over the time claimed.",
        referee_ratio
    };

    for (gsize i = 0; i < PH_EXPORT_SHARES; i++)
        add_family(to, measurement, &ph_export_shares[i]);
    add_family(to, measurement, &of_referee);
}

/* A quantile of calls of one record. */
static void add_quantile(GString *to, const ph_measurement *measurement, const ph_result *result,
                         const char *quantile, ph_latency_id id)
{
    const double ns = result->latency->figures[id].median;
    char value[G_ASCII_DTOSTR_BUF_SIZE];
    GString *labels = g_string_new(NULL);

    if (isfinite(ns)) {
        add_series(labels, measurement, result->benchmark, result->subject, result->level);
        ph_export_add_label(labels, "quantile", quantile);
        g_string_append_printf(to, CALL "{%s} %s\n", labels->str,
                               g_ascii_dtostr(value, sizeof value, ns / 1e9));
    }
    (void)g_string_free(labels, TRUE);
}

/* Medians over launches, as the throughput is: so a summary without count and sum. */
static void add_quantiles(GString *to, const ph_measurement *measurement, const GPtrArray *measured)
{
    gboolean is_begun = FALSE;

    for (guint i = 0; i < measured->len; i++) {
        const ph_result *result = measured->pdata[i];

        if (!result->latency)
            continue;
        if (!is_begun)
            g_string_append(to, "# TYPE " CALL " summary\n# UNIT " CALL " seconds\n# HELP " CALL
                                " One record alone in its call, the median over launches.\n");
        is_begun = TRUE;
        add_quantile(to, measurement, result, "0.5", PH_LATENCY_p50_ns);
        add_quantile(to, measurement, result, "0.95", PH_LATENCY_p95_ns);
        add_quantile(to, measurement, result, "0.99", PH_LATENCY_p99_ns);
    }
}

/* Its digest makes another anchor another series, as it should be. */
static void add_ratio(GString *to, const ph_measurement *measurement,
                      const ph_comparison *comparison)
{
    char value[G_ASCII_DTOSTR_BUF_SIZE];
    const ph_anchor *anchor = measurement->anchor;
    GString *labels = g_string_new(NULL);

    add_series(labels, measurement, comparison->benchmark, comparison->head, comparison->level);
    ph_export_add_label(labels, "anchor", anchor->name);
    ph_export_add_label(labels, "anchor_release", anchor->identity->release);
    ph_export_add_label(labels, "anchor_sha256", anchor->identity->library_sha256);
    g_string_append_printf(to, RATIO "{%s} %s\n", labels->str,
                           g_ascii_dtostr(value, sizeof value, comparison->ratio));
    (void)g_string_free(labels, TRUE);
}

static void add_ratios(GString *to, const ph_measurement *measurement)
{
    if (!measurement->anchor)
        return;
    g_string_append(to, "# TYPE " RATIO " gauge\n# UNIT " RATIO " ratio\n# HELP " RATIO
                        " Time over that of the anchor in the same launches: above 1, slower.\n");
    for (guint i = 0; i < measurement->comparisons->len; i++) {
        const ph_comparison *comparison = measurement->comparisons->pdata[i];

        if (strcmp(comparison->base, PH_ANCHOR_SUBJECT) == 0)
            add_ratio(to, measurement, comparison);
    }
}

/* info is NULL for a run that does not say what it measured. */
static void add_build(GString *to, const ph_measurement *measurement, const ph_subject_info *info)
{
    const ph_build_identity *built_from = info ? info->built_from : NULL;
    GString *labels = g_string_new(NULL);

    ph_export_add_label(labels, "commit", measurement->commit);
    ph_export_add_label(labels, "subject", info ? info->name : NULL);
    ph_export_add_label(labels, "version", info ? info->version : NULL);
    ph_export_add_label(labels, "release", built_from ? built_from->release : NULL);
    ph_export_add_label(labels, "built_from_commit", built_from ? built_from->commit : NULL);
    ph_export_add_label(labels, "referee", ph_referee_mode_name(measurement->referee.mode));
    g_string_append_printf(to, "perf_build_info{%s} 1\n", labels->str);
    (void)g_string_free(labels, TRUE);
}

char *ph_export_openmetrics(const ph_report *report, GError **error)
{
    const ph_measurement *measurement = report->measurement;
    g_autoptr(GPtrArray) measured = ph_export_measured(measurement);
    GString *text =
        g_string_new("# TYPE " METRIC " gauge\n# UNIT " METRIC " bytes_per_second\n# HELP " METRIC
                     " Input bytes decoded per second, the median over launches.\n");

    (void)error;
    for (guint i = 0; i < measured->len; i++)
        add_throughput(text, measurement, measured->pdata[i]);
    add_quantiles(text, measurement, measured);
    add_ratios(text, measurement);
    add_shares(text, measurement);
    g_string_append(text, "# TYPE perf_build info\n# HELP perf_build What was measured.\n");
    for (guint i = 0; i < measurement->subjects->len; i++)
        add_build(text, measurement, measurement->subjects->pdata[i]);
    if (!measurement->subjects->len)
        add_build(text, measurement, NULL);
    g_string_append(text, "# EOF\n");
    return g_string_free(text, FALSE);
}
