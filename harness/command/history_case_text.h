/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cases of the history in words. */
#ifndef PH_HARNESS_COMMAND_HISTORY_CASE_TEXT_H
#define PH_HARNESS_COMMAND_HISTORY_CASE_TEXT_H

#include "history/case_book.h"
#include "history/series_survey.h"

/* A share of the time before: "5.2 % slower", "0.31 % faster"; of counts "more" and "less". The
 * caller frees it, as those below. */
char *ph_history_change_text(double change, ph_metric metric);

/* "5.2 % slower: comp3/L2 and 2 more". */
char *ph_history_case_title(const ph_case_entry *entry, const ph_series_survey *survey);

/* "confirmed (5.0 … 5.4 %, p 4e-21)", "could not be compared: it does not build", ... */
char *ph_history_case_evidence(const ph_case_entry *entry);

/* "since 9d1c77e0 of 2026-11-12, at the latest 3f2a91c4". */
char *ph_history_case_range(const ph_case_entry *entry);

/* "critical", "warning, acknowledged by somebody: a reason". */
char *ph_history_case_standing(const ph_case_entry *entry);

/* Whether what was compared, or is suspected, came bit by bit. */
gboolean ph_history_case_is_creep(const ph_case_entry *entry, const ph_series_survey *survey);

/* "work +4.9 %", of the instructions that changed most; NULL: none are in it. */
char *ph_history_case_work(const ph_case_entry *entry, const ph_series_survey *survey);

/* "12 of 20 series moved together: the host, …", of what is one change of half of a suite's series
 * or more; NULL: they are fewer. */
char *ph_history_case_common(const ph_case_entry *entry, const ph_series_survey *survey);

/* The commit that a search has found, or what else came of it; NULL: nobody searched. Borrowed. */
const char *ph_history_case_search(const ph_case_entry *entry);

/* "2026-11-12", in UTC. */
char *ph_history_day(gint64 time_us);

/* The first digits of a commit; "-" where it is not known. */
char *ph_history_short_sha(const char *sha);

#endif /* PH_HARNESS_COMMAND_HISTORY_CASE_TEXT_H */
