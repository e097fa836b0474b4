/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A folder of files that appears whole, or not at all.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_STORAGE_NEW_FOLDER_H
#define PH_HARNESS_STORAGE_NEW_FOLDER_H

#include <glib.h>

typedef struct ph_new_folder ph_new_folder;

/*
 * Begin a folder beside its path, which must not be there, or be an empty folder. What a process
 * that was killed left of it is removed.
 *
 * @return NULL and error (PH_ERROR_STORAGE) when that cannot be.
 */
ph_new_folder *ph_new_folder_begin(const char *path, GError **error);

/* Write a file; name is relative, and may have folders in it. */
gboolean ph_new_folder_add(ph_new_folder *folder, const char *name, const char *text,
                           GError **error);

/* The same of bytes that are no text. */
gboolean ph_new_folder_add_bytes(ph_new_folder *folder, const char *name, GBytes *bytes,
                                 GError **error);

/*
 * Begin a file that is written piece after piece, until the next is begun, or the folder finished;
 * name as above.
 */
gboolean ph_new_folder_add_file(ph_new_folder *folder, const char *name, GError **error);
gboolean ph_new_folder_write(ph_new_folder *folder, const void *bytes, gsize length,
                             GError **error);

/* Give it its name. Until then, freeing it removes what there is of it. */
gboolean ph_new_folder_finish(ph_new_folder *folder, GError **error);

void ph_new_folder_free(ph_new_folder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_new_folder, ph_new_folder_free)

#endif /* PH_HARNESS_STORAGE_NEW_FOLDER_H */
