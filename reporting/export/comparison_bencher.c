/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A comparison in Bencher Metric Format: head's time, and its work, over base's. */
#include <math.h>

#include "error/error.h"
#include "export/parts.h"
#include "export/shapes.h"

/* No other benchmark of a comparison has it. */
static char *name_of(const ph_contrast *contrast)
{
    g_autofree char *name = g_strconcat(contrast->benchmark, "/", contrast->level,
                                        *contrast->variant ? "/" : "", contrast->variant, NULL);

    return ph_error_printable(name);
}

static void add_ratio(cJSON *entry, const char *measure, double ratio, ph_interval interval)
{
    cJSON *object;

    if (!isfinite(ratio))
        return;
    object = cJSON_AddObjectToObject(entry, measure);
    cJSON_AddNumberToObject(object, "value", ratio);
    if (!isfinite(interval.low) || !isfinite(interval.high))
        return;
    cJSON_AddNumberToObject(object, "lower_value", interval.low);
    cJSON_AddNumberToObject(object, "upper_value", interval.high);
}

char *ph_export_comparison_bencher(const ph_comparison_document *document)
{
    const GPtrArray *contrasts = document->report->contrasts;
    cJSON *json = cJSON_CreateObject();

    for (guint i = 0; i < contrasts->len; i++) {
        const ph_contrast *contrast = contrasts->pdata[i];
        const double work = contrast->head_work / contrast->base_work;
        g_autofree char *name = name_of(contrast);
        cJSON *entry;

        if (!isfinite(contrast->ratio) && !isfinite(work))
            continue;
        entry = cJSON_AddObjectToObject(json, name);
        add_ratio(entry, "time-over-base", contrast->ratio, contrast->ci95);
        add_ratio(entry, "work-over-base", work, (ph_interval){ NAN, NAN });
    }
    return ph_export_json(json);
}
