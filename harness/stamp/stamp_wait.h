/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The manifest that waits for its time stamp, as the authority is away: a file in the folder of
 * what could not be handed in (history/store_place.h). It is the first that waited: what is newer
 * has all that it has, unless somebody has changed that since, which it then shows.
 *
 * One thread at a time; several processes may use one folder.
 */
#ifndef PH_HARNESS_STAMP_STAMP_WAIT_H
#define PH_HARNESS_STAMP_STAMP_WAIT_H

#include <glib.h>

/* The file's path. The caller frees it. */
char *ph_stamp_wait_path(const char *folder);

/* Keep a manifest's text, unless one waits already. */
gboolean ph_stamp_wait_keep(const char *folder, const char *text, GError **error);

/*
 * The text that waits. NULL without error: none does. NULL and error (PH_ERROR_STORAGE) for one
 * that cannot be read, or is not as it was written.
 */
char *ph_stamp_wait_read(const char *folder, GError **error);

/* It waits no longer, if it is that one. */
gboolean ph_stamp_wait_end(const char *folder, const char *text, GError **error);

#endif /* PH_HARNESS_STAMP_STAMP_WAIT_H */
