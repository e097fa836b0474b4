/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Mails to a server that passes them on, over a connection that is kept. libcurl, behind this
 * header.
 *
 * Not thread-safe: one thread at a time for each object, and the first is made before there are
 * others (libcurl).
 */
#ifndef PH_HARNESS_HTTP_MAIL_H
#define PH_HARNESS_HTTP_MAIL_H

#include <glib.h>

typedef struct ph_mail ph_mail;

/* All are borrowed, and have to outlive the mails. */
typedef struct ph_mail_server {
    const char *url;      /* "smtp://HOST:PORT", "smtps://HOST:PORT", without a user. */
    const char *user;     /* NULL: it is told none. */
    const char *password; /* NULL as user is. */
    const char *ca_file;  /* Certificates in PEM, which alone are trusted; NULL: the system's. */
    /* What is sent can be read on the way: for this machine, without a user. Otherwise a server
     * that does not offer TLS is told nothing. */
    gboolean is_plain;
} ph_mail_server;

ph_mail *ph_mail_new(const ph_mail_server *server);
void ph_mail_free(ph_mail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_mail, ph_mail_free)

typedef enum ph_mail_outcome {
    PH_MAIL_SENT,    /* The server has taken it. */
    PH_MAIL_LATER,   /* It has not, or did not say; it may be asked again. */
    PH_MAIL_REFUSED, /* The server refuses it for good (RFC 5321: 5yz). */
} ph_mail_outcome;

/*
 * Send a mail to one address. Where there is a password, nothing is sent to a server that did not
 * ask for it and take it (RFC 4954; PLAIN or LOGIN). Error unless it is SENT: PH_ERROR_TIMEOUT;
 * PH_ERROR_AUTHENTICATION for a certificate, a user or a password; else PH_ERROR_NETWORK. What the
 * server said stands in it, printable and short.
 *
 * @param from, to     Addresses as RFC 5321 has them, without brackets or anything else.
 * @param text         The whole mail; its lines end with CR LF.
 * @param deadline_us  g_get_monotonic_time(): it is over by then.
 */
ph_mail_outcome ph_mail_send(ph_mail *mail, const char *from, const char *to, const char *text,
                             gint64 deadline_us, GError **error);

/* Go as far as before a mail: TLS, user and password. As ph_mail_send(). */
ph_mail_outcome ph_mail_ask(ph_mail *mail, gint64 deadline_us, GError **error);

#endif /* PH_HARNESS_HTTP_MAIL_H */
