/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Archives whose time is over by a rule (history/retention.h) are deleted: their file, and, where
 * each period has a key of its own, that key, so that no copy can be read any more, wherever it is.
 * Of what a disk still holds, nothing is claimed.
 *
 * One thread at a time; no state.
 */
#ifndef PH_HARNESS_CATALOGUE_ARCHIVE_EXPIRY_H
#define PH_HARNESS_CATALOGUE_ARCHIVE_EXPIRY_H

#include <glib.h>

#include "catalogue/archive_settings.h"
#include "catalogue/catalogue.h"

/* ph_kept_archive, borrowed: those that a rule ends, and those whose expiry was cut short. The
 * caller frees the array. */
GPtrArray *ph_archives_over(const ph_catalogue *catalogue, const ph_archive_settings *settings,
                            gint64 now_us);

/*
 * Delete them. Each is announced in the catalogue, which is open for writing, before anything of it
 * goes, and what was done is told in it afterwards: one that is killed is finished by the next.
 */
gboolean ph_archives_expire(ph_catalogue *catalogue, const GPtrArray *over,
                            const ph_archive_settings *settings, GError **error);

#endif /* PH_HARNESS_CATALOGUE_ARCHIVE_EXPIRY_H */
