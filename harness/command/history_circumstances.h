/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is known of a run beside its perf.json: from options, the CI job, and git. */
#ifndef PH_HARNESS_COMMAND_HISTORY_CIRCUMSTANCES_H
#define PH_HARNESS_COMMAND_HISTORY_CIRCUMSTANCES_H

#include "command/ci_job.h"
#include "command/history_action.h"
#include "history/commit_position.h"
#include "history/run_document.h"

/* What they borrow from. */
typedef struct ph_history_circumstances {
    ph_run_circumstances known;
    ph_ci_source source;
    ph_commit_position position;
} ph_history_circumstances;

/*
 * Those of one run. Options come before the job, and the job before what it says itself; of a
 * commit, git is asked.
 *
 * @param ret  Borrows from the request and the document; to be cleared.
 */
void ph_history_circumstances_find(const ph_history_request *request,
                                   const ph_run_document *document, ph_history_circumstances *ret);

void ph_history_circumstances_clear(ph_history_circumstances *circumstances);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_history_circumstances, ph_history_circumstances_clear)

#endif /* PH_HARNESS_COMMAND_HISTORY_CIRCUMSTANCES_H */
