/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/perf_document.h"

#include <math.h>
#include <string.h>

#include "document/document.h"
#include "error/error.h"

#define MIB_PER_GIB 1024.0
#define COUNT_MAX   0x1p53

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/*
 * A text fit to be shown, whoever wrote the document; NULL for null, for what is absent, and for
 * what is no text.
 */
static char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(member(object, name));

    return text ? ph_error_printable(text) : NULL;
}

static double number_of(const cJSON *object, const char *name)
{
    const cJSON *item = member(object, name);

    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

/* A count that may be absent; above 2^53 a double counts no more. */
static uint64_t count_of(const cJSON *object, const char *name)
{
    const double number = number_of(object, name);

    return isnan(number) ? 0 : (uint64_t)MIN(number, COUNT_MAX);
}

static ph_interval interval_of(const cJSON *object, const char *name)
{
    const cJSON *bounds = member(object, name);

    if (!cJSON_IsArray(bounds))
        return (ph_interval){ NAN, NAN };
    return (ph_interval){ cJSON_GetArrayItem(bounds, 0)->valuedouble,
                          cJSON_GetArrayItem(bounds, 1)->valuedouble };
}

static void take_texts(GPtrArray *texts, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
        g_ptr_array_add(texts, ph_error_printable(cJSON_GetStringValue(item)));
}

static GArray *launches_of(const cJSON *entry)
{
    GArray *launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    const cJSON *item;

    cJSON_ArrayForEach(item, member(entry, "launch_ns"))
    {
        const double ns = cJSON_IsNumber(item) ? item->valuedouble : NAN;

        g_array_append_val(launch_ns, ns);
    }
    return launch_ns;
}

static ph_state state_of(const cJSON *entry)
{
    const char *name = cJSON_GetStringValue(member(entry, "state"));
    ph_state state = PH_STATE_MEASURED;

    while (strcmp(ph_state_name(state), name) != 0)
        state++; /* The schema knows no others. */
    return state;
}

static ph_expectation expectation_of(const cJSON *entry)
{
    const char *name = cJSON_GetStringValue(member(entry, "expected"));
    ph_expectation expectation = PH_EXPECT_NUMBER;

    while (name && strcmp(ph_expectation_name(expectation), name) != 0)
        expectation++; /* The schema knows no others. */
    return expectation;
}

static ph_result *result_of(const cJSON *entry)
{
    const cJSON *aside = member(entry, "blocks_set_aside");
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = text_of(entry, "name");
    result->workload = text_of(entry, "workload");
    result->working_set = text_of(entry, "working_set");
    result->level = text_of(entry, "level");
    result->subject = text_of(entry, "subject");
    result->state = state_of(entry);
    result->reason = text_of(entry, "reason");
    result->expectation = expectation_of(entry);
    result->records = count_of(entry, "records");
    result->records_failed = count_of(entry, "records_failed");
    result->input_bytes = count_of(entry, "input_bytes");
    result->launch_ns = launches_of(entry);
    result->blocks_kept = count_of(entry, "blocks_kept");
    result->blocks_preempted = count_of(aside, "preempted");
    result->blocks_slowed = count_of(aside, "slowed");
    result->median_ns = number_of(entry, "median_ns");
    result->mean_ns = number_of(entry, "mean_ns");
    result->ci95_ns = interval_of(entry, "ci95_ns");
    result->cv = number_of(entry, "cv");
    result->throughput_mib_s = number_of(entry, "throughput_mib_s");
    result->share_of_memcpy = number_of(entry, "share_of_memcpy");
    result->share_of_read = number_of(entry, "share_of_read");
    result->checksum = text_of(entry, "checksum");
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

    cJSON_ArrayForEach(entry, list)
    {
        ph_comparison *comparison = g_new0(ph_comparison, 1);

        comparison->benchmark = text_of(entry, "name");
        comparison->level = text_of(entry, "level");
        comparison->base = text_of(entry, "base");
        comparison->head = text_of(entry, "head");
        comparison->ratio = number_of(entry, "ratio");
        comparison->ci95 = interval_of(entry, "ci95");
        comparison->p_value = number_of(entry, "p_value");
        g_ptr_array_add(comparisons, comparison);
    }
}

static void take_subjects(GPtrArray *subjects, const cJSON *list)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list)
    {
        ph_subject_info *info = g_new0(ph_subject_info, 1);

        info->name = text_of(entry, "name");
        info->version = text_of(entry, "version");
        info->build = text_of(entry, "build");
        info->chosen = text_of(entry, "chosen");
        if (!info->chosen)
            info->chosen = g_strdup("");
        g_ptr_array_add(subjects, info);
    }
}

