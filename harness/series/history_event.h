/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What happened to a case. Events are only ever added, each with a receipt.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_SERIES_HISTORY_EVENT_H
#define PH_HARNESS_SERIES_HISTORY_EVENT_H

#include <glib.h>

#include "series/history_run.h"

/* Identifier, its word, and what it means. Append only. */
#define PH_HISTORY_EVENT_LIST(X)                                                                   \
    X(SEEN, "seen", "its series have moved")                                                       \
    X(CONFIRM, "confirm", "a comparison has shown it")                                             \
    X(REFUTE, "refute", "a comparison has not shown it")                                           \
    X(UNCONFIRMED, "unconfirmed", "it could not be compared")                                      \
    X(ALERT, "alert", "somebody is to be told of it")                                              \
    X(ACKNOWLEDGE, "acknowledge", "a person knows of it")                                          \
    X(SILENCE, "silence", "a person does not want to hear of it until a time")                     \
    X(ASSIGN, "assign", "a person is to look at it")                                               \
    X(ACCEPT, "accept", "a person has taken its level for what is right")                          \
    X(RESOLVE, "resolve", "the level before is back")                                              \
    X(REOPEN, "reopen", "it is there again")                                                       \
    X(NOTE, "note", "a person has said something of it")                                           \
    X(BISECT, "bisect", "the commit that it came with was searched for")                           \
    X(UNDELIVERED, "undelivered", "somebody could not be told of it")

typedef enum ph_history_event_kind {
#define X(identifier, word, meaning) PH_HISTORY_EVENT_##identifier,
    PH_HISTORY_EVENT_LIST(X)
#undef X
        PH_HISTORY_EVENT_COUNT,
} ph_history_event_kind;

/* Owns its texts. */
typedef struct ph_history_event {
    gint64 id; /* 0: not added yet. */
    gint64 case_id;
    ph_history_event_kind kind;
    char *actor;     /* Who is named; NULL: nobody. */
    gint64 until_us; /* The end of a silence; else PH_NO_TIME. */
    char *text;      /* The reason, in words, printable; NULL: none is given. */
    char *detail;    /* A JSON object with the figures, as of a comparison; NULL: there are none. */
    gint64 at_us;    /* The store's clock; set as it is added. */
} ph_history_event;

const char *ph_history_event_word(ph_history_event_kind kind);
const char *ph_history_event_meaning(ph_history_event_kind kind);

/* PH_HISTORY_EVENT_COUNT: none has that word. */
ph_history_event_kind ph_history_event_of(const char *word);

/*
 * The text whose SHA-256 its receipt carries: a JSON object on one line, its members in the order
 * above but for id. The caller frees it.
 */
char *ph_history_event_text(const ph_history_event *event);

ph_history_event *ph_history_event_new(ph_history_event_kind kind, gint64 case_id);
void ph_history_event_free(ph_history_event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_event, ph_history_event_free)

#endif /* PH_HARNESS_SERIES_HISTORY_EVENT_H */
