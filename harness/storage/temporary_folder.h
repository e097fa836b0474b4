/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A folder for files of this process alone, without folders of their own. What a process that was
 * killed left behind is removed by the next one that makes such a folder.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_STORAGE_TEMPORARY_FOLDER_H
#define PH_HARNESS_STORAGE_TEMPORARY_FOLDER_H

#include <glib.h>

typedef struct ph_temporary_folder ph_temporary_folder;

/*
 * Make one where TMPDIR says.
 *
 * @param what  It is for, as "callgrind".
 * @return NULL and error (PH_ERROR_STORAGE) when that cannot be.
 */
ph_temporary_folder *ph_temporary_folder_new(const char *what, GError **error);

const char *ph_temporary_folder_path(const ph_temporary_folder *folder);

/* Removes it with all of its files. */
void ph_temporary_folder_free(ph_temporary_folder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_temporary_folder, ph_temporary_folder_free)

#endif /* PH_HARNESS_STORAGE_TEMPORARY_FOLDER_H */
