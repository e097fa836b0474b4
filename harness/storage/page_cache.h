/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a file is in memory: the kernel's page cache. Any thread.
 */
#ifndef PH_HARNESS_STORAGE_PAGE_CACHE_H
#define PH_HARNESS_STORAGE_PAGE_CACHE_H

#include <glib.h>

/*
 * The share of so many bytes of it that is there, 0 to 1, by mincore(); NAN when nobody can say.
 * The kernel tells it of files that this process owns, or may write to, and calls all others' all
 * there.
 */
double ph_page_cache_share(int descriptor, guint64 bytes);

/* Does the kernel tell it of this file? */
gboolean ph_page_cache_is_told(int descriptor);

/* Write what is only there, and let the kernel forget the file: as far as it does. FALSE and error
 * (PH_ERROR_STORAGE, the reason alone) when it could not be written. */
gboolean ph_page_cache_drop(int descriptor, GError **error);

/* On the disk: what was written to it so far. As above. */
gboolean ph_page_cache_write_back(int descriptor, GError **error);

#endif /* PH_HARNESS_STORAGE_PAGE_CACHE_H */
