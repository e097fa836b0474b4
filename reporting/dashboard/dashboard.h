/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A history as one page of HTML without script: what changed, when, by which commit, on which host,
 * whether it is real, who knows of it; then all series, and what became of their hosts.
 *
 * Whoever has the history fills a ph_dashboard, which owns all that is in it but for what is said
 * to be borrowed. Texts may be anybody's: they are made harmless here. Times are Unix microseconds.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_DASHBOARD_DASHBOARD_H
#define PH_REPORTING_DASHBOARD_DASHBOARD_H

#include <glib.h>

#include "bridge/mustache.h"
#include "series/history_level.h"
#include "series/level_detector.h"
#include "series/metric.h"
#include "series/trend_line.h"

/* From how many series or, of one, points on, courses are of days in place of points; and of how
 * many days at most. */
#define PH_DASHBOARD_SERIES_MANY 500
#define PH_DASHBOARD_POINTS_MANY 1095
#define PH_DASHBOARD_BINS_MAX    365

/* How something stands: identifier, and a name for styles. */
#define PH_DASHBOARD_LOOK_LIST(X)                                                                  \
    X(SLOWER, "slower")                                                                            \
    X(FASTER, "faster")                                                                            \
    X(UNSURE, "unsure")                                                                            \
    X(STEADY, "steady")

typedef enum ph_dashboard_look {
#define X(identifier, name) PH_DASHBOARD_##identifier,
    PH_DASHBOARD_LOOK_LIST(X)
#undef X
        PH_DASHBOARD_LOOK_COUNT,
} ph_dashboard_look;

/* What is asked of each case, in order: identifier and heading. */
#define PH_DASHBOARD_QUESTION_LIST(X)                                                              \
    X(WHAT, "What changed")                                                                        \
    X(WHEN, "When")                                                                                \
    X(COMMIT, "By which commit")                                                                   \
    X(HOST, "On which host")                                                                       \
    X(REAL, "Is it real")                                                                          \
    X(KNOWN, "Who knows")

typedef enum ph_dashboard_question {
#define X(identifier, heading) PH_DASHBOARD_ASKS_##identifier,
    PH_DASHBOARD_QUESTION_LIST(X)
#undef X
        PH_DASHBOARD_QUESTION_COUNT,
} ph_dashboard_question;

/* "compared with 3f2a91c4: Read signs at once": each part may be NULL. */
typedef struct ph_dashboard_line {
    char *before;
    char *named; /* A commit, a series, a case. */
    char *link;  /* Where that leads: "#s12", "https://…"; NULL: nowhere. */
    char *after;
} ph_dashboard_line;

/* Where a series came to another level, or seemed to. */
typedef struct ph_dashboard_level {
    guint point; /* Of the series' points, the first on it. */
    ph_level_cause cause;
    double change, low, high; /* Shares, as ph_history_level has them. */
    gint64 at_us;
    char *run;     /* The first digits of the first run on it; NULL: not known. */
    char *commits; /* "9d1c77e0, behind 3f2a91c4". */
    gint64 case_id;
    char *state; /* Of its case, a word; NULL: it is in none. */
} ph_dashboard_level;

typedef struct ph_dashboard_series {
    guint number; /* From 1 on, of all of the page: its anchor is "#s12". */
    char *name;
    ph_dashboard_look look;
    const char *sign; /* "▲", static; NULL: it is no news. */
    char *state;      /* "5.2 % slower", "steady", "learning". */
    gint64 case_id;   /* The case that it is news for; 0: none. */
    ph_series_kind kind;
    char *unit;           /* Of counts. */
    GArray *values;       /* double, one at least, as the metric has it (series/metric.h). */
    GArray *times_us;     /* gint64, of these, none before the one before. */
    GArray *levels;       /* ph_dashboard_level, by point. */
    double now;           /* The value of its level; NAN: it is being learnt. */
    double spread;        /* NAN likewise. */
    gboolean is_learning; /* Its level, with which it is not steady yet. */
    char *standing;       /* A sentence: where its newest end is. */
    ph_trend_line week;   /* Of the newest 7 days. */
    ph_trend_line slope;  /* Of its level. */
    double speed_mib_s;   /* Of the newest run; NAN: not known, as the next. */
    double time_ns;       /* Of one pass over the input. */
} ph_dashboard_series;

