/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/evidence.h"

#include <math.h>

#include "document/json_member.h"

static double rate_of(const ph_measurement *run, const char *benchmark, double divisor)
{
    const ph_result *result =
        run ? ph_result_measured(run->results, benchmark, "kernel", PH_HEADLINE_SUBJECT) : NULL;

    return result ? result->throughput_mib_s / divisor : NAN;
}

static ph_evidence_value value_of(const ph_measurement *before, const ph_measurement *after,
                                  const char *benchmark, double divisor)
{
    return (ph_evidence_value){ rate_of(before, benchmark, divisor),
                                rate_of(after, benchmark, divisor), NAN };
}

ph_evidence ph_evidence_of(const ph_measurement *before, const ph_measurement *after)
{
    return (ph_evidence){
        .display_gibs = value_of(before, after, PH_HEADLINE_DISPLAY, PH_MIB_PER_GIB),
        .comp3_mibs = value_of(before, after, PH_HEADLINE_COMP3, 1.0),
        .confidence = NAN,
    };
}

static void add_value(cJSON *values, const char *name, const ph_evidence_value *value)
{
    cJSON *object = cJSON_AddObjectToObject(values, name);

    ph_json_add_number(object, "old", value->before);
    ph_json_add_number(object, "new", value->after);
    if (isfinite(value->least_gain))
        cJSON_AddNumberToObject(object, "least_gain", value->least_gain);
}

void ph_evidence_add(cJSON *document, const ph_evidence *evidence)
{
    cJSON *values = cJSON_AddObjectToObject(document, PH_EVIDENCE_VALUES);
    cJSON *list;

    add_value(values, "display_gibs", &evidence->display_gibs);
    add_value(values, "comp3_mibs", &evidence->comp3_mibs);
    if (isfinite(evidence->confidence))
        cJSON_AddNumberToObject(document, PH_EVIDENCE_CONFIDENCE, evidence->confidence);
    if (!evidence->runs)
        return;
    list = cJSON_AddArrayToObject(document, PH_EVIDENCE_RUNS);
    for (guint i = 0; i < evidence->runs->len; i++) {
        const ph_run_file *file = evidence->runs->pdata[i];
        cJSON *object = cJSON_CreateObject();

        cJSON_AddStringToObject(object, "timestamp", file->run->timestamp);
        cJSON_AddStringToObject(object, "sha256", file->sha256);
        cJSON_AddItemToArray(list, object);
    }
}
