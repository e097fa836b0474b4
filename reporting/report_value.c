/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_value.h"

#include <string.h>

#include "error/error.h"

void ph_report_value_set(cJSON *object, const char *name, const char *text)
{
    g_autofree char *printable = text ? ph_error_printable(text) : NULL;

    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    if (printable)
        cJSON_AddStringToObject(object, name, printable);
    else
        cJSON_AddFalseToObject(object, name);
}

void ph_report_value_take(cJSON *object, const char *name, char *text)
{
    ph_report_value_set(object, name, text);
    g_free(text);
}

void ph_report_value_set_verdict(cJSON *object, ph_verdict verdict)
{
    ph_report_value_set(object, "verdict", ph_verdict_word(verdict));
    ph_report_value_take(object, "verdict_class", g_ascii_strdown(ph_verdict_word(verdict), -1));
}

void ph_report_value_set_subject(cJSON *row, const ph_result *result)
{
    const gboolean is_headline = strcmp(result->subject, PH_HEADLINE_SUBJECT) == 0;

    ph_report_value_set(row, "subject", result->subject);
    ph_report_value_set(row, "other_subject", is_headline ? NULL : result->subject);
}

void ph_report_value_add_fact(cJSON *list, const char *label, const char *value)
{
    cJSON *fact;

    if (!value)
        return;
    fact = cJSON_CreateObject();
    ph_report_value_set(fact, "label", label);
    ph_report_value_set(fact, "value", value);
    cJSON_AddItemToArray(list, fact);
}
