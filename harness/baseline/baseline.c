/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/baseline.h"

#include <math.h>
#include <string.h>

#include "document/allocations_json.h"
#include "document/anchor_json.h"
#include "document/comparison_json.h"
#include "document/document.h"
#include "document/json_member.h"
#include "document/perf_document.h"
#include "document/provenance.h"
#include "document/seal.h"
#include "document/sealed_chain.h"
#include "model/estimate.h"
#include "perfharness/require.h"

ph_baseline *ph_baseline_new(cJSON *document)
{
    ph_baseline *baseline = g_new0(ph_baseline, 1);

    baseline->document = document;
    baseline->is_plain = !ph_json_member(document, "schema_version");
    baseline->timestamp = ph_json_text(document, "timestamp");
    if (!baseline->is_plain) {
        baseline->fingerprint =
            ph_json_text(ph_json_member(document, "environment"), "fingerprint");
        baseline->suite = ph_json_text(document, "suite");
        baseline->reason = ph_json_text(document, "reason");
        baseline->previous = ph_json_text(document, "previous");
        baseline->sha256 = ph_json_text(document, PH_SEAL_MEMBER);
    }
    return baseline;
}

void ph_baseline_free(ph_baseline *baseline)
{
    cJSON_Delete(baseline->document);
    g_free(baseline);
}

ph_baseline *ph_baseline_read(const char *path, const char *schemas, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *kind = NULL;
    cJSON *document = ph_document_read_valid(path, schemas, &kind, &cause);

    if (document &&
        (strcmp(kind, PH_DOCUMENT_BASELINE) == 0 || strcmp(kind, PH_DOCUMENT_BASELINE_PLAIN) == 0))
        return ph_baseline_new(document);
    if (document)
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                    "%s: a baseline.json was expected, this is of the kind %s", path, kind);
    else
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE, "%s", cause->message);
    cJSON_Delete(document);
    return NULL;
}

static void add_headline(cJSON *object, const char *name, const ph_measurement *run,
                         const char *benchmark, double divisor)
{
    const ph_result *result =
        ph_result_measured(run->results, benchmark, "kernel", PH_HEADLINE_SUBJECT);

    if (result)
        cJSON_AddNumberToObject(object, name, result->throughput_mib_s / divisor);
    else
        cJSON_AddNullToObject(object, name);
}

static cJSON *benchmark_entry(const ph_result *result)
{
    cJSON *entry = cJSON_CreateObject();
    cJSON *launches;

    cJSON_AddStringToObject(entry, "name", result->benchmark);
    cJSON_AddStringToObject(entry, "workload", result->workload);
    ph_json_add_text(entry, "working_set", result->working_set);
    cJSON_AddStringToObject(entry, "level", result->level);
    cJSON_AddStringToObject(entry, "subject", result->subject);
    cJSON_AddNumberToObject(entry, "input_bytes", (double)result->input_bytes);
    launches = cJSON_AddArrayToObject(entry, "launch_ns");
    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double ns = g_array_index(result->launch_ns, double, i);

        if (isfinite(ns))
            cJSON_AddItemToArray(launches, cJSON_CreateNumber(ns));
    }
    ph_allocations_json_add(entry, "allocations", result->allocations);
    return entry;
}

/* Launches are kept without those that gave no sample: the ratios do not follow from them. */
static void add_ratios(cJSON *performance, const ph_measurement *run)
{
    cJSON *list = cJSON_AddArrayToObject(performance, "comparisons");

    for (guint i = 0; i < run->comparisons->len; i++) {
        const ph_comparison *comparison = run->comparisons->pdata[i];

        if (strcmp(comparison->base, PH_ANCHOR_SUBJECT) == 0)
            cJSON_AddItemToArray(list, ph_comparison_json(comparison));
    }
}

/* Then the seed is kept: who counts on data of another one has other counts. */
static gboolean is_any_counted(const ph_measurement *run)
{
    for (guint i = 0; i < run->results->len; i++)
        if (((const ph_result *)run->results->pdata[i])->allocations)
            return TRUE;
    return FALSE;
}

static void add_performance(cJSON *document, const ph_measurement *run)
{
    cJSON *performance = cJSON_AddObjectToObject(document, "performance");
    cJSON *list;

    add_headline(performance, "display_gibs", run, PH_HEADLINE_DISPLAY, PH_MIB_PER_GIB);
    add_headline(performance, "comp3_mibs", run, PH_HEADLINE_COMP3, 1.0);
    list = cJSON_AddArrayToObject(performance, "benchmarks");
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];

        if (result->state == PH_STATE_MEASURED)
            cJSON_AddItemToArray(list, benchmark_entry(result));
    }
    if (run->anchor)
        add_ratios(performance, run);
    if (is_any_counted(run))
        cJSON_AddNumberToObject(performance, "seed", (double)run->facts.seed);
}

