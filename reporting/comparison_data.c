/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "comparison_data.h"

#include <math.h>
#include <string.h>

#include "build_text.h"
#include "comparison_line.h"
#include "contrast_text.h"
#include "contrast_words.h"
#include "error/error.h"
#include "explanation_rows.h"
#include "figure.h"
#include "report_facts.h"
#include "report_title.h"
#include "report_value.h"
#include "verdict/change_text.h"

void ph_comparison_data_close(cJSON *data)
{
    static const char *const lists[] = { "rows", "errors", "notes", "first_error", "explained" };

    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(data, lists[i]);
        g_autofree char *name = g_strconcat("has_", lists[i], NULL);

        cJSON_AddBoolToObject(data, name, cJSON_GetArraySize(list) > 0);
    }
}

static void add_texts(cJSON *data, const char *name, const GPtrArray *texts)
{
    cJSON *list = cJSON_AddArrayToObject(data, name);

    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *printable = ph_error_printable(texts->pdata[i]);

        cJSON_AddItemToArray(list, cJSON_CreateString(printable));
    }
}

static void add_build(cJSON *data, const ph_contrast_report *report, const char *side,
                      const char *named)
{
    const ph_subject_info *info = ph_contrast_subject(report, side);
    cJSON *entry = cJSON_AddObjectToObject(data, side);

    ph_report_value_set(entry, "named", named);
    ph_report_value_set(entry, "version", info ? info->version : NULL);
    ph_report_value_set(entry, "build", info && *info->build ? info->build : NULL);
    ph_report_value_set(entry, "chosen", info && *info->chosen ? info->chosen : NULL);
    ph_report_value_take(entry, "origin", info ? ph_build_text_origin(info->built_from) : NULL);
    ph_report_value_take(entry, "size", info ? ph_build_text_size(info->built_from) : NULL);
}

/* The lines are apart, so that each can stand where nothing in it means anything. */
static void add_failure(cJSON *data, const ph_contrast_failure *failure)
{
    const char *reason = failure->reason;
    g_auto(GStrv) lines = NULL;
    cJSON *list, *entry;

    list = cJSON_AddArrayToObject(data, "first_error");
    if (failure->kind == PH_FAILURE_NONE) {
        ph_report_value_set(data, "failure", NULL);
        return;
    }
    if (failure->of && g_str_has_prefix(reason, failure->of)) /* That is said before it. */
        reason += strlen(failure->of) + strspn(reason + strlen(failure->of), ": ");
    entry = cJSON_AddObjectToObject(data, "failure");
    ph_report_value_take(entry, "what",
                         g_strdup_printf("%s%s%s", failure->of ? failure->of : "",
                                         failure->of ? " " : "", ph_failure_what(failure->kind)));
    ph_report_value_set(entry, "reason", reason);
    lines = g_strsplit(failure->first_error ? failure->first_error : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *printable = ph_error_printable(*line);

        if (**line || line[1])
            cJSON_AddItemToArray(list, cJSON_CreateString(printable));
    }
}

/* Where the verdict does not say it all. */
static gboolean has_remark(const ph_contrast *contrast)
{
    if (ph_contrast_allocates_otherwise(contrast))
        return TRUE;
    switch (contrast->call.verdict) {
    case PH_VERDICT_PASS:
    case PH_VERDICT_IMPROVED:
    case PH_VERDICT_UNCHANGED: return FALSE;
    default: return TRUE;
    }
}

static char *instructions(double count)
{
    return isnan(count) ? NULL : g_strdup_printf("%.1f", count);
}

static cJSON *row_of(const ph_contrast *contrast, const ph_contrast_report *report)
{
    cJSON *row = cJSON_CreateObject();
    g_autofree char *words = ph_contrast_words(contrast, report);

    ph_report_value_set(row, "name", contrast->benchmark);
    ph_report_value_set(row, "level", ph_figure_level_words(contrast->level));
    ph_report_value_set(row, "variant", *contrast->variant ? contrast->variant : NULL);
    ph_report_value_take(row, "change", ph_contrast_change_text(contrast, report->mode, 2));
    ph_report_value_take(row, "change_interval", ph_contrast_interval_text(contrast, report->mode));
    ph_report_value_take(row, "deciding",
                         isfinite(contrast->confidence) && report->mode == PH_CONTRAST_MODE_TIME
                             ? ph_change_deciding_text(contrast->confidence, contrast->deciding)
                             : NULL);
    ph_report_value_take(row, "work", ph_contrast_work_text(contrast));
    ph_report_value_take(row, "base_work", instructions(contrast->base_work));
    ph_report_value_take(row, "head_work", instructions(contrast->head_work));
    ph_report_value_take(row, "allocations", ph_contrast_allocations_text(contrast, report));
    ph_report_value_take(
        row, "launches",
        report->mode == PH_CONTRAST_MODE_TIME ? g_strdup_printf("%u", contrast->launches) : NULL);
    ph_report_value_set(row, "layout", contrast->moved);
    ph_report_value_set_verdict(row, contrast->call.verdict);
    ph_report_value_set(row, "difference", ph_difference_word(contrast->call.difference));
    ph_report_value_set(row, "why", words);
    ph_report_value_set(row, "remark", has_remark(contrast) ? words : NULL);
    return row;
}

