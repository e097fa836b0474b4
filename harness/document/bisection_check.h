/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a schema cannot say of a bisection: what is named by its place is in the list.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_BISECTION_CHECK_H
#define PH_HARNESS_DOCUMENT_BISECTION_CHECK_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Check a document that its schema allows: the places of commits, the earlier one first.
 *
 * @return FALSE and error (PH_ERROR_SCHEMA: JSON pointer and reason) when they do not agree.
 */
gboolean ph_bisection_check(const cJSON *document, GError **error);

#endif /* PH_HARNESS_DOCUMENT_BISECTION_CHECK_H */
