/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Changes to files and folders that are on disk, not only asked for, when the function returns.
 * FALSE and error: PH_ERROR_STORAGE, with the file and the reason. Any thread.
 */
#ifndef PH_HARNESS_STORAGE_DURABLE_H
#define PH_HARNESS_STORAGE_DURABLE_H

#include <glib.h>

#include "storage/draft.h"

/* What a file is to hold. */
typedef struct ph_durable_content {
    const void *bytes; /* Borrowed. */
    gsize length;
    mode_t mode; /* Before the umask. */
    /*
     * It ends with this process, or is made again by the next: it is replaced whole, but nobody
     * waits for the disk. A library of some hundred MiB would take seconds.
     */
    gboolean is_passing;
} ph_durable_content;

/* A text that others may read. */
ph_durable_content ph_durable_text(const char *text);

/* Make a folder and those above it, as far as they are missing. */
gboolean ph_durable_folder(const char *path, GError **error);

/* Write a file anew. The old one is replaced whole. */
gboolean ph_durable_write(const char *path, const char *text, GError **error);

/* The same for a file of this name in a folder that is there. */
gboolean ph_durable_write_in(const char *folder, const char *name, const char *text,
                             GError **error);

/*
 * Whether this process may do that, as permissions have it: not on a file system that is read-only,
 * in a folder that is not to be written to, or in the place of another user's file in a folder that
 * protects it.
 */
gboolean ph_durable_may_write(const char *path);

/*
 * Write a file anew, for whoever says himself what it was: the error is the reason alone. The old
 * file is replaced whole.
 */
gboolean ph_durable_write_content(const char *path, ph_durable_content content, GError **error);

/*
 * The two halves of that, for files that are to change together: all of it is written, but under
 * another name, which NULL and error say when it fails; and then it is given its own.
 */
ph_draft *ph_durable_draft(const char *path, ph_durable_content content, GError **error);
gboolean ph_durable_place(ph_draft *draft, const char *path, GError **error);

/* Put a file in the place of another, which is replaced whole. Both are in one file system. */
gboolean ph_durable_move(const char *from, const char *to, GError **error);

/*
 * Append to a file of so many bytes, which is made if need be. When that fails the file is cut back
 * to what it was, as far as that can be had.
 */
gboolean ph_durable_append(const char *path, gsize bytes, const char *text, GError **error);

/* Cut a file to so many bytes. */
gboolean ph_durable_cut(const char *path, gsize bytes, GError **error);

/* The name that a file or folder was given is on disk, too. */
gboolean ph_durable_settle(const char *path, GError **error);

/* Remove a file, or an empty folder, if it is there. */
gboolean ph_durable_remove(const char *path, GError **error);

#endif /* PH_HARNESS_STORAGE_DURABLE_H */
