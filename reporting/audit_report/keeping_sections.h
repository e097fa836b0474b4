/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The blocks of the sections on what was kept: operation of the control, records, integrity. Of
 * audit.json.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_KEEPING_SECTIONS_H
#define PH_REPORTING_AUDIT_REPORT_KEEPING_SECTIONS_H

#include <cjson/cJSON.h>

void ph_audit_section_operation(cJSON *blocks, const cJSON *document);
void ph_audit_section_records(cJSON *blocks, const cJSON *document);
void ph_audit_section_integrity(cJSON *blocks, const cJSON *document);

#endif /* PH_REPORTING_AUDIT_REPORT_KEEPING_SECTIONS_H */
