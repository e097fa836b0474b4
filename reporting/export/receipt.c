/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * copybook-rs' performance receipt. Its schema asks for members that a run may not have; there is
 * no receipt without them. It is of copybook-rs, so other subjects are not in it.
 */
#include <math.h>
#include <string.h>

#include "document/receipt_seal.h"
#include "export/parts.h"
#include "export/shapes.h"
#include "figure.h"
#include "model/statistics.h"

#define FORMAT_VERSION "1.0.0"
#define COMMIT_PATTERN "^[a-f0-9]{7,40}$"
#define TARGET_CPU     "target-cpu="

static gboolean refuse_without(GError **error, const char *what)
{
    return ph_refuse(error, PH_ERROR_SCHEMA, "--as receipt: a receipt needs %s", what);
}

static const ph_result *headline(const ph_measurement *measurement, const char *benchmark)
{
    return ph_result_measured(measurement->results, benchmark, "kernel", PH_HEADLINE_SUBJECT);
}

static gboolean has_all(const ph_measurement *measurement, GError **error)
{
    const char *commit = ph_measurement_headline_commit(measurement);

    if (!measurement->timestamp)
        return refuse_without(error, "the time of the run, and this one has none");
    if (!commit || !g_regex_match_simple(COMMIT_PATTERN, commit, 0, G_REGEX_MATCH_NOTEMPTY))
        return refuse_without(error,
                              "the commit, 7 to 40 hexadecimal digits, and this run has none; "
                              "GITHUB_SHA names one while it runs");
    if (!ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT))
        return refuse_without(error,
                              "to know how copybook-rs was built, and this run does not say");
    /* All of system-info.json, and not only what perf.json has of it. */
    if (!cJSON_GetObjectItemCaseSensitive(measurement->system, "schema_version"))
        return refuse_without(error,
                              "the machine, and there is no system-info.json of this run's host "
                              "beside its perf.json");
    if (!headline(measurement, PH_HEADLINE_DISPLAY) || !headline(measurement, PH_HEADLINE_COMP3))
        return refuse_without(error, "both headline figures, and " PH_HEADLINE_DISPLAY
                                     " or " PH_HEADLINE_COMP3 " is not measured");
    return TRUE;
}

static char *target_cpu(const ph_subject_info *info)
{
    const char *recorded = info->built_from ? info->built_from->flags : NULL;
    const char *at = strstr(recorded ? recorded : info->build, TARGET_CPU);
    const char *from = at ? at + strlen(TARGET_CPU) : NULL;

    return from ? g_strndup(from, strcspn(from, " ")) : g_strdup("generic");
}

/* Of system-info.json; "unknown" where it could not be read. */
static const char *text_at(const cJSON *system, const char *section, const char *member)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(system, section), member));

    return text ? text : "unknown";
}

static gboolean add_environment(cJSON *receipt, const cJSON *system, GError **error)
{
    const cJSON *cores = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(system, "topology"), "processing_units");
    const cJSON *wsl2 = cJSON_GetObjectItemCaseSensitive(system, "wsl2_detected");
    cJSON *environment;

    if (!cJSON_IsNumber(cores) || !cJSON_IsBool(wsl2))
        return refuse_without(error,
                              "the number of CPUs and whether this is WSL2, and system-info.json "
                              "does not know them");
    environment = cJSON_AddObjectToObject(receipt, "environment");
    cJSON_AddStringToObject(environment, "os", text_at(system, "kernel", "name"));
    cJSON_AddStringToObject(environment, "kernel", text_at(system, "kernel", "release"));
    cJSON_AddStringToObject(environment, "cpu_model", text_at(system, "cpu", "brand"));
    cJSON_AddNumberToObject(environment, "cpu_cores", cores->valuedouble);
    cJSON_AddBoolToObject(environment, "wsl2_detected", cJSON_IsTrue(wsl2));
    return TRUE;
}

