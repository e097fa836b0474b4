/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Members of JSON documents, where there may be no value: that is null, or not there at all. */
#ifndef PH_HARNESS_DOCUMENT_JSON_MEMBER_H
#define PH_HARNESS_DOCUMENT_JSON_MEMBER_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdint.h>

#include "model/statistics.h"

/* The member of that name, borrowed; NULL where there is none, or object is none. */
const cJSON *ph_json_member(const cJSON *object, const char *name);

/* Its text, borrowed; NULL where it is no text. */
const char *ph_json_text(const cJSON *object, const char *name);

/* Its text fit to be shown, whoever wrote it: ph_error_printable(). NULL, or the caller frees it.
 */
char *ph_json_printable(const cJSON *object, const char *name);

/* Its number; NAN where it is none. */
double ph_json_number(const cJSON *object, const char *name);

/* Its number as a count, as model/count.h has it; 0 where there is none. */
uint64_t ph_json_count(const cJSON *object, const char *name);

/* [low, high]; NANs where there is none. */
ph_interval ph_json_interval(const cJSON *object, const char *name);

/* JSON has no NaN: what there is no number for is null. */
void ph_json_add_number(cJSON *object, const char *name, double number);

/* NULL is null. */
void ph_json_add_text(cJSON *object, const char *name, const char *text);

/* [low, high]; null unless both are numbers. */
void ph_json_add_interval(cJSON *object, const char *name, ph_interval interval);

/* An array of char *. */
void ph_json_add_texts(cJSON *object, const char *name, const GPtrArray *texts);

/* Two lists, one behind the other, as one. */
void ph_json_add_both_texts(cJSON *object, const char *name, const GPtrArray *texts,
                            const GPtrArray *more);

/* An array of what make() makes of each entry. */
void ph_json_add_list(cJSON *object, const char *name, const GPtrArray *entries,
                      cJSON *(*make)(gconstpointer entry));

#endif /* PH_HARNESS_DOCUMENT_JSON_MEMBER_H */
