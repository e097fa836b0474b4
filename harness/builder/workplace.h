/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a subject is built: folders of the cache that are made anew for each build, at the same
 * path each time. Whoever works there holds the cache's lock.
 */
#ifndef PH_HARNESS_BUILDER_WORKPLACE_H
#define PH_HARNESS_BUILDER_WORKPLACE_H

#include <glib.h>

#include "builder/tool.h"

typedef struct ph_workplace {
    char *folder;  /* All of them are in this one. */
    char *subject; /* A copy of the subject's crate. */
    char *source;  /* A revision's files, in the subject's. */
    char *target;  /* cargo's. */
    char *output;  /* What build-subject.sh leaves. */
} ph_workplace;

/* The paths; nothing is made. */
ph_workplace *ph_workplace_new(const char *cache);
void ph_workplace_free(ph_workplace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_workplace, ph_workplace_free)

/* Remove what another build left, and make the folders; the subject's is a copy of its crate. */
gboolean ph_workplace_prepare(const ph_workplace *place, const char *crate, GError **error);

/* Remove all of it. FALSE and error when some of it stays. */
gboolean ph_workplace_clear(const ph_workplace *place, GError **error);

/* Make a folder and those above it. FALSE and error: PH_ERROR_STORAGE. */
gboolean ph_workplace_folder(const char *path, GError **error);

#endif /* PH_HARNESS_BUILDER_WORKPLACE_H */
