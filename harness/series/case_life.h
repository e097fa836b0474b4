/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a case stands, from what happened to it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_CASE_LIFE_H
#define PH_HARNESS_SERIES_CASE_LIFE_H

#include <glib.h>

#include "series/history_event.h"

/* Identifier, its word, and what it means. */
#define PH_CASE_STATE_LIST(X)                                                                      \
    X(CANDIDATE, "candidate", "its series have moved; nothing is found out yet")                   \
    X(REFUTED, "refuted", "base and head, side by side, are the same: the host")                   \
    X(OPEN, "open", "somebody is to look at it")                                                   \
    X(ACKNOWLEDGED, "acknowledged", "a person knows of it")                                        \
    X(SILENCED, "silenced", "a person does not want to hear of it until a time")                   \
    X(ACCEPTED, "accepted", "a person has taken its level for what is right")                      \
    X(RESOLVED, "resolved", "the level before is back")

typedef enum ph_case_state {
#define X(identifier, word, meaning) PH_CASE_##identifier,
    PH_CASE_STATE_LIST(X)
#undef X
        PH_CASE_STATE_COUNT,
} ph_case_state;

/* The longest that a person may silence a case for. */
#define PH_CASE_SILENCE_DAYS_MOST 90

typedef struct ph_case_life {
    ph_case_state state;
    gboolean is_confirmed;    /* By comparison; else, when it is open, it could not be compared. */
    gboolean is_alerted;      /* Since it was opened. */
    gint64 silenced_until_us; /* While it is silenced; else PH_NO_TIME. */
    gint64 since_us;          /* When it came to this state; PH_NO_TIME: nothing happened yet. */
} ph_case_life;

const char *ph_case_state_word(ph_case_state state);
const char *ph_case_state_meaning(ph_case_state state);

/* PH_CASE_STATE_COUNT: none has that word. */
ph_case_state ph_case_state_of(const char *word);

/*
 * Where it stands at a time. A silence that is over leaves what was before it. Events that were
 * not allowed change nothing.
 *
 * @param events  ph_history_event of one case, oldest first.
 */
ph_case_life ph_case_life_at(const GPtrArray *events, gint64 now_us);

/*
 * Whether the event may happen to it at that time. What a person sets needs a reason (its text),
 * and a silence an end, at most PH_CASE_SILENCE_DAYS_MOST days away.
 *
 * @return FALSE and error (PH_ERROR_USAGE), a sentence that names the case's state.
 */
gboolean ph_case_life_allows(const ph_case_life *life, const ph_history_event *event, gint64 now_us,
                             GError **error);

/* Whether somebody is to be told of it now. */
gboolean ph_case_life_wants_alert(const ph_case_life *life);

/* Whether it is over: what moves the same way later is another case. */
gboolean ph_case_life_is_over(const ph_case_life *life);

#endif /* PH_HARNESS_SERIES_CASE_LIFE_H */
