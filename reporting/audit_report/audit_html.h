/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An audit report as one page of HTML, without script, that loads nothing.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_HTML_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_HTML_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "bridge/mustache.h"

/*
 * @param document  audit.json (config/schema/audit.schema.json).
 * @param digest    SHA-256 of that file.
 * @param style     The sheet that reports have in common.
 * @return NULL and error: the template's. The caller frees it.
 */
char *ph_audit_html(const cJSON *document, const char *digest, const ph_template *from,
                    const char *style, GError **error);

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_HTML_H */
