/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an archive holds: that its file is the one that was made, and what is in it, only once all
 * of it is authentic.
 *
 * One thread at a time; no state.
 */
#ifndef PH_HARNESS_CATALOGUE_ARCHIVE_CONTENT_H
#define PH_HARNESS_CATALOGUE_ARCHIVE_CONTENT_H

#include <glib.h>

#include "catalogue/catalogue.h"

/*
 * Is the file the one that was made, to the last byte?
 *
 * @return FALSE and error: PH_ERROR_CHANGED, it is missing, or another; PH_ERROR_STORAGE.
 */
gboolean ph_archive_is_whole(const char *path, const ph_kept_archive *archive, GError **error);

/*
 * Open the .tar.zst of an archive whose file is whole: decrypted, if it is encrypted, into a file
 * without a name, and compared with what was packed.
 *
 * @param key      The private key; NULL for one that is not encrypted.
 * @param scratch  The folder that the file without a name is in.
 * @return a descriptor, which the caller closes; -1 and error: as above, and PH_ERROR_SETTINGS for
 *         the key.
 */
int ph_archive_open(const char *path, const ph_kept_archive *archive, const char *key,
                    const char *scratch, GError **error);

/*
 * Look at all that is in one that is open, and restore nothing: it holds as many files and bytes as
 * were packed, and nothing that would leave its folder.
 */
gboolean ph_archive_inspect(int descriptor, const ph_kept_archive *archive, GError **error);

/* Make a folder of its files. It appears whole, or not at all. */
gboolean ph_archive_unpack(int descriptor, const ph_kept_archive *archive, const char *folder,
                           GError **error);

#endif /* PH_HARNESS_CATALOGUE_ARCHIVE_CONTENT_H */
