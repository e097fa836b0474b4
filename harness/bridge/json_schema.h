/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Checking a JSON document against a JSON schema (draft 7). valijson (C++), behind this header.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BRIDGE_JSON_SCHEMA_H
#define PH_HARNESS_BRIDGE_JSON_SCHEMA_H

#include <glib.h>

#include "bridge/noexcept.h"

G_BEGIN_DECLS

/*
 * Check a document against the schema in a file.
 *
 * FALSE and error (PH_ERROR_SCHEMA) when it does not match: the message begins with the JSON
 * pointer of the part that does not, and says why. PH_ERROR_STORAGE when the schema itself cannot
 * be used.
 */
gboolean ph_json_schema_check(const char *schema_path, const char *document,
                              GError **error) PH_NOEXCEPT;

/*
 * Is this text JSON as RFC 8259 has it, to the letter, with numbers that a double can hold? When it
 * is not, *ret_offset is where the text stops being that.
 */
gboolean ph_json_is_strict(const char *text, gsize length, gsize *ret_offset) PH_NOEXCEPT;

/* Of nlohmann's JSON, as it was compiled in; valijson says none. Static. */
const char *ph_json_schema_library_version(void) PH_NOEXCEPT;

G_END_DECLS

#endif /* PH_HARNESS_BRIDGE_JSON_SCHEMA_H */
