/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The published figures beside their floors, as a template sees them. */
#ifndef PH_REPORTING_REPORT_HEADLINES_H
#define PH_REPORTING_REPORT_HEADLINES_H

#include <cjson/cJSON.h>

#include "report.h"

/* The members "headlines" and "floors". */
void ph_report_headlines_add(cJSON *data, const ph_report *report);

#endif /* PH_REPORTING_REPORT_HEADLINES_H */
