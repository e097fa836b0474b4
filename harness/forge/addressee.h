/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pull request that a publication is for, and what its readers have to know before the report.
 */
#ifndef PH_HARNESS_FORGE_ADDRESSEE_H
#define PH_HARNESS_FORGE_ADDRESSEE_H

#include <glib.h>

#include "forge/client.h"
#include "forge/publication.h"
#include "forge/pull_request.h"

typedef struct ph_addressee {
    ph_pull_request pull;
    gboolean is_fork; /* It is measured by a workflow that it may have changed, ... */
    ph_pull_request_files workflows; /* ... which is there. */
} ph_addressee;

/*
 * Find the pull request. *ret is to be cleared, also when there is none, or none could be found:
 * FALSE and error; its number stands then as far as it is known. That the forge does not say what
 * it changes is a warning, and said to the readers.
 */
gboolean ph_addressee_find(ph_forge *forge, const ph_publication *publication, ph_addressee *ret,
                           GError **error);

/* The comment's text: its first line, what is to be known, the report. The caller frees it. */
char *ph_addressee_body(const ph_addressee *addressee, const ph_publication *publication);

void ph_addressee_clear(ph_addressee *addressee);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_addressee, ph_addressee_clear)

#endif /* PH_HARNESS_FORGE_ADDRESSEE_H */
