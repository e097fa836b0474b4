/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/authority.h"

#include <string.h>
#include <sys/stat.h>

#include "error/error.h"

/* All authorities of the world are a quarter of one. */
enum { FILE_BYTES_MAX = 16 * 1024 * 1024 };

gboolean ph_authority_check(const ph_authority *authority, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    struct stat status;

    if (stat(authority->file, &status) == 0 &&
        (!S_ISREG(status.st_mode) || status.st_size > FILE_BYTES_MAX))
        return ph_refuse(error, PH_ERROR_USAGE, "%s: %s is no file of certificates",
                         authority->named_by, authority->file);
    if (!g_file_get_contents(authority->file, &text, NULL, &cause))
        return ph_refuse(error, PH_ERROR_USAGE, "%s: %s", authority->named_by, cause->message);
    return strstr(text, "-----BEGIN CERTIFICATE-----") ||
           strstr(text, "-----BEGIN TRUSTED CERTIFICATE-----") ||
           ph_refuse(error, PH_ERROR_USAGE, "%s: %s holds no certificate in PEM",
                     authority->named_by, authority->file);
}

gboolean ph_authority_find(const char *option, ph_authority *ret, GError **error)
{
    static const char *const variables[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" };

    *ret = (ph_authority){ option, option ? "--ca-file" : NULL };
    for (gsize i = 0; !ret->file && i < G_N_ELEMENTS(variables); i++) {
        const char *file = g_getenv(variables[i]);

        if (file && *file)
            *ret = (ph_authority){ file, variables[i] };
    }
    return !ret->file || ph_authority_check(ret, error);
}
