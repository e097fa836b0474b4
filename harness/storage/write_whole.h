/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* write() until all of it is written: it may take a part, or be interrupted. Any thread. */
#ifndef PH_HARNESS_STORAGE_WRITE_WHOLE_H
#define PH_HARNESS_STORAGE_WRITE_WHOLE_H

#include <glib.h>

/* FALSE: errno says why, and how much of it is written is not known. */
gboolean ph_write_whole(int descriptor, const void *bytes, gsize length);

#endif /* PH_HARNESS_STORAGE_WRITE_WHOLE_H */
