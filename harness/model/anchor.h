/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The anchor of a run: a pinned build of the library, which is measured in the same launches. What
 * the machine does between two runs it does to both builds, so the ratio of their times stays.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_MODEL_ANCHOR_H
#define PH_HARNESS_MODEL_ANCHOR_H

#include <glib.h>

#include "model/build_identity.h"

/* What it is called among the subjects of a run, and as the base of comparisons. */
#define PH_ANCHOR_SUBJECT "anchor"

/* Owns what it holds. */
typedef struct ph_anchor {
    char *name;    /* As it was given, without folders: "copybook-rs@0.8.1", "old.so". Printable. */
    char *options; /* What it was opened with; NULL: nothing. Printable. */
    ph_build_identity *identity; /* Its library_sha256 is known. */
} ph_anchor;

/* Takes the identity over. */
ph_anchor *ph_anchor_new(const char *name, const char *options, ph_build_identity *identity);
void ph_anchor_free(ph_anchor *anchor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_anchor, ph_anchor_free)

/* Whether ratios to the one are ratios to the other: the same bytes, opened alike. */
gboolean ph_anchor_equals(const ph_anchor *a, const ph_anchor *b);

/*
 * "copybook-rs 0.8.1 (sha256 0123456789ab)", and what it was opened with; of an unknown release,
 * its name. The caller frees it.
 */
char *ph_anchor_text(const ph_anchor *anchor);

#endif /* PH_HARNESS_MODEL_ANCHOR_H */
