/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/comparison_document.h"

#include <math.h>
#include <string.h>

#include "document/allocations_json.h"
#include "document/build_identity_json.h"
#include "document/document.h"
#include "document/json_member.h"
#include "document/noise_json.h"
#include "document/provenance.h"
#include "document/referee_json.h"
#include "error/error.h"
#include "error/printable_lines.h"
#include "perfharness/require.h"
#include "verdict/explanation_json.h"

ph_comparison_document *ph_comparison_document_new(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    ph_comparison_document *document = g_new0(ph_comparison_document, 1);

    document->timestamp = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    return document;
}

void ph_comparison_document_free(ph_comparison_document *document)
{
    g_free(document->timestamp);
    g_free(document->harness.version);
    g_free(document->harness.commit);
    g_free(document->suite);
    g_free(document->base_named);
    g_free(document->head_named);
    g_free(document->repeat);
#define X(name) g_free(document->name);
    PH_COMPARISON_HOST_LIST(X)
#undef X
    g_clear_pointer(&document->report, ph_contrast_report_free);
    g_free(document);
}

/* Which of so many words it is; the schema knows no others. */
static guint find_word(const char *word, const char *const *words, guint count)
{
    guint found = 0;

    while (found < count && g_strcmp0(words[found], word) != 0)
        found++;
    PH_REQUIRE(found < count);
    return found;
}

#define X(name, word) word,
static const char *const differences[] = { PH_DIFFERENCE_LIST(X) };
static const char *const stops[] = { PH_STOP_LIST(X) };
static const char *const modes[] = { PH_CONTRAST_MODE_LIST(X) };
#undef X
#define X(name, word, what) word,
static const char *const faults[] = { PH_FAULT_LIST(X) };
static const char *const failures[] = { PH_FAILURE_LIST(X) };
#undef X
#define X(name, word) word,
static const char *const allocation_differences[] = { PH_ALLOCATION_DIFFERENCE_LIST(X) };
#undef X
#define X(name) #name,
static const char *const verdicts[] = { PH_VERDICT_LIST(X) };
#undef X

#define WORD_OF(object, name, words)                                                               \
    find_word(ph_json_text(object, name), words, G_N_ELEMENTS(words))

static guint count_of(const cJSON *object, const char *name)
{
    return (guint)MIN(ph_json_count(object, name), G_MAXUINT);
}

static ph_slowdown_call call_of(const cJSON *entry)
{
    return (ph_slowdown_call){ (ph_difference_kind)WORD_OF(entry, "difference", differences),
                               (ph_verdict)WORD_OF(entry, "verdict", verdicts) };
}

static void take_logs(GArray *logs, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list) g_array_append_val(logs, item->valuedouble);
}

static void take_other_layouts(ph_contrast *contrast, const cJSON *list)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list)
    {
        const ph_contrast_relaid relaid = { .padding_bytes = count_of(entry, "padding_bytes"),
                                            .ratio = ph_json_number(entry, "ratio"),
                                            .ci95 = ph_json_interval(entry, "ci95"),
                                            .launches = count_of(entry, "launches"),
                                            .by_time = call_of(entry) };

        g_array_append_val(contrast->relaid, relaid);
    }
}

/* Of what both fail at, it tells head's kind and reason alone. */
static void take_fault(ph_contrast *contrast, const cJSON *fault)
{
    const char *of = ph_json_text(fault, "of");
    ph_contrast_fault *told =
        g_strcmp0(of, PH_CONTRAST_BASE) == 0 ? &contrast->base_fault : &contrast->head_fault;

    if (!of)
        return;
    told->kind = (ph_fault_kind)WORD_OF(fault, "kind", faults);
    told->reason = ph_json_printable(fault, "reason");
    if (strcmp(of, PH_CONTRAST_BOTH) == 0)
        contrast->base_fault.kind = told->kind;
}

static void take_referee(ph_contrast_referee *seen, const cJSON *referee)
{
    if (!cJSON_IsObject(referee))
        return;
    seen->ratio = ph_json_number(referee, "ratio");
    seen->ci95 = ph_json_interval(referee, "ci95");
    seen->launches = count_of(referee, "launches");
    seen->base = ph_referee_json_read_figure(ph_json_member(referee, PH_CONTRAST_BASE));
    seen->head = ph_referee_json_read_figure(ph_json_member(referee, PH_CONTRAST_HEAD));
}

