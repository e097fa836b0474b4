/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A document as the store keeps it: its bytes, deflated (RFC 1950), so that they come back as they
 * were and their digest with them.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_DOCUMENT_BYTES_H
#define PH_HARNESS_HISTORY_DOCUMENT_BYTES_H

#include <glib.h>

/* The caller unrefs what is returned. NULL and error: PH_ERROR_STORAGE. */
GBytes *ph_document_bytes_deflate(GBytes *bytes, GError **error);

/* The same back. PH_ERROR_PARSE: it is damaged, or of more bytes than a document may have. */
GBytes *ph_document_bytes_inflate(GBytes *deflated, GError **error);

#endif /* PH_HARNESS_HISTORY_DOCUMENT_BYTES_H */
