/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the answers behind a figure were compared with. Generated records have a truth; a user's own
 * are decoded by the reference, too, and compared field by field. Where it cannot, as their
 * copybook is not understood, those who decode them can only agree, which proves nothing.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_PROOF_H
#define PH_HARNESS_MODEL_PROOF_H

#include <glib.h>

/* Identifier; name in documents; what is to be said of it, NULL where a figure is proven. */
#define PH_PROOF_LIST(X)                                                                           \
    X(TRUTH, "truth", NULL)                                                                        \
    X(REFERENCE, "reference", NULL)                                                                \
    X(LIBRARIES, "libraries", "two libraries agree; no independent answer")                        \
    X(LEVELS, "levels", "record and file path of the same library agree; no independent answer")   \
    X(NONE, "none", "decoded, and compared with nothing: no other answer")

typedef enum ph_proof_kind {
    PH_PROOF_UNKNOWN, /* Of a run of an early version, and of a limit. */
#define X(id, name, text) PH_PROOF_##id,
    PH_PROOF_LIST(X)
#undef X
} ph_proof_kind;

/* Its name in documents; NULL for PH_PROOF_UNKNOWN. Static. */
const char *ph_proof_name(ph_proof_kind kind);

/* By its name; PH_PROOF_UNKNOWN for NULL and for a name that is none. */
ph_proof_kind ph_proof_find(const char *name);

/* Why a figure is not proven: a phrase. NULL where it is, or nothing is known. Static. */
const char *ph_proof_lacks(ph_proof_kind kind);

#endif /* PH_HARNESS_MODEL_PROOF_H */
