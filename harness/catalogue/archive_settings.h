/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where archives are kept, and whom they are encrypted to, as settings have it. Any thread; no
 * state.
 */
#ifndef PH_HARNESS_CATALOGUE_ARCHIVE_SETTINGS_H
#define PH_HARNESS_CATALOGUE_ARCHIVE_SETTINGS_H

#include <glib.h>

#include "series/run_event.h"

/* What stands in the place of an archive's period, and of what it is kept as, in a path of a key.
 */
#define PH_ARCHIVE_PERIOD "{period}"
#define PH_ARCHIVE_KEEP   "{keep}"

/* Where archives are, unless something else is said. */
#define PH_ARCHIVES_FOLDER "archives"

/* Owns its texts; NULL where the settings say nothing. */
typedef struct ph_archive_settings {
    char *folder;              /* Of the archives. */
    char *certificate;         /* A path with or without the two. */
    char *key;                 /* Likewise of the private key. */
    char *copy_to;             /* The folder of the second place. */
    gboolean is_plain_allowed; /* Without a certificate they are made all the same. */
    guint audit_months;        /* So long what an audit shows is kept, at least. */
} ph_archive_settings;

void ph_archive_settings_clear(ph_archive_settings *settings);

/* A path for a period and what is kept. NULL stays NULL; the caller frees it. */
char *ph_archive_settings_path(const char *path, const char *period, ph_run_keep keep);

/* Has each period a key of its own, which may be destroyed with it? */
gboolean ph_archive_settings_has_key_a_period(const ph_archive_settings *settings);

#endif /* PH_HARNESS_CATALOGUE_ARCHIVE_SETTINGS_H */
