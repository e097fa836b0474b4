/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/stamp_authority.h"

#include "error/error.h"
#include "http/http.h"

/* Those of authorities with their certificates are 4 to 8 KiB. */
enum { ANSWER_BYTES_MAX = 256 * 1024 };

static gboolean is_of_another_day(guint status)
{
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

static gboolean check_status(const char *url, guint status, gboolean *ret_is_away, GError **error)
{
    if (status == 200)
        return TRUE;
    *ret_is_away = is_of_another_day(status);
    if (status >= 300 && status < 400)
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "%s redirects (%u): it is not followed; set time_stamp.url to where the "
                         "authority is now",
                         url, status);
    return ph_refuse(error, PH_ERROR_NETWORK, "%s answered %u, where a time stamp was expected",
                     url, status);
}

static gboolean exchange(const ph_stamp_authority *authority, GBytes *request,
                         ph_http_response *ret, gboolean *ret_is_away, GError **error)
{
    static const char *const headers[] = { "Content-Type: application/timestamp-query",
                                           "Accept: application/timestamp-reply", NULL };
    g_autoptr(ph_http) http = ph_http_new(NULL);
    g_autoptr(GError) cause = NULL;
    gsize length;
    const char *body = (const char *)g_bytes_get_data(request, &length);
    const ph_http_request asked = {
        .method = "POST",
        .url = authority->url,
        .headers = headers,
        .body = body,
        .body_bytes = length,
        .answer_bytes_max = ANSWER_BYTES_MAX,
        .deadline_us = g_get_monotonic_time() + (gint64)authority->timeout_s * G_USEC_PER_SEC,
    };

    if (ph_http_exchange(http, &asked, ret, &cause))
        return TRUE;
    /* An answer that is too large will be so again. */
    *ret_is_away = !g_strrstr(cause->message, "the answer is larger");
    return ph_refuse(error, PH_ERROR_NETWORK, "%s", cause->message);
}

GBytes *ph_stamp_authority_ask(const ph_stamp_authority *authority, const char *sha256,
                               ph_time_stamp *ret, gboolean *ret_is_away, GError **error)
{
    g_autoptr(GBytes) request = ph_time_stamp_request(sha256);
    g_autoptr(GBytes) answer = NULL;
    g_autoptr(GError) cause = NULL;
    g_auto(ph_http_response) response = { 0 };

    *ret_is_away = FALSE;
    if (!exchange(authority, request, &response, ret_is_away, error) ||
        !check_status(authority->url, response.status, ret_is_away, error))
        return NULL;
    answer = g_bytes_new(response.body->str, response.body->len);
    if (ph_time_stamp_check(answer, sha256, request, authority->roots, ret, &cause))
        return g_steal_pointer(&answer);
    (void)ph_refuse(error, PH_ERROR_NETWORK, "the answer of %s: %s", authority->url,
                    cause->message);
    return NULL;
}
