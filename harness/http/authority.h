/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whom a server's certificate has to be signed by: the system's authorities, or one's own. */
#ifndef PH_HARNESS_HTTP_AUTHORITY_H
#define PH_HARNESS_HTTP_AUTHORITY_H

#include <glib.h>

/* Certificates in PEM, which alone are trusted. Both are borrowed. */
typedef struct ph_authority {
    const char *file;     /* NULL: those of the system. */
    const char *named_by; /* "--ca-file", ca_file, or a variable of the environment; or NULL. */
} ph_authority;

/*
 * The first that is named: by the option, CURL_CA_BUNDLE, SSL_CERT_FILE, as the program curl has
 * it. FALSE and error (PH_ERROR_USAGE) when that file cannot be read, or holds no certificate.
 *
 * @param option  Of --ca-file; NULL: not given. Borrowed, as is the environment.
 */
gboolean ph_authority_find(const char *option, ph_authority *ret, GError **error);

/* FALSE and error (PH_ERROR_USAGE) when its file cannot be read, or holds no certificate. */
gboolean ph_authority_check(const ph_authority *authority, GError **error);

#endif /* PH_HARNESS_HTTP_AUTHORITY_H */
