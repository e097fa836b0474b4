/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/latency_json.h"

#include <math.h>

#include "document/json_member.h"

static cJSON *figure_json(const ph_latency_figure *figure)
{
    cJSON *object = cJSON_CreateObject(), *launches;

    ph_json_add_number(object, "median", figure->median);
    ph_json_add_interval(object, "ci95", figure->ci95);
    launches = cJSON_AddArrayToObject(object, "launches");
    for (guint i = 0; i < figure->launches->len; i++) {
        const double value = g_array_index(figure->launches, double, i);

        cJSON_AddItemToArray(launches,
                             isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull());
    }
    return object;
}

void ph_latency_json_add(cJSON *entry, const ph_latency *latency)
{
    cJSON *object;

    if (!latency)
        return;
    object = cJSON_AddObjectToObject(entry, "latency");
    cJSON_AddNumberToObject(object, "calls", (double)latency->calls);
    cJSON_AddNumberToObject(object, "calls_set_aside", (double)latency->calls_set_aside);
    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        if (isfinite(latency->figures[id].median))
            cJSON_AddItemToObject(object, ph_latency_member((ph_latency_id)id),
                                  figure_json(&latency->figures[id]));
}

/* A stored figure may have more launches than the run, or fewer: its check says so. */
static void read_figure(const cJSON *stored, ph_latency_figure *figure)
{
    const cJSON *item;

    if (!stored)
        return;
    figure->median = ph_json_number(stored, "median");
    figure->ci95 = ph_json_interval(stored, "ci95");
    g_array_set_size(figure->launches, 0);
    cJSON_ArrayForEach(item, ph_json_member(stored, "launches"))
    {
        const double value = cJSON_IsNumber(item) ? item->valuedouble : NAN;

        g_array_append_val(figure->launches, value);
    }
}

ph_latency *ph_latency_json_read(const cJSON *entry, guint launches)
{
    const cJSON *object = ph_json_member(entry, "latency");
    ph_latency *latency;

    if (!object)
        return NULL;
    latency = ph_latency_new(launches);
    latency->calls = ph_json_count(object, "calls");
    latency->calls_set_aside = ph_json_count(object, "calls_set_aside");
    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        read_figure(ph_json_member(object, ph_latency_member((ph_latency_id)id)),
                    &latency->figures[id]);
    return latency;
}
