/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a template may name: objects, lists, texts and booleans, every figure written out. Each name
 * is always there; what is not known or does not apply is false.
 */
#ifndef PH_REPORTING_REPORT_DATA_H
#define PH_REPORTING_REPORT_DATA_H

#include <cjson/cJSON.h>

#include "report.h"

/* All of it but the charts. Free with cJSON_Delete(). */
cJSON *ph_report_data(const ph_report *report);

/* The last thing: for each list NAME add has_NAME, whether there is something in it. */
void ph_report_data_close(cJSON *data);

#endif /* PH_REPORTING_REPORT_DATA_H */
