/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The same page in HTML, through a template. */
#include "conformance_report.h"
#include "conformance_words.h"
#include "report_value.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

/* Of a part, or of all (PH_CONSTRUCT_PART_COUNT), in the order of the outcomes. */
static cJSON *counts_of(const ph_conformance *conformance, ph_construct_part part)
{
    const gboolean is_all = part == PH_CONSTRUCT_PART_COUNT;
    cJSON *list = cJSON_CreateArray();

    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++) {
        const guint count = is_all ? ph_conformance_count(conformance, conformity)
                                   : ph_conformance_count_in(conformance, part, conformity);
        cJSON *entry = cJSON_CreateObject();

        ph_report_value_set(entry, "outcome", ph_conformity_name(conformity));
        ph_report_value_take(entry, "count", count ? g_strdup_printf("%u", count) : NULL);
        cJSON_AddItemToArray(list, entry);
    }
    return list;
}

/* Its lines are apart: what a template names has no control characters. */
static cJSON *lines_of(const ph_construct *construct)
{
    g_auto(GStrv) lines = g_strsplit(construct->copybook, "\n", -1);
    cJSON *list = cJSON_CreateArray();

    for (char **line = lines; *line; line++)
        if (line[1] || **line)
            cJSON_AddItemToArray(list, cJSON_CreateString(g_strchomp(*line)));
    return list;
}

static void add_record(cJSON *entry, const ph_construct *construct)
{
    cJSON *record;

    if (!construct->record) {
        cJSON_AddFalseToObject(entry, "record");
        return;
    }
    g_auto(GStrv) lines = ph_construct_record_lines(construct);

    record = cJSON_AddObjectToObject(entry, "record");
    ph_report_value_set(record, "format", lines[0]);
    ph_report_value_set(record, "bytes", lines[1]);
    ph_report_value_set(record, "right", lines[2]);
}

static cJSON *construct_of(const ph_construct_result *result)
{
    cJSON *entry = cJSON_CreateObject();

    ph_report_value_set(entry, "name", result->construct->name);
    ph_report_value_set(entry, "title", result->construct->title);
    ph_report_value_set(entry, "rule", result->construct->rule);
    ph_report_value_set(entry, "outcome", ph_conformity_name(result->conformity));
    ph_report_value_take(entry, "words", ph_construct_result_words(result));
    cJSON_AddItemToObject(entry, "lines", lines_of(result->construct));
    add_record(entry, result->construct);
    return entry;
}

static cJSON *part_of(const ph_conformance *conformance, ph_construct_part part)
{
    cJSON *entry = cJSON_CreateObject(), *list;

    ph_report_value_set(entry, "name", ph_construct_part_name(part));
    ph_report_value_set(entry, "heading", ph_construct_part_heading(part));
    cJSON_AddItemToObject(entry, "counts", counts_of(conformance, part));
    list = cJSON_AddArrayToObject(entry, "constructs");
    for (guint i = 0; i < conformance->results->len; i++) {
        const ph_construct_result *result = conformance->results->pdata[i];

        if (result->construct->part == part)
            cJSON_AddItemToArray(list, construct_of(result));
    }
    return entry;
}

char *ph_conformance_html(const ph_conformance *conformance, const ph_template *from,
                          const char *style, GError **error)
{
    cJSON *data = cJSON_CreateObject(), *list;
    char *text;

    ph_report_value_take(data, "build", ph_conformance_build_words(conformance));
    ph_report_value_set(data, "compiled", conformance->compiled);
    ph_report_value_take(data, "summary", ph_conformance_summary(conformance));
    ph_report_value_take(data, "method", ph_conformance_method(conformance));
    cJSON_AddItemToObject(data, "counts", counts_of(conformance, PH_CONSTRUCT_PART_COUNT));
    list = cJSON_AddArrayToObject(data, "parts");
    for (ph_construct_part part = 0; part < PH_CONSTRUCT_PART_COUNT; part++)
        cJSON_AddItemToArray(list, part_of(conformance, part));
    cJSON_AddStringToObject(data, "style", style);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
