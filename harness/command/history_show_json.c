/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history show --json`. */
#include <math.h>

#include "command/command.h"
#include "command/history_json.h"
#include "command/history_view.h"
#include "document/json_member.h"

static cJSON *floor_json(const ph_history_floor *floor)
{
    cJSON *object = cJSON_CreateObject();

    ph_json_add_text(object, "name", floor->name);
    ph_json_add_text(object, "benchmark", floor->benchmark);
    ph_json_add_text(object, "level", floor->level);
    ph_json_add_number(object, "floor_mb_s", floor->floor_mb_s);
    ph_json_add_number(object, "value_mb_s", floor->value_mb_s);
    ph_json_add_number(object, "room", expm1(floor->room.room));
    ph_json_add_number(object, "weeks", floor->room.weeks); /* Null: it is not getting less. */
    ph_json_add_interval(object, "weeks_ci95", floor->room.ci95);
    return object;
}

static cJSON *suite_json(const ph_history_view *view, const ph_history_suite *suite)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *list;

    ph_json_add_text(object, "fingerprint", suite->key->host);
    ph_json_add_text(object, "suite", *suite->key->suite ? suite->key->suite : NULL);
    ph_json_add_text(object, "cpu_model", suite->newest->cpu_model);
    ph_json_add_text(object, "branch", suite->newest->branch);
    ph_json_add_text(object, "commit", suite->newest->sha);
    ph_history_json_add_integer(object, "position", suite->newest->position, PH_NO_POSITION);
    cJSON_AddNumberToObject(object, "runs", suite->runs);
    cJSON_AddBoolToObject(object, "is_anchored", suite->is_anchored);
    list = cJSON_AddArrayToObject(object, "head_room");
    for (guint i = 0; i < suite->floors->len; i++)
        cJSON_AddItemToArray(list, floor_json(&g_array_index(suite->floors, ph_history_floor, i)));
    list = cJSON_AddArrayToObject(object, "series");
    for (guint i = 0; i < view->survey->series->len; i++) {
        const ph_surveyed_series *series = view->survey->series->pdata[i];
        cJSON *entry;

        if (!ph_series_key_is_beside(&series->key, suite->key))
            continue;
        entry = ph_history_json_series(series);
        ph_json_add_number(entry, "throughput_mib_s", ph_history_suite_speed(suite, &series->key));
        cJSON_AddItemToArray(list, entry);
    }
    return object;
}

void ph_history_view_print_json(const ph_history_request *request, const ph_history_view *view)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddStringToObject(document, "schema_version", "perfharness-history-1");
    ph_json_add_text(document, "store", request->place->name);
    list = cJSON_AddArrayToObject(document, "suites");
    for (guint i = 0; i < view->suites->len; i++)
        cJSON_AddItemToArray(list, suite_json(view, view->suites->pdata[i]));
    list = cJSON_AddArrayToObject(document, "cases");
    for (guint i = 0; i < view->book->entries->len; i++)
        cJSON_AddItemToArray(list,
                             ph_history_json_case(view->book->entries->pdata[i], view->survey));
    ph_command_print_json(document);
}