static char *took(double elapsed_s)
{
    return elapsed_s > 0.0 ? g_strdup_printf("%.0f s", elapsed_s) : NULL;
}

static void add_host(cJSON *data, const ph_comparison_document *document)
{
    cJSON *list = cJSON_AddArrayToObject(data, "host");
    const ph_contrast_report *report = document->report;
    const gboolean is_timed = !report->is_stored && report->mode == PH_CONTRAST_MODE_TIME &&
                              report->failure.kind == PH_FAILURE_NONE;
    g_autofree char *cpu = is_timed ? g_strdup_printf("%u", report->cpu) : NULL;

    ph_report_value_add_fact(list, "Fingerprint",
                             document->fingerprint ? document->fingerprint : "not recorded");
    ph_report_value_add_fact(list, "CPU", document->brand);
    ph_report_value_add_fact(list, "Kernel", document->kernel);
    ph_report_value_add_fact(list, "Microcode", document->microcode);
    ph_report_value_add_fact(list, "Measured on CPU", cpu);
    ph_report_value_add_fact(list, "Kind of core", document->core_kind);
}

static void add_run(cJSON *data, const ph_comparison_document *document)
{
    const ph_slowdown_rule *rule = &document->report->rule;
    cJSON *list = cJSON_AddArrayToObject(data, "run");
    g_autofree char *elapsed = took(document->report->elapsed_s);
    g_autofree char *harness = ph_build_text_harness(&document->harness);
    g_autofree char *floor = g_strdup_printf("%g %%", rule->floor * 100.0);
    g_autofree char *alpha = g_strdup_printf("%g", rule->alpha);

    ph_report_value_add_fact(list, "Began", document->timestamp);
    ph_report_value_add_fact(list, "Suite", document->suite);
    ph_report_value_add_fact(list, "Took", elapsed);
    ph_report_value_add_fact(list, "Noise floor", floor);
    if (document->report->mode == PH_CONTRAST_MODE_TIME)
        ph_report_value_add_fact(list, "Chance of any false call", alpha);
    ph_report_value_add_fact(list, "Measured by perfharness", harness);
}

static void add_title(cJSON *data, const ph_comparison_document *document)
{
    const char *base = document->base_named, *head = document->head_named;
    g_autofree char *date = ph_report_date(document->timestamp);

    ph_report_value_take(data, "title",
                         g_strdup_printf("%s against %s, %s: %s", head ? head : PH_CONTRAST_HEAD,
                                         base ? base : PH_CONTRAST_BASE, date ? date : "no date",
                                         ph_verdict_word(document->report->verdict)));
    ph_report_value_set(data, "date", date);
    ph_report_value_set(data, "timestamp", document->timestamp);
    ph_report_value_set(data, "suite", document->suite);
    ph_report_value_set(data, "fingerprint", document->fingerprint);
    ph_report_value_set(data, "cpu", document->brand);
}

cJSON *ph_comparison_data(const ph_comparison_report *report, const GPtrArray *contrasts)
{
    const ph_comparison_document *document = report->document;
    const ph_contrast_report *compared = document->report;
    g_autoptr(GPtrArray) notes = ph_contrast_notes(compared);
    cJSON *data = cJSON_CreateObject();
    cJSON *rows;

    ph_report_value_take(data, "line", ph_comparison_line(document));
    ph_report_value_set_verdict(data, compared->verdict);
    add_title(data, document);
    cJSON_AddBoolToObject(data, "is_work", compared->mode == PH_CONTRAST_MODE_WORK);
    cJSON_AddBoolToObject(data, "is_stored", compared->is_stored);
    add_failure(data, &compared->failure);
    add_build(data, compared, PH_CONTRAST_BASE, document->base_named);
    add_build(data, compared, PH_CONTRAST_HEAD, document->head_named);
    ph_report_value_take(data, "warn_threshold",
                         g_strdup_printf("%g %%", compared->rule.warn * 100.0));
    ph_report_value_take(data, "fail_threshold",
                         g_strdup_printf("%g %%", compared->rule.fail * 100.0));
    rows = cJSON_AddArrayToObject(data, "rows");
    for (guint i = 0; i < contrasts->len; i++)
        cJSON_AddItemToArray(rows, row_of(contrasts->pdata[i], compared));
    ph_explanation_add_rows(data, contrasts);
    ph_report_value_set(data, "repeat", document->repeat);
    add_texts(data, "errors", compared->errors);
    add_texts(data, "notes", notes);
    add_host(data, document);
    add_run(data, document);
    ph_report_ci_add(data, report->job);
    return data;
}
