/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the schema of audit.json cannot say: which of its members follow from others.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_AUDIT_CHECK_H
#define PH_HARNESS_DOCUMENT_AUDIT_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Check a document that matches its schema: each floor has every month of the period, in order, and
 * its runs are those of its months; what is told of chains agrees with whether all are whole.
 *
 * @return FALSE and error (PH_ERROR_SCHEMA): JSON pointer, and what does not follow.
 */
gboolean ph_audit_check(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_AUDIT_CHECK_H */
