/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Members of JSON documents, where there may be no value: that is null. */
#ifndef PH_JSON_MEMBER_H
#define PH_JSON_MEMBER_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "model/statistics.h"

/* JSON has no NaN: what there is no number for is null. */
void ph_json_add_number(cJSON *object, const char *name, double number);

/* NULL is null. */
void ph_json_add_text(cJSON *object, const char *name, const char *text);

/* [low, high]; null unless both are numbers. */
void ph_json_add_interval(cJSON *object, const char *name, ph_interval interval);

/* An array of char *. */
void ph_json_add_texts(cJSON *object, const char *name, const GPtrArray *texts);

#endif /* PH_JSON_MEMBER_H */
