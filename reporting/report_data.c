/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_data.h"

#include <math.h>

#include "anchor_rows.h"
#include "build_text.h"
#include "figure.h"
#include "perfharness/require.h"
#include "report_facts.h"
#include "report_line.h"
#include "report_rows.h"
#include "report_value.h"

static const ph_floor_check *judged_floor(const GArray *floors, const char *benchmark)
{
    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (check->is_judged && g_str_equal(check->benchmark, benchmark))
            return check;
    }
    return NULL;
}

/* A published figure and its unit. */
typedef struct headline {
    const char *name;
    const char *benchmark;
    const char *unit;
    double mib_per_unit;
    int decimals;
} headline;

/* NULL when there is none. */
static char *headline_interval(const headline *figure, const ph_result *result)
{
    const ph_interval interval = ph_figure_interval_mib_s(result);

    if (!isfinite(interval.low))
        return NULL;
    return g_strdup_printf("%.*f … %.*f %s", figure->decimals, interval.low / figure->mib_per_unit,
                           figure->decimals, interval.high / figure->mib_per_unit, figure->unit);
}

static cJSON *headline_entry(const headline *figure, const ph_result *result,
                             const ph_floor_check *floor)
{
    const gboolean is_measured = result && result->state == PH_STATE_MEASURED;
    cJSON *entry = cJSON_CreateObject();
    char *value = NULL, *interval = NULL, *of_floor = NULL;

    if (is_measured) {
        value = g_strdup_printf("%.*f", figure->decimals,
                                result->throughput_mib_s / figure->mib_per_unit);
        interval = headline_interval(figure, result);
        of_floor = floor ? ph_figure_factor(floor->value_mb_s / floor->floor_mb_s) : NULL;
    }
    ph_report_value_set(entry, "name", figure->name);
    ph_report_value_set(entry, "benchmark", figure->benchmark);
    ph_report_value_set(entry, "unit", figure->unit);
    ph_report_value_take(entry, "value", value);
    ph_report_value_take(entry, "interval", interval);
    ph_report_value_take(entry, "of_floor", of_floor);
    ph_report_value_take(entry, "floor",
                         floor ? g_strdup_printf("%g MB/s", floor->floor_mb_s) : NULL);
    ph_report_value_set(entry, "reason", result && !is_measured ? result->reason : NULL);
    return entry;
}

static void add_headlines(cJSON *data, const ph_report *report)
{
    static const headline figures[] = {
        { "DISPLAY", PH_HEADLINE_DISPLAY, "GiB/s", PH_MIB_PER_GIB, 2 },
        { "COMP-3", PH_HEADLINE_COMP3, "MiB/s", 1.0, 0 },
    };
    cJSON *list = cJSON_AddArrayToObject(data, "headlines");

    for (gsize i = 0; i < G_N_ELEMENTS(figures); i++) {
        const ph_result *result = ph_result_find(report->measurement->results, figures[i].benchmark,
                                                 "kernel", PH_HEADLINE_SUBJECT);

        cJSON_AddItemToArray(
            list, headline_entry(&figures[i], result,
                                 judged_floor(report->judgement->floors, figures[i].benchmark)));
    }
}

static void add_floors(cJSON *data, const GArray *floors)
{
    cJSON *list = cJSON_AddArrayToObject(data, "floors");

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);
        cJSON *entry;

        if (!check->is_asked)
            continue;
        entry = cJSON_CreateObject();
        ph_report_value_set(entry, "name", check->name);
        ph_report_value_set(entry, "benchmark", check->benchmark);
        ph_report_value_set(entry, "level", check->level);
        ph_report_value_take(entry, "value", ph_figure_rate(check->value_mb_s));
        ph_report_value_take(entry, "floor", g_strdup_printf("%g", check->floor_mb_s));
        ph_report_value_take(entry, "of_floor",
                             ph_figure_factor(check->value_mb_s / check->floor_mb_s));
        ph_report_value_set_verdict(entry, check->verdict);
        ph_report_value_set(entry, "why", check->is_judged ? check->why : "shown, not judged");
        if (!check->is_judged) {
            ph_report_value_set(entry, "verdict", NULL);
            ph_report_value_set(entry, "verdict_class", "neutral");
        }
        cJSON_AddItemToArray(list, entry);
    }
}

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
    static const char *const lists[] = { "rows",   "other_rows", "not_measured",
                                         "floors", "errors",     "warnings",
                                         "notes",  "subjects",   "anchor_rows" };

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
    add_headlines(data, report);
    add_baseline(data, report->baseline);
    /* There are none where the baseline is not one of this run. */
    cJSON_AddBoolToObject(data, "has_changes", judgement->changes->len > 0);
    ph_report_rows_add(data, report);
    ph_anchor_rows_add(data, measurement);
    add_floors(data, judgement->floors);
    add_texts(data, "errors", measurement->errors, NULL);
    add_texts(data, "warnings", measurement->warnings, judgement->warnings);
    add_texts(data, "notes", judgement->notes, NULL);
    ph_report_facts_add(data, report);
    return data;
}
