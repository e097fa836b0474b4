/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/run_entry.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "history/series_method.h"
#include "series/canonical_text.h"

#define LEVEL_LIBRARY "library"

void ph_run_result_free(gpointer result)
{
    if (!result)
        return;
    ph_series_key_clear(&((ph_run_result *)result)->key);
    g_free(result);
}

static void free_fact(gpointer fact)
{
    ph_history_fact_free((ph_history_fact *)fact);
}

ph_run_entry *ph_run_entry_new(void)
{
    ph_run_entry *entry = g_new0(ph_run_entry, 1);

    entry->run = ph_history_run_new();
    entry->results = g_ptr_array_new_with_free_func(ph_run_result_free);
    entry->facts = g_ptr_array_new_with_free_func(free_fact);
    return entry;
}

void ph_run_entry_free(ph_run_entry *entry)
{
    if (!entry)
        return;
    ph_history_run_free(entry->run);
    g_ptr_array_unref(entry->results);
    g_ptr_array_unref(entry->facts);
    if (entry->document)
        g_bytes_unref(entry->document);
    g_free(entry);
}

void ph_run_entry_add(ph_run_entry *entry, const ph_series_key *key, double value, double error,
                      guint launches)
{
    ph_run_result *result = g_new0(ph_run_result, 1);

    ph_series_key_copy(&result->key, key);
    result->value = value;
    result->error = error;
    result->launches = launches;
    g_ptr_array_add(entry->results, result);
}

/* Logarithms of the launches that gave a sample. */
static GArray *logarithms(const ph_result *result)
{
    GArray *launches = ph_result_launches(result);

    for (guint i = 0; i < launches->len; i++)
        g_array_index(launches, double, i) = log(g_array_index(launches, double, i));
    return launches;
}

/* Launch by launch, the logarithm of the ratio to the anchor's, where both gave a sample. */
static GArray *paired_logarithms(const ph_result *result, const ph_result *anchor)
{
    GArray *ratios = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double ratio = log(g_array_index(result->launch_ns, double, i) /
                                 g_array_index(anchor->launch_ns, double, i));

        if (isfinite(ratio))
            g_array_append_val(ratios, ratio);
    }
    return ratios;
}

/* What launches say together, and the standard error of that. */
typedef struct figure {
    double value;
    double error;
} figure;

/* Of one value or more, which are sorted. */
static figure derive(GArray *values, ph_derivation derivation)
{
    if (derivation == PH_DERIVATION_MEDIAN)
        return (figure){ ph_quantile(values, 0.5), ph_median_error(values) };
    return (figure){ ph_mean(values),
                     values->len > 1 ? ph_standard_deviation(values) / sqrt(values->len) : NAN };
}

/* What a run's entry is made from. */
typedef struct source {
    const ph_measurement *measurement;
    ph_derivation derivation;
    ph_run_entry *entry;
} source;

static void add(const source *from, const ph_result *result, ph_metric metric, double value,
                double error, guint launches)
{
    g_autofree char *benchmark = ph_error_printable(result->benchmark);
    g_autofree char *level = ph_error_printable(result->level);
    g_autofree char *subject = ph_error_printable(result->subject);
    g_autofree char *method = ph_series_method(from->measurement, result, metric, from->derivation);
    const ph_series_key key = {
        .host = from->entry->run->host,
        .suite = from->entry->run->suite,
        .benchmark = benchmark,
        .level = level,
        .subject = subject,
        .metric = metric,
        .method = method,
    };

    if (isfinite(value))
        ph_run_entry_add(from->entry, &key, value, error, launches);
}

static void add_time(const source *from, const ph_result *result)
{
    g_autoptr(GArray) times = logarithms(result);

    if (times->len > 0) {
        const figure time = derive(times, from->derivation);

        add(from, result, PH_METRIC_TIME, time.value, time.error, times->len);
    }
}

/* Where the two have not the same launches, they are no pairs, and the error is that of both. */
static void add_unpaired(const source *from, const ph_result *result, const ph_result *anchor)
{
    g_autoptr(GArray) times = logarithms(result);
    g_autoptr(GArray) beside = logarithms(anchor);

    if (times->len > 0 && beside->len > 0) {
        const figure time = derive(times, from->derivation);
        const figure anchored = derive(beside, from->derivation);

        add(from, result, PH_METRIC_ANCHOR, time.value - anchored.value,
            hypot(time.error, anchored.error), MIN(times->len, beside->len));
    }
}

