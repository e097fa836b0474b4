/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* comparison.json: what verdict/comparison_document.c reads. */
#include <math.h>

#include "allocation_change_json.h"
#include "contrast_text.h"
#include "document/build_identity_json.h"
#include "document/document.h"
#include "document/json_member.h"
#include "document/noise_json.h"
#include "document/provenance.h"
#include "document/referee_json.h"
#include "error/shortened.h"
#include "verdict/explanation_json.h"

/* Bytes, of what others said; the schema allows as many characters. */
enum { SENTENCE_BYTES_MAX = 8192, LINES_BYTES_MAX = 65536 };

/* NULL is null. */
static void add_text_within(cJSON *object, const char *name, const char *text, gsize bytes_max)
{
    g_autofree char *shown = text ? ph_shortened(text, bytes_max) : NULL;

    ph_json_add_text(object, name, shown);
}

static void add_sentence(cJSON *object, const char *name, const char *text)
{
    add_text_within(object, name, text, SENTENCE_BYTES_MAX);
}

static void add_sentences(cJSON *object, const char *name, const GPtrArray *texts)
{
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < texts->len; i++)
        g_ptr_array_add(shown, ph_shortened(texts->pdata[i], SENTENCE_BYTES_MAX));
    ph_json_add_texts(object, name, shown);
}

/* The number that a reader finds: cJSON writes 15 digits where that is all but the same. What
 * follows from such numbers is written as it follows for him. */
static double as_written(double number)
{
    cJSON *item = cJSON_CreateNumber(number);
    char *printed = cJSON_PrintUnformatted(item);
    const double read = isfinite(number) ? g_ascii_strtod(printed, NULL) : number;

    cJSON_free(printed);
    cJSON_Delete(item);
    return read;
}

static void add_work(cJSON *object, const ph_contrast *contrast)
{
    cJSON *work;

    if (isnan(contrast->base_work)) {
        cJSON_AddNullToObject(object, "work");
        return;
    }
    work = cJSON_AddObjectToObject(object, "work");
    cJSON_AddStringToObject(work, "unit", "instructions per item");
    ph_json_add_number(work, "base", contrast->base_work);
    ph_json_add_number(work, "head", contrast->head_work);
    ph_json_add_number(work, "ratio",
                       as_written(contrast->head_work) / as_written(contrast->base_work));
}

static void add_logs(cJSON *object, const char *name, const GArray *logs)
{
    cJSON *list = cJSON_AddArrayToObject(object, name);

    for (guint i = 0; i < logs->len; i++)
        cJSON_AddItemToArray(list, cJSON_CreateNumber(g_array_index(logs, double, i)));
}

static void add_other_layouts(cJSON *object, const GArray *layouts)
{
    cJSON *list = cJSON_AddArrayToObject(object, "other_layouts");

    for (guint i = 0; i < layouts->len; i++) {
        const ph_contrast_relaid *relaid = &g_array_index(layouts, ph_contrast_relaid, i);
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddNumberToObject(entry, "padding_bytes", relaid->padding_bytes);
        ph_json_add_number(entry, "ratio", relaid->ratio);
        ph_json_add_interval(entry, "ci95", relaid->ci95);
        cJSON_AddStringToObject(entry, "difference",
                                ph_difference_word(relaid->by_time.difference));
        cJSON_AddStringToObject(entry, "verdict", ph_verdict_word(relaid->by_time.verdict));
        cJSON_AddNumberToObject(entry, "launches", relaid->launches);
        cJSON_AddItemToArray(list, entry);
    }
}

/* The interval that the words are about; ci95 is over all launches, and narrower. */
static void add_deciding(cJSON *object, const ph_contrast *contrast)
{
    cJSON *deciding;

    if (isnan(contrast->confidence)) {
        cJSON_AddNullToObject(object, "deciding");
        return;
    }
    deciding = cJSON_AddObjectToObject(object, "deciding");
    ph_json_add_number(deciding, "confidence", contrast->confidence);
    ph_json_add_interval(deciding, "interval", contrast->deciding);
}

