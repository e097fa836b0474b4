/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands in a history, as its actions print it with --json. */
#ifndef PH_HARNESS_COMMAND_HISTORY_JSON_H
#define PH_HARNESS_COMMAND_HISTORY_JSON_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "history/case_book.h"
#include "history/series_survey.h"
#include "series/trend_line.h"

/* PH_NO_TIME is null. */
void ph_history_json_add_time(cJSON *object, const char *name, gint64 time_us);

/* What stands for none is null. */
void ph_history_json_add_integer(cJSON *object, const char *name, gint64 integer, gint64 none);

/* {"runs", "per_week", "ci95", "is_distinct"}. */
void ph_history_json_add_line(cJSON *object, const char *name, const ph_trend_line *line);

/* What a series is, where it stands, and its lines. */
cJSON *ph_history_json_series(const ph_surveyed_series *series);

cJSON *ph_history_json_level(const ph_history_level *level);

/* A case with its events, and its levels with the series of each. */
cJSON *ph_history_json_case(const ph_case_entry *entry, const ph_series_survey *survey);

#endif /* PH_HARNESS_COMMAND_HISTORY_JSON_H */
