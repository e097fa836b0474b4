/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `perfharness verify`: what was looked at, and what was found. The gravest is the command's error
 * and status; all else is told as it is found, and it goes on.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_COMMAND_VERIFICATION_H
#define PH_HARNESS_COMMAND_VERIFICATION_H

#include <glib.h>

#include "audit/audit_settings.h"
#include "history/run_store.h"
#include "stamp/stamp_check.h"
#include "verdict/verdict.h"

typedef struct ph_verification {
    const char *schemas;         /* The folder with the schemas. */
    const ph_store_place *place; /* The history that documents are looked for in. */
    GPtrArray *witnesses;        /* ph_witness. */
    ph_stamp_check *stamps;      /* What chains are held against at the end. */
    const ph_stamp_settings *stamp_settings;
    const char *signers;    /* The file of those who may have signed; NULL: nobody is known. */
    gboolean has_store;     /* A history was looked at: its stamps count, and no other's. */
    guint good_time_stamps; /* At the end: those that were verified, and fit. */
    gboolean is_deep;
    guint chains;   /* That were read to their ends. */
    ph_exit status; /* Of the gravest; PH_EXIT_PASS: nothing was found. */
    GError *gravest;
    GPtrArray *told; /* char *: the messages of all, each once. */
} ph_verification;

/* Something was found. Takes cause. */
void ph_verification_found(ph_verification *verification, ph_exit status, GError *cause);

/* The same of what is not as it was written. */
void ph_verification_changed(ph_verification *verification, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/* Each looks at one thing by its path, which is there or not. */

/* A baseline.json with its histories, or one in a folder with its candidate, or such a folder. */
void ph_verify_baseline(ph_verification *verification, const char *path);

/* One history of a baseline, under whatever name. */
void ph_verify_baseline_history(ph_verification *verification, const char *path);

/* A catalogue of archives. */
void ph_verify_catalogue(ph_verification *verification, const char *path);

void ph_verify_store(ph_verification *verification, const ph_store_place *place);

/* After all was looked at: hold it against the stamps there are, and tell how far they go. */
void ph_verify_stamps(ph_verification *verification);

/* A perf.json, or a document with a seal of its own. */
void ph_verify_document(ph_verification *verification, const char *path);

#endif /* PH_HARNESS_COMMAND_VERIFICATION_H */
