/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose a counter-signature is: a signature of SSH's over a manifest's text, in the namespace
 * perfharness-history. ssh-keygen verifies it, against a file of those who may sign.
 *
 * One thread at a time; a program is run and waited for, and a temporary folder made.
 */
#ifndef PH_HARNESS_STAMP_COUNTERSIGNATURE_H
#define PH_HARNESS_STAMP_COUNTERSIGNATURE_H

#include <glib.h>

/*
 * Who signed, as the file of allowed signers calls him: the caller frees it.
 *
 * @return NULL and error: PH_ERROR_CHANGED where the signature is none of theirs, or not of this
 *         text; PH_ERROR_ENVIRONMENT where there is no ssh-keygen; PH_ERROR_STORAGE.
 */
char *ph_countersignature_signer(const char *signature, const char *text, const char *signers,
                                 GError **error);

#endif /* PH_HARNESS_STAMP_COUNTERSIGNATURE_H */
