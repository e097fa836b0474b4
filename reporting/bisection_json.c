/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A bisection as a document: what verdict/bisection_document.c reads. */
#include <math.h>

#include "bisection_report.h"
#include "document/document.h"
#include "document/json_member.h"

static void add_time(cJSON *entry, const ph_bisection_comparison *comparison)
{
    cJSON *time;

    if (isnan(comparison->time_log)) {
        cJSON_AddNullToObject(entry, "time");
        return;
    }
    time = cJSON_AddObjectToObject(entry, "time");
    cJSON_AddNumberToObject(time, "log_ratio", comparison->time_log);
    ph_json_add_interval(time, "log_ci95", comparison->time_ci95);
}

static cJSON *comparison_entry(const ph_bisection_comparison *comparison)
{
    const ph_bisection_answer *answer = &comparison->answer;
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "step", ph_bisection_step_word(comparison->step));
    cJSON_AddNumberToObject(entry, "base", comparison->base);
    cJSON_AddNumberToObject(entry, "head", comparison->head);
    cJSON_AddStringToObject(entry, "answer", ph_bisection_answer_word(answer->kind));
    ph_json_add_number(entry, "log_ratio", answer->log);
    ph_json_add_interval(entry, "log_interval", answer->interval);
    ph_json_add_text(entry, "reason", answer->reason);
    add_time(entry, comparison);
    ph_json_add_number(entry, "work_log_ratio", comparison->work_log);
    cJSON_AddNumberToObject(entry, "elapsed_s", comparison->elapsed_s);
    return entry;
}

static void add_sought(cJSON *document, const ph_bisection_sought *sought)
{
    cJSON *entry;

    if (!sought->benchmark) {
        cJSON_AddNullToObject(document, "sought");
        return;
    }
    entry = cJSON_AddObjectToObject(document, "sought");
    cJSON_AddStringToObject(entry, "benchmark", sought->benchmark);
    cJSON_AddStringToObject(entry, "level", sought->level);
    cJSON_AddStringToObject(entry, "variant", sought->variant);
    cJSON_AddStringToObject(entry, "by", ph_bisection_sensor_word(sought->sensor));
}

static void add_found(cJSON *document, const ph_bisection_finding *finding)
{
    cJSON *entry;

    if (isnan(finding->share)) {
        cJSON_AddNullToObject(document, "found");
        return;
    }
    entry = cJSON_AddObjectToObject(document, "found");
    cJSON_AddNumberToObject(entry, "from", finding->low);
    cJSON_AddNumberToObject(entry, "to", finding->high);
    ph_json_add_number(entry, "share", finding->share);
}

static cJSON *commit_entry(const ph_bisection_commit *commit)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "hash", commit->hash);
    cJSON_AddStringToObject(entry, "subject", commit->subject);
    return entry;
}

cJSON *ph_bisection_json(const ph_bisection *bisection)
{
    cJSON *document = cJSON_CreateObject(), *list;

    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_BISECTION);
    cJSON_AddStringToObject(document, "kind", "bisection");
    cJSON_AddStringToObject(document, "timestamp", bisection->timestamp);
    cJSON_AddStringToObject(document, "repository", bisection->repository);
#define X(member, words) ph_json_add_text(document, #member, bisection->member);
    PH_BISECTION_QUESTION_LIST(X)
#undef X
    cJSON_AddStringToObject(document, "outcome",
                            ph_bisection_outcome_word(bisection->finding.outcome));
    add_sought(document, &bisection->sought);
    add_found(document, &bisection->finding);
    list = cJSON_AddArrayToObject(document, "comparisons");
    for (guint i = 0; i < bisection->comparisons->len; i++)
        cJSON_AddItemToArray(list, comparison_entry(bisection->comparisons->pdata[i]));
    list = cJSON_AddArrayToObject(document, "commits");
    for (guint i = 0; i < bisection->commits->len; i++)
        cJSON_AddItemToArray(list, commit_entry(ph_bisection_commit_at(bisection, i)));
    return document;
}

char *ph_bisection_json_text(const ph_bisection *bisection)
{
    cJSON *document = ph_bisection_json(bisection);
    char *printed = cJSON_Print(document);
    char *text = g_strconcat(printed, "\n", NULL);

    cJSON_free(printed);
    cJSON_Delete(document);
    return text;
}
