/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs that could not be handed to the store, as it was away: each is a file DIGEST.json in a
 * folder, until it can.
 *
 * One thread at a time for each object; several processes may use one folder.
 */
#ifndef PH_HARNESS_HISTORY_RUN_SPOOL_H
#define PH_HARNESS_HISTORY_RUN_SPOOL_H

#include <glib.h>

#include "history/run_entry.h"

/* What a spool holds at most: beyond that nothing is kept, and nothing dropped. */
enum { PH_RUN_SPOOL_FILES_MAX = 1000 };
#define PH_RUN_SPOOL_BYTES_MAX ((guint64)256 << 20)

/* Owns what it holds. */
typedef struct ph_spooled_run {
    char *path;                         /* The file. */
    gint64 at_us;                       /* When it was put there. */
    GBytes *document;                   /* The bytes of its document. */
    ph_run_circumstances circumstances; /* Its texts are owned by texts. */
    GPtrArray *texts;
} ph_spooled_run;

/*
 * Keep a run's document with what is known beside it.
 *
 * @param ret_path  Receives the file's path. The caller frees it.
 * @return FALSE and error (PH_ERROR_STORAGE) where it cannot be written, or the spool is full.
 */
gboolean ph_run_spool_keep(const char *folder, GBytes *document,
                           const ph_run_circumstances *circumstances, char **ret_path,
                           GError **error);

/* The paths of what is kept, oldest first; none where there is no folder. g_ptr_array_unref(). */
GPtrArray *ph_run_spool_list(const char *folder);

/*
 * Read one. NULL without error: another process has handed it in meanwhile. NULL and error
 * (PH_ERROR_STORAGE, PH_ERROR_PARSE, PH_ERROR_SCHEMA) for one that is not as it was written.
 */
ph_spooled_run *ph_run_spool_read(const char *path, GError **error);

/* It is in the store: it is kept no longer. */
gboolean ph_run_spool_remove(const char *path, GError **error);

void ph_spooled_run_free(ph_spooled_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_spooled_run, ph_spooled_run_free)

#endif /* PH_HARNESS_HISTORY_RUN_SPOOL_H */
