/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calls of a forge's REST API, with the patience it asks for, until a deadline.
 *
 * The token goes to the API's own origin (scheme, host, port) and nowhere else: neither redirects
 * nor links to other origins are followed. It stands in no message.
 *
 * Not thread-safe: one thread at a time for each object; no global state but libcurl's.
 */
#ifndef PH_HARNESS_FORGE_CLIENT_H
#define PH_HARNESS_FORGE_CLIENT_H

#include <cjson/cJSON.h>
#include <glib.h>

typedef struct ph_forge ph_forge;
typedef struct ph_forge_kind ph_forge_kind; /* forge_kind.h */

typedef struct ph_forge_settings {
    const ph_forge_kind *kind; /* Has to outlive it. */
    const char *api_url; /* "https://api.github.com", "https://HOST/api/v4"; http for loopback. */
    const char *token;   /* Not empty, printable ASCII. */
    const char *token_name;           /* Of the variable that has it; NULL: the kind's. */
    const char *token_hint;           /* Why there may be none; NULL: nothing is known. */
    const char *ca_file;              /* Of --ca-file: see http/authority.h; NULL: not given. */
    double deadline_s;                /* From now on, for all calls together. */
    double unit_s;                    /* Of back-off, see answer.h. */
    void (*notice)(const char *text); /* Told of each wait; may be NULL. */
} ph_forge_settings;

/*
 * NULL and error: PH_ERROR_USAGE for the address and the authority's file, PH_ERROR_AUTHENTICATION
 * for the token.
 */
ph_forge *ph_forge_new(const ph_forge_settings *settings, GError **error);

/* What was given. */
const ph_forge_kind *ph_forge_kind_of(const ph_forge *forge);

/* Where people find it, of which the API's address is a part. The caller frees it. */
char *ph_forge_web_address(const ph_forge *forge);

void ph_forge_free(ph_forge *forge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_forge, ph_forge_free)

typedef struct ph_forge_request {
    const char *method;
    const char *path;       /* Behind the API's address: "/repos/...". */
    const cJSON *body;      /* NULL: none. */
    const char *purpose;    /* "listing the comments": begins each complaint. */
    const char *permission; /* What the token must be allowed: "pull-requests: write". */
    /* Doing it twice is as good as once: it is sent again when nobody knows whether it was done. */
    gboolean is_repeatable;
    /* The answer may send to another server, as that of a file does: nothing is fetched there. */
    gboolean is_elsewhere;
} ph_forge_request;

typedef enum ph_forge_outcome {
    PH_FORGE_DONE,
    PH_FORGE_UNKNOWN, /* It may have been done. Only for what is not repeatable; waited for. */
    PH_FORGE_DENIED,
    PH_FORGE_ABSENT, /* What the path names is not there, or not for this token. */
    PH_FORGE_FAILED,
} ph_forge_outcome;

typedef struct ph_forge_reply {
    cJSON *json;     /* NULL when there was none. Owned. */
    char *next_path; /* Of the next page of a list; NULL on the last. Owned. */
    char *location;  /* On another server; NULL: the answer sent to none. Owned. */
} ph_forge_reply;

/*
 * Carry out a request. *ret is set for PH_FORGE_DONE only, *error for all others:
 * PH_ERROR_AUTHENTICATION for DENIED, with what is missing, and for a server whose certificate is
 * not trusted; else PH_ERROR_NETWORK or PH_ERROR_TIMEOUT.
 */
ph_forge_outcome ph_forge_call(ph_forge *forge, const ph_forge_request *request,
                               ph_forge_reply *ret, GError **error);

/*
 * Whether what the last call was for may be asked again later, beyond this object's deadline.
 * *ret_wait_s: how long the forge asks to be left alone; 0: it did not say.
 */
gboolean ph_forge_may_ask_later(const ph_forge *forge, double *ret_wait_s);

/*
 * GET what the API sent to on another server, once, without the token: https, or http where the API
 * is on this machine. *ret is the caller's. FALSE and error, without the address, which may be as
 * good as a token: PH_ERROR_AUTHENTICATION for a server whose certificate is not trusted.
 *
 * @param sent  The request that was answered with this location; for complaints.
 */
gboolean ph_forge_fetch(ph_forge *forge, const ph_forge_request *sent, const char *location,
                        GString **ret, GError **error);

/* Pause before another attempt, the first being 0; FALSE, at once, when the deadline would pass. */
gboolean ph_forge_pause(ph_forge *forge, guint attempt);

void ph_forge_reply_clear(ph_forge_reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_forge_reply, ph_forge_reply_clear)

#endif /* PH_HARNESS_FORGE_CLIENT_H */
