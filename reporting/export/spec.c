/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The specification's plain perf.json. */
#include <math.h>

#include "document/json_member.h"
#include "export/parts.h"
#include "export/shapes.h"
#include "figure.h"

/* To so many places, but never to a 0 that was not measured. */
static double rounded(double value, double places)
{
    const double scale = pow(10.0, places);
    const double near = round(value * scale) / scale;

    return near > 0.0 ? near : value;
}

static double headline_mib_s(const ph_measurement *measurement, const char *benchmark)
{
    const ph_result *result =
        ph_result_measured(measurement->results, benchmark, "kernel", PH_HEADLINE_SUBJECT);

    return result ? result->throughput_mib_s : NAN;
}

char *ph_export_spec(const ph_report *report, GError **error)
{
    const ph_measurement *measurement = report->measurement;
    const double display = headline_mib_s(measurement, PH_HEADLINE_DISPLAY) / PH_MIB_PER_GIB;
    const double comp3 = headline_mib_s(measurement, PH_HEADLINE_COMP3);
    cJSON *document = cJSON_CreateObject();

    (void)error;
    ph_json_add_number(document, "display_gibs", rounded(display, 2.0));
    ph_json_add_number(document, "comp3_mibs", rounded(comp3, 1.0));
    ph_json_add_both_texts(document, "warnings", measurement->warnings,
                           report->judgement->warnings);
    ph_json_add_texts(document, "errors", measurement->errors);
    return ph_export_json(document);
}