static void add_fault(cJSON *object, const ph_contrast *contrast)
{
    const gboolean has_base = contrast->base_fault.kind != PH_FAULT_NONE;
    const gboolean has_head = contrast->head_fault.kind != PH_FAULT_NONE;
    const ph_contrast_fault *said = has_head ? &contrast->head_fault : &contrast->base_fault;
    cJSON *fault;

    if (!has_base && !has_head) {
        cJSON_AddNullToObject(object, "fault");
        return;
    }
    fault = cJSON_AddObjectToObject(object, "fault");
    cJSON_AddStringToObject(fault, "of",
                            !has_head  ? PH_CONTRAST_BASE
                            : has_base ? PH_CONTRAST_BOTH
                                       : PH_CONTRAST_HEAD);
    cJSON_AddStringToObject(fault, "kind", ph_fault_word(said->kind));
    add_sentence(fault, "reason", said->reason);
}

/* null: none was asked, or it saw no more than one of the two. */
static void add_referee(cJSON *object, const ph_contrast_referee *seen)
{
    cJSON *referee;

    if (!seen->base || !seen->head) {
        cJSON_AddNullToObject(object, "referee");
        return;
    }
    referee = cJSON_AddObjectToObject(object, "referee");
    ph_json_add_number(referee, "ratio", seen->ratio);
    ph_json_add_interval(referee, "ci95", seen->ci95);
    cJSON_AddNumberToObject(referee, "launches", seen->launches);
    cJSON_AddItemToObject(referee, PH_CONTRAST_BASE, ph_referee_json(seen->base));
    cJSON_AddItemToObject(referee, PH_CONTRAST_HEAD, ph_referee_json(seen->head));
}

static cJSON *contrast_entry(gconstpointer given)
{
    const ph_contrast *contrast = given;
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", contrast->benchmark);
    cJSON_AddStringToObject(entry, "level", contrast->level);
    cJSON_AddStringToObject(entry, "variant", contrast->variant);
    ph_json_add_number(entry, "ratio", contrast->ratio);
    ph_json_add_interval(entry, "ci95", contrast->ci95);
    ph_json_add_number(entry, "p_value", contrast->p_value);
    cJSON_AddStringToObject(entry, "difference", ph_difference_word(contrast->call.difference));
    cJSON_AddStringToObject(entry, "verdict", ph_verdict_word(contrast->call.verdict));
    add_sentence(entry, "reason", contrast->why);
    add_deciding(entry, contrast);
    add_fault(entry, contrast);
    add_referee(entry, &contrast->referee);
    cJSON_AddNumberToObject(entry, "launches", contrast->launches);
    ph_json_add_number(entry, "launches_needed", contrast->launches_needed);
    ph_json_add_number(entry, "seconds_needed",
                       as_written(contrast->launches_needed) * as_written(contrast->launch_s));
    ph_json_add_number(entry, "launch_s", contrast->launch_s);
    add_work(entry, contrast);
    ph_allocation_change_json_add(entry, &contrast->allocations);
    add_sentence(entry, "layout", contrast->moved);
    add_other_layouts(entry, contrast->relaid);
    if (contrast->explanation)
        cJSON_AddItemToObject(entry, "explanation", ph_explanation_json(contrast->explanation));
    add_logs(entry, "log_ratios", contrast->first.logs);
    add_logs(entry, "log_ratios_confirming", contrast->second.logs);
    return entry;
}

/* Which build it is: as it was named, and what it is as far as that is known. */
static void add_build(cJSON *json, const ph_contrast_report *report, const char *side,
                      const char *named)
{
    const ph_subject_info *info = ph_contrast_subject(report, side);
    cJSON *entry = cJSON_AddObjectToObject(json, side);

    add_sentence(entry, "named", named);
    if (!info)
        return;
    cJSON_AddStringToObject(entry, "version", info->version);
    cJSON_AddStringToObject(entry, "build", info->build);
    if (*info->chosen)
        cJSON_AddStringToObject(entry, "chosen", info->chosen);
    ph_build_identity_json_add(entry, info->built_from);
}

