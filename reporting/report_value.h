/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Values that a template may name: texts are without control characters, and what is not known or
 * does not apply is false.
 */
#ifndef PH_REPORTING_REPORT_VALUE_H
#define PH_REPORTING_REPORT_VALUE_H

#include <cjson/cJSON.h>

#include "model/measurement.h"
#include "verdict/verdict.h"

/* Set a member to a text without control characters; to false for NULL. Replaces what is there. */
void ph_report_value_set(cJSON *object, const char *name, const char *text);

/* The same for a text that is owned: it is freed. */
void ph_report_value_take(cJSON *object, const char *name, char *text);

/* "pass", "warn", …: a verdict as a name that styles can be tied to. */
void ph_report_value_set_verdict(cJSON *object, ph_verdict verdict);

/* Who was measured: "subject", and "other_subject", false for the one the report is on. */
void ph_report_value_set_subject(cJSON *row, const ph_result *result);

/* Add a list member of {label, value}; nothing for a value that is NULL. */
void ph_report_value_add_fact(cJSON *list, const char *label, const char *value);

#endif /* PH_REPORTING_REPORT_VALUE_H */