static void add_anchored(const source *from, const ph_result *result)
{
    const ph_result *anchor = ph_result_measured(from->measurement->results, result->benchmark,
                                                 result->level, PH_ANCHOR_SUBJECT);
    g_autoptr(GArray) ratios = NULL;

    if (!from->measurement->anchor || !anchor || anchor == result)
        return;
    if (anchor->launch_ns->len != result->launch_ns->len) {
        add_unpaired(from, result, anchor);
        return;
    }
    ratios = paired_logarithms(result, anchor);
    if (ratios->len > 0) {
        const figure ratio = derive(ratios, from->derivation);

        add(from, result, PH_METRIC_ANCHOR, ratio.value, ratio.error, ratios->len);
    }
}

static void add_allocations(const source *from, const ph_result *result)
{
    const ph_allocations *allocations = result->allocations;

    if (!ph_allocations_are_seen(allocations))
        return;
    add(from, result, PH_METRIC_ALLOCATIONS,
        ph_allocations_per_item(allocations, allocations->calls), NAN, 0);
    add(from, result, PH_METRIC_ALLOCATED_BYTES,
        ph_allocations_per_item(allocations, allocations->bytes), NAN, 0);
    add(from, result, PH_METRIC_PEAK_BYTES, (double)allocations->peak_live_bytes, NAN, 0);
}

static void add_results(const source *from, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = (const ph_result *)results->pdata[i];

        if (result->state != PH_STATE_MEASURED)
            continue;
        add_time(from, result);
        add_anchored(from, result);
        if (result->output_bytes > 0)
            add(from, result, PH_METRIC_SIZE, (double)result->output_bytes, NAN, 0);
        add_allocations(from, result);
    }
}

/* The file of a library, of which no benchmark says anything. */
static void add_library_size(const source *from, const ph_subject_info *info)
{
    const ph_result library = {
        .benchmark = info->name,
        .level = (char *)LEVEL_LIBRARY,
        .subject = info->name,
    };

    if (info->built_from && info->built_from->library_bytes > 0)
        add(from, &library, PH_METRIC_SIZE, (double)info->built_from->library_bytes, NAN, 0);
}

/* As documents have it. */
static const char *known_word(ph_known known)
{
    return known == PH_NOT_KNOWN ? NULL : known == PH_KNOWN_TRUE ? "true" : "false";
}

/* Names and versions in it are anybody's. */
static void add_printable(GString *object, const char *name, const char *text)
{
    g_autofree char *printable = text ? ph_error_printable(text) : NULL;

    ph_canonical_text(object, name, printable);
}

static char *subject_text(const ph_subject_info *info)
{
    GString *object = ph_canonical_new();
    const ph_build_identity *identity = info->built_from;

    add_printable(object, "version", info->version);
    add_printable(object, "build", info->build);
    add_printable(object, "chosen", info->chosen);
    if (identity) {
#define X(name) add_printable(object, #name, identity->name);
        PH_BUILD_TEXT_LIST(X)
#undef X
        ph_canonical_text(object, "is_dirty", known_word(identity->is_dirty));
    }
    return ph_canonical_end(object);
}

static void add_fact(const ph_run_entry *entry, ph_receipt_kind kind, const char *name,
                     const char *text)
{
    g_autofree char *printable = ph_error_printable(text);
    g_autofree char *printable_name = ph_error_printable(name);

    g_ptr_array_add(entry->facts,
                    ph_history_fact_new(kind, entry->run->host, printable_name, printable, NULL));
}

static void add_program(const ph_run_entry *entry, const ph_harness_info *harness)
{
    g_autofree char *text = NULL;
    GString *object;

    if (!harness->version)
        return;
    object = ph_canonical_new();
    ph_canonical_text(object, "version", harness->version);
    ph_canonical_text(object, "commit", harness->commit);
    ph_canonical_text(object, "modified", harness->is_modified ? "true" : "false");
    text = ph_canonical_end(object);
    add_fact(entry, PH_RECEIPT_PROGRAM, "", text);
}

/* What the checks say beside "fine": what they saw is another figure each time. */
static void add_findings(const source *from)
{
    const GPtrArray *fitness = from->measurement->fitness;
    g_autofree char *text = NULL;
    GString *object;

    if (!fitness)
        return;
    object = ph_canonical_new();
    for (guint i = 0; i < fitness->len; i++) {
        const ph_fitness_finding *finding = (const ph_fitness_finding *)fitness->pdata[i];

        if (finding->state != PH_FITNESS_FINE)
            ph_canonical_text(object, finding->check, ph_fitness_state_name(finding->state));
    }
    text = ph_canonical_end(object);
    add_fact(from->entry, PH_RECEIPT_FINDING, "", text);
}