static void take_allocations(ph_allocation_change *change, const cJSON *allocations)
{
    if (!cJSON_IsObject(allocations))
        return;
    change->uncounted = ph_json_printable(allocations, "uncounted");
    if (change->uncounted)
        return;
    change->base = ph_allocations_json_read(allocations, PH_CONTRAST_BASE);
    change->head = ph_allocations_json_read(allocations, PH_CONTRAST_HEAD);
    /* Of the first draw alone; what all of them said is written down. */
    for (guint id = 0; id < PH_ALLOCATION_COUNTS; id++)
        change->least[id] = change->most[id] =
            ph_allocations_more(change->base, change->head, (ph_allocation_count_id)id);
    change->draws = count_of(allocations, "draws");
    change->difference =
        (ph_allocation_difference)WORD_OF(allocations, "difference", allocation_differences);
    change->verdict = (ph_verdict)WORD_OF(allocations, "verdict", verdicts);
}

static void take_contrast(ph_contrast_report *report, const cJSON *entry)
{
    g_autofree char *benchmark = ph_json_printable(entry, "name");
    g_autofree char *level = ph_json_printable(entry, "level");
    g_autofree char *variant = ph_json_printable(entry, "variant");
    const cJSON *deciding = ph_json_member(entry, "deciding");
    const cJSON *work = ph_json_member(entry, "work");
    ph_contrast *contrast = ph_contrast_of(report, benchmark, level, variant);

    contrast->ratio = ph_json_number(entry, "ratio");
    contrast->state = isfinite(contrast->ratio) ? PH_STATE_MEASURED : PH_STATE_FAILED;
    contrast->ci95 = ph_json_interval(entry, "ci95");
    contrast->p_value = ph_json_number(entry, "p_value");
    contrast->call = contrast->by_time = call_of(entry);
    contrast->why = ph_json_printable(entry, "reason");
    contrast->confidence = ph_json_number(deciding, "confidence");
    contrast->deciding = ph_json_interval(deciding, "interval");
    take_fault(contrast, ph_json_member(entry, "fault"));
    take_referee(&contrast->referee, ph_json_member(entry, "referee"));
    contrast->launches = count_of(entry, "launches");
    contrast->launches_needed = ph_json_number(entry, "launches_needed");
    contrast->launch_s = ph_json_number(entry, "launch_s");
    contrast->base_work = ph_json_number(work, PH_CONTRAST_BASE);
    contrast->head_work = ph_json_number(work, PH_CONTRAST_HEAD);
    take_allocations(&contrast->allocations, ph_json_member(entry, "allocations"));
    contrast->moved = ph_json_printable(entry, "layout");
    take_other_layouts(contrast, ph_json_member(entry, "other_layouts"));
    contrast->explanation = ph_explanation_json_read(ph_json_member(entry, "explanation"));
    take_logs(contrast->first.logs, ph_json_member(entry, "log_ratios"));
    take_logs(contrast->second.logs, ph_json_member(entry, "log_ratios_confirming"));
}

/* Nothing but a name where it is not known what it is. */
static void take_build(ph_contrast_report *report, const char *side, const cJSON *build)
{
    ph_subject_info *info;

    if (!ph_json_text(build, "version"))
        return;
    info = g_new0(ph_subject_info, 1);
    info->name = g_strdup(side);
    info->version = ph_json_printable(build, "version");
    info->build = ph_json_printable(build, "build");
    info->chosen = ph_json_printable(build, "chosen");
    if (!info->chosen)
        info->chosen = g_strdup("");
    info->built_from = ph_build_identity_json_read(build);
    g_ptr_array_add(report->subjects, info);
}

static void take_failure(ph_contrast_failure *failure, const cJSON *member)
{
    const char *of = ph_json_text(member, "of");
    const char *first_error = ph_json_text(member, "first_error");

    if (!cJSON_IsObject(member))
        return;
    failure->kind = (ph_failure_kind)WORD_OF(member, "kind", failures);
    if (of)
        failure->of = strcmp(of, PH_CONTRAST_BASE) == 0 ? PH_CONTRAST_BASE : PH_CONTRAST_HEAD;
    failure->reason = ph_json_printable(member, "reason");
    failure->first_error = first_error ? ph_printable_lines(first_error) : NULL;
}

static void take_texts(GPtrArray *texts, const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
        g_ptr_array_add(texts, ph_error_printable(cJSON_GetStringValue(item)));
}