static void add_failure(cJSON *json, const ph_contrast_failure *failure)
{
    cJSON *member;

    if (failure->kind == PH_FAILURE_NONE) {
        cJSON_AddNullToObject(json, "failure");
        return;
    }
    member = cJSON_AddObjectToObject(json, "failure");
    ph_json_add_text(member, "of", failure->of);
    cJSON_AddStringToObject(member, "kind", ph_failure_word(failure->kind));
    add_sentence(member, "reason", failure->reason);
    add_text_within(member, "first_error", failure->first_error, LINES_BYTES_MAX);
}

static gboolean is_timed(const ph_contrast_report *report)
{
    return !report->is_stored && report->mode == PH_CONTRAST_MODE_TIME &&
           report->failure.kind == PH_FAILURE_NONE;
}

/* Where it was measured; two stored runs have a host each, which is one and the same. */
static void add_environment(cJSON *json, const ph_comparison_document *document)
{
    cJSON *environment = cJSON_AddObjectToObject(json, "environment");

#define X(name) ph_json_add_text(environment, #name, document->name);
    PH_COMPARISON_HOST_LIST(X)
#undef X
    ph_json_add_number(environment, "cpu",
                       is_timed(document->report) ? (double)document->report->cpu : NAN);
}

/* Which comparison it is, by what rule, and what came of it. */
static void add_head(cJSON *json, const ph_comparison_document *document)
{
    const ph_contrast_report *report = document->report;
    cJSON *rule;

    cJSON_AddStringToObject(json, "schema_version", PH_DOCUMENT_COMPARISON);
    cJSON_AddStringToObject(json, "kind", "comparison");
    cJSON_AddStringToObject(json, "mode", ph_contrast_mode_word(report->mode));
    cJSON_AddBoolToObject(json, "stored", report->is_stored);
    cJSON_AddBoolToObject(json, "same_run", report->is_same_run);
    cJSON_AddStringToObject(json, "timestamp", document->timestamp);
    ph_provenance_add_harness(json, &document->harness);
    ph_json_add_text(json, "suite", document->suite);
    cJSON_AddStringToObject(json, "verdict", ph_verdict_word(report->verdict));
    add_failure(json, &report->failure);
    add_build(json, report, PH_CONTRAST_BASE, document->base_named);
    add_build(json, report, PH_CONTRAST_HEAD, document->head_named);
    ph_json_add_text(json, "repeat", document->repeat);
    add_environment(json, document);
    rule = cJSON_AddObjectToObject(json, "rule");
    cJSON_AddNumberToObject(rule, "floor", report->rule.floor);
    cJSON_AddNumberToObject(rule, "warn", report->rule.warn);
    cJSON_AddNumberToObject(rule, "fail", report->rule.fail);
    cJSON_AddNumberToObject(rule, "alpha", report->rule.alpha);
    ph_allocation_rule_json_add(json, &report->allocation_rule);
}

cJSON *ph_contrast_json(const ph_comparison_document *document)
{
    const ph_contrast_report *report = document->report;
    g_autoptr(GPtrArray) notes = ph_contrast_notes(report);
    cJSON *json = cJSON_CreateObject();

    add_head(json, document);
    ph_json_add_number(json, "elapsed_s", report->elapsed_s);
    if (report->noise.blocks || report->samples_missing)
        ph_noise_json_add(json, &report->noise);
    else
        cJSON_AddNullToObject(json, "noise"); /* Nothing was timed. */
    cJSON_AddNumberToObject(json, "samples_missing", report->samples_missing);
    cJSON_AddStringToObject(json, "stopped", ph_stop_word(report->stop));
    ph_json_add_text(json, "command", report->command);
    ph_json_add_list(json, "benchmarks", report->contrasts, contrast_entry);
    add_sentences(json, "notes", notes);
    add_sentences(json, "errors", report->errors);
    return json;
}

char *ph_contrast_json_text(const ph_comparison_document *document)
{
    cJSON *json = ph_contrast_json(document);
    char *printed = cJSON_Print(json);
    char *text = g_strconcat(printed, "\n", NULL);

    cJSON_free(printed);
    cJSON_Delete(json);
    return text;
}
