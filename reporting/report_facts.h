/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where, with what and how it was measured, as a template sees it. */
#ifndef PH_REPORTING_REPORT_FACTS_H
#define PH_REPORTING_REPORT_FACTS_H

#include <cjson/cJSON.h>

#include "report.h"

/* The members "host", "subjects", "run" and "ci". */
void ph_report_facts_add(cJSON *data, const ph_report *report);

/* Add "ci": the job that reports, with its facts and its address; false without one. */
void ph_report_ci_add(cJSON *data, const ph_ci_job *job);

#endif /* PH_REPORTING_REPORT_FACTS_H */
