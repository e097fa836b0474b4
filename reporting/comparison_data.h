/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a template of a comparison may name, as report_data.h has it of a run. config/
 * comparison_template.md ends in the list of it.
 */
#ifndef PH_REPORTING_COMPARISON_DATA_H
#define PH_REPORTING_COMPARISON_DATA_H

#include <cjson/cJSON.h>

#include "comparison_report.h"

/*
 * All of it but the chart, and what becomes of a report that is too long.
 *
 * @param contrasts  ph_contrast: those that have a row, in their order.
 */
cJSON *ph_comparison_data(const ph_comparison_report *report, const GPtrArray *contrasts);

/* The last thing: for each list NAME add has_NAME, whether there is something in it. */
void ph_comparison_data_close(cJSON *data);

#endif /* PH_REPORTING_COMPARISON_DATA_H */
