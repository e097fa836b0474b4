/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Google Benchmark's JSON. */
#include "document/json_member.h"
#include "export/parts.h"
#include "export/shapes.h"
#include "model/statistics.h"

/* What it calls a family is one benchmark of ours. */
typedef struct family {
    cJSON *list;
    const ph_result *result;
    const char *name;
    guint index;
    guint repetitions;
} family;

static cJSON *add_entry(const family *of, const char *name, const char *run_type)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", name);
    cJSON_AddNumberToObject(entry, "family_index", of->index);
    cJSON_AddNumberToObject(entry, "per_family_instance_index", 0);
    cJSON_AddStringToObject(entry, "run_name", of->name);
    cJSON_AddStringToObject(entry, "run_type", run_type);
    cJSON_AddNumberToObject(entry, "repetitions", of->repetitions);
    cJSON_AddItemToArray(of->list, entry);
    return entry;
}

/* The CPU's time is not taken by itself: blocks during which the thread lost its CPU are set aside,
 * so that the two are the same. */
static void add_times(const family *of, cJSON *entry, double time)
{
    cJSON_AddNumberToObject(entry, "threads", MAX(ph_thread_use_count(of->result->threads), 1));
    cJSON_AddNumberToObject(entry, "iterations", 1);
    cJSON_AddNumberToObject(entry, "real_time", time);
    cJSON_AddNumberToObject(entry, "cpu_time", time);
    cJSON_AddStringToObject(entry, "time_unit", "ns");
}

static cJSON *add_aggregate(const family *of, const char *aggregate, const char *unit, double value)
{
    g_autofree char *name = g_strconcat(of->name, "_", aggregate, NULL);
    cJSON *entry = add_entry(of, name, "aggregate");

    cJSON_AddStringToObject(entry, "aggregate_name", aggregate);
    cJSON_AddStringToObject(entry, "aggregate_unit", unit);
    add_times(of, entry, value);
    return entry;
}

static void add_result(cJSON *list, const ph_measurement *measurement, const ph_result *result,
                       guint index)
{
    g_autofree char *name = ph_export_name(result);
    GArray *launches = ph_result_launches(result);
    const family of = { list, result, name, index, launches->len };

    for (guint i = 0; i < launches->len; i++) {
        const double ns = g_array_index(launches, double, i);
        cJSON *entry = add_entry(&of, name, "iteration");

        cJSON_AddNumberToObject(entry, "repetition_index", i);
        add_times(&of, entry, ns);
        cJSON_AddNumberToObject(entry, "bytes_per_second",
                                (double)result->input_bytes / (ns / PH_NS_PER_S));
    }
    if (launches->len > 1) {
        const double deviation = ph_standard_deviation(launches), mean = ph_mean(launches);

        (void)add_aggregate(&of, "mean", "time", mean);
        ph_export_add_shares(add_aggregate(&of, "median", "time", ph_quantile(launches, 0.5)),
                             measurement, result);
        (void)add_aggregate(&of, "stddev", "time", deviation);
        (void)add_aggregate(&of, "cv", "percentage", deviation / mean);
    }
    g_array_unref(launches);
}

char *ph_export_google_benchmark(const ph_report *report, GError **error)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(report->measurement);
    cJSON *document = cJSON_CreateObject();
    cJSON *context = cJSON_AddObjectToObject(document, "context");
    cJSON *list = cJSON_AddArrayToObject(document, "benchmarks");

    (void)error;
    ph_json_add_text(context, "date", report->measurement->timestamp);
    ph_json_add_text(context, "host_name", ph_measurement_fingerprint(report->measurement));
    cJSON_AddStringToObject(context, "executable", "perfharness");
    ph_export_add_release(context, report->measurement, PH_HEADLINE_SUBJECT);
    ph_export_add_referee(context, report->measurement);
    for (guint i = 0; i < measured->len; i++)
        add_result(list, report->measurement, measured->pdata[i], i);
    return ph_export_json(document);
}
