/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where, with what and how it was measured, as a template sees it. */
#ifndef PH_REPORTING_REPORT_FACTS_H
#define PH_REPORTING_REPORT_FACTS_H

#include <cjson/cJSON.h>

#include "report.h"

/* The members "host", "subjects", "run" and "ci". */
void ph_report_facts_add(cJSON *data, const ph_report *report);

#endif /* PH_REPORTING_REPORT_FACTS_H */
