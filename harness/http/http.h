/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One HTTP exchange at a time over a connection that is kept. libcurl, behind this header.
 *
 * Not thread-safe: one thread at a time for each object, and the first is made before there are
 * others (libcurl).
 */
#ifndef PH_HARNESS_HTTP_HTTP_H
#define PH_HARNESS_HTTP_HTTP_H

#include <glib.h>

typedef struct ph_http ph_http;

typedef struct ph_http_request {
    const char *method;         /* "GET", "POST", ... */
    const char *url;            /* http or https; redirects are not followed. */
    const char *const *headers; /* "Name: value", NULL-terminated. */
    const char *body;           /* NULL: none. */
    gsize body_bytes;           /* 0: it ends in a NUL, which is not sent. */
    gsize answer_bytes_max;     /* 0: 64 MiB. */
    gint64 deadline_us;         /* g_get_monotonic_time(): the exchange is over by then. */
} ph_http_request;

typedef struct ph_http_response {
    guint status;        /* 200, ... */
    GHashTable *headers; /* Name in lower case to value; the last of several. Owned. */
    GString *body;       /* Owned. */
} ph_http_response;

/* @param ca_file  Certificates in PEM, which alone are trusted; NULL: those of the system. */
ph_http *ph_http_new(const char *ca_file);
void ph_http_free(ph_http *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_http, ph_http_free)

/*
 * Carry out a request. TRUE when there is an answer, whatever its status; *ret is then to be
 * cleared. FALSE and error when there is none, or one that is too large: PH_ERROR_TIMEOUT at the
 * deadline, PH_ERROR_AUTHENTICATION for a server whose certificate is not trusted, which was told
 * nothing; else PH_ERROR_NETWORK. The server may have acted all the same; what is POSTed is sent
 * once.
 */
gboolean ph_http_exchange(ph_http *http, const ph_http_request *request, ph_http_response *ret,
                          GError **error);

/* The value of a header, by its name in lower case; NULL when there is none. Borrowed. */
const char *ph_http_header(const ph_http_response *response, const char *name);

void ph_http_response_clear(ph_http_response *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_http_response, ph_http_response_clear)

#endif /* PH_HARNESS_HTTP_HTTP_H */
