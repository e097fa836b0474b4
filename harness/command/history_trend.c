/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history trend`: the values of a series, for others to draw. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/history_case_text.h"
#include "command/history_json.h"
#include "command/history_page.h"
#include "command/history_view.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "series/signed_text.h"
#include "text_table.h"

enum { DAYS_SHOWN = 90 };

static guint days_of(const ph_history_request *request)
{
    return request->days > 0 ? request->days : DAYS_SHOWN;
}

/* A text of CSV, in quotes. The caller frees it. */
static char *quoted(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);

    return g_strdup_printf("\"%s\"", doubled);
}

static void print_csv(const ph_surveyed_series *series, const ph_trend *trend)
{
    g_autofree char *benchmark = quoted(series->key.benchmark);
    g_autofree char *subject = quoted(series->key.subject);

    for (guint i = 0; i < trend->points->len; i++) {
        const ph_trend_point *point = &g_array_index(trend->points, ph_trend_point, i);
        g_autofree char *at = ph_history_time_text(point->received_us);
        char value[G_ASCII_DTOSTR_BUF_SIZE], error[G_ASCII_DTOSTR_BUF_SIZE];

        (void)printf("%s,%s,%s,%s,%s,%" G_GINT64_FORMAT ",%s,%s,%s,%s,%u\n", series->key.host,
                     benchmark, series->key.level, subject, ph_metric_word(series->key.metric),
                     point->position, point->sha, at,
                     g_ascii_dtostr(value, sizeof value, point->value),
                     isnan(point->error) ? "" : g_ascii_dtostr(error, sizeof error, point->error),
                     point->launches);
    }
}

static cJSON *point_json(const ph_trend_point *point)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "position", (double)point->position);
    ph_json_add_text(object, "commit", point->sha);
    ph_history_json_add_time(object, "started", point->started_us);
    ph_history_json_add_time(object, "received", point->received_us);
    ph_json_add_number(object, "value", point->value);
    ph_json_add_number(object, "error", point->error);
    cJSON_AddNumberToObject(object, "launches", point->launches);
    return object;
}

static cJSON *trend_json(const ph_surveyed_series *series, const ph_trend *trend,
                         const ph_trend_line *line)
{
    cJSON *object = ph_history_json_series(series);
    cJSON *list;

    ph_history_json_add_line(object, "line", line);
    list = cJSON_AddArrayToObject(object, "points");
    for (guint i = 0; i < trend->points->len; i++)
        cJSON_AddItemToArray(list, point_json(&g_array_index(trend->points, ph_trend_point, i)));
    return object;
}

static void print_table(const ph_history_page *page, const ph_surveyed_series *series,
                        const ph_trend *trend, const ph_trend_line *line, guint days)
{
    static const char *const titles[] = { "day", "position", "<commit", "value", "error", NULL };
    const gboolean is_exact = series->kind == PH_SERIES_EXACT;
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);
    g_autofree char *name = ph_series_key_name(&series->key);
    g_autofree char *text = ph_trend_line_text(line);

    for (guint i = 0; i < trend->points->len; i++) {
        const ph_trend_point *point = &g_array_index(trend->points, ph_trend_point, i);

        ph_text_table_take_row(
            table, ph_history_day(point->received_us),
            g_strdup_printf("%" G_GINT64_FORMAT, point->position), ph_history_short_sha(point->sha),
            is_exact ? g_strdup_printf("%.10g", point->value)
                     : ph_signed_text(g_strdup_printf("%.5f", point->value)),
            isnan(point->error) ? g_strdup("") : g_strdup_printf("%.5f", point->error), NULL);
    }
    ph_history_page_print(page, 0, 2, "%s, %s on %s: %s, %s", name, series->key.suite,
                          series->key.host, ph_metric_word(series->key.metric),
                          ph_metric_unit(series->key.metric));
    ph_history_page_table(page, table);
    if (!is_exact)
        ph_history_page_print(page, 2, 4, "%u days: %s", days, text);
}

static void print_in_page(const ph_history_request *request, const ph_surveyed_series *series,
                          const ph_trend *trend, const ph_trend_line *line)
{
    g_auto(ph_history_page) page = { 0 };

    ph_history_page_open(&page, request, stdout);
    print_table(&page, series, trend, line, days_of(request));
    ph_history_page_put(&page);
}

/* One series, in the form that was asked for; with list its JSON is added there. */
static gboolean print_one(ph_run_store *store, const ph_history_request *request,
                          const ph_surveyed_series *series, cJSON *list, GError **error)
{
    const guint days = days_of(request);
    const gint64 now_us = ph_history_now_us();
    g_autoptr(ph_trend) trend =
        ph_run_store_trend(store, series->id, now_us - days * G_TIME_SPAN_DAY, error);
    ph_trend_line line;

    if (!trend)
        return FALSE;
    line = ph_trend_line_through(trend->points, now_us, days);
    if (list)
        cJSON_AddItemToArray(list, trend_json(series, trend, &line));
    else if (request->is_csv)
        print_csv(series, trend);
    else
        print_in_page(request, series, trend, &line);
    return TRUE;
}

static gboolean print_all(ph_run_store *store, const ph_history_request *request,
                          const GPtrArray *named, GError **error)
{
    cJSON *document = request->is_json ? cJSON_CreateObject() : NULL;
    cJSON *list = NULL;
    gboolean is_good = TRUE;

    if (document) {
        cJSON_AddStringToObject(document, "schema_version", "perfharness-history-trend-1");
        ph_json_add_text(document, "store", request->place->name);
        list = cJSON_AddArrayToObject(document, "series");
    } else if (request->is_csv) {
        (void)puts("fingerprint,benchmark,level,subject,metric,position,commit,received,value,"
                   "error,launches");
    }
    for (guint i = 0; is_good && i < named->len; i++)
        is_good = print_one(store, request, named->pdata[i], list, error);
    if (document && is_good)
        ph_command_print_json(document);
    else
        cJSON_Delete(document);
    return is_good;
}

ph_exit ph_history_action_trend(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store =
        ph_history_open(request, PH_STORE_READ, request->is_json || request->is_csv, error);
    g_autoptr(ph_series_survey) survey =
        store ? ph_series_survey_new(store, &(ph_series_query){ 0 }, error) : NULL;
    g_autoptr(GPtrArray) named = NULL;

    if (!survey)
        return PH_EXIT_FAILED;
    named = ph_history_series_named(survey, request->operands[0], error);
    if (!named)
        return PH_EXIT_USAGE;
    return print_all(store, request, named, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
