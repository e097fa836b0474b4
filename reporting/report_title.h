/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a report is on: which library, of which commit, which host, when; as a template sees it. */
#ifndef PH_REPORTING_REPORT_TITLE_H
#define PH_REPORTING_REPORT_TITLE_H

#include <cjson/cJSON.h>

#include "report.h"

/* The members "title", "library", "library_commit" and "date". */
void ph_report_title_add(cJSON *data, const ph_report *report);

/* A timestamp to the minute, in UTC: "2025-06-01 12:00 UTC"; NULL: not known. The caller frees it.
 */
char *ph_report_date(const char *timestamp);

#endif /* PH_REPORTING_REPORT_TITLE_H */
