/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_json.h"

#include "document/json_member.h"
#include "history/history_clock.h"

void ph_history_json_add_time(cJSON *object, const char *name, gint64 time_us)
{
    g_autofree char *text = time_us == PH_NO_TIME ? NULL : ph_history_time_text(time_us);

    ph_json_add_text(object, name, text);
}

void ph_history_json_add_integer(cJSON *object, const char *name, gint64 integer, gint64 none)
{
    if (integer == none)
        cJSON_AddNullToObject(object, name);
    else
        cJSON_AddNumberToObject(object, name, (double)integer);
}

void ph_history_json_add_line(cJSON *object, const char *name, const ph_trend_line *line)
{
    cJSON *member = cJSON_AddObjectToObject(object, name);

    cJSON_AddNumberToObject(member, "runs", line->runs);
    ph_json_add_number(member, "per_week", line->per_week);
    ph_json_add_interval(member, "ci95", line->ci95);
    cJSON_AddBoolToObject(member, "is_distinct", line->is_distinct);
}

static void add_key(cJSON *object, const ph_series_key *key)
{
    ph_json_add_text(object, "fingerprint", key->host);
    ph_json_add_text(object, "suite", *key->suite ? key->suite : NULL);
    ph_json_add_text(object, "benchmark", key->benchmark);
    ph_json_add_text(object, "level", key->level);
    ph_json_add_text(object, "subject", key->subject);
    ph_json_add_text(object, "metric", ph_metric_word(key->metric));
    ph_json_add_text(object, "unit", ph_metric_unit(key->metric));
    ph_json_add_text(object, "method", key->method);
}

static void add_candidate(cJSON *object, const ph_candidate *candidate)
{
    cJSON *member = cJSON_AddObjectToObject(object, "candidate");

    ph_json_add_text(member, "found_by", ph_candidate_rule_word(candidate->rule));
    cJSON_AddNumberToObject(member, "direction", candidate->direction);
    cJSON_AddNumberToObject(member, "first_position", (double)candidate->first.position);
    cJSON_AddNumberToObject(member, "runs", candidate->runs);
    ph_json_add_number(member, "size", candidate->size);
    ph_json_add_number(member, "error", candidate->error);
}

cJSON *ph_history_json_series(const ph_surveyed_series *series)
{
    static const char *const states[] = {
        [PH_SERIES_LEARNING] = "learning",
        [PH_SERIES_STEADY] = "steady",
        [PH_SERIES_CANDIDATE] = "candidate",
    };
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "id", (double)series->id);
    add_key(object, &series->key);
    cJSON_AddBoolToObject(object, "is_watched", series->is_watched);
    cJSON_AddBoolToObject(object, "is_over", series->is_over);
    cJSON_AddNumberToObject(object, "runs", series->runs);
    cJSON_AddNumberToObject(object, "commits", series->points->len);
    ph_json_add_text(object, "state", states[series->found.state]);
    cJSON_AddNumberToObject(object, "runs_to_learn", series->found.runs_to_learn);
    ph_json_add_number(object, "value", series->newest);
    ph_json_add_number(object, "level_value", series->found.level.value);
    ph_json_add_number(object, "level_spread", series->found.level.spread);
    cJSON_AddNumberToObject(object, "level_runs", series->found.level.runs);
    if (series->found.state == PH_SERIES_CANDIDATE)
        add_candidate(object, &series->found.candidate);
    else
        cJSON_AddNullToObject(object, "candidate");
    ph_history_json_add_time(object, "received", series->newest_us);
    ph_history_json_add_line(object, "week", &series->week);
    ph_history_json_add_line(object, "quarter", &series->quarter);
    ph_history_json_add_line(object, "slope", &series->slope);
    return object;
}

cJSON *ph_history_json_level(const ph_history_level *level)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "id", (double)level->id);
    cJSON_AddNumberToObject(object, "series", (double)level->series_id);
    ph_history_json_add_integer(object, "case", level->case_id, 0);
    ph_json_add_text(object, "cause", ph_level_cause_word(level->cause));
    ph_history_json_add_integer(object, "first_position", level->first_position, PH_NO_POSITION);
    ph_json_add_text(object, "first_commit", level->first_sha);
    ph_history_json_add_integer(object, "last_good_position", level->last_good_position,
                                PH_NO_POSITION);
    ph_json_add_text(object, "last_good_commit", level->last_good_sha);
    ph_json_add_number(object, "change", level->change);
    ph_json_add_interval(object, "ci95", (ph_interval){ level->low, level->high });
    ph_json_add_number(object, "p_value", level->p_value);
    ph_history_json_add_time(object, "at", level->at_us);
    return object;
}

static cJSON *event_json(const ph_history_event *event)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *detail = event->detail ? cJSON_Parse(event->detail) : NULL;

    ph_json_add_text(object, "kind", ph_history_event_word(event->kind));
    ph_history_json_add_time(object, "at", event->at_us);
    ph_json_add_text(object, "actor", event->actor);
    ph_json_add_text(object, "text", event->text);
    ph_history_json_add_time(object, "until", event->until_us);
    cJSON_AddItemToObject(object, "detail", detail ? detail : cJSON_CreateNull());
    return object;
}

static cJSON *case_level_json(const ph_history_level *level, const ph_series_survey *survey)
{
    const ph_surveyed_series *series = ph_series_survey_find(survey, level->series_id);
    cJSON *object = ph_history_json_level(level);

    ph_json_add_text(object, "benchmark", series ? series->key.benchmark : NULL);
    ph_json_add_text(object, "level", series ? series->key.level : NULL);
    ph_json_add_text(object, "subject", series ? series->key.subject : NULL);
    ph_json_add_text(object, "metric", series ? ph_metric_word(series->key.metric) : NULL);
    return object;
}

cJSON *ph_history_json_case(const ph_case_entry *entry, const ph_series_survey *survey)
{
    const ph_history_case *about = entry->about;
    cJSON *object = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddNumberToObject(object, "id", (double)about->id);
    ph_json_add_text(object, "fingerprint", about->host);
    ph_json_add_text(object, "suite", *about->suite ? about->suite : NULL);
    cJSON_AddNumberToObject(object, "direction", about->direction);
    ph_history_json_add_integer(object, "base_position", about->base_position, PH_NO_POSITION);
    ph_json_add_text(object, "base_commit", about->base_sha);
    ph_history_json_add_integer(object, "head_position", about->head_position, PH_NO_POSITION);
    ph_json_add_text(object, "head_commit", about->head_sha);
    ph_history_json_add_time(object, "at", about->at_us);
    ph_json_add_text(object, "state", ph_case_state_word(entry->life.state));
    ph_history_json_add_time(object, "since", entry->life.since_us);
    ph_history_json_add_time(object, "silenced_until", entry->life.silenced_until_us);
    cJSON_AddBoolToObject(object, "is_confirmed", entry->life.is_confirmed);
    ph_json_add_text(object, "severity", ph_case_severity_word(entry->severity));
    list = cJSON_AddArrayToObject(object, "levels");
    for (guint i = 0; i < entry->levels->len; i++)
        cJSON_AddItemToArray(list, case_level_json(entry->levels->pdata[i], survey));
    list = cJSON_AddArrayToObject(object, "events");
    for (guint i = 0; i < entry->events->len; i++)
        cJSON_AddItemToArray(list, event_json(entry->events->pdata[i]));
    return object;
}
