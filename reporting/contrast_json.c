/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness compare` for programs. */
#include <math.h>

#include "contrast_text.h"
#include "document/build_identity_json.h"
#include "document/json_member.h"
#include "document/referee_json.h"
#include "noise_json.h"

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
    ph_json_add_number(work, "ratio", contrast->head_work / contrast->base_work);
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
                            : has_base ? "both"
                                       : PH_CONTRAST_HEAD);
    cJSON_AddStringToObject(fault, "kind", ph_fault_word(said->kind));
    cJSON_AddItemToObject(fault, "reason",
                          said->reason ? cJSON_CreateString(said->reason) : cJSON_CreateNull());
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

static cJSON *contrast_entry(const ph_contrast *contrast)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", contrast->benchmark);
    cJSON_AddStringToObject(entry, "level", contrast->level);
    cJSON_AddStringToObject(entry, "variant", contrast->variant);
    ph_json_add_number(entry, "ratio", contrast->ratio);
    ph_json_add_interval(entry, "ci95", contrast->ci95);
    ph_json_add_number(entry, "p_value", contrast->p_value);
    cJSON_AddStringToObject(entry, "difference", ph_difference_word(contrast->call.difference));
    cJSON_AddStringToObject(entry, "verdict", ph_verdict_word(contrast->call.verdict));
    cJSON_AddStringToObject(entry, "reason", contrast->why);
    add_deciding(entry, contrast);
    add_fault(entry, contrast);
    add_referee(entry, &contrast->referee);
    cJSON_AddNumberToObject(entry, "launches", contrast->launches);
    ph_json_add_number(entry, "launches_needed", contrast->launches_needed);
    ph_json_add_number(entry, "seconds_needed", contrast->launches_needed * contrast->launch_s);
    add_work(entry, contrast);
    cJSON_AddItemToObject(entry, "layout",
                          contrast->moved ? cJSON_CreateString(contrast->moved)
                                          : cJSON_CreateNull());
    add_other_layouts(entry, contrast->relaid);
    add_logs(entry, "log_ratios", contrast->first.logs);
    add_logs(entry, "log_ratios_confirming", contrast->second.logs);
    return entry;
}

/* The member of that name, where it is known what it is. */
static void add_build(cJSON *document, const ph_contrast_report *report, const char *name)
{
    const ph_subject_info *info = ph_contrast_subject(report, name);
    cJSON *entry;

    if (!info)
        return;
    entry = cJSON_AddObjectToObject(document, name);
    cJSON_AddStringToObject(entry, "version", info->version);
    cJSON_AddStringToObject(entry, "build", info->build);
    ph_build_identity_json_add(entry, info->built_from);
}

cJSON *ph_contrast_json(const ph_contrast_report *report)
{
    cJSON *document = cJSON_CreateObject();
    g_autoptr(GPtrArray) notes = ph_contrast_notes(report);
    cJSON *rule, *list;

    cJSON_AddStringToObject(document, "verdict", ph_verdict_word(report->verdict));
    add_build(document, report, PH_CONTRAST_BASE);
    add_build(document, report, PH_CONTRAST_HEAD);
    rule = cJSON_AddObjectToObject(document, "rule");
    cJSON_AddNumberToObject(rule, "floor", report->rule.floor);
    cJSON_AddNumberToObject(rule, "warn", report->rule.warn);
    cJSON_AddNumberToObject(rule, "fail", report->rule.fail);
    cJSON_AddNumberToObject(rule, "alpha", report->rule.alpha);
    ph_json_add_number(document, "elapsed_s", report->elapsed_s);
    if (report->noise.blocks)
        ph_noise_json_add(document, &report->noise);
    else
        cJSON_AddNullToObject(document, "noise"); /* Nothing was timed. */
    cJSON_AddStringToObject(document, "stopped", ph_stop_word(report->stop));
    cJSON_AddItemToObject(document, "command",
                          report->command ? cJSON_CreateString(report->command)
                                          : cJSON_CreateNull());
    list = cJSON_AddArrayToObject(document, "benchmarks");
    for (guint i = 0; i < report->contrasts->len; i++)
        cJSON_AddItemToArray(list, contrast_entry(report->contrasts->pdata[i]));
    ph_json_add_texts(document, "notes", notes);
    ph_json_add_texts(document, "errors", report->errors);
    return document;
}
