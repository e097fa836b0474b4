/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One change of the code, or what looked like one: the levels of all series of a host and suite
 * that moved the same way between the same two commits. What became of it is said by its events.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_SERIES_HISTORY_CASE_H
#define PH_HARNESS_SERIES_HISTORY_CASE_H

#include <glib.h>

/* Owns its texts. */
typedef struct ph_history_case {
    gint64 id; /* 0: not added yet. */
    char *host;
    char *suite;
    gint direction;       /* 1: slower, or more; -1: faster, or less. */
    gint64 base_position; /* The last commit before it, as far as is known when it is made; or
                             PH_NO_POSITION. */
    gint64 head_position; /* The newest commit that has it, likewise. */
    char *base_sha;       /* Of these; NULL: not known. */
    char *head_sha;
    gint64 at_us; /* The store's clock; set as it is added. */
} ph_history_case;

/*
 * The text whose SHA-256 its receipt carries: a JSON object on one line, its members in the order
 * above but for id. The caller frees it.
 */
char *ph_history_case_text(const ph_history_case *history_case);

ph_history_case *ph_history_case_new(void);
void ph_history_case_free(ph_history_case *history_case);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_case, ph_history_case_free)

#endif /* PH_HARNESS_SERIES_HISTORY_CASE_H */
