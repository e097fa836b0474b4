/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The actions of `perfharness archive`; command_archive.c lists them. */
#ifndef PH_HARNESS_COMMAND_ARCHIVE_ACTION_H
#define PH_HARNESS_COMMAND_ARCHIVE_ACTION_H

#include <glib.h>

#include "catalogue/archive_settings.h"
#include "catalogue/catalogue.h"
#include "verdict/verdict.h"

/* What was asked for; NULL where it was not given. All borrowed. */
typedef struct ph_archive_request {
    const char *folder; /* Of the archives; never NULL. */
    const ph_archive_settings *settings;
    const char *period;
    ph_run_keep keep;
    const char *to;
    const char *key; /* A private key that is named; else the settings'. */
    gboolean is_test;
    gboolean is_dry_run;
    char **operands; /* Behind the action's name; NULL-terminated. */
} ph_archive_request;

/* Each does it and prints what was done; else error, and the status. */
ph_exit ph_archive_action_create(const ph_archive_request *request, GError **error);
ph_exit ph_archive_action_list(const ph_archive_request *request, GError **error);
ph_exit ph_archive_action_verify(const ph_archive_request *request, GError **error);
ph_exit ph_archive_action_restore(const ph_archive_request *request, GError **error);
ph_exit ph_archive_action_expire(const ph_archive_request *request, GError **error);
ph_exit ph_archive_action_copy(const ph_archive_request *request, GError **error);

/* Open the catalogue of archives that there are; NULL and error where there are none. */
ph_catalogue *ph_archive_open_catalogue(const ph_archive_request *request,
                                        ph_catalogue_access access, GError **error);

/* The same, for writing where that may be, as what was found is noted there. */
ph_catalogue *ph_archive_open_noting(const ph_archive_request *request, gboolean *ret_may_note,
                                     GError **error);

/* The private key of an archive, which is there; NULL: none is known. The caller frees it. */
char *ph_archive_key_of(const ph_archive_request *request, const ph_kept_archive *archive);

/* Print what became of an archive that was deleted, or is being; FALSE: it is neither. */
gboolean ph_archive_tell_gone(const ph_kept_archive *archive);

/* What was changed is found; anything else could not be done. */
ph_exit ph_archive_status_of(const GError *cause);

/* "2026-11-30", and "37.9 kB" in steps of 1,000. The caller frees them. */
char *ph_archive_day(gint64 at_us);
char *ph_archive_size(guint64 bytes);

#endif /* PH_HARNESS_COMMAND_ARCHIVE_ACTION_H */
