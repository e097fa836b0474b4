/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A file that is written beside the one it is to become, and takes its place whole or not at all.
 * Whatever fails says why in errno. One thread at a time.
 */
#ifndef PH_HARNESS_STORAGE_DRAFT_H
#define PH_HARNESS_STORAGE_DRAFT_H

#include <glib.h>
#include <stdio.h>
#include <sys/types.h>

typedef struct ph_draft ph_draft;

/* Make PATH.XXXXXX, for what is to become path; mode is before the umask. NULL when that fails. */
ph_draft *ph_draft_new(const char *path, mode_t mode);

/* What it is called until it is placed; borrowed. */
const char *ph_draft_name(const ph_draft *draft);

/*
 * To print to; borrowed. It is buffered: what could not be written shows when the draft is flushed,
 * with the reason of the first failure.
 */
FILE *ph_draft_stream(ph_draft *draft);

gboolean ph_draft_write(ph_draft *draft, const void *bytes, gsize length);

/* All that was printed is written; FALSE when any of it was not. */
gboolean ph_draft_flush(ph_draft *draft);

/* What was written is on disk. */
gboolean ph_draft_sync(ph_draft *draft);

/* Nothing is written any more. What this reports may be the only word of a full disk. */
gboolean ph_draft_close(ph_draft *draft);

/* Give it its name, path; what had it is replaced whole. The draft is there no more, but to be
 * freed. */
gboolean ph_draft_place(ph_draft *draft, const char *path);

/* One that was not placed is removed. */
void ph_draft_free(ph_draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_draft, ph_draft_free)

#endif /* PH_HARNESS_STORAGE_DRAFT_H */
