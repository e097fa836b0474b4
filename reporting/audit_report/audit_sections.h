/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An audit report as sections in the order in which they are read: number, heading, blocks
 * (audit_blocks.h). What writes a report walks them, and knows nothing of what is in them.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_SECTIONS_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_SECTIONS_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * @param document  audit.json.
 * @param digest    SHA-256 of that file.
 * @return An array. The caller deletes it.
 */
cJSON *ph_audit_sections(const cJSON *document, const char *digest);

/* Its title: "Performance records, 2023-12 to 2026-11". The caller frees it. */
char *ph_audit_title(const cJSON *document);

/* Whether what was kept is as it was written. */
gboolean ph_audit_is_whole(const cJSON *document);

/* "5 things need attention", and whether it is not whole: what it begins with. The caller frees it.
 */
char *ph_audit_headline(const cJSON *document);

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_SECTIONS_H */
