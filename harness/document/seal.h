/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The seal of a document: its last member, "sha256", is the SHA-256 of the document without it,
 * printed on one line as cJSON does. Who changes anything else breaks it.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_DOCUMENT_SEAL_H
#define PH_HARNESS_DOCUMENT_SEAL_H

#include <cjson/cJSON.h>
#include <glib.h>

#define PH_SEAL_MEMBER "sha256"

/* Append the seal to an object that has none. */
void ph_seal(cJSON *document);

/* Does the document end in its own seal? */
gboolean ph_seal_is_whole(const cJSON *document);

/* The same of a document that is printed on one line already. */
gboolean ph_seal_line_is_whole(const char *line);

#endif /* PH_HARNESS_DOCUMENT_SEAL_H */