/* jq versions write more than fifteen digits in different ways, and the seal is over what it
 * writes. */
static double to_a_thousandth(double value)
{
    const double near = round(value * 1e3) / 1e3;

    return near > 0.0 ? near : value;
}

static double mean_mib_s(const ph_result *result)
{
    return (double)result->input_bytes / PH_BYTES_PER_MIB / (result->mean_ns / PH_NS_PER_S);
}

/* Adds to rates what it adds to the receipt. */
static void add_benchmarks(cJSON *receipt, const ph_measurement *measurement, GArray *rates)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(measurement);
    cJSON *list = cJSON_AddArrayToObject(receipt, "benchmarks");

    for (guint i = 0; i < measured->len; i++) {
        const ph_result *result = measured->pdata[i];
        g_autofree char *name = ph_export_name(result);
        const double rate = mean_mib_s(result);
        cJSON *entry;

        if (strcmp(result->subject, PH_HEADLINE_SUBJECT) != 0)
            continue;
        entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "name", name);
        cJSON_AddNumberToObject(entry, "mean_ns", to_a_thousandth(result->mean_ns));
        cJSON_AddNumberToObject(entry, "bytes_processed", (double)result->input_bytes);
        cJSON_AddNumberToObject(entry, "mean_mibps", to_a_thousandth(rate));
        cJSON_AddItemToArray(list, entry);
        g_array_append_val(rates, rate);
    }
}

static void add_summary(cJSON *receipt, const ph_measurement *measurement, GArray *rates)
{
    static const struct {
        const char *name;
        double quantile;
    } quantiles[] = { { "p50_mibps", 0.50 }, { "p90_mibps", 0.90 }, { "p99_mibps", 0.99 } };
    const ph_result *display = headline(measurement, PH_HEADLINE_DISPLAY);
    const ph_result *comp3 = headline(measurement, PH_HEADLINE_COMP3);
    const double peak_bytes = (double)measurement->facts.worker_peak_bytes;
    cJSON *summary = cJSON_AddObjectToObject(receipt, "summary");

    cJSON_AddNumberToObject(summary, "display_mibps", to_a_thousandth(display->throughput_mib_s));
    cJSON_AddNumberToObject(summary, "comp3_mibps", to_a_thousandth(comp3->throughput_mib_s));
    cJSON_AddNumberToObject(summary, "max_rss_mib", to_a_thousandth(peak_bytes / PH_BYTES_PER_MIB));
    for (gsize i = 0; i < G_N_ELEMENTS(quantiles); i++)
        cJSON_AddNumberToObject(summary, quantiles[i].name,
                                to_a_thousandth(ph_quantile(rates, quantiles[i].quantile)));
}

char *ph_export_receipt(const ph_report *report, GError **error)
{
    const ph_measurement *measurement = report->measurement;
    g_autofree char *cpu = NULL;
    const ph_subject_info *info;
    GArray *rates;
    cJSON *receipt;

    if (!has_all(measurement, error))
        return NULL;
    receipt = cJSON_CreateObject();
    info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);
    cpu = target_cpu(info);
    cJSON_AddStringToObject(receipt, "format_version", FORMAT_VERSION);
    cJSON_AddStringToObject(receipt, "timestamp", measurement->timestamp);
    cJSON_AddStringToObject(receipt, "commit", ph_measurement_headline_commit(measurement));
    cJSON_AddStringToObject(receipt, "build_profile",
                            strstr(info->build, "release") ? "release" : "debug");
    cJSON_AddStringToObject(receipt, "target_cpu", cpu);
    if (!add_environment(receipt, measurement->system, error)) {
        cJSON_Delete(receipt);
        return NULL;
    }
    rates = g_array_new(FALSE, FALSE, sizeof(double));
    add_benchmarks(receipt, measurement, rates);
    add_summary(receipt, measurement, rates);
    g_array_unref(rates);
    ph_receipt_seal(receipt);
    return ph_export_json(receipt);
}
