/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Slack, by an incoming webhook. Its address is the secret: who has it may post.
 *
 * Source: docs.slack.dev, "Sending messages using incoming webhooks", "Rate limits".
 */
#include <string.h>

#include "alert/channel_kind.h"
#include "alert/secret.h"
#include "alert/slack_message.h"
#include "alert/web_door.h"
#include "error/error.h"
#include "forge/address.h"
#include "http/loopback.h"

#define DEFAULT_HOST "hooks.slack.com"

static const char *const hosts[] = { DEFAULT_HOST, "hooks.slack-gov.com" };

static const char *const headers[] = { "Content-Type: application/json; charset=utf-8",
                                       "User-Agent: perfharness", "Expect:", NULL };

static const char *host_of(const ph_alert_channel_settings *settings)
{
    const char *host = ph_alert_setting(settings, PH_ALERT_KEY_HOST);

    return host ? host : DEFAULT_HOST;
}

/* "127.0.0.1:8080": a server of this machine, in its stead. */
static gboolean is_own_machine(const char *host)
{
    g_autofree char *url = g_strconcat("http://", host, NULL);
    g_autofree char *origin = ph_address_origin(url);

    return origin && g_str_equal(origin, url);
}

static gboolean check_settings(const ph_alert_channel_settings *settings, ph_alert_key *ret_key,
                               GError **error)
{
    const char *host = host_of(settings);

    for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
        if (g_str_equal(host, hosts[i]))
            return TRUE;
    return is_own_machine(host) ||
           ph_alert_refuse_key(PH_ALERT_KEY_HOST, ret_key, error,
                               "host is %s, %s, or HOST:PORT of this machine, as a test has it",
                               hosts[0], hosts[1]);
}

static char *origin_of(const ph_alert_channel_settings *settings)
{
    const char *host = host_of(settings);

    return g_strconcat(is_own_machine(host) ? "http://" : "https://", host, NULL);
}

static char *target(const ph_alert_channel_settings *settings)
{
    g_autofree char *origin = origin_of(settings);

    return g_strconcat(origin, "/…", NULL);
}

static char *draft(const ph_alert_channel_settings *settings, const ph_alert_message *message)
{
    (void)settings;
    return ph_slack_message(message);
}

static void close_channel(gpointer channel)
{
    ph_web_door_clear(channel);
    g_free(channel);
}

static gpointer open_channel(const ph_alert_channel_settings *settings,
                             const ph_alert_patience *patience, GError **error)
{
    g_autofree char *url =
        ph_secret_read(ph_alert_setting(settings, PH_ALERT_KEY_URL_ENV), "url_env", error);
    g_autofree char *is = url ? ph_address_origin(url) : NULL;
    g_autofree char *should_be = origin_of(settings);
    ph_web_door *door;

    if (!url)
        return NULL;
    if (g_strcmp0(is, should_be) != 0) {
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION,
                        "url_env names %s, which holds no address of %s/…: copy the webhook's URL "
                        "from Slack (Apps, Incoming Webhooks)",
                        ph_alert_setting(settings, PH_ALERT_KEY_URL_ENV), should_be);
        return NULL;
    }
    door = g_new0(ph_web_door, 1);
    if (ph_web_door_open(settings, url, patience, door, error))
        return door;
    close_channel(door);
    return NULL;
}

/* "invalid_blocks", "no_service": words of Slack's. */
static gboolean is_error_word(const GString *body)
{
    return body->len > 0 && body->len < 60 &&
           strspn(body->str, "abcdefghijklmnopqrstuvwxyz_") == body->len;
}

/* A message was taken when Slack says so, and not when somebody in between has answered. */
static void judge(const ph_web_door *door, const ph_http_response *response, ph_alert_result *ret,
                  GError **error)
{
    g_autofree char *answer = NULL;

    ph_web_judge(door, response, ret, error);
    if (ret->outcome != PH_ALERT_DELIVERED ||
        (response->status == 200 && g_str_equal(response->body->str, "ok")))
        return;
    answer = ph_web_answer_text(door, response);
    ret->outcome = is_error_word(response->body) ? PH_ALERT_NEVER : PH_ALERT_LATER;
    (void)ph_refuse(error, PH_ERROR_NETWORK,
                    "%s answered %u, but not \"ok\" (%s): the message was not taken", door->shown,
                    response->status, answer);
}

static gboolean post(const ph_web_door *door, const char *body, ph_http_response *ret,
                     GError **error)
{
    const ph_http_request request = { .method = "POST", .headers = headers, .body = body };

    return ph_web_exchange(door, &request, ret, error);
}

static void send_message(gpointer channel, const ph_alert_message *message, ph_alert_result *ret,
                         GError **error)
{
    g_autofree char *body = ph_slack_message(message);
    g_auto(ph_http_response) response = { 0 };

    ret->outcome = PH_ALERT_LATER;
    if (post(channel, body, &response, error))
        judge(channel, &response, ret, error);
}

/* A message without a text is refused with one of these words, where the webhook is known: nobody
 * sees it. */
static gboolean ask(gpointer channel, GError **error)
{
    const ph_web_door *door = channel;
    g_auto(ph_http_response) response = { 0 };
    g_autofree char *answer = NULL;

    if (!post(door, "{\"text\":\"\"}", &response, error))
        return FALSE;
    if (response.status == 400 && (g_str_equal(response.body->str, "no_text") ||
                                   g_str_equal(response.body->str, "missing_text")))
        return TRUE;
    answer = ph_web_answer_text(door, &response);
    return ph_refuse(error, PH_ERROR_NETWORK,
                     "%s answered an empty message with %u (%s), not with 400 (no_text): the "
                     "webhook is not there any more, or this is not Slack",
                     door->shown, response.status, answer);
}

const ph_channel_kind ph_slack_channel = {
    .keys = PH_ALERT_KEY_BIT(URL_ENV) | PH_ALERT_KEY_BIT(HOST) | PH_ALERT_KEY_BIT(CA_FILE),
    .needed = PH_ALERT_KEY_BIT(URL_ENV),
    PH_CHANNEL_FUNCTIONS,
};
