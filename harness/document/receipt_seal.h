/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The seal of copybook-rs' performance receipts: integrity.sha256, the SHA-256 of what
 * `jq -cS 'del(.integrity)'` prints of the receipt, with its end of line.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_RECEIPT_SEAL_H
#define PH_HARNESS_DOCUMENT_RECEIPT_SEAL_H

#include <cjson/cJSON.h>
#include <glib.h>

/* The digest of a receipt, sealed or not: 64 hexadecimal digits, the caller's to free. */
char *ph_receipt_digest(const cJSON *receipt);

/* Append the seal to a receipt that has none. */
void ph_receipt_seal(cJSON *receipt);

/* The digest that a receipt carries; NULL when it carries none. Borrowed. */
const char *ph_receipt_sealed_digest(const cJSON *receipt);

#endif /* PH_HARNESS_DOCUMENT_RECEIPT_SEAL_H */
