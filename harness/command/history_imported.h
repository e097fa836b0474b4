/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs that others measured, as runs of the history. */
#ifndef PH_HARNESS_COMMAND_HISTORY_IMPORTED_H
#define PH_HARNESS_COMMAND_HISTORY_IMPORTED_H

#include "command/history_action.h"
#include "history/run_entry.h"
#include "import/imported.h"

/* What became of all runs of an operand. To be cleared. */
typedef struct ph_history_imports {
    ph_run_store *store; /* Borrowed, as the next one. */
    const ph_history_request *request;
    GHashTable *positions; /* ph_commit_position by commit; NULL: none was located. */
    guint added;
    guint there;
    guint deleted;
    guint outside;     /* So many stand in no trend. */
    guint empty;       /* So many had no value that can be taken. */
    char *outside_why; /* Of the first of them. */
} ph_history_imports;

void ph_history_imports_init(ph_history_imports *imports, ph_run_store *store,
                             const ph_history_request *request);
void ph_history_imports_clear(ph_history_imports *imports);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_history_imports, ph_history_imports_clear)

/*
 * An entry of an imported run: its digest is the document's, its host, suite and source are as
 * given, printable copies of them.
 *
 * @param document  Taken over.
 */
ph_run_entry *ph_history_imported_entry(GBytes *document, const char *host, const char *suite,
                                        const char *source);

/* Append a result: the time in ns, whose logarithms over launches have that mean and error. */
void ph_history_imported_add(ph_run_entry *entry, const char *benchmark, const char *subject,
                             const char *unit, double log_ns, double error, guint launches);

/* Ask git once where all of these commits stand: char *, of which what is no hash in full is left
 * out. Replaces those of before. */
void ph_history_imports_locate(ph_history_imports *imports, const GPtrArray *commits);

/* The commit and where it stands, as far as git knows it. Where it is named in full, it is one of
 * those that were located. */
void ph_history_imported_place(ph_history_imports *imports, ph_history_run *run,
                               const char *commit);

/* Add the entry, and count what became of it. */
gboolean ph_history_imports_hand_in(ph_history_imports *imports, const ph_run_entry *entry,
                                    GError **error);

/* Import histories of baselines, as `history add` takes them: every entry's promotion, by the same
 * function, and the run that it is of where it is not an earlier one's again. */
gboolean ph_history_import_baselines(ph_history_imports *imports, const char *operand,
                                     GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_IMPORTED_H */
