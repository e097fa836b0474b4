/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An attempt to make a run, or the newest of several, the baseline of a place. */
#ifndef PH_HARNESS_COMMAND_BASELINE_ATTEMPT_H
#define PH_HARNESS_COMMAND_BASELINE_ATTEMPT_H

#include <glib.h>

#include "command/baseline_action.h"
#include "settings/thresholds.h"

typedef struct ph_baseline_attempt {
    const ph_baseline_request *request; /* Borrowed. */
    const ph_thresholds *thresholds;    /* Borrowed. */
    ph_baseline_place *place;
    ph_baseline_store *store; /* Open for writing. */
    ph_baseline *current;     /* NULL: there is none. */
    ph_measurement *base;     /* The same as a measurement. */
    char *last_sha256;        /* Of the last entry of the history; NULL: there is none. */
} ph_baseline_attempt;

/* Open the place of a host and suite. NULL and error when nothing may be changed there. */
ph_baseline_attempt *ph_baseline_attempt_open(const ph_baseline_request *request,
                                              const ph_thresholds *thresholds,
                                              const char *fingerprint, const char *suite,
                                              GError **error);

void ph_baseline_attempt_free(ph_baseline_attempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_baseline_attempt, ph_baseline_attempt_free)

/*
 * The entry of the newest of these files, not sealed; NULL and error where what belongs to it
 * cannot be used.
 *
 * @param files       ph_run_file, oldest first; all are what it is based on.
 * @param objections  char *: the rules that they do not keep.
 */
ph_baseline *ph_baseline_attempt_entry(const ph_baseline_attempt *attempt, const GPtrArray *files,
                                       const GPtrArray *objections, GError **error);

/* Is it the same run as that of the baseline? */
gboolean ph_baseline_attempt_is_current(const ph_baseline_attempt *attempt,
                                        const ph_baseline *entry);

/* Make it the baseline, and say so. What waited before waits no longer. */
gboolean ph_baseline_attempt_commit(const ph_baseline_attempt *attempt, ph_baseline *entry,
                                    GError **error);

/* The objections as one sentence, which the caller frees; there is at least one. */
char *ph_baseline_objections_text(const GPtrArray *objections);

/* Say that nothing is promoted, which is no error. */
void ph_baseline_print_notice(const char *path, const char *why);

#endif /* PH_HARNESS_COMMAND_BASELINE_ATTEMPT_H */
