/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a series came to another level, and what is thought of why. A level is never changed: what
 * was found out of it later is another entry of the same first run, and the newest one holds.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_SERIES_HISTORY_LEVEL_H
#define PH_HARNESS_SERIES_HISTORY_LEVEL_H

#include <glib.h>

/* Identifier, its word, and what it means. Append only. */
#define PH_LEVEL_CAUSE_LIST(X)                                                                     \
    X(CANDIDATE, "candidate", "the series has moved; nothing is found out yet")                    \
    X(CODE, "code", "base and head, side by side, differ as the series does")                      \
    X(HOST, "host", "what was refuted twice: the host's new level")                                \
    X(UNCONFIRMED, "unconfirmed", "the two could not be compared")                                 \
    X(REFUTED, "refuted", "base and head, side by side, are the same")                             \
    X(ACCEPTED, "accepted", "a person has taken it for what is right")

typedef enum ph_level_cause {
#define X(identifier, word, meaning) PH_LEVEL_##identifier,
    PH_LEVEL_CAUSE_LIST(X)
#undef X
        PH_LEVEL_CAUSE_COUNT,
} ph_level_cause;

/* Owns its texts. Changes are shares of the time before: 0.05 is 5 % slower. */
typedef struct ph_history_level {
    gint64 id; /* 0: not added yet. */
    gint64 series_id;
    gint64 case_id;          /* 0: of none. */
    gint64 first_run_id;     /* The first on the new level. */
    gint64 last_good_run_id; /* The last on the old one; 0: there is none. */
    gint64 first_position;
    gint64 last_good_position; /* PH_NO_POSITION (history_run.h) where there is none. */
    char *first_sha;           /* The commits of the two; NULL: not known. */
    char *last_good_sha;
    ph_level_cause cause;
    double change; /* Of the confirming comparison, else as the series shows it. */
    double low;    /* Of its 95 % interval, as the next; NAN: not known. */
    double high;
    double p_value; /* NAN: not known. */
    gint64 at_us;   /* The store's clock; set as it is added. */
} ph_history_level;

const char *ph_level_cause_word(ph_level_cause cause);

/* PH_LEVEL_CAUSE_COUNT: none has that word. */
ph_level_cause ph_level_cause_of(const char *word);

/*
 * The text whose SHA-256 its receipt carries: a JSON object on one line, its members in the order
 * above but for id, as canonical_text.h has it. The caller frees it.
 */
char *ph_history_level_text(const ph_history_level *level);

ph_history_level *ph_history_level_new(void);
void ph_history_level_free(ph_history_level *level);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_level, ph_history_level_free)

#endif /* PH_HARNESS_SERIES_HISTORY_LEVEL_H */
