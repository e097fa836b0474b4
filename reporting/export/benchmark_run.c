/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The specification's result document: what was run, every figure that was asked for beside the
 * baseline's with a status, the host, and a summary; config/schema/benchmark-run.schema.json.
 */
#include <math.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "export/benchmark_summary.h"
#include "export/parts.h"
#include "export/shapes.h"
#include "figure.h"
#include "verdict/result_standing.h"

#define UNIT "MiB/s"

/* Texts of a document are anybody's. */
static void add_printable(cJSON *object, const char *name, const char *text)
{
    g_autofree char *printable = text ? ph_error_printable(text) : NULL;

    ph_json_add_text(object, name, printable);
}

/* Of the job that this is, where that is the one that measured. */
static const char *branch_of(const ph_report *report)
{
    const char *commit = report->measurement->commit;

    return report->job && commit && g_strcmp0(report->job->commit, commit) == 0
               ? report->job->branch
               : NULL;
}

static void add_library(cJSON *run, const ph_measurement *measurement)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);
    const ph_build_identity *built_from = info ? info->built_from : NULL;
    cJSON *library;

    if (!info) {
        cJSON_AddNullToObject(run, "library");
        return;
    }
    library = cJSON_AddObjectToObject(run, "library");
    add_printable(library, "name", info->name);
    add_printable(library, "version", info->version);
    add_printable(library, "commit", built_from ? built_from->commit : NULL);
    add_printable(library, "toolchain", built_from ? built_from->toolchain : NULL);
    add_printable(library, "flags", built_from ? built_from->flags : NULL);
}

static void add_harness(cJSON *run, const ph_harness_info *harness)
{
    cJSON *object;

    if (!harness->version) {
        cJSON_AddNullToObject(run, "harness");
        return;
    }
    object = cJSON_AddObjectToObject(run, "harness");
    add_printable(object, "version", harness->version);
    add_printable(object, "commit", harness->commit);
    cJSON_AddBoolToObject(object, "is_modified", harness->is_modified);
}

static void add_baseline(cJSON *run, const ph_measurement *baseline)
{
    cJSON *object;

    if (!baseline) {
        cJSON_AddNullToObject(run, "baseline");
        return;
    }
    object = cJSON_AddObjectToObject(run, "baseline");
    add_printable(object, "timestamp", baseline->timestamp);
    add_printable(object, "commit", ph_measurement_headline_commit(baseline));
}

static void add_run(cJSON *document, const ph_report *report)
{
    const ph_measurement *measurement = report->measurement;
    cJSON *run = cJSON_AddObjectToObject(document, "benchmark_run");

    ph_json_add_text(run, "id", report->run_digest);
    add_printable(run, "timestamp", measurement->timestamp);
    add_printable(run, "commit", ph_measurement_headline_commit(measurement));
    add_printable(run, "branch", branch_of(report));
    add_printable(run, "suite", measurement->suite);
    cJSON_AddBoolToObject(run, "is_quick", measurement->is_quick);
    add_library(run, measurement);
    add_harness(run, &measurement->harness);
    add_baseline(run, report->baseline);
}

static void add_metric(cJSON *list, const ph_report *report, const ph_result *result)
{
    const ph_result_standing metric = ph_result_standing_of(report->judgement, result);
    const ph_change *change = metric.change;
    const gboolean is_measured = result->state == PH_STATE_MEASURED;
    g_autofree char *name = ph_export_name(result);
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", name);
    add_printable(entry, "benchmark", result->benchmark);
    add_printable(entry, "level", result->level);
    add_printable(entry, "subject", result->subject);
    cJSON_AddStringToObject(entry, "unit", UNIT);
    ph_json_add_number(entry, "value", is_measured ? result->throughput_mib_s : NAN);
    ph_json_add_interval(
        entry, "ci95", is_measured ? ph_figure_interval_mib_s(result) : (ph_interval){ NAN, NAN });
    ph_json_add_number(entry, "baseline",
                       change && change->base ? change->base->throughput_mib_s : NAN);
    ph_json_add_number(entry, "change", change ? change->change : NAN);
    ph_json_add_interval(entry, "change_ci95", change ? change->ci95 : (ph_interval){ NAN, NAN });
    ph_json_add_number(entry, "p_value", change ? change->p_value : NAN);
    cJSON_AddStringToObject(entry, "status", ph_verdict_word(metric.status));
    add_printable(entry, "why", metric.why);
    cJSON_AddItemToArray(list, entry);
}

static void add_metrics(cJSON *document, const ph_report *report)
{
    cJSON *list = cJSON_AddArrayToObject(document, "metrics");

    for (guint i = 0; i < report->measurement->results->len; i++) {
        const ph_result *result = report->measurement->results->pdata[i];

        if (!ph_result_is_excused(result))
            add_metric(list, report, result);
    }
}

/* What perf.json has of the host, and no more where system-info.json is not beside it. */
static void add_system(cJSON *document, const ph_measurement *measurement)
{
    const cJSON *system = measurement->system;
    const cJSON *cpu = ph_json_member(system, "cpu");
    cJSON *info = cJSON_AddObjectToObject(document, "system_info");

    add_printable(info, "fingerprint", ph_measurement_fingerprint(measurement));
    add_printable(info, "cpu_model", ph_json_text(cpu, "brand"));
    add_printable(info, "microcode", ph_measurement_microcode(measurement));
    add_printable(info, "core_kind", ph_measurement_core_kind(measurement));
    ph_json_add_number(info, "processing_units",
                       ph_json_number(ph_json_member(system, "topology"), "processing_units"));
    add_printable(info, "os", ph_json_text(ph_json_member(system, "kernel"), "name"));
    add_printable(info, "kernel", ph_measurement_kernel(measurement));
}

char *ph_export_benchmark_run(const ph_report *report, GError **error)
{
    cJSON *document = cJSON_CreateObject();

    (void)error;
    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_BENCHMARK_RUN);
    add_run(document, report);
    add_metrics(document, report);
    add_system(document, report->measurement);
    ph_benchmark_summary_add(document, report);
    return ph_export_json(document);
}
