/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_data.h"

#include "allocation_rows.h"
#include "anchor_rows.h"
#include "budget_rows.h"
#include "build_text.h"
#include "latency_rows.h"
#include "perfharness/require.h"
#include "referee_rows.h"
#include "report_facts.h"
#include "report_headlines.h"
#include "report_line.h"
#include "report_rows.h"
#include "report_title.h"
#include "report_value.h"
#include "stored_rows.h"
#include "sustained_rows.h"
#include "thread_rows.h"

/* Texts of more than one list, one after the other. */
static void add_texts(cJSON *data, const char *name, const GPtrArray *first,
                      const GPtrArray *second)
{
    cJSON *list = cJSON_AddArrayToObject(data, name);
    const GPtrArray *const lists[] = { first, second };

    for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; lists[l] && i < lists[l]->len; i++) {
            g_autofree char *printable = ph_error_printable(lists[l]->pdata[i]);

            cJSON_AddItemToArray(list, cJSON_CreateString(printable));
        }
}

/* Mustache cannot ask whether a list is empty without going through it. */
void ph_report_data_close(cJSON *data)
{
    static const char *const lists[] = {
        "rows",        "other_rows",   "not_measured",    "floors",      "errors",
        "warnings",    "notes",        "subjects",        "anchor_rows", "latency_rows",
        "start_rows",  "referee_rows", "allocation_rows", "budgets",     "sustained_rows",
        "thread_rows", "disk_rows",    "disk_notes"
    };

    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(data, lists[i]);
        g_autofree char *name = g_strconcat("has_", lists[i], NULL);

        cJSON_AddBoolToObject(data, name, cJSON_GetArraySize(list) > 0);
    }
}

static void add_baseline(cJSON *data, const ph_measurement *baseline)
{
    const ph_subject_info *info;
    cJSON *entry;

    if (!baseline) {
        ph_report_value_set(data, "baseline", NULL);
        return;
    }
    entry = cJSON_AddObjectToObject(data, "baseline");
    ph_report_value_set(entry, "timestamp", baseline->timestamp);
    ph_report_value_set(entry, "commit", baseline->commit);
    info = ph_measurement_subject(baseline, PH_HEADLINE_SUBJECT);
    ph_report_value_take(entry, "built_from", info ? ph_build_text(info->built_from) : NULL);
}

cJSON *ph_report_data(const ph_report *report)
{
    PH_REQUIRE(report->measurement && report->judgement);

    const ph_measurement *measurement = report->measurement;
    const ph_judgement *judgement = report->judgement;
    cJSON *data = cJSON_CreateObject();

    ph_report_value_take(data, "line", ph_report_line(measurement, judgement->verdict));
    ph_report_value_set_verdict(data, judgement->verdict);
    ph_report_value_set(data, "why", judgement->why);
    ph_report_value_set(data, "timestamp", measurement->timestamp);
    ph_report_value_set(data, "commit", measurement->commit);
    ph_report_value_set(data, "suite", measurement->suite);
    ph_report_value_take(data, "warn_threshold",
                         g_strdup_printf("%g %%", judgement->warn_threshold * 100.0));
    ph_report_value_take(data, "fail_threshold",
                         g_strdup_printf("%g %%", judgement->fail_threshold * 100.0));
    ph_report_title_add(data, report);
    ph_report_headlines_add(data, report);
    add_baseline(data, report->baseline);
    /* There are none where the baseline is not one of this run. */
    cJSON_AddBoolToObject(data, "has_changes", judgement->changes->len > 0);
    ph_report_rows_add(data, report);
    ph_latency_rows_add(data, measurement);
    ph_anchor_rows_add(data, measurement);
    ph_referee_rows_add(data, measurement);
    ph_allocation_rows_add(data, measurement);
    ph_stored_rows_add(data, measurement);
    ph_budget_rows_add(data, judgement->budgets);
    ph_sustained_rows_add(data, measurement);
    ph_thread_rows_add(data, measurement);
    add_texts(data, "errors", measurement->errors, NULL);
    add_texts(data, "warnings", measurement->warnings, judgement->warnings);
    add_texts(data, "notes", judgement->notes, NULL);
    ph_report_facts_add(data, report);
    return data;
}
