/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A webhook of one's own: the message's document is posted, with a digest that proves who sent it
 * and when (RFC 2104).
 */
#include <string.h>

#include "alert/channel_kind.h"
#include "alert/secret.h"
#include "alert/web_door.h"
#include "error/error.h"

typedef struct webhook {
    ph_web_door door;
    char *key;
} webhook;

static gboolean check_settings(const ph_alert_channel_settings *settings, ph_alert_key *ret_key,
                               GError **error)
{
    const char *url = ph_alert_setting(settings, PH_ALERT_KEY_URL);
    g_autofree char *shown = url ? ph_web_shown(url) : NULL;

    if (!url == !ph_alert_setting(settings, PH_ALERT_KEY_URL_ENV))
        return ph_alert_refuse_key(PH_ALERT_KEY_URL, ret_key, error,
                                   "a channel of the kind webhook needs either url, or url_env "
                                   "where the address is a secret");
    return !url || shown ||
           ph_alert_refuse_key(PH_ALERT_KEY_URL, ret_key, error,
                               "url is https://…, or http:// for this machine, without a user");
}

static char *target(const ph_alert_channel_settings *settings)
{
    const char *url = ph_alert_setting(settings, PH_ALERT_KEY_URL);

    return url ? ph_web_shown(url)
               : g_strconcat("$", ph_alert_setting(settings, PH_ALERT_KEY_URL_ENV), NULL);
}

static char *draft(const ph_alert_channel_settings *settings, const ph_alert_message *message)
{
    (void)settings;
    return g_strdup(message->document);
}

static void close_channel(gpointer channel)
{
    webhook *hook = channel;

    ph_web_door_clear(&hook->door);
    g_free(hook->key);
    g_free(hook);
}

/* The address; NULL and error where it is a secret that is none. */
static char *address_of(const ph_alert_channel_settings *settings, GError **error)
{
    const char *name = ph_alert_setting(settings, PH_ALERT_KEY_URL_ENV);
    g_autofree char *url = name ? ph_secret_read(name, "url_env", error)
                                : g_strdup(ph_alert_setting(settings, PH_ALERT_KEY_URL));
    g_autofree char *shown = url ? ph_web_shown(url) : NULL;

    if (url && !shown)
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION,
                        "url_env names %s, which holds no address: https://… is expected, or "
                        "http:// for this machine, without a user",
                        name);
    return shown ? g_steal_pointer(&url) : NULL;
}

static gpointer open_channel(const ph_alert_channel_settings *settings,
                             const ph_alert_patience *patience, GError **error)
{
    g_autofree char *url = address_of(settings, error);
    g_autofree char *key =
        url ? ph_secret_read(ph_alert_setting(settings, PH_ALERT_KEY_KEY_ENV), "key_env", error)
            : NULL;
    webhook *hook;

    if (!key)
        return NULL;
    hook = g_new0(webhook, 1);
    hook->key = g_steal_pointer(&key);
    if (ph_web_door_open(settings, url, patience, &hook->door, error))
        return hook;
    close_channel(hook);
    return NULL;
}

/* Of the time and the body, with "." between them, so that neither can be exchanged. */
static char *signature(const char *key, const char *timestamp, const char *body)
{
    g_autofree char *text = g_strconcat(timestamp, ".", body, NULL);

    return g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)key, strlen(key), text, -1);
}

static void send_message(gpointer channel, const ph_alert_message *message, ph_alert_result *ret,
                         GError **error)
{
    const webhook *hook = channel;
    g_autofree char *timestamp =
        g_strdup_printf("%" G_GINT64_FORMAT, g_get_real_time() / G_USEC_PER_SEC);
    g_autofree char *digest = signature(hook->key, timestamp, message->document);
    g_autofree char *time_header = g_strconcat("X-Perfharness-Timestamp: ", timestamp, NULL);
    g_autofree char *digest_header =
        g_strconcat("X-Perfharness-Signature-256: sha256=", digest, NULL);
    g_autofree char *delivery_header =
        g_strconcat("X-Perfharness-Delivery: ", message->delivery_id, NULL);
    const char *const headers[] = { "Content-Type: application/json; charset=utf-8",
                                    "User-Agent: perfharness",
                                    "Expect:",
                                    time_header,
                                    digest_header,
                                    delivery_header,
                                    NULL };
    const ph_http_request request = { .method = "POST",
                                      .headers = headers,
                                      .body = message->document };
    g_auto(ph_http_response) response = { 0 };
    g_autoptr(GError) cause = NULL;

    ret->outcome = PH_ALERT_LATER;
    if (!ph_web_exchange(&hook->door, &request, &response, error))
        return;
    ph_web_judge(&hook->door, &response, ret, &cause);
    if (!cause)
        return;
    if (response.status == 401 || response.status == 403)
        g_prefix_error(&cause, "the key of key_env is perhaps not the one that is known there: ");
    ph_secret_hide(hook->key, cause);
    g_propagate_error(error, g_steal_pointer(&cause));
}

/* Whatever it answers, it is there, and its certificate is trusted: what takes a POST may have no
 * answer to anything else. */
static gboolean ask(gpointer channel, GError **error)
{
    static const char *const headers[] = { "User-Agent: perfharness", NULL };
    const webhook *hook = channel;
    const ph_http_request request = { .method = "OPTIONS", .headers = headers };
    g_auto(ph_http_response) response = { 0 };

    return ph_web_exchange(&hook->door, &request, &response, error);
}

const ph_channel_kind ph_webhook_channel = {
    .keys = PH_ALERT_KEY_BIT(URL) | PH_ALERT_KEY_BIT(URL_ENV) | PH_ALERT_KEY_BIT(KEY_ENV) |
            PH_ALERT_KEY_BIT(CA_FILE),
    .needed = PH_ALERT_KEY_BIT(KEY_ENV),
    PH_CHANNEL_FUNCTIONS,
};
