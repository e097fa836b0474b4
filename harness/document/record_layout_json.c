/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/record_layout_json.h"

#include "document/json_member.h"

static void add_record(cJSON *object, const ph_record_layout *layout)
{
    cJSON *length;

    cJSON_AddStringToObject(object, "record", layout->record);
    length = cJSON_AddObjectToObject(object, "record_length");
    cJSON_AddNumberToObject(length, "minimum", (double)layout->length_min);
    cJSON_AddNumberToObject(length, "maximum", (double)layout->length_max);
}

void ph_record_layout_json_add(cJSON *entry, const ph_record_layout *layout)
{
    cJSON *object = layout ? cJSON_AddObjectToObject(entry, "layout") : NULL;

    if (!layout)
        return;
    if (layout->record)
        add_record(object, layout);
    else
        cJSON_AddStringToObject(object, "unknown", layout->unknown);
    cJSON_AddStringToObject(object, "compared", ph_layout_compared_name(layout->compared));
    if (layout->difference)
        cJSON_AddStringToObject(object, "difference", layout->difference);
}

ph_record_layout *ph_record_layout_json_read(const cJSON *entry)
{
    const cJSON *object = ph_json_member(entry, "layout");
    const cJSON *length = ph_json_member(object, "record_length");
    ph_record_layout *layout;

    if (!object)
        return NULL;
    layout = g_new0(ph_record_layout, 1);
    layout->record = ph_json_printable(object, "record");
    layout->length_min = ph_json_count(length, "minimum");
    layout->length_max = ph_json_count(length, "maximum");
    layout->unknown = ph_json_printable(object, "unknown");
    layout->compared = ph_layout_compared_find(ph_json_text(object, "compared"));
    layout->difference = ph_json_printable(object, "difference");
    return layout;
}
