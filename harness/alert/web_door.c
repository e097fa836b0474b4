/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/web_door.h"

#include <string.h>

#include "alert/channel_kind.h"
#include "alert/fitted_text.h"
#include "alert/secret.h"
#include "error/error.h"
#include "forge/address.h"
#include "http/http_time.h"

enum {
    SHOWN_UNITS_MAX = 200,
    WAIT_S_MAX = 24 * 60 * 60,
};

char *ph_web_shown(const char *url)
{
    g_autofree char *origin = ph_address_origin(url);

    return origin ? g_strconcat(origin, "/…", NULL) : NULL;
}

gboolean ph_web_door_open(const ph_alert_channel_settings *settings, const char *url,
                          const ph_alert_patience *patience, ph_web_door *ret, GError **error)
{
    const char *ca_file = NULL;

    *ret = (ph_web_door){ .url = g_strdup(url),
                          .shown = ph_web_shown(url),
                          .timeout_s = patience->timeout_s };
    if (!ph_alert_authority(settings, &ca_file, error))
        return FALSE;
    ret->http = ph_http_new(ca_file);
    return TRUE;
}

/* The address, and what stands in it behind the host, which a server may repeat. */
static void hide_address(const ph_web_door *door, GError *error)
{
    g_autoptr(GString) text = g_string_new(error->message);
    const char *host = strstr(door->url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;

    g_string_replace(text, door->url, door->shown, 0);
    if (path && strlen(path) > 1)
        g_string_replace(text, path, "/…", 0);
    g_free(error->message);
    error->message = g_strdup(text->str);
}

gboolean ph_web_exchange(const ph_web_door *door, const ph_http_request *request,
                         ph_http_response *ret, GError **error)
{
    g_autoptr(GError) cause = NULL;
    ph_http_request whole = *request;

    whole.url = door->url;
    whole.deadline_us = g_get_monotonic_time() + (gint64)(door->timeout_s * G_USEC_PER_SEC);
    if (ph_http_exchange(door->http, &whole, ret, &cause))
        return TRUE;
    hide_address(door, cause);
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

char *ph_web_answer_text(const ph_web_door *door, const ph_http_response *response)
{
    g_autoptr(GError) text = g_error_new_literal(PH_ERROR, PH_ERROR_NETWORK, response->body->str);

    hide_address(door, text);
    return ph_fitted_line(text->message, SHOWN_UNITS_MAX, NULL);
}

void ph_web_judge(const ph_web_door *door, const ph_http_response *response, ph_alert_result *ret,
                  GError **error)
{
    const guint status = response->status;
    g_autofree char *answer = NULL;

    if (status >= 200 && status < 300) {
        ret->outcome = PH_ALERT_DELIVERED;
        return;
    }
    if (status >= 300 && status < 400) {
        ret->outcome = PH_ALERT_LATER; /* Settings are mended, and then it is told. */
        (void)ph_refuse(error, PH_ERROR_NETWORK,
                        "%s redirects (%u): it is not followed, as what is sent is for nobody "
                        "else; set the address that it moved to, and the next `perfharness alert` "
                        "tells it",
                        door->shown, status);
        return;
    }
    answer = ph_web_answer_text(door, response);
    ret->outcome = status == 408 || status == 425 || status == 429 || status >= 500
                       ? PH_ALERT_LATER
                       : PH_ALERT_NEVER;
    if (ret->outcome == PH_ALERT_LATER)
        ret->wait_s = (double)MIN(ph_http_retry_after_s(response), WAIT_S_MAX);
    (void)ph_refuse(error, PH_ERROR_NETWORK, "%s answered %u%s%s%s", door->shown, status,
                    *answer ? " (" : "", answer, *answer ? ")" : "");
}

void ph_web_door_clear(ph_web_door *door)
{
    if (door->http)
        ph_http_free(door->http);
    g_free(door->url);
    g_free(door->shown);
    *door = (ph_web_door){ 0 };
}