/* The compiler's version, from copybook-rs' "rustc 1.95.0 (...) release ..."; NULL: none there. */
static char *rust_version(const ph_measurement *run)
{
    static const char compiler[] = "rustc ";
    const ph_subject_info *info = ph_measurement_subject(run, PH_HEADLINE_SUBJECT);
    const char *version;

    if (!info || !g_str_has_prefix(info->build, compiler))
        return NULL;
    version = info->build + strlen(compiler);
    return g_strndup(version, strcspn(version, " "));
}

static void add_environment(cJSON *document, const ph_measurement *run, const cJSON *system)
{
    cJSON *environment = cJSON_AddObjectToObject(document, "environment");
    g_autofree char *rust = rust_version(run);

    ph_json_add_text(environment, "runner_os",
                     ph_json_text(ph_json_member(system, "distribution"), "pretty_name"));
    ph_json_add_text(environment, "rust_version", rust);
    ph_json_add_text(environment, "cpu_model",
                     ph_json_text(ph_json_member(system, "cpu"), "brand"));
    cJSON_AddStringToObject(environment, "fingerprint", ph_measurement_fingerprint(run));
    ph_provenance_add_host(environment, ph_measurement_kernel(run) ? run->system : system);
}

static void add_grounds(cJSON *document, const ph_baseline_origin *origin)
{
    const char *kind = ph_reason_kind_word(origin->reason_kind);

    if (kind)
        cJSON_AddStringToObject(document, "reason_kind", kind);
    if (origin->evidence)
        ph_evidence_add(document, origin->evidence);
    if (origin->checks)
        cJSON_AddItemToObject(document, "checks", cJSON_Duplicate(origin->checks, TRUE));
}

static void add_origin(cJSON *document, const char *action, const ph_baseline_origin *origin)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *promoted_at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    cJSON *overridden;

    cJSON_AddStringToObject(document, "action", action);
    cJSON_AddStringToObject(document, "promoted_at", promoted_at);
    cJSON_AddStringToObject(document, "promoted_by", origin->promoted_by);
    cJSON_AddStringToObject(document, "reason", origin->reason);
    cJSON_AddBoolToObject(document, "forced", origin->is_forced);
    overridden = cJSON_AddArrayToObject(document, "overridden");
    for (guint i = 0; i < origin->overridden->len; i++)
        cJSON_AddItemToArray(overridden, cJSON_CreateString(origin->overridden->pdata[i]));
    add_grounds(document, origin);
}

ph_baseline *ph_baseline_of_run(const ph_measurement *run, const cJSON *system,
                                const ph_baseline *replaced, const ph_baseline_origin *origin)
{
    PH_REQUIRE(run->suite && ph_measurement_fingerprint(run));
    PH_REQUIRE(!replaced || replaced->is_plain);
    PH_REQUIRE(origin->is_forced || origin->overridden->len == 0);

    cJSON *document = cJSON_CreateObject();

    cJSON_AddStringToObject(document, "timestamp", run->timestamp);
    ph_json_add_text(document, "commit_sha", run->commit);
    add_performance(document, run);
    ph_anchor_json_add(document, run->anchor);
    add_environment(document, run, system);
    ph_provenance_add(document, run);
    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_BASELINE);
    cJSON_AddStringToObject(document, "suite", run->suite);
    add_origin(document, "promote", origin);
    cJSON_AddNullToObject(document, "restores");
    cJSON_AddItemToObject(document, "replaces",
                          replaced ? cJSON_Duplicate(replaced->document, TRUE)
                                   : cJSON_CreateNull());
    return ph_baseline_new(document);
}

/* Take members over, as far as they are there: an early version did not keep all of them. */
static void copy_members(cJSON *document, const cJSON *from, const char *const *names, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        const cJSON *member = ph_json_member(from, names[i]);

        if (member && !ph_json_member(document, names[i]))
            cJSON_AddItemToObject(document, names[i], cJSON_Duplicate(member, TRUE));
    }
}

/* What was measured. */
static cJSON *copy_run(const ph_baseline *entry)
{
    static const char *const kept[] = { "timestamp", "commit_sha",     "performance",
                                        "anchor",    "environment",    "harness",
                                        "subjects",  "schema_version", "suite" };
    cJSON *document = cJSON_CreateObject();

    copy_members(document, entry->document, kept, G_N_ELEMENTS(kept));
    return document;
}

ph_baseline *ph_baseline_adopt(const ph_baseline *proposed, const ph_baseline_origin *origin)
{
    PH_REQUIRE(proposed->sha256 != NULL);
    PH_REQUIRE(!origin->evidence);

    static const char *const grounds[] = { PH_EVIDENCE_VALUES, PH_EVIDENCE_CONFIDENCE,
                                           PH_EVIDENCE_RUNS,   "checks",
                                           "restores",         "replaces" };
    cJSON *document = copy_run(proposed);

    add_origin(document, "promote", origin);
    copy_members(document, proposed->document, grounds, G_N_ELEMENTS(grounds));
    return ph_baseline_new(document);
}

