/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a baseline is kept. A user names a FILE, one baseline, or a FOLDER, one for each host and
 * suite:
 *
 *   FILE    baseline.json; its histories are baselines/FINGERPRINT/SUITE.jsonl beside it
 *   FOLDER  FOLDER/FINGERPRINT/SUITE.json; its history is SUITE.jsonl beside it, and an improvement
 *           that waits is SUITE.candidate.json (baseline/candidate.h)
 *
 * The histories of both have one layout: a FILE's folder "baselines" is a FOLDER whose SUITE.json
 * are not there yet, and the last entry of a history stands for each.
 *
 * Fingerprints and suites come from documents of anybody: none becomes a path unless it has the
 * form of one.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_PLACE_H
#define PH_HARNESS_BASELINE_PLACE_H

#include <glib.h>

typedef struct ph_baseline_place {
    char *path;      /* The file with the baseline, which need not be there. */
    char *histories; /* The folder of the histories. */
    /* In a FOLDER alone; of a FILE, NULL. */
    char *fingerprint;
    char *suite;
    char *candidate; /* The file. */
} ph_baseline_place;

/* Is this a FOLDER? Whatever ends in ".json" is a FILE; and what is there and no folder; and an
 * empty name, which is nobody's folder. */
gboolean ph_baseline_place_is_folder(const char *named);

ph_baseline_place *ph_baseline_place_of_file(const char *path);

/*
 * The place of a host and suite in a FOLDER. NULL and error (PH_ERROR_BASELINE) where the two are
 * no names, or the history is in a folder "baselines" below, as a FILE has it.
 */
ph_baseline_place *ph_baseline_place_in(const char *folder, const char *fingerprint,
                                        const char *suite, GError **error);

/* All places of a FOLDER that have a baseline or a history: ph_baseline_place, by host, then suite.
 */
GPtrArray *ph_baseline_places(const char *folder);

ph_baseline_place *ph_baseline_place_copy(const ph_baseline_place *place);

void ph_baseline_place_free(ph_baseline_place *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_baseline_place, ph_baseline_place_free)

/* May this be the name of a history's file? What a suite is called is somebody else's choice. */
gboolean ph_baseline_is_suite_name(const char *suite);

/* Is this a host's fingerprint? */
gboolean ph_baseline_is_fingerprint(const char *fingerprint);

#endif /* PH_HARNESS_BASELINE_PLACE_H */
