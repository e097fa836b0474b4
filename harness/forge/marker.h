/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What marks a comment as ours: its first line, which is not shown, says what it is about. */
#ifndef PH_HARNESS_FORGE_MARKER_H
#define PH_HARNESS_FORGE_MARKER_H

#include <glib.h>

/*
 * The marker for a suite and a host's fingerprint, without a line's end. Either may be NULL;
 * whatever they hold, it is one line that ends where it should. The caller frees it.
 */
char *ph_marker(const char *suite, const char *fingerprint);

/* The same of another kind of document than a run: its comment is another one. */
char *ph_marker_of_kind(const char *kind, const char *suite, const char *fingerprint);

/* That of what is about one thing alone: "case" and which. */
char *ph_marker_of_one(const char *name, const char *value);

/* The marker a comment's body begins with; NULL when it does not. The caller frees it. */
char *ph_marker_of(const char *body);

/* Behind the marker: what the comment says, and of what. What is not known is NULL, or 0. */
typedef struct ph_marker_state {
    char *verdict; /* "PASS", ... Owned, as is commit. */
    char *commit;
    guint64 run_id;
    guint64 run_attempt;
} ph_marker_state;

/* The first line of a comment: the marker, and what it says. The caller frees it. */
char *ph_marker_line(const char *marker, const ph_marker_state *state);

/* What the first line of a body says; nothing for that of an older version. To be cleared. */
ph_marker_state ph_marker_state_of(const char *body);

void ph_marker_state_clear(ph_marker_state *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_marker_state, ph_marker_state_clear)

#endif /* PH_HARNESS_FORGE_MARKER_H */
