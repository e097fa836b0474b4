/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/perf_document.h"

#include <math.h>
#include <string.h>

#include "document/allocations_json.h"
#include "document/anchor_json.h"
#include "document/comparison_json.h"
#include "document/document.h"
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
#include "error/error.h"

static void take_texts(GPtrArray *texts, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
        g_ptr_array_add(texts, ph_error_printable(cJSON_GetStringValue(item)));
}

static gboolean has_text(const GPtrArray *texts, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

/* Those that are of the thresholds, too, are kept apart. */
static void take_warnings(ph_measurement *measurement, const cJSON *document)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

    take_texts(measurement->threshold_warnings, ph_json_member(document, "threshold_warnings"));
    take_texts(all, ph_json_member(document, "warnings"));
    for (guint i = 0; i < all->len; i++)
        if (!has_text(measurement->threshold_warnings, all->pdata[i]))
            g_ptr_array_add(measurement->warnings, g_strdup(all->pdata[i]));
}

static GArray *launches_of(const cJSON *entry)
{
    GArray *launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    const cJSON *item;

    cJSON_ArrayForEach(item, ph_json_member(entry, "launch_ns"))
    {
        const double ns = cJSON_IsNumber(item) ? item->valuedouble : NAN;

        g_array_append_val(launch_ns, ns);
    }
    return launch_ns;
}

static ph_state state_of(const cJSON *entry)
{
    const char *name = ph_json_text(entry, "state");
    ph_state state = PH_STATE_MEASURED;

    while (strcmp(ph_state_name(state), name) != 0)
        state++; /* The schema knows no others. */
    return state;
}

static ph_expectation expectation_of(const cJSON *entry)
{
    const char *name = ph_json_text(entry, "expected");
    ph_expectation expectation = PH_EXPECT_NUMBER;

    while (name && strcmp(ph_expectation_name(expectation), name) != 0)
        expectation++; /* The schema knows no others. */
    return expectation;
}

static ph_result *result_of(const cJSON *entry)
{
    const cJSON *aside = ph_json_member(entry, "blocks_set_aside");
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = ph_json_printable(entry, "name");
    result->workload = ph_json_printable(entry, "workload");
    result->working_set = ph_json_printable(entry, "working_set");
    result->record_format = ph_json_printable(entry, "record_format");
    result->level = ph_json_printable(entry, "level");
    result->subject = ph_json_printable(entry, "subject");
    result->state = state_of(entry);
    result->reason = ph_json_printable(entry, "reason");
    result->expectation = expectation_of(entry);
    result->records = ph_json_count(entry, "records");
    result->records_failed = ph_json_count(entry, "records_failed");
    result->input_bytes = ph_json_count(entry, "input_bytes");
    result->launch_ns = launches_of(entry);
    result->blocks_kept = ph_json_count(entry, "blocks_kept");
    result->blocks_preempted = ph_json_count(aside, "preempted");
    result->blocks_slowed = ph_json_count(aside, "slowed");
    result->median_ns = ph_json_number(entry, "median_ns");
    result->mean_ns = ph_json_number(entry, "mean_ns");
    result->ci95_ns = ph_json_interval(entry, "ci95_ns");
    result->cv = ph_json_number(entry, "cv");
    result->throughput_mib_s = ph_json_number(entry, "throughput_mib_s");
    result->share_of_memcpy = ph_json_number(entry, "share_of_memcpy");
    result->share_of_read = ph_json_number(entry, "share_of_read");
    result->output_bytes = ph_json_count(entry, "output_bytes");
    result->output_share_of_memcpy = ph_json_number(entry, "output_share_of_memcpy");
    result->checksum = ph_json_printable(entry, "checksum");
    result->proof = ph_proof_find(ph_json_text(entry, "proof"));
    result->records_proven = ph_json_count(entry, "records_proven");
    result->layout = ph_record_layout_json_read(entry);
    result->float_format = ph_json_printable(entry, "float_format");
    result->controls = ph_json_printable(entry, "controls");
    result->redefines = ph_json_printable(entry, "redefines");
    result->latency = ph_latency_json_read(entry, result->launch_ns->len);
    result->referee = ph_referee_json_read(entry);
    result->allocations = ph_allocations_json_read(entry, "allocations");
    result->threads = ph_threads_json_read(entry);
    result->stored = ph_stored_json_read(entry);
    return result;
}

static void take_results(GPtrArray *results, const cJSON *list)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list) g_ptr_array_add(results, result_of(entry));
}

static void take_comparisons(GPtrArray *comparisons, const cJSON *list)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list) g_ptr_array_add(comparisons, ph_comparison_json_read(entry));
}

static void take_facts(ph_run_facts *facts, const cJSON *run, const cJSON *environment)
{
    facts->launches_asked = (guint)MIN(ph_json_count(run, "launches"), G_MAXUINT);
    facts->seed = ph_json_count(run, "seed");
    facts->cpu = (guint)MIN(ph_json_count(environment, "cpu"), G_MAXUINT);
    facts->cpus_bound = ph_json_printable(environment, "cpus_bound");
    facts->nodes_bound = ph_json_printable(environment, "memory_nodes_bound");
    facts->caches_assumed = ph_json_printable(environment, "caches_assumed");
#define READ_double                   ph_json_number
#define READ_uint64_t                 ph_json_count
#define X(member, type, written, how) facts->member = READ_##type(run, #member);
    PH_RUN_FACT_LIST(X)
#undef X
    ph_noise_json_take(&facts->noise, run);
}

