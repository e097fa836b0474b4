/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A comment that could not be sent, kept in a file until it can. */
#ifndef PH_HARNESS_FORGE_SPOOL_H
#define PH_HARNESS_FORGE_SPOOL_H

#include "forge/forge_kind.h"

typedef struct ph_spooled {
    char *forge;      /* Its kind's name. */
    char *repository; /* "owner/name". */
    guint64 pull_request;
    char *body; /* Its first line is a marker (marker.h). */
} ph_spooled;

/* Beside the perf.json the comment was made from. */
#define PH_SPOOLED_FILE "spooled-comment.json"

/* What the file holds; the caller frees it. */
char *ph_spooled_json(const ph_spooled *spooled);

/*
 * NULL and error: PH_ERROR_STORAGE, PH_ERROR_PARSE, PH_ERROR_SCHEMA for one that is not ours, or
 * PH_ERROR_USAGE for one that is for a forge of another kind. A file that names none is GitHub's.
 */
ph_spooled *ph_spooled_read(const char *path, const ph_forge_kind *kind, GError **error);

void ph_spooled_free(ph_spooled *spooled);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_spooled, ph_spooled_free)

#endif /* PH_HARNESS_FORGE_SPOOL_H */
