/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history levels`: where series came to other levels, and why. */
#include <stdio.h>

#include "command/command.h"
#include "command/history_case_text.h"
#include "command/history_json.h"
#include "command/history_level_table.h"
#include "command/history_page.h"
#include "command/history_view.h"
#include "document/json_member.h"
#include "history/history_clock.h"

/* What is asked of: all series, or those that are named. */
typedef struct asked_levels {
    const ph_case_book *book;
    const ph_series_survey *survey;
    const GPtrArray *named; /* NULL: of all. */
} asked_levels;

static void add_levels(cJSON *list, const asked_levels *asked, const GPtrArray *levels)
{
    for (guint i = 0; i < levels->len; i++) {
        cJSON *object = ph_history_json_level(levels->pdata[i]);

        ph_json_add_text(object, "became",
                         ph_history_level_became(asked->book, asked->survey, levels->pdata[i]));
        cJSON_AddItemToArray(list, object);
    }
}

static void print_json(const ph_history_request *request, const asked_levels *asked)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddStringToObject(document, "schema_version", "perfharness-history-levels-1");
    ph_json_add_text(document, "store", request->place->name);
    list = cJSON_AddArrayToObject(document, "levels");
    if (!asked->named)
        add_levels(list, asked, asked->survey->levels);
    for (guint i = 0; asked->named && i < asked->named->len; i++)
        add_levels(list, asked, ((const ph_surveyed_series *)asked->named->pdata[i])->levels);
    ph_command_print_json(document);
}

/* Of several each has its head. */
static void print_series(const ph_history_page *page, const asked_levels *asked,
                         const ph_surveyed_series *series)
{
    g_autofree char *name = ph_series_key_name(&series->key);

    if (asked->named->len > 1)
        ph_history_page_print(page, 0, 2, "%s, %s on %s", name, series->key.suite,
                              series->key.host);
    ph_history_print_levels(page, asked->survey, asked->book, series);
}

static void print_tables(const ph_history_request *request, const asked_levels *asked)
{
    g_auto(ph_history_page) page = { 0 };

    ph_history_page_open(&page, request, stdout);
    if (!asked->named)
        ph_history_print_levels(&page, asked->survey, asked->book, NULL);
    for (guint i = 0; asked->named && i < asked->named->len; i++)
        print_series(&page, asked, asked->named->pdata[i]);
    ph_history_page_put(&page);
}

ph_exit ph_history_action_levels(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store =
        ph_history_open(request, PH_STORE_READ, request->is_json, error);
    g_autoptr(ph_case_book) book =
        store ? ph_case_book_read(store, ph_history_now_us(), error) : NULL;
    g_autoptr(ph_series_survey) survey =
        book ? ph_series_survey_new(store, &(ph_series_query){ 0 }, error) : NULL;
    g_autoptr(GPtrArray) named = NULL;

    if (!survey)
        return PH_EXIT_FAILED;
    if (request->operands[0]) {
        named = ph_history_series_named(survey, request->operands[0], error);
        if (!named)
            return PH_EXIT_USAGE;
    }
    const asked_levels asked = { book, survey, named };
    if (request->is_json)
        print_json(request, &asked);
    else
        print_tables(request, &asked);
    return PH_EXIT_PASS;
}
