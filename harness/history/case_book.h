/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cases of a history, each with its events, its levels, and where it stands by them.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_HISTORY_CASE_BOOK_H
#define PH_HARNESS_HISTORY_CASE_BOOK_H

#include <glib.h>

#include "history/run_store.h"
#include "series/case_life.h"
#include "series/case_severity.h"

/* Owns its lists; what is in them is the book's. */
typedef struct ph_case_entry {
    const ph_history_case *about;
    GPtrArray *events; /* ph_history_event, oldest first. */
    GPtrArray *levels; /* ph_history_level, one a series: what was found last. */
    ph_case_life life;
    /* The largest that was found of any, first of all of those that are the code's; NULL: it has no
     * levels. */
    const ph_history_level *largest;
    ph_case_severity severity; /* Of one that could not be compared: a warning, never more. */
} ph_case_entry;

typedef struct ph_case_book {
    GPtrArray *entries; /* ph_case_entry, oldest first. */
    GPtrArray *cases, *events, *levels;
} ph_case_book;

/* As it is at a time (history_clock.h). */
ph_case_book *ph_case_book_read(ph_run_store *store, gint64 now_us, GError **error);
void ph_case_book_free(ph_case_book *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_case_book, ph_case_book_free)

/* How severe a change is that a comparison has shown. */
typedef ph_case_severity (*ph_case_judge)(const ph_history_level *largest, gpointer data);

/* Judge those that are confirmed by somebody's rules, in the place of ph_case_severity_judge(). */
void ph_case_book_judge(ph_case_book *book, ph_case_judge judge, gpointer data);

/* NULL and error (PH_ERROR_USAGE): there is no case of that number. */
ph_case_entry *ph_case_book_find(const ph_case_book *book, gint64 case_id, GError **error);

/* The level of a series in it; NULL: it has none. */
const ph_history_level *ph_case_entry_level(const ph_case_entry *entry, gint64 series_id);

/* The last event of that kind; NULL: there is none. */
const ph_history_event *ph_case_entry_event(const ph_case_entry *entry, ph_history_event_kind kind);

/* Whether somebody is to do something about it: it is open, acknowledged or silenced. */
gboolean ph_case_entry_is_living(const ph_case_entry *entry);

#endif /* PH_HARNESS_HISTORY_CASE_BOOK_H */
