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

#endif /* PH_HARNESS_COMMAND_HISTORY_COMPARER_H */
