/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a template may name: objects, lists, texts and booleans, every figure written out. Each name
 * is always there; what is not known or does not apply is false.
 */
#ifndef PH_REPORT_DATA_H
#define PH_REPORT_DATA_H

#include <cjson/cJSON.h>

#include "report.h"

/* All of it but the charts. Free with cJSON_Delete(). */
cJSON *ph_report_data(const ph_report *report);

/* The last thing: for each list NAME add has_NAME, whether there is something in it. */
void ph_report_data_close(cJSON *data);

/* Set a member to a text without control characters; to false for NULL. Replaces what is there. */
void ph_report_data_set(cJSON *object, const char *name, const char *text);

/* The same for a text that is owned: it is freed. */
void ph_report_data_take(cJSON *object, const char *name, char *text);

/* "pass", "warn", …: a verdict as a name that styles can be tied to. */
void ph_report_data_set_verdict(cJSON *object, ph_verdict verdict);

/* Who was measured: "subject", and "other_subject", false for the one the report is on. */
void ph_report_data_set_subject(cJSON *row, const ph_result *result);

/* Add a list member of {label, value}; nothing for a value that is NULL. */
void ph_report_data_add_fact(cJSON *list, const char *label, const char *value);

/* The members "rows", "other_rows" and "not_measured". */
void ph_report_data_add_rows(cJSON *data, const ph_report *report);

/* The members "host", "subjects", "run" and "ci". */
void ph_report_data_add_facts(cJSON *data, const ph_report *report);

#endif /* PH_REPORT_DATA_H */
