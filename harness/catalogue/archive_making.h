/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An archive is made: the files of folders, packed so that they are the same bytes each time, and
 * encrypted. One thread at a time; no state.
 */
#ifndef PH_HARNESS_CATALOGUE_ARCHIVE_MAKING_H
#define PH_HARNESS_CATALOGUE_ARCHIVE_MAKING_H

#include <glib.h>

#include "catalogue/archive_settings.h"
#include "catalogue/catalogue.h"

/* What is to be packed. All borrowed. */
typedef struct ph_archive_order {
    char **sources; /* Folders and files, NULL-terminated. */
    const char *period;
    ph_run_keep keep;
    const ph_archive_settings *settings;
} ph_archive_order;

/*
 * Make it, and enter it into the catalogue, which is open for writing. What is there already, with
 * the same content, period and kind, is not made again.
 *
 * @param ret_is_new  Receives FALSE where it was there.
 * @return borrowed from the catalogue; NULL and error: PH_ERROR_SETTINGS where there is no
 *         certificate and none is allowed, PH_ERROR_USAGE for what cannot be packed, or
 *         PH_ERROR_STORAGE; and nothing was made.
 */
const ph_kept_archive *ph_archive_make(ph_catalogue *catalogue, const ph_archive_order *order,
                                       gboolean *ret_is_new, GError **error);

#endif /* PH_HARNESS_CATALOGUE_ARCHIVE_MAKING_H */
