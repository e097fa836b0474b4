/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The actions of `perfharness baseline`; command_baseline.c lists them. */
#ifndef PH_HARNESS_COMMAND_BASELINE_ACTION_H
#define PH_HARNESS_COMMAND_BASELINE_ACTION_H

#include <glib.h>

#include "baseline/place.h"
#include "baseline/store.h"
#include "command/baseline_checks.h"
#include "command/baseline_github.h"
#include "verdict/verdict.h"

/* What was asked for; NULL where it was not given. All borrowed. */
typedef struct ph_baseline_request {
    const char *path;    /* A FILE or a FOLDER (baseline/place.h). */
    const char *schemas; /* The folder with the schemas. */
    const char *thresholds_path;
    const char *store_name; /* The history that is told. */
    const char *reason;
    const char *promoted_by;
    const char *host;
    const char *suite;
    ph_reason_kind reason_kind; /* PH_REASON_KIND_NONE: not given. */
    gboolean is_stable;
    gboolean is_forced;
    gboolean is_notice; /* What the rules refuse is no error. */
    gboolean is_json;
    gboolean is_witness;              /* The line alone that witnesses the history. */
    guint newest;                     /* So many entries are not compressed. */
    const ph_baseline_asked *asked;   /* Of GitHub; never NULL. */
    const ph_baseline_checks *checks; /* NULL: nobody has asked. */
    char **operands;                  /* Behind the action's name; NULL-terminated. */
} ph_baseline_request;

/* Each does it and prints what was done; else error, and the status. */
ph_exit ph_baseline_action_show(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_collect(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_promote(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_approve(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_reject(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_rollback(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_compress(const ph_baseline_request *request, GError **error);
ph_exit ph_baseline_action_log(const ph_baseline_request *request, GError **error);

/* Print "PATH: WHAT" of a baseline.json. */
void ph_baseline_print(const char *path, const char *what);

/* Open the store of a place for writing, and tell what was found unfinished. */
ph_baseline_store *ph_baseline_open_for_writing(const ph_baseline_place *place,
                                                const ph_baseline_request *request, GError **error);

/* Tell the history, where one is asked for, of an entry that was committed. */
void ph_baseline_tell_history(const ph_baseline_request *request, const ph_baseline_store *store,
                              const ph_baseline *entry);

/*
 * The places that are meant: of a FILE that one; of a FOLDER those of --host and --suite, as far as
 * they are given: ph_baseline_place. Empty, if there is none.
 */
GPtrArray *ph_baseline_choose_places(const ph_baseline_request *request);

/* The only one; NULL and error where it is not one. */
ph_baseline_place *ph_baseline_choose_place(const ph_baseline_request *request, GError **error);

/*
 * The history that is meant: that of the place's host and suite. Of a FILE the one of --host and
 * --suite, else the baseline's, else the only one.
 *
 * @param current  NULL: baseline.json is missing or damaged.
 */
ph_chain *ph_baseline_choose_history(const ph_baseline_place *place, const ph_baseline_store *store,
                                     const ph_baseline *current, const ph_baseline_request *request,
                                     GError **error);

#endif /* PH_HARNESS_COMMAND_BASELINE_ACTION_H */
