/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What somebody is told, whatever the channel. Its texts are plain: they may quote anybody, hold
 * anything and be of any length; each channel cuts and escapes them as it needs. Nothing here is
 * owned.
 */
#ifndef PH_HARNESS_ALERT_MESSAGE_H
#define PH_HARNESS_ALERT_MESSAGE_H

#include <glib.h>

#include "series/case_severity.h"

/* Identifier, its word, and what it means. */
#define PH_ALERT_OCCASION_LIST(X)                                                                  \
    X(OPENED, "opened", "a case is open, of which nobody was told")                                \
    X(EVIDENCE, "evidence", "more is known of a case that was told of")                            \
    X(REMINDER, "reminder", "nobody has acknowledged a case for days")                             \
    X(ACKNOWLEDGED, "acknowledged", "a person knows of the case")                                  \
    X(SILENCED, "silenced", "a person does not want to hear of the case until a time")             \
    X(ACCEPTED, "accepted", "a person has taken the case's level for what is right")               \
    X(RESOLVED, "resolved", "the level before is back")                                            \
    X(REOPENED, "reopened", "a case that was over is open again")                                  \
    X(DIGEST, "digest", "many series moved at once: it is the host or a toolchain")                \
    X(HOUSE, "house", "the measuring itself: a floor, a promotion, the store, no runs")

typedef enum ph_alert_occasion {
#define X(identifier, word, meaning) PH_ALERT_##identifier,
    PH_ALERT_OCCASION_LIST(X)
#undef X
        PH_ALERT_OCCASION_COUNT,
} ph_alert_occasion;

const char *ph_alert_occasion_word(ph_alert_occasion occasion);

/* PH_ALERT_OCCASION_COUNT: none has that word. */
ph_alert_occasion ph_alert_occasion_of(const char *word);

/* One series of those that moved. */
typedef struct ph_alert_row {
    const char *name; /* "comp3/L2 throughput". */
    const char *text; /* "−6.2 % (−7.4 … −5.0 %)". */
} ph_alert_row;

typedef struct ph_alert_message {
    /* The same whenever this delivery is tried again, and no other's: ph_alert_is_id(). */
    const char *delivery_id;
    /* The same for all messages of a case, on whatever channel, and of no other case in any store
     * that tells the same people; what is about no case has one of its own. ph_alert_is_id(). */
    const char *thread_id;
    ph_alert_occasion occasion;
    ph_case_severity severity;
    const char *title; /* Not empty. */
    const char *text;  /* Lines; "": the title says it all. */
    const ph_alert_row *rows;
    gsize row_count;
    guint more_count;       /* Series that moved and have no row. */
    const char *link;       /* https, where more is to be seen; NULL: nowhere. */
    const char *document;   /* JSON that says all of it, for programs. */
    const char *repository; /* "owner/name" of what was measured; NULL: not known. */
    const char *head_sha;   /* The one commit that brought it, in full; NULL: not known. */
    gint64 time_us;         /* When it happened, since the epoch. */
    /* What results of this thread left on this channel: its latest that was not NULL; else NULL. */
    const char *remote;
    /* What an earlier attempt of this delivery left in its result; NULL: nothing. */
    const char *progress;
} ph_alert_message;

/* 1 to 100 of a-z, A-Z, 0-9, "-" and single "." between them: fit for addresses and
 * headers. */
gboolean ph_alert_is_id(const char *text);

/* "critical, opened; octo/mainframe at 0123456789ab": what may be anybody's is as it is. The caller
 * frees it. */
char *ph_alert_message_kind_text(const ph_alert_message *message);

/* "and 44 more", of the series that are not among the first so many rows, or "44 series" for none;
 * NULL: there are none. The caller frees it. */
char *ph_alert_message_more_text(const ph_alert_message *message, gsize shown_rows);

/* Whether its link is one, and stays one whatever stands around it. */
gboolean ph_alert_message_has_link(const ph_alert_message *message);

#endif /* PH_HARNESS_ALERT_MESSAGE_H */
