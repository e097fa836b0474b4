/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cases of a history as commands show them: judged by the rules that people are told by. */
#ifndef PH_HARNESS_COMMAND_HISTORY_CASES_H
#define PH_HARNESS_COMMAND_HISTORY_CASES_H

#include "history/case_book.h"

/*
 * As they are now, each as severe as the first rule of the installed alerts.toml says that holds;
 * where there is no such file, as ph_case_severity_judge() says. NULL and error: the store's, or
 * that of the file.
 */
ph_case_book *ph_history_cases(ph_run_store *store, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_CASES_H */
