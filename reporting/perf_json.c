/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "perf_json.h"

#include <math.h>
#include <string.h>

#include "document/allocations_json.h"
#include "document/anchor_json.h"
#include "document/comparison_json.h"
#include "document/fitness_json.h"
#include "document/json_member.h"
#include "document/latency_json.h"
#include "document/noise_json.h"
#include "document/provenance.h"
#include "document/recipe_json.h"
#include "document/record_layout_json.h"
#include "document/referee_json.h"
#include "document/stored_json.h"
#include "document/sustained_json.h"
#include "document/threads_json.h"
#include "run_notes.h"

static const ph_result *headline(const ph_measurement *measurement, const char *benchmark,
                                 const char *level)
{
    return ph_result_measured(measurement->results, benchmark, level, PH_HEADLINE_SUBJECT);
}

/* Where a published figure comes from, so that nobody takes kernel speed for what a user waits
 * for. */
static void add_headline_entry(cJSON *object, const char *name, const ph_measurement *measurement,
                               const char *benchmark, const char *level)
{
    const ph_result *result = headline(measurement, benchmark, level);
    cJSON *entry = cJSON_AddObjectToObject(object, name);

    cJSON_AddStringToObject(entry, "benchmark", benchmark);
    cJSON_AddStringToObject(entry, "level", level);
    ph_json_add_number(entry, "throughput_mib_s", result ? result->throughput_mib_s : NAN);
    ph_json_add_number(entry, "throughput_mb_s", result ? ph_mb_s(result->throughput_mib_s) : NAN);
}

static void add_headline(cJSON *document, const ph_measurement *measurement)
{
    cJSON *object = cJSON_AddObjectToObject(document, "headline");

    cJSON_AddStringToObject(object, "subject", PH_HEADLINE_SUBJECT);
    add_headline_entry(object, "display", measurement, PH_HEADLINE_DISPLAY, "kernel");
    add_headline_entry(object, "comp3", measurement, PH_HEADLINE_COMP3, "kernel");
    add_headline_entry(object, "record_display", measurement, PH_HEADLINE_RECORD_DISPLAY, "record");
    add_headline_entry(object, "file_display", measurement, PH_HEADLINE_RECORD_DISPLAY, "file");
    add_headline_entry(object, "record_comp3", measurement, PH_HEADLINE_RECORD_COMP3, "record");
    add_headline_entry(object, "file_comp3", measurement, PH_HEADLINE_RECORD_COMP3, "file");
}

static void add_launches(cJSON *entry, const GArray *launch_ns)
{
    cJSON *list = cJSON_AddArrayToObject(entry, "launch_ns");

    for (guint i = 0; i < launch_ns->len; i++) {
        const double ns = g_array_index(launch_ns, double, i);

        cJSON_AddItemToArray(list, isfinite(ns) ? cJSON_CreateNumber(ns) : cJSON_CreateNull());
    }
}

/* Those that gave a sample. */
static guint count_launches(const GArray *launch_ns)
{
    guint count = 0;

    for (guint i = 0; i < launch_ns->len; i++)
        count += isfinite(g_array_index(launch_ns, double, i)) ? 1 : 0;
    return count;
}

static void add_measured(cJSON *entry, const ph_result *result)
{
    cJSON *aside;

    cJSON_AddNumberToObject(entry, "input_bytes", (double)result->input_bytes);
    cJSON_AddNumberToObject(entry, "launches", count_launches(result->launch_ns));
    cJSON_AddNumberToObject(entry, "blocks_kept", (double)result->blocks_kept);
    aside = cJSON_AddObjectToObject(entry, "blocks_set_aside");
    cJSON_AddNumberToObject(aside, "preempted", (double)result->blocks_preempted);
    cJSON_AddNumberToObject(aside, "slowed", (double)result->blocks_slowed);
    cJSON_AddNumberToObject(entry, "median_ns", result->median_ns);
    cJSON_AddNumberToObject(entry, "mean_ns", result->mean_ns);
    ph_json_add_interval(entry, "ci95_ns", result->ci95_ns);
    ph_json_add_number(entry, "cv", result->cv);
    cJSON_AddNumberToObject(entry, "throughput_mib_s", result->throughput_mib_s);
    ph_json_add_number(entry, "share_of_memcpy", result->share_of_memcpy);
    ph_json_add_number(entry, "share_of_read", result->share_of_read);
    if (result->output_bytes) {
        cJSON_AddNumberToObject(entry, "output_bytes", (double)result->output_bytes);
        ph_json_add_number(entry, "output_share_of_memcpy", result->output_share_of_memcpy);
    }
    ph_json_add_text(entry, "checksum", result->checksum);
    if (result->proof != PH_PROOF_UNKNOWN)
        cJSON_AddStringToObject(entry, "proof", ph_proof_name(result->proof));
    if (result->proof == PH_PROOF_REFERENCE)
        cJSON_AddNumberToObject(entry, "records_proven", (double)result->records_proven);
    add_launches(entry, result->launch_ns);
    ph_latency_json_add(entry, result->latency);
    ph_allocations_json_add(entry, "allocations", result->allocations);
    ph_stored_json_add(entry, result->stored, result->median_ns);
}

