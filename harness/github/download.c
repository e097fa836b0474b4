/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/download.h"

#include <string.h>

#include "error/error.h"

#define DIGEST_PREFIX "sha256:"

static gboolean check_digest(const ph_download_wanted *wanted, const GString *bytes, GError **error)
{
    g_autofree char *found = NULL;

    if (!wanted->digest || !g_str_has_prefix(wanted->digest, DIGEST_PREFIX))
        return TRUE;
    found = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes->str, bytes->len);
    return strcmp(found, wanted->digest + strlen(DIGEST_PREFIX)) == 0 ||
           ph_refuse(error, PH_ERROR_NETWORK,
                     "%s: what came is not what GitHub says that it has: SHA-256 %s, not %s",
                     wanted->purpose, found, wanted->digest + strlen(DIGEST_PREFIX));
}

/* FALSE and error; then *ret_again says whether another attempt is of use. */
static gboolean attempt(ph_forge *github, const ph_download_wanted *wanted, GString **ret,
                        gboolean *ret_again, GError **error)
{
    const ph_forge_request request = { .method = "GET",
                                       .path = wanted->path,
                                       .purpose = wanted->purpose,
                                       .permission = wanted->permission,
                                       .is_repeatable = TRUE,
                                       .is_elsewhere = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };
    GString *bytes = NULL;

    *ret_again = FALSE; /* The call has tried for itself. */
    if (ph_forge_call(github, &request, &reply, error) != PH_FORGE_DONE)
        return FALSE;
    if (!reply.location)
        return ph_refuse(error, PH_ERROR_NETWORK, "%s: GitHub does not say where %s is",
                         wanted->purpose, wanted->path);
    if (!ph_forge_fetch(github, &request, reply.location, &bytes, error)) {
        *ret_again = !g_error_matches(*error, PH_ERROR, PH_ERROR_AUTHENTICATION);
        return FALSE;
    }
    *ret_again = TRUE;
    if (check_digest(wanted, bytes, error)) {
        *ret = bytes;
        return TRUE;
    }
    g_string_free(bytes, TRUE);
    return FALSE;
}

GString *ph_download(ph_forge *github, const ph_download_wanted *wanted, guint *ret_attempts,
                     GError **error)
{
    g_autoptr(GError) cause = NULL;
    gboolean is_to_be_tried = TRUE;
    GString *bytes = NULL;

    for (*ret_attempts = 0; is_to_be_tried;) {
        g_clear_error(&cause);
        if (attempt(github, wanted, &bytes, &is_to_be_tried, &cause)) {
            ++*ret_attempts;
            return bytes;
        }
        is_to_be_tried &=
            ++*ret_attempts < PH_DOWNLOAD_ATTEMPTS_MAX && ph_forge_pause(github, *ret_attempts - 1);
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    if (*ret_attempts > 1)
        g_prefix_error(error, "gave up after %u attempts: ", *ret_attempts);
    return NULL;
}
