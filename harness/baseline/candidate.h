/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An improvement that waits to become the baseline of a place in a FOLDER (baseline/place.h), and
 * the ones that were rejected: SUITE.candidate.json, sealed, of
 * config/schema/candidate.schema.json.
 *
 * A candidate is an entry as it would be committed behind the last one there was: when the baseline
 * moves otherwise, it is of an earlier baseline, and no longer counts.
 *
 * Whoever changes it holds the store of the place, open for writing. Errors are PH_ERROR_BASELINE:
 * file, what was found; or PH_ERROR_STORAGE. Not thread-safe: one thread at a time for each object.
 */
#ifndef PH_HARNESS_BASELINE_CANDIDATE_H
#define PH_HARNESS_BASELINE_CANDIDATE_H

#include <glib.h>

#include "baseline/baseline.h"
#include "baseline/place.h"

typedef struct ph_candidate {
    cJSON *document;         /* Without its seal. */
    ph_baseline *entry;      /* Sealed; NULL: none waits. */
    const char *proposed_at; /* Borrowed; NULL without an entry. */
    const char *due_at;      /* From then on it may be promoted without anybody's approval. */
} ph_candidate;

/* Read it; where there is no file, none waits and none was rejected. */
ph_candidate *ph_candidate_read(const ph_baseline_place *place, const char *schemas,
                                GError **error);

void ph_candidate_free(ph_candidate *candidate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_candidate, ph_candidate_free)

/* Does one wait that follows from the last entry, whose hash this is (NULL: there is none)? */
gboolean ph_candidate_is_live(const ph_candidate *candidate, const char *last_sha256);

/* Has it waited long enough? It is live. */
gboolean ph_candidate_is_due(const ph_candidate *candidate);

/* The time of the newest run that a rejected one was based on, for the caller; NULL: none was. */
GDateTime *ph_candidate_newest_rejected(const ph_candidate *candidate);

/* Let an entry that is sealed wait so long from now on, in the place of any other. Takes it. */
void ph_candidate_propose(ph_candidate *candidate, ph_baseline *entry, double hours);

/* It waits no longer, and is forgotten. */
void ph_candidate_withdraw(ph_candidate *candidate);

/* It waits no longer, and only runs that are newer than its own are proposed. One waits. */
void ph_candidate_reject(ph_candidate *candidate, const char *rejected_by, const char *reason);

/* Write it; where there is nothing to tell, the file goes. */
gboolean ph_candidate_write(const ph_candidate *candidate, const ph_baseline_place *place,
                            const char *schemas, GError **error);

#endif /* PH_HARNESS_BASELINE_CANDIDATE_H */
