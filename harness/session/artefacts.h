/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The folder a run leaves behind. It is proved writable before anything is measured; files appear
 * in it whole or not at all, perf.json last.
 */
#ifndef PH_HARNESS_SESSION_ARTEFACTS_H
#define PH_HARNESS_SESSION_ARTEFACTS_H

#include <glib.h>
#include <stdio.h>

typedef struct ph_artefacts ph_artefacts;

/* Make the folder if need be and open the log. NULL and error when it cannot be written to. */
ph_artefacts *ph_artefacts_open(const char *folder, GError **error);

/* benchmark.log while it is written; borrowed. */
FILE *ph_artefacts_log(ph_artefacts *artefacts);

/* The three texts of a finished run. */
typedef struct ph_artefact_texts {
    const char *system_info_json;
    const char *validation_log;
    const char *perf_json;
} ph_artefact_texts;

/*
 * Put everything in place, once all of it is on disk: until then, an older run's files stay as they
 * were. Then an older perf.json is removed first, so that it never stands beside other files of a
 * newer run. FALSE and error when something could not be written, or placed.
 */
gboolean ph_artefacts_commit(ph_artefacts *artefacts, ph_artefact_texts texts, GError **error);

/* Without a commit, nothing of this run stays behind. */
void ph_artefacts_free(ph_artefacts *artefacts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_artefacts, ph_artefacts_free)

#endif /* PH_HARNESS_SESSION_ARTEFACTS_H */