/* What the two shapes have in common. */
static ph_measurement *load_common(const cJSON *document)
{
    g_autofree char *fingerprint =
        ph_json_printable(ph_json_member(document, "environment"), "fingerprint");
    ph_measurement *measurement = ph_measurement_new();

    g_free(measurement->timestamp);
    measurement->timestamp = ph_json_printable(document, "timestamp");
    measurement->commit = ph_json_printable(document, "commit");
    measurement->suite = ph_json_printable(document, "suite");
    measurement->system = cJSON_CreateObject();
    if (fingerprint)
        cJSON_AddStringToObject(measurement->system, "fingerprint", fingerprint);
    take_warnings(measurement, document);
    take_texts(measurement->errors, ph_json_member(document, "errors"));
    return measurement;
}

/* The code stands in the errors alone: before the result's own failure, or its subject's. */
static ph_error cause_of(const ph_result *result, const GPtrArray *errors)
{
    g_autofree char *own = ph_result_failure(result);
    g_autofree char *of_subject =
        g_strdup_printf("subject %s: %s", result->subject, result->reason);

    for (guint i = 0; i < errors->len; i++) {
        const char *error = errors->pdata[i];
        const char *colon = strstr(error, ": ");
        const char *text = colon ? colon + strlen(": ") : "";

        if (strcmp(text, own) == 0 || strcmp(text, of_subject) == 0)
            return ph_error_code_of(error);
    }
    return PH_ERROR_COUNT;
}

static void find_causes(const GPtrArray *results, const GPtrArray *errors)
{
    for (guint i = 0; i < results->len; i++) {
        ph_result *result = results->pdata[i];

        if (result->state != PH_STATE_MEASURED)
            result->cause = cause_of(result, errors);
    }
}

static ph_measurement *load_own(const cJSON *document)
{
    ph_measurement *measurement = load_common(document);

    measurement->is_quick = cJSON_IsTrue(ph_json_member(document, "quick"));
    measurement->recipe = ph_recipe_json_read(document);
    take_results(measurement->results, ph_json_member(document, "benchmarks"));
    take_results(measurement->limits, ph_json_member(document, "limits"));
    take_comparisons(measurement->comparisons, ph_json_member(document, "comparisons"));
    find_causes(measurement->results, measurement->errors);
    measurement->sustained = ph_sustained_json_read(document);
    measurement->anchor = ph_anchor_json_read(document);
    measurement->fitness = ph_fitness_json_read(document);
    ph_referee_json_take_facts(&measurement->referee, document);
    ph_stored_json_take_facts(&measurement->files, document);
    ph_provenance_take(measurement, document);
    ph_provenance_take_host(measurement, ph_json_member(document, "environment"));
    take_facts(&measurement->facts, ph_json_member(document, "run"),
               ph_json_member(document, "environment"));
    return measurement;
}

static ph_result *plain_result(const char *benchmark, double throughput_mib_s)
{
    const char *slash = strchr(benchmark, '/');
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark);
    result->workload = g_strndup(benchmark, (gsize)(slash - benchmark));
    result->working_set = g_strdup(slash + 1);
    result->level = g_strdup("kernel");
    result->subject = g_strdup(PH_HEADLINE_SUBJECT);
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    result->median_ns = result->mean_ns = result->cv = NAN;
    result->ci95_ns = (ph_interval){ NAN, NAN };
    result->share_of_memcpy = result->share_of_read = result->output_share_of_memcpy = NAN;
    result->throughput_mib_s = throughput_mib_s > 0.0 ? throughput_mib_s : NAN;
    result->state = throughput_mib_s > 0.0 ? PH_STATE_MEASURED : PH_STATE_FAILED;
    if (result->state == PH_STATE_FAILED) {
        result->cause = PH_ERROR_COUNT;
        result->reason = g_strdup_printf("the document gives %s",
                                         isnan(throughput_mib_s) ? "no number" : "0 as its number");
    }
    return result;
}

ph_measurement *ph_perf_document_load_plain(const cJSON *document)
{
    ph_measurement *measurement = load_common(document);

    measurement->is_plain = TRUE;
    g_ptr_array_add(measurement->results,
                    plain_result(PH_HEADLINE_DISPLAY,
                                 ph_json_number(document, "display_gibs") * PH_MIB_PER_GIB));
    g_ptr_array_add(measurement->results,
                    plain_result(PH_HEADLINE_COMP3, ph_json_number(document, "comp3_mibs")));
    return measurement;
}

/* Takes over a document that is valid, and of this kind. */
static ph_measurement *load(const char *path, cJSON *document, const char *kind, GError **error)
{
    ph_measurement *measurement = NULL;

    if (strcmp(kind, PH_DOCUMENT_PERF) == 0)
        measurement = load_own(document);
    else if (strcmp(kind, PH_DOCUMENT_PLAIN) == 0)
        measurement = ph_perf_document_load_plain(document);
    else
        g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA,
                    "%s: a perf.json was expected, this is of the kind %s", path, kind);
    cJSON_Delete(document);
    return measurement;
}

ph_measurement *ph_perf_document_read(const char *path, const char *schemas, GError **error)
{
    g_autofree char *kind = NULL;
    cJSON *document = ph_document_read_valid(path, schemas, &kind, error);

    return document ? load(path, document, kind, error) : NULL;
}

ph_measurement *ph_perf_document_parse(const char *path, const char *text, gsize length,
                                       const char *schemas, GError **error)
{
    cJSON *document = ph_document_parse(path, text, length, error);
    const char *kind = NULL;

    if (!document)
        return NULL;
    if (ph_document_is_valid(document, schemas, &kind, error))
        return load(path, document, kind, error);
    g_prefix_error(error, "%s: ", path);
    cJSON_Delete(document);
    return NULL;
}