static cJSON *result_entry(const ph_result *result)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", result->benchmark);
    cJSON_AddStringToObject(entry, "workload", result->workload);
    ph_json_add_text(entry, "working_set", result->working_set);
    if (result->record_format)
        cJSON_AddStringToObject(entry, "record_format", result->record_format);
    cJSON_AddStringToObject(entry, "level", result->level);
    cJSON_AddStringToObject(entry, "subject", result->subject);
    cJSON_AddStringToObject(entry, "state", ph_state_name(result->state));
    ph_json_add_text(entry, "reason", result->reason);
    if (result->expectation != PH_EXPECT_NUMBER)
        cJSON_AddStringToObject(entry, "expected", ph_expectation_name(result->expectation));
    cJSON_AddNumberToObject(entry, "records", (double)result->records);
    cJSON_AddNumberToObject(entry, "records_failed", (double)result->records_failed);
    ph_record_layout_json_add(entry, result->layout);
    if (result->float_format)
        cJSON_AddStringToObject(entry, "float_format", result->float_format);
    if (result->controls)
        cJSON_AddStringToObject(entry, "controls", result->controls);
    if (result->redefines)
        cJSON_AddStringToObject(entry, "redefines", result->redefines);
    if (result->state == PH_STATE_MEASURED)
        add_measured(entry, result);
    ph_referee_json_add(entry, result->referee);
    ph_threads_json_add(entry, result->threads);
    return entry;
}

static void add_results(cJSON *document, const char *name, const GPtrArray *results)
{
    cJSON *list = cJSON_AddArrayToObject(document, name);

    for (guint i = 0; i < results->len; i++)
        cJSON_AddItemToArray(list, result_entry(results->pdata[i]));
}

static void add_comparisons(cJSON *document, const ph_measurement *measurement)
{
    cJSON *list = cJSON_AddArrayToObject(document, "comparisons");

    for (guint i = 0; i < measurement->comparisons->len; i++)
        cJSON_AddItemToArray(list, ph_comparison_json(measurement->comparisons->pdata[i]));
}

/* A stored run may be of a version that did not measure all of it. */
static void add_run(cJSON *document, const ph_run_facts *facts)
{
    const double harness_share = ph_run_harness_share(facts);
    cJSON *run = cJSON_AddObjectToObject(document, "run");

    cJSON_AddNumberToObject(run, "launches", facts->launches_asked);
    cJSON_AddNumberToObject(run, "seed", (double)facts->seed);
#define IS_ALWAYS(value)   TRUE
#define IS_FINITE(value)   isfinite(value)
#define IS_POSITIVE(value) ((value) > 0.0)
#define X(member, type, written, how)                                                              \
    if (IS_##written((double)facts->member))                                                       \
        cJSON_AddNumberToObject(run, #member, (double)facts->member);
    PH_RUN_FACT_LIST(X)
#undef X
    if (isfinite(harness_share))
        cJSON_AddNumberToObject(run, "harness_share", harness_share);
    ph_noise_json_add(run, &facts->noise);
}

cJSON *ph_perf_json(const ph_measurement *measurement)
{
    cJSON *document = cJSON_CreateObject();
    const ph_result *display = headline(measurement, PH_HEADLINE_DISPLAY, "kernel");
    const ph_result *comp3 = headline(measurement, PH_HEADLINE_COMP3, "kernel");
    cJSON *environment;

    ph_json_add_number(document, "display_gibs",
                       display ? display->throughput_mib_s / PH_MIB_PER_GIB : NAN);
    ph_json_add_number(document, "comp3_mibs", comp3 ? comp3->throughput_mib_s : NAN);
    ph_json_add_both_texts(document, "warnings", measurement->warnings,
                           measurement->threshold_warnings);
    if (measurement->threshold_warnings->len)
        ph_json_add_texts(document, "threshold_warnings", measurement->threshold_warnings);
    ph_json_add_texts(document, "errors", measurement->errors);
    cJSON_AddStringToObject(document, "timestamp", measurement->timestamp);
    ph_json_add_text(document, "commit", measurement->commit);
    cJSON_AddStringToObject(document, "status", ph_measurement_status(measurement));
    cJSON_AddStringToObject(document, "schema_version", PH_PERF_SCHEMA_VERSION);
    ph_json_add_text(document, "suite", measurement->suite);
    if (measurement->is_quick)
        cJSON_AddTrueToObject(document, "quick");
    add_headline(document, measurement);
    ph_provenance_add(document, measurement);
    add_results(document, "benchmarks", measurement->results);
    add_results(document, "limits", measurement->limits);
    ph_anchor_json_add(document, measurement->anchor);
    add_comparisons(document, measurement);
    ph_sustained_json_add(document, measurement);
    environment = cJSON_AddObjectToObject(document, "environment");
    ph_json_add_text(environment, "fingerprint", ph_measurement_fingerprint(measurement));
    ph_provenance_add_host(environment, measurement->system);
    cJSON_AddNumberToObject(environment, "cpu", measurement->facts.cpu);
    ph_json_add_text(environment, "cpus_bound", measurement->facts.cpus_bound);
    ph_json_add_text(environment, "memory_nodes_bound", measurement->facts.nodes_bound);
    if (measurement->facts.caches_assumed)
        cJSON_AddStringToObject(environment, "caches_assumed", measurement->facts.caches_assumed);
    ph_fitness_json_add(document, measurement->fitness);
    ph_referee_json_add_facts(document, &measurement->referee);
    ph_stored_json_add_facts(document, &measurement->files);
    add_run(document, &measurement->facts);
    ph_recipe_json_add(document, measurement->recipe);
    return document;
}
