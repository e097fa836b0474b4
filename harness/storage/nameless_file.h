/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A file that has no name, and so is gone with the last process that has it open, however that
 * ends.
 *
 * One thread at a time.
 */
#ifndef PH_HARNESS_STORAGE_NAMELESS_FILE_H
#define PH_HARNESS_STORAGE_NAMELESS_FILE_H

#include <glib.h>

/*
 * Make one in a folder: a descriptor to read and write, for the caller to close. Where the file
 * system knows none without a name, it has one for a moment; one that a killed process left so is
 * removed.
 *
 * @return -1 and error (PH_ERROR_STORAGE, the reason alone).
 */
int ph_nameless_file_new(const char *folder, GError **error);

/* Open it once more, with an offset of its own. As above. */
int ph_nameless_file_open(int descriptor, int flags, GError **error);

#endif /* PH_HARNESS_STORAGE_NAMELESS_FILE_H */
