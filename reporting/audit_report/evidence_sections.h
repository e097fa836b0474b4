/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The blocks of the sections on what was measured: floors by month, baselines, incidents, changes.
 * Of audit.json.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_EVIDENCE_SECTIONS_H
#define PH_REPORTING_AUDIT_REPORT_EVIDENCE_SECTIONS_H

#include <cjson/cJSON.h>

void ph_audit_section_slo(cJSON *blocks, const cJSON *document);
void ph_audit_section_baselines(cJSON *blocks, const cJSON *document);
void ph_audit_section_incidents(cJSON *blocks, const cJSON *document);
void ph_audit_section_changes(cJSON *blocks, const cJSON *document);

#endif /* PH_REPORTING_AUDIT_REPORT_EVIDENCE_SECTIONS_H */
