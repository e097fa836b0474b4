/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An audit report as a PDF to be kept: PDF/A-2a and PDF/UA-1, of the same sections as the page of
 * audit_html.h, behind a cover and contents. The same report is the same bytes.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_PDF_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_PDF_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * @param document    audit.json (config/schema/audit.schema.json).
 * @param digest      SHA-256 of that file.
 * @param ret_remark  Receives what is to be said of its letters, or NULL. The caller frees it.
 * @return NULL and error (PH_ERROR_STORAGE). The caller unrefs it.
 */
GBytes *ph_audit_pdf(const cJSON *document, const char *digest, char **ret_remark, GError **error);

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_PDF_H */
