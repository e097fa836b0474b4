/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Levels as a table, and what became of those that were only suspected. */
#ifndef PH_HARNESS_COMMAND_HISTORY_LEVEL_TABLE_H
#define PH_HARNESS_COMMAND_HISTORY_LEVEL_TABLE_H

#include "command/history_page.h"
#include "history/case_book.h"
#include "history/series_survey.h"

/* What became of a level that was a candidate: the word of the cause that was found out, "came
 * back" where its series did by itself, or "waits"; NULL of any other. Static. */
const char *ph_history_level_became(const ph_case_book *book, const ph_series_survey *survey,
                                    const ph_history_level *level);

/* Print levels: of one series, or with NULL of all, each with its series' name. Of what was found
 * out later that alone is shown. */
void ph_history_print_levels(const ph_history_page *page, const ph_series_survey *survey,
                             const ph_case_book *book, const ph_surveyed_series *series);

#endif /* PH_HARNESS_COMMAND_HISTORY_LEVEL_TABLE_H */
