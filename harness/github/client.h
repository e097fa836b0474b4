/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calls of GitHub's REST API, with the patience it asks for, until a deadline.
 *
 * The token goes to the API's own origin (scheme, host, port) and nowhere else: neither redirects
 * nor links to other origins are followed. It stands in no message.
 *
 * Not thread-safe: one thread at a time for each object; no global state but libcurl's.
 */
#ifndef PH_HARNESS_GITHUB_CLIENT_H
#define PH_HARNESS_GITHUB_CLIENT_H

#include <cjson/cJSON.h>
#include <glib.h>

typedef struct ph_github ph_github;

typedef struct ph_github_settings {
    const char *api_url; /* "https://api.github.com", "https://HOST/api/v3"; http for loopback. */
    const char *token;   /* Not empty, printable ASCII. */
    const char *token_name;           /* Of the variable that has it; NULL: GITHUB_TOKEN. */
    const char *ca_file;              /* Of --ca-file: see http/authority.h; NULL: not given. */
    double deadline_s;                /* From now on, for all calls together. */
    double unit_s;                    /* Of back-off, see answer.h. */
    void (*notice)(const char *text); /* Told of each wait; may be NULL. */
} ph_github_settings;

/*
 * NULL and error: PH_ERROR_USAGE for the address and the authority's file, PH_ERROR_AUTHENTICATION
 * for the token.
 */
ph_github *ph_github_new(const ph_github_settings *settings, GError **error);

void ph_github_free(ph_github *github);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_github, ph_github_free)

typedef struct ph_github_request {
    const char *method;
    const char *path;       /* Behind the API's address: "/repos/...". */
    const cJSON *body;      /* NULL: none. */
    const char *purpose;    /* "listing the comments": begins each complaint. */
    const char *permission; /* What the token must be allowed: "pull-requests: write". */
    /* Doing it twice is as good as once: it is sent again when nobody knows whether it was done. */
    gboolean is_repeatable;
    /* The answer may send to another server, as that of a file does: nothing is fetched there. */
    gboolean is_elsewhere;
} ph_github_request;

typedef enum ph_github_outcome {
    PH_GITHUB_DONE,
    PH_GITHUB_UNKNOWN, /* It may have been done. Only for what is not repeatable; waited for. */
    PH_GITHUB_DENIED,
    PH_GITHUB_ABSENT, /* What the path names is not there, or not for this token. */
    PH_GITHUB_FAILED,
} ph_github_outcome;

typedef struct ph_github_reply {
    cJSON *json;     /* NULL when there was none. Owned. */
    char *next_path; /* Of the next page of a list; NULL on the last. Owned. */
    char *location;  /* On another server; NULL: the answer sent to none. Owned. */
} ph_github_reply;

/*
 * Carry out a request. *ret is set for PH_GITHUB_DONE only, *error for all others:
 * PH_ERROR_AUTHENTICATION for DENIED, with what is missing, and for a server whose certificate is
 * not trusted; else PH_ERROR_NETWORK or PH_ERROR_TIMEOUT.
 */
ph_github_outcome ph_github_call(ph_github *github, const ph_github_request *request,
                                 ph_github_reply *ret, GError **error);

/*
 * Whether what the last call was for may be asked again later, beyond this object's deadline.
 * *ret_wait_s: how long GitHub asks to be left alone; 0: it did not say.
 */
gboolean ph_github_may_ask_later(const ph_github *github, double *ret_wait_s);

/*
 * GET what the API sent to on another server, once, without the token: https, or http where the API
 * is on this machine. *ret is the caller's. FALSE and error, without the address, which may be as
 * good as a token: PH_ERROR_AUTHENTICATION for a server whose certificate is not trusted.
 *
 * @param sent  The request that was answered with this location; for complaints.
 */
gboolean ph_github_fetch(ph_github *github, const ph_github_request *sent, const char *location,
                         GString **ret, GError **error);

/* Pause before another attempt, the first being 0; FALSE, at once, when the deadline would pass. */
gboolean ph_github_pause(ph_github *github, guint attempt);

void ph_github_reply_clear(ph_github_reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_github_reply, ph_github_reply_clear)

#endif /* PH_HARNESS_GITHUB_CLIENT_H */
