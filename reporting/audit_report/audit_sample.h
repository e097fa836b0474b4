/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A sample of changes (config/schema/audit-sample.schema.json) for people, and for spreadsheets.
 * Any thread; no state. */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_SAMPLE_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_SAMPLE_H

#include <cjson/cJSON.h>
#include <stdio.h>

/* What there is to draw from, then each change with its chain. */
void ph_audit_sample_print(FILE *to, const cJSON *sample);

/* A row for each change, after the names of the columns. No field is a formula to a spreadsheet. */
void ph_audit_sample_print_csv(FILE *to, const cJSON *sample);

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_SAMPLE_H */
