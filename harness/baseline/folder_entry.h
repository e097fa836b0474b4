/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which entry of a FOLDER (baseline/place.h) a run is judged by. */
#ifndef PH_HARNESS_BASELINE_FOLDER_ENTRY_H
#define PH_HARNESS_BASELINE_FOLDER_ENTRY_H

#include <glib.h>

#include "baseline/baseline.h"

/* So long after it was replaced an entry is what a run may still be judged by. */
#define PH_FOLDER_ENTRY_KEPT_HOURS 24

typedef struct ph_folder_entry {
    ph_baseline *entry; /* NULL: there is none. */
    char *why_none;     /* Why not; else NULL. */
    char *remark;       /* What a reader has to know of the choice; NULL: it is the current one. */
} ph_folder_entry;

/*
 * Find it: the current entry of the run's host and suite. Or, for whoever judges what was judged
 * before, the one that was kept beside the run (baseline/kept_entry.h), so that a promotion in
 * between changes nothing: when the history has it, and it was replaced, if it was, only after the
 * run was made, and within the last PH_FOLDER_ENTRY_KEPT_HOURS. When it was made is what the run
 * says: without the hours it could choose among all that there ever were.
 *
 * @param judged_path  The perf.json that the entry was kept beside; NULL: the current one is meant.
 * @return NULL and error when what is there cannot be used.
 */
ph_folder_entry *ph_folder_entry_find(const char *folder, const ph_measurement *run,
                                      const char *judged_path, const char *schemas, GError **error);

void ph_folder_entry_free(ph_folder_entry *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_folder_entry, ph_folder_entry_free)

#endif /* PH_HARNESS_BASELINE_FOLDER_ENTRY_H */
