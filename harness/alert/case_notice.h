/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is told of a case: its texts by a rule's templates, its largest series, its figures.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_ALERT_CASE_NOTICE_H
#define PH_HARNESS_ALERT_CASE_NOTICE_H

#include <glib.h>

#include "alert/alert_settings.h"
#include "alert/notice.h"
#include "history/case_book.h"
#include "history/series_survey.h"

/* So many series are named; the rest is counted. */
#define PH_ALERT_ROWS_MAX 3

/*
 * Who owns what a commit changed: "@parsers @performance", as the checkout has it; NULL: nobody, or
 * it is not known. The caller frees it.
 */
typedef char *(*ph_alert_owners)(const char *sha, gpointer data);

/* What texts are made from. All borrowed. */
typedef struct ph_alert_source {
    const ph_alert_settings *settings;
    const ph_case_book *book;
    const ph_series_survey *survey;
    const GPtrArray *runs;  /* ph_history_run: what is known of commits and hosts. */
    ph_alert_owners owners; /* NULL: nobody is asked. */
    gpointer owners_data;
} ph_alert_source;

/* What rules are held against; NANs where it could not be compared but for the change itself. */
ph_change_figures ph_case_notice_figures(const ph_case_entry *entry);

/* Why a case is told. Borrowed. */
typedef struct ph_case_telling {
    ph_alert_occasion occasion;
    ph_case_severity severity;
    const ph_alert_rule *rule; /* Whose texts and condition they are. */
    gint64 number;             /* Of what happened, or how often: of an occasion it is told once. */
    gint64 time_us;
    const char *issue_url; /* NULL: none is known. */
} ph_case_telling;

/* What is told of it. */
ph_alert_notice *ph_case_notice_new(const ph_alert_source *source, const ph_case_entry *entry,
                                    const ph_case_telling *telling);

/* What all that is told of a case is known by. The caller frees it. */
char *ph_case_notice_thread(const ph_history_case *about);

#endif /* PH_HARNESS_ALERT_CASE_NOTICE_H */
