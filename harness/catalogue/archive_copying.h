/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Archives are copied to a second place, a folder: another disk, or what is mounted there. Each
 * copy is read again before it counts; what is there already is not copied again, so that one that
 * was cut short goes on. What a rule has deleted here is deleted there.
 *
 * One thread at a time; no state.
 */
#ifndef PH_HARNESS_CATALOGUE_ARCHIVE_COPYING_H
#define PH_HARNESS_CATALOGUE_ARCHIVE_COPYING_H

#include <glib.h>

#include "catalogue/catalogue.h"

typedef struct ph_archive_copies {
    guint copied;
    guint there;   /* Before, and whole. */
    guint deleted; /* By the rules that deleted them here. */
} ph_archive_copies;

/*
 * Copy all that is kept, and the catalogue behind it.
 *
 * @param to  A folder that is there: of a disk that is not mounted, there is none.
 * @return FALSE and error: PH_ERROR_CHANGED where an archive here is damaged, or the catalogue
 * there is no earlier state of this one; PH_ERROR_STORAGE. What was copied until then counts.
 */
gboolean ph_archives_copy(ph_catalogue *catalogue, const char *to, ph_archive_copies *ret,
                          GError **error);

#endif /* PH_HARNESS_CATALOGUE_ARCHIVE_COPYING_H */
