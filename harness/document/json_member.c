/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/json_member.h"

#include <math.h>

#include "error/error.h"
#include "model/count.h"

const cJSON *ph_json_member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *ph_json_text(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(ph_json_member(object, name));
}

char *ph_json_printable(const cJSON *object, const char *name)
{
    const char *text = ph_json_text(object, name);

    return text ? ph_error_printable(text) : NULL;
}

double ph_json_number(const cJSON *object, const char *name)
{
    return cJSON_GetNumberValue(ph_json_member(object, name));
}

uint64_t ph_json_count(const cJSON *object, const char *name)
{
    return ph_count_of(ph_json_number(object, name));
}

ph_interval ph_json_interval(const cJSON *object, const char *name)
{
    const cJSON *bounds = ph_json_member(object, name);

    return (ph_interval){ cJSON_GetNumberValue(cJSON_GetArrayItem(bounds, 0)),
                          cJSON_GetNumberValue(cJSON_GetArrayItem(bounds, 1)) };
}

void ph_json_add_number(cJSON *object, const char *name, double number)
{
    if (isfinite(number))
        cJSON_AddNumberToObject(object, name, number);
    else
        cJSON_AddNullToObject(object, name);
}

void ph_json_add_text(cJSON *object, const char *name, const char *text)
{
    if (text)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

void ph_json_add_interval(cJSON *object, const char *name, ph_interval interval)
{
    if (isfinite(interval.low) && isfinite(interval.high)) {
        const double bounds[] = { interval.low, interval.high };

        cJSON_AddItemToObject(object, name, cJSON_CreateDoubleArray(bounds, 2));
    } else {
        cJSON_AddNullToObject(object, name);
    }
}

static void append(cJSON *list, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(texts->pdata[i]));
}

void ph_json_add_texts(cJSON *object, const char *name, const GPtrArray *texts)
{
    append(cJSON_AddArrayToObject(object, name), texts);
}

void ph_json_add_both_texts(cJSON *object, const char *name, const GPtrArray *texts,
                            const GPtrArray *more)
{
    cJSON *list = cJSON_AddArrayToObject(object, name);

    append(list, texts);
    append(list, more);
}

void ph_json_add_list(cJSON *object, const char *name, const GPtrArray *entries,
                      cJSON *(*make)(gconstpointer entry))
{
    cJSON *list = cJSON_AddArrayToObject(object, name);

    for (guint i = 0; i < entries->len; i++)
        cJSON_AddItemToArray(list, make(entries->pdata[i]));
}
