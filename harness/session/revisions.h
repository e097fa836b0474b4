/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The two builds of a comparison where they are named as revisions of a copybook-rs checkout. */
#ifndef PH_HARNESS_SESSION_REVISIONS_H
#define PH_HARNESS_SESSION_REVISIONS_H

#include "session/measuring.h"

/* An option table: --rust-base, --rust-head, --source. */
extern const GOptionEntry ph_revisions_entries[];

/* TRUE when any of the options is given. */
gboolean ph_revisions_are_given(void);

/* Refuse some of the options without the others (PH_ERROR_USAGE). */
gboolean ph_revisions_check(GError **error);

typedef struct ph_revisions {
    char *libraries[2]; /* Paths of base and head. */
    char *commits[2];   /* Their full hashes. */
    GPtrArray *notes;   /* char *: which commit each is. */
} ph_revisions;

/*
 * Build both, which takes minutes where they are not in the cache.
 *
 * @param session  What is measured next; a build beside another measurement would disturb that. Its
 *                 deadline is put off by the time to build.
 * @return NULL and error as ph_rust_build().
 */
ph_revisions *ph_revisions_build(ph_measuring_session *session, GError **error);

/* Build the same two commits once more, their code moved by so many bytes (a multiple of 64). */
ph_revisions *ph_revisions_build_padded(const ph_revisions *of, guint padding_bytes,
                                        ph_measuring_session *session, GError **error);
void ph_revisions_free(ph_revisions *revisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_revisions, ph_revisions_free)

#endif /* PH_HARNESS_SESSION_REVISIONS_H */
