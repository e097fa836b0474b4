/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of a comparison, as data for its template. */
#ifndef PH_REPORTING_CHART_CONTRASTS_H
#define PH_REPORTING_CHART_CONTRASTS_H

#include <cjson/cJSON.h>

#include "verdict/contrast.h"

/* "changes_chart": each benchmark's change with its interval, between the two thresholds; false
 * where none has a number. */
void ph_chart_add_contrasts(cJSON *data, const ph_contrast_report *report);

#endif /* PH_REPORTING_CHART_CONTRASTS_H */