static ph_slowdown_rule rule_of(const cJSON *rule)
{
    return (ph_slowdown_rule){ .floor = ph_json_number(rule, "floor"),
                               .warn = ph_json_number(rule, "warn"),
                               .fail = ph_json_number(rule, "fail"),
                               .alpha = ph_json_number(rule, "alpha") };
}

static ph_allocation_rule allocation_rule_of(const cJSON *rule)
{
    if (!rule)
        return (ph_allocation_rule){ 0 };
    return (ph_allocation_rule){ ph_json_number(rule, "warn"), ph_json_number(rule, "fail") };
}

static ph_contrast_report *load_report(const cJSON *json)
{
    const ph_slowdown_rule rule = rule_of(ph_json_member(json, "rule"));
    ph_contrast_report *report = ph_contrast_report_new(&rule);
    const cJSON *entry;

    report->mode = (ph_contrast_mode)WORD_OF(json, "mode", modes);
    report->allocation_rule = allocation_rule_of(ph_json_member(json, "allocation_rule"));
    report->is_stored = cJSON_IsTrue(ph_json_member(json, "stored"));
    report->is_same_run = cJSON_IsTrue(ph_json_member(json, "same_run"));
    report->verdict = (ph_verdict)WORD_OF(json, "verdict", verdicts);
    take_failure(&report->failure, ph_json_member(json, "failure"));
    take_build(report, PH_CONTRAST_BASE, ph_json_member(json, PH_CONTRAST_BASE));
    take_build(report, PH_CONTRAST_HEAD, ph_json_member(json, PH_CONTRAST_HEAD));
    report->elapsed_s = ph_json_number(json, "elapsed_s");
    report->cpu = count_of(ph_json_member(json, "environment"), "cpu");
    if (cJSON_IsObject(ph_json_member(json, "noise")))
        ph_noise_json_take(&report->noise, json);
    report->samples_missing = count_of(json, "samples_missing");
    report->stop = (ph_stop)WORD_OF(json, "stopped", stops);
    report->command = ph_json_printable(json, "command");
    cJSON_ArrayForEach(entry, ph_json_member(json, "benchmarks")) take_contrast(report, entry);
    take_texts(report->notes, ph_json_member(json, "notes"));
    take_texts(report->errors, ph_json_member(json, "errors"));
    return report;
}

static ph_comparison_document *load(const cJSON *json)
{
    const cJSON *environment = ph_json_member(json, "environment");
    ph_comparison_document *document = g_new0(ph_comparison_document, 1);

    document->timestamp = ph_json_printable(json, "timestamp");
    ph_provenance_take_harness(&document->harness, json);
    document->suite = ph_json_printable(json, "suite");
    document->base_named = ph_json_printable(ph_json_member(json, PH_CONTRAST_BASE), "named");
    document->head_named = ph_json_printable(ph_json_member(json, PH_CONTRAST_HEAD), "named");
    document->repeat = ph_json_printable(json, "repeat");
#define X(name) document->name = ph_json_printable(environment, #name);
    PH_COMPARISON_HOST_LIST(X)
#undef X
    document->report = load_report(json);
    return document;
}

/* Of a document that is valid, and deleted here. */
static ph_comparison_document *load_kind(const char *path, cJSON *json, const char *kind,
                                         GError **error)
{
    ph_comparison_document *document = NULL;

    if (strcmp(kind, PH_DOCUMENT_COMPARISON) == 0)
        document = load(json);
    else
        (void)ph_refuse(error, PH_ERROR_SCHEMA,
                        "%s: a comparison.json was expected, this is of the kind %s", path, kind);
    cJSON_Delete(json);
    return document;
}

ph_comparison_document *ph_comparison_document_read(const char *path, const char *schemas,
                                                    GError **error)
{
    g_autofree char *kind = NULL;
    cJSON *json = ph_document_read_valid(path, schemas, &kind, error);

    return json ? load_kind(path, json, kind, error) : NULL;
}

ph_comparison_document *ph_comparison_document_parse(const char *path, const char *text,
                                                     gsize length, const char *schemas,
                                                     GError **error)
{
    cJSON *json = ph_document_parse(path, text, length, error);
    const char *kind = NULL;

    if (!json)
        return NULL;
    if (ph_document_is_valid(json, schemas, &kind, error))
        return load_kind(path, json, kind, error);
    g_prefix_error(error, "%s: ", path);
    cJSON_Delete(json);
    return NULL;
}
