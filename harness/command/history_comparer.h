/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Comparing the builds of a case with `perfharness compare`, in a process of its own: of this
 * program, or of one that runs it elsewhere.
 */
#ifndef PH_HARNESS_COMMAND_HISTORY_COMPARER_H
#define PH_HARNESS_COMMAND_HISTORY_COMPARER_H

#include "command/history_action.h"
#include "history/case_confirm.h"

/* A ph_case_compare, of which data is the ph_history_request: its checkout and its runner. */
gboolean ph_history_compare(const ph_case_question *question, ph_case_answer *answers,
                            gpointer data, GError **error);

/* Revisions of a checkout as an operand: CHECKOUT@SHA. The caller frees it. */
char *ph_history_build_name(const ph_history_request *request, const char *sha);

/*
 * Run a command of perfharness to its end, and wait: the request's runner, or this program. It
 * writes to our standard error, and nothing to standard output.
 *
 * @param arguments  Behind the program; NULL-terminated.
 * @param ret_status Receives its exit status.
 * @return FALSE and error: it cannot be started, or was killed.
 */
gboolean ph_history_run_command(const ph_history_request *request, char *const *arguments,
                                int *ret_status, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_COMPARER_H */