ph_baseline *ph_baseline_restore(const ph_baseline *earlier, const ph_baseline_origin *origin)
{
    PH_REQUIRE(earlier->sha256 != NULL);

    cJSON *document = copy_run(earlier);

    add_origin(document, "rollback", origin);
    cJSON_AddStringToObject(document, "restores", earlier->sha256);
    cJSON_AddNullToObject(document, "replaces");
    return ph_baseline_new(document);
}

void ph_baseline_seal(ph_baseline *baseline, const ph_baseline *before)
{
    PH_REQUIRE(!baseline->is_plain && !baseline->sha256);
    PH_REQUIRE(!before || before->sha256);

    ph_sealed_chain_follow(baseline->document, before ? before->sha256 : NULL);
    baseline->previous = ph_json_text(baseline->document, "previous");
    baseline->sha256 = ph_json_text(baseline->document, PH_SEAL_MEMBER);
}

char *ph_baseline_line(const ph_baseline *baseline)
{
    return cJSON_PrintUnformatted(baseline->document);
}

char *ph_baseline_text(const ph_baseline *baseline)
{
    return cJSON_Print(baseline->document);
}

gboolean ph_baseline_equals(const ph_baseline *a, const ph_baseline *b)
{
    char *line_a = ph_baseline_line(a), *line_b = ph_baseline_line(b);
    const gboolean are_equal = strcmp(line_a, line_b) == 0;

    cJSON_free(line_a);
    cJSON_free(line_b);
    return are_equal;
}

/* A plain baseline has the figures of a plain perf.json, in another place. */
static ph_measurement *plain_measurement(const ph_baseline *baseline)
{
    static const char *const figures[] = { "display_gibs", "comp3_mibs" };
    const cJSON *performance = ph_json_member(baseline->document, "performance");
    cJSON *document = cJSON_CreateObject();
    ph_measurement *measurement;

    for (gsize i = 0; i < G_N_ELEMENTS(figures); i++)
        cJSON_AddItemToObject(document, figures[i],
                              cJSON_Duplicate(ph_json_member(performance, figures[i]), TRUE));
    cJSON_AddStringToObject(document, "timestamp", baseline->timestamp);
    ph_json_add_text(document, "commit", ph_json_text(baseline->document, "commit_sha"));
    cJSON_AddItemToObject(document, "environment",
                          cJSON_Duplicate(ph_json_member(baseline->document, "environment"), TRUE));
    measurement = ph_perf_document_load_plain(document);
    cJSON_Delete(document);
    return measurement;
}

static ph_result *result_of(const cJSON *entry)
{
    ph_result *result = g_new0(ph_result, 1);
    const cJSON *launch;

    result->benchmark = g_strdup(ph_json_text(entry, "name"));
    result->workload = g_strdup(ph_json_text(entry, "workload"));
    result->working_set = g_strdup(ph_json_text(entry, "working_set"));
    result->level = g_strdup(ph_json_text(entry, "level"));
    result->subject = g_strdup(ph_json_text(entry, "subject"));
    result->input_bytes = (uint64_t)ph_json_number(entry, "input_bytes");
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    cJSON_ArrayForEach(launch, ph_json_member(entry, "launch_ns"))
        g_array_append_val(result->launch_ns, launch->valuedouble);
    (void)ph_estimate_launches(result); /* The schema asks for one. */
    result->allocations = ph_allocations_json_read(entry, "allocations");
    return result;
}

ph_measurement *ph_baseline_measurement(const ph_baseline *baseline)
{
    const cJSON *performance = ph_json_member(baseline->document, "performance");
    const cJSON *entry;
    ph_measurement *measurement;

    if (baseline->is_plain)
        return plain_measurement(baseline);
    measurement = ph_measurement_new();
    g_free(measurement->timestamp);
    measurement->timestamp = g_strdup(baseline->timestamp);
    measurement->commit = g_strdup(ph_json_text(baseline->document, "commit_sha"));
    measurement->suite = g_strdup(baseline->suite);
    measurement->system = cJSON_CreateObject();
    cJSON_AddStringToObject(measurement->system, "fingerprint", baseline->fingerprint);
    ph_provenance_take(measurement, baseline->document);
    ph_provenance_take_host(measurement, ph_json_member(baseline->document, "environment"));
    measurement->anchor = ph_anchor_json_read(baseline->document);
    measurement->facts.seed = ph_json_count(performance, "seed");
    cJSON_ArrayForEach(entry, ph_json_member(performance, "benchmarks"))
        g_ptr_array_add(measurement->results, result_of(entry));
    cJSON_ArrayForEach(entry, ph_json_member(performance, "comparisons"))
        g_ptr_array_add(measurement->comparisons, ph_comparison_json_read(entry));
    return measurement;
}

char *ph_baseline_actor(const ph_baseline *baseline)
{
    g_autofree char *by = ph_json_printable(baseline->document, "promoted_by");

    return by && !g_str_has_prefix(by, "perfharness baseline ") ? g_steal_pointer(&by) : NULL;
}
