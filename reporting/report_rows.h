/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of benchmarks, as a template sees it. */
#ifndef PH_REPORTING_REPORT_ROWS_H
#define PH_REPORTING_REPORT_ROWS_H

#include <cjson/cJSON.h>

#include "report.h"

/* The members "rows", "other_rows" and "not_measured". */
void ph_report_rows_add(cJSON *data, const ph_report *report);

#endif /* PH_REPORTING_REPORT_ROWS_H */