static void add_subjects(const source *from)
{
    const GPtrArray *subjects = from->measurement->subjects;

    for (guint i = 0; i < subjects->len; i++) {
        const ph_subject_info *info = (const ph_subject_info *)subjects->pdata[i];
        g_autofree char *text = subject_text(info);

        add_fact(from->entry, PH_RECEIPT_SUBJECT, info->name, text);
        add_library_size(from, info);
    }
}

static char *printable_copy(const char *text)
{
    return text ? ph_error_printable(text) : NULL;
}

static void describe_run(ph_history_run *run, GBytes *bytes, const ph_run_origin *origin,
                         const ph_run_circumstances *known)
{
    run->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    run->host = g_strdup(origin->host);
    run->cpu_model = printable_copy(origin->cpu_model);
    run->sha = printable_copy(known->sha ? known->sha : origin->commit);
    run->branch = printable_copy(known->branch);
    run->summary = printable_copy(known->summary);
    run->position = known->position > 0 ? known->position : PH_NO_POSITION;
    run->committed_us = known->committed_us > 0 ? known->committed_us : PH_NO_TIME;
    run->suite = origin->suite ? ph_error_printable(origin->suite) : g_strdup("");
    run->event = known->event;
    run->pull_request = known->pull_request;
    run->status = g_strdup(origin->status);
    run->machine = g_strdup(known->machine);
    run->keep = ph_run_event_keep(known->event);
    if (!origin->timestamp || !ph_history_time_read(origin->timestamp, &run->started_us))
        run->started_us = PH_NO_TIME;
}

static gboolean is_host(const char *fingerprint)
{
    return fingerprint && strlen(fingerprint) == 16 &&
           strspn(fingerprint, "0123456789abcdef") == 16;
}

gboolean ph_run_entry_describe(ph_run_entry *entry, GBytes *bytes, const ph_run_origin *origin,
                               const ph_run_circumstances *circumstances, GError **error)
{
    if (!is_host(origin->host))
        return ph_refuse(error, PH_ERROR_DATA,
                         "it does not say on which host it was measured, as documents of "
                         "perfharness do");
    describe_run(entry->run, bytes, origin, circumstances);
    add_program(entry, origin->harness);
    if (origin->kernel)
        add_fact(entry, PH_RECEIPT_KERNEL, "", origin->kernel);
    if (origin->microcode)
        add_fact(entry, PH_RECEIPT_MICROCODE, "", origin->microcode);
    entry->document = g_bytes_ref(bytes);
    return TRUE;
}

static gboolean describe(const source *from, GBytes *bytes,
                         const ph_run_circumstances *circumstances, GError **error)
{
    const ph_measurement *measurement = from->measurement;
    g_autofree char *brand = ph_json_printable(ph_json_member(measurement->system, "cpu"), "brand");
    const ph_run_origin origin = {
        .host = measurement->is_plain ? NULL : ph_measurement_fingerprint(measurement),
        .cpu_model = brand,
        .suite = measurement->suite,
        .timestamp = measurement->timestamp,
        .status = ph_measurement_status(measurement),
        .commit = ph_measurement_headline_commit(measurement),
        .kernel = ph_measurement_kernel(measurement),
        .microcode = ph_measurement_microcode(measurement),
        .harness = &measurement->harness,
    };

    return ph_run_entry_describe(from->entry, bytes, &origin, circumstances, error);
}

ph_run_entry *ph_run_entry_from(GBytes *bytes, const ph_measurement *measurement,
                                const ph_run_circumstances *circumstances, GError **error)
{
    g_autoptr(ph_run_entry) entry = ph_run_entry_new();
    const source from = {
        .measurement = measurement,
        .derivation = circumstances->derivation ? circumstances->derivation : PH_DERIVATION_NEWEST,
        .entry = entry,
    };

    if (!describe(&from, bytes, circumstances, error))
        return NULL;
    add_results(&from, measurement->results);
    add_results(&from, measurement->limits);
    if (entry->results->len == 0) {
        (void)ph_refuse(error, PH_ERROR_DATA, "nothing in it was measured");
        return NULL;
    }
    add_findings(&from);
    add_subjects(&from);
    return g_steal_pointer(&entry);
}