/* A run of an earlier version does not tell all of it. */
static void take_noise(ph_noise *noise, const cJSON *stored)
{
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const cJSON *seen = member(stored, ph_noise_member(cause));
        const double lost_s = number_of(seen, "lost_s");

        noise->seen[cause] =
            (ph_noise_seen){ .total = number_of(seen, "total"),
                             .launches = count_of(seen, "launches"),
                             .blocks_set_aside = count_of(seen, "blocks_set_aside"),
                             .lost_s = isnan(lost_s) ? 0.0 : lost_s };
    }
    noise->blocks = count_of(stored, "blocks");
}

static void take_facts(ph_run_facts *facts, const cJSON *run, const cJSON *environment)
{
    facts->launches_asked = (guint)MIN(count_of(run, "launches"), G_MAXUINT);
    facts->seed = count_of(run, "seed");
    facts->cpu = (guint)MIN(count_of(environment, "cpu"), G_MAXUINT);
    facts->cpus_bound = text_of(environment, "cpus_bound");
    facts->nodes_bound = text_of(environment, "memory_nodes_bound");
    facts->elapsed_s = number_of(run, "elapsed_s");
    facts->timed_s = number_of(run, "timed_s");
    facts->first_sample_ms = number_of(run, "first_sample_ms");
    facts->clock_grain_ns = number_of(run, "clock_grain_ns");
    facts->core_clock_hz = number_of(run, "core_clock_hz");
    facts->blocks_checked = count_of(run, "blocks_checked");
    facts->worker_peak_bytes = count_of(run, "worker_peak_bytes");
    facts->harness_peak_bytes = count_of(run, "harness_peak_bytes");
    facts->sampling_s = number_of(run, "sampling_s");
    take_noise(&facts->noise, member(run, "noise"));
}

/* What the two shapes have in common. */
static ph_measurement *load_common(const cJSON *document)
{
    g_autofree char *fingerprint = text_of(member(document, "environment"), "fingerprint");
    ph_measurement *measurement = ph_measurement_new();

    g_free(measurement->timestamp);
    measurement->timestamp = text_of(document, "timestamp");
    measurement->commit = text_of(document, "commit");
    measurement->suite = text_of(document, "suite");
    measurement->system = cJSON_CreateObject();
    if (fingerprint)
        cJSON_AddStringToObject(measurement->system, "fingerprint", fingerprint);
    take_texts(measurement->warnings, member(document, "warnings"));
    take_texts(measurement->errors, member(document, "errors"));
    return measurement;
}

static ph_measurement *load_own(const cJSON *document)
{
    ph_measurement *measurement = load_common(document);

    take_results(measurement->results, member(document, "benchmarks"));
    take_results(measurement->limits, member(document, "limits"));
    take_comparisons(measurement->comparisons, member(document, "comparisons"));
    take_subjects(measurement->subjects, member(document, "subjects"));
    take_facts(&measurement->facts, member(document, "run"), member(document, "environment"));
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
    result->share_of_memcpy = result->share_of_read = NAN;
    result->throughput_mib_s = throughput_mib_s > 0.0 ? throughput_mib_s : NAN;
    result->state = throughput_mib_s > 0.0 ? PH_STATE_MEASURED : PH_STATE_FAILED;
    if (result->state == PH_STATE_FAILED)
        result->reason = g_strdup_printf("the document gives %s",
                                         isnan(throughput_mib_s) ? "no number" : "0 as its number");
    return result;
}

ph_measurement *ph_perf_document_load_plain(const cJSON *document)
{
    ph_measurement *measurement = load_common(document);

    measurement->is_plain = TRUE;
    g_ptr_array_add(
        measurement->results,
        plain_result(PH_HEADLINE_DISPLAY, number_of(document, "display_gibs") * MIB_PER_GIB));
    g_ptr_array_add(measurement->results,
                    plain_result(PH_HEADLINE_COMP3, number_of(document, "comp3_mibs")));
    return measurement;
}

ph_measurement *ph_perf_document_read(const char *path, const char *schemas, GError **error)
{
    g_autofree char *kind = NULL;
    cJSON *document = ph_document_read_valid(path, schemas, &kind, error);
    ph_measurement *measurement = NULL;

    if (!document)
        return NULL;
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