/* One suite on one host. */
typedef struct ph_dashboard_suite {
    char *title;          /* "critical on 0123456789abcdef". */
    char *until;          /* "main up to 3f2a91c4 of 2026-11-30, 365 runs, beside an anchor". */
    GPtrArray *series;    /* ph_dashboard_series, what changed first. */
    GPtrArray *notes;     /* char *: of floors. */
    gboolean is_anchored; /* Some of them are. */
} ph_dashboard_suite;

typedef struct ph_dashboard_case {
    gint64 id; /* Its anchor is "#c3". */
    ph_dashboard_look look;
    const char *sign;  /* "▲"; static. */
    char *title;       /* "5.2 % slower". */
    char *severity;    /* A word, a name for styles, too; NULL: none. */
    char *state;       /* "open", "acknowledged". */
    gboolean is_known; /* Somebody has acknowledged it, as much as it is open. */
    GPtrArray *answers[PH_DASHBOARD_QUESTION_COUNT]; /* ph_dashboard_line. */
    const ph_dashboard_series *largest; /* Whose course is shown; NULL: none. Borrowed. */
} ph_dashboard_case;

/* What people were told that is of no case. */
typedef struct ph_dashboard_told {
    gint64 at_us;
    char *title, *severity;
    char *channels; /* Where it was told. */
} ph_dashboard_told;

typedef struct ph_dashboard_change {
    gint64 at_us;
    char *what, *from, *to;
} ph_dashboard_change;

typedef struct ph_dashboard_host {
    char *name;         /* Its fingerprint, or what else things change of. */
    char *cpu_model;    /* NULL: not known. */
    GPtrArray *facts;   /* char *: a sentence each. */
    GPtrArray *changes; /* ph_dashboard_change, newest first. */
    guint changes_more; /* So many more, which are older. */
} ph_dashboard_host;

typedef struct ph_dashboard {
    char *store; /* Where it is of. */
    gint64 made_us;
    guint days;
    char *until;             /* Of the newest of all; NULL: there is no run. */
    char *chain;             /* "5,412 receipts, all whole". */
    gboolean is_chain_whole; /* Or nothing contradicts it. */
    GPtrArray *open;         /* ph_dashboard_case, the worst first. */
    GPtrArray *suspected;    /* Likewise. */
    GPtrArray *over;         /* Those of the last days, newest first. */
    GPtrArray *told;         /* ph_dashboard_told, newest first. */
    GPtrArray *suites;       /* ph_dashboard_suite. */
    GPtrArray *hosts;        /* ph_dashboard_host. */
} ph_dashboard;

/* Empty ones, to be filled. */
ph_dashboard *ph_dashboard_new(void);
ph_dashboard_suite *ph_dashboard_suite_new(void);
ph_dashboard_series *ph_dashboard_series_new(void);
ph_dashboard_case *ph_dashboard_case_new(void);
ph_dashboard_host *ph_dashboard_host_new(void);

/* Add a line to what a case says of a question. Each part is taken over, and may be NULL. */
void ph_dashboard_case_say(ph_dashboard_case *of, ph_dashboard_question question, char *before,
                           char *named, char *link, char *after);

/* Add what people were told beside the cases. The texts are copied, as those below. */
void ph_dashboard_tell(ph_dashboard *dashboard, gint64 at_us, const char *title,
                       const char *severity, const char *channels);

/* Add to what changed. */
void ph_dashboard_host_add(ph_dashboard_host *host, gint64 at_us, const char *what,
                           const char *from, const char *to);

/* Add a level, whose texts are taken over. */
void ph_dashboard_series_add(ph_dashboard_series *series, const ph_dashboard_level *level);

void ph_dashboard_free(ph_dashboard *dashboard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_dashboard, ph_dashboard_free)

/* Static. */
const char *ph_dashboard_look_name(ph_dashboard_look look);

/* "2026-11-12", in UTC. The caller frees it. */
char *ph_dashboard_day(gint64 time_us);

/*
 * The page.
 *
 * @param style  The sheet that reports have in common.
 * @return NULL and error: the template's. The caller frees it.
 */
char *ph_dashboard_html(const ph_dashboard *dashboard, const ph_template *from, const char *style,
                        GError **error);

#endif /* PH_REPORTING_DASHBOARD_DASHBOARD_H */
