/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an answer of a forge's means for the request, and how long to wait before the next one. */
#ifndef PH_HARNESS_FORGE_ANSWER_H
#define PH_HARNESS_FORGE_ANSWER_H

#include <glib.h>

#include "http/http.h"

typedef enum ph_answer_kind {
    PH_ANSWER_DONE,     /* 2xx. */
    PH_ANSWER_LATER,    /* A rate limit: nothing was done, to be asked again. */
    PH_ANSWER_UNKNOWN,  /* 5xx: it may have been done, or not. */
    PH_ANSWER_MOVED,    /* 301, 302, 307, 308. */
    PH_ANSWER_DENIED,   /* The token is not valid, or not for this. */
    PH_ANSWER_ABSENT,   /* 404, 410. */
    PH_ANSWER_REJECTED, /* Anything else. */
} ph_answer_kind;

typedef struct ph_answer {
    ph_answer_kind kind;
    double wait_s; /* LATER, UNKNOWN: before anything is asked again. */
} ph_answer;

/* By which headers a forge says that it is asked too often. */
typedef struct ph_answer_rules {
    const char *remaining;        /* How many requests are left; in lower case. */
    const char *reset;            /* When there will be more, in seconds since 1970. */
    gboolean is_conflict_passing; /* 409: somebody else does the same now; nothing was done. */
} ph_answer_rules;

typedef struct ph_backoff {
    guint attempt;  /* 0 for the first. */
    double unit_s;  /* 1; less in tests. What the server asks for is not scaled. */
    double jitter;  /* From 0 to 1, another each time. */
    gint64 epoch_s; /* This machine's clock, for a server that does not tell its own. */
} ph_backoff;

/*
 * Judge an answer. Waits are: retry-after; else, when `remaining` is 0, until
 * `reset` by the server's clock; else for a secondary limit 60 units, doubled with each
 * attempt; for 5xx as ph_backoff_wait_s().
 *
 * Source: docs.github.com, "Rate limits for the REST API" and "Best practices for using the REST
 * API".
 */
ph_answer ph_answer_judge(const ph_answer_rules *rules, const ph_http_response *response,
                          const ph_backoff *backoff);

/* After an error of the network or the server: a unit, doubled with each attempt, and jitter. */
double ph_backoff_wait_s(const ph_backoff *backoff);

#endif /* PH_HARNESS_FORGE_ANSWER_H */
