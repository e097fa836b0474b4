/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Checking a JSON document against a JSON schema (draft 7). valijson (C++), behind this header. */
#ifndef PH_JSON_SCHEMA_H
#define PH_JSON_SCHEMA_H

#include <glib.h>

#include "bridge/noexcept.h"

G_BEGIN_DECLS

/*
 * Check a document against the schema in a file.
 *
 * FALSE and error (PH_ERROR_SCHEMA) when it does not match: the message begins with the JSON
 * pointer of the part that does not, and says why. PH_ERROR_STORAGE when the schema itself cannot
 * be used. The document must be valid JSON.
 */
gboolean ph_json_schema_check(const char *schema_path, const char *document,
                              GError **error) PH_NOEXCEPT;

G_END_DECLS

#endif /* PH_JSON_SCHEMA_H */
