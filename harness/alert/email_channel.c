/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * E-mail, by a server that passes it on: a mail for each recipient, so that one whom the server
 * refuses keeps nobody else from reading it. A retry is for those who have not got it.
 */
#include <string.h>

#include "alert/channel_kind.h"
#include "alert/fitted_text.h"
#include "alert/mail_text.h"
#include "alert/secret.h"
#include "error/error.h"
#include "http/loopback.h"
#include "http/mail.h"

enum {
    SUBJECT_UNITS_MAX = 250,
    MESSAGE_ID_BYTES_MAX = 400,
    RECIPIENTS_MAX = 50,
};

typedef struct email {
    const ph_alert_channel_settings *settings;
    ph_mail_server server;
    char *password;
    ph_mail *mail;
    double timeout_s;
} email;

/* What became of each recipient. */
typedef struct sending {
    const email *channel;
    char *text;
    GPtrArray *done;    /* Of whom the server has taken the mail, or refused it for good. */
    GPtrArray *refused; /* Sentences. */
    guint taken;        /* Now, or before. */
    GError *later;      /* The first of those that may be tried again. */
    GError *denied;     /* The password is refused, and would be for all others as well. */
    gint64 deadline_us;
} sending;

static const char *url_of(const ph_alert_channel_settings *settings)
{
    return ph_alert_setting(settings, PH_ALERT_KEY_URL);
}

static gboolean is_host(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!g_ascii_isalnum(*c) && !strchr(".-:", *c))
            return FALSE;
    return *text != '\0';
}

/* "smtp://HOST[:PORT]" or "smtps://…" and nothing else. */
static GUri *parse_url(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    const char *path = uri ? g_uri_get_path(uri) : "";

    if ((!g_str_equal(scheme, "smtp") && !g_str_equal(scheme, "smtps")) || !g_uri_get_host(uri) ||
        !is_host(g_uri_get_host(uri)) || g_uri_get_userinfo(uri) || g_uri_get_query(uri) ||
        g_uri_get_fragment(uri) || (*path && !g_str_equal(path, "/")))
        return NULL;
    return g_steal_pointer(&uri);
}

static gboolean is_plain(const ph_alert_channel_settings *settings)
{
    return g_strcmp0(ph_alert_setting(settings, PH_ALERT_KEY_TLS), "none") == 0;
}

static gboolean check_tls(const ph_alert_channel_settings *settings, GUri *uri,
                          ph_alert_key *ret_key, GError **error)
{
    const char *tls = ph_alert_setting(settings, PH_ALERT_KEY_TLS);

    if (tls && !g_str_equal(tls, "none") && !g_str_equal(tls, "required"))
        return ph_alert_refuse_key(PH_ALERT_KEY_TLS, ret_key, error,
                                   "tls is \"required\", as it is where it is not set, or \"none\" "
                                   "for a server of this machine");
    if (!is_plain(settings))
        return TRUE;
    if (!g_str_equal(g_uri_get_scheme(uri), "smtp") || !ph_is_loopback(g_uri_get_host(uri)))
        return ph_alert_refuse_key(PH_ALERT_KEY_TLS, ret_key, error,
                                   "tls is \"none\" only for smtp:// of this machine: elsewhere "
                                   "mails could be read on the way");
    return !ph_alert_setting(settings, PH_ALERT_KEY_USER) ||
           ph_alert_refuse_key(PH_ALERT_KEY_USER, ret_key, error,
                               "user and password_env are for a server with TLS, and tls is "
                               "\"none\"");
}

static gboolean check_addresses(const ph_alert_channel_settings *settings, ph_alert_key *ret_key,
                                GError **error)
{
    const guint count = g_strv_length((char **)settings->to);

    if (!ph_mail_is_address(ph_alert_setting(settings, PH_ALERT_KEY_FROM)))
        return ph_alert_refuse_key(PH_ALERT_KEY_FROM, ret_key, error,
                                   "from is an address, NAME@DOMAIN, and nothing else");
    if (count == 0 || count > RECIPIENTS_MAX)
        return ph_alert_refuse_key(PH_ALERT_KEY_TO, ret_key, error,
                                   "to is a list of 1 to %d addresses", RECIPIENTS_MAX);
    for (guint i = 0; i < count; i++)
        if (!ph_mail_is_address(settings->to[i]) ||
            g_strv_contains(settings->to + i + 1, settings->to[i])) {
            g_autofree char *shown = ph_fitted_line(settings->to[i], 100, NULL);

            return ph_alert_refuse_key(
                PH_ALERT_KEY_TO, ret_key, error,
                "to has %s, which is %s: addresses, NAME@DOMAIN, are "
                "expected",
                shown, ph_mail_is_address(settings->to[i]) ? "there twice" : "no address");
        }
    return TRUE;
}

static gboolean check_settings(const ph_alert_channel_settings *settings, ph_alert_key *ret_key,
                               GError **error)
{
    g_autoptr(GUri) uri = parse_url(url_of(settings));

    if (!uri)
        return ph_alert_refuse_key(PH_ALERT_KEY_URL, ret_key, error,
                                   "url is smtp://HOST:PORT (mostly 587) or smtps://HOST:PORT "
                                   "(mostly 465), without a user: that is user, and password_env");
    if (!ph_alert_setting(settings, PH_ALERT_KEY_USER) !=
        !ph_alert_setting(settings, PH_ALERT_KEY_PASSWORD_ENV))
        return ph_alert_refuse_key(PH_ALERT_KEY_USER, ret_key, error,
                                   "user and password_env go together");
    return check_tls(settings, uri, ret_key, error) && check_addresses(settings, ret_key, error);
}

static char *target(const ph_alert_channel_settings *settings)
{
    g_autofree char *to = g_strjoinv(", ", (char **)settings->to);

    return g_strdup_printf("%s, by %s", to, url_of(settings));
}

/* Known by the thread and by where mails come from: the same however often it is sent. */
static char *message_id(const ph_alert_channel_settings *settings, const char *id)
{
    const char *at = strchr(ph_alert_setting(settings, PH_ALERT_KEY_FROM), '@');

    return g_strdup_printf("<perfharness.%s%s>", id, at);
}

/* What an earlier mail left; it was in a store since. */
static gboolean is_message_id(const char *text)
{
    const gsize length = strlen(text);

    for (const char *c = text; *c; c++)
        if (!g_ascii_isgraph(*c))
            return FALSE;
    return length > 2 && length <= MESSAGE_ID_BYTES_MAX && text[0] == '<' &&
           text[length - 1] == '>' && strchr(text, '@');
}

static char *mail_of(const ph_alert_channel_settings *settings, const ph_alert_message *message,
                     GError **error)
{
    g_autofree char *subject = ph_fitted_line(message->title, SUBJECT_UNITS_MAX, NULL);
    g_autofree char *id = message_id(settings, message->delivery_id);
    g_autofree char *body = ph_mail_body(message);
    const char *first = message->remote;
    const ph_mail_head head = {
        .from = ph_alert_setting(settings, PH_ALERT_KEY_FROM),
        .to = settings->to,
        .subject = subject,
        .message_id = id,
        .in_reply_to = first && is_message_id(first) && !g_str_equal(first, id) ? first : NULL,
        .time_us = message->time_us,
    };

    return ph_mail_text(&head, body, error);
}

static char *draft(const ph_alert_channel_settings *settings, const ph_alert_message *message)
{
    g_autoptr(GError) error = NULL;
    char *mail = mail_of(settings, message, &error);

    return mail ? mail : g_strdup(error->message);
}

static void close_channel(gpointer data)
{
    email *channel = data;

    g_clear_pointer(&channel->mail, ph_mail_free);
    g_free(channel->password);
    g_free(channel);
}

static gpointer open_channel(const ph_alert_channel_settings *settings,
                             const ph_alert_patience *patience, GError **error)
{
    const char *name = ph_alert_setting(settings, PH_ALERT_KEY_PASSWORD_ENV);
    g_autofree char *password = name ? ph_secret_read(name, "password_env", error) : NULL;
    const char *ca_file = NULL;
    email *channel;

    if ((name && !password) || !ph_alert_authority(settings, &ca_file, error))
        return NULL;
    channel = g_new0(email, 1);
    channel->settings = settings;
    channel->timeout_s = patience->timeout_s;
    channel->password = g_steal_pointer(&password);
    channel->server = (ph_mail_server){ .url = url_of(settings),
                                        .user = ph_alert_setting(settings, PH_ALERT_KEY_USER),
                                        .password = channel->password,
                                        .ca_file = ca_file,
                                        .is_plain = is_plain(settings) };
    channel->mail = ph_mail_new(&channel->server);
    return channel;
}

static gint64 deadline_of(const email *channel)
{
    return g_get_monotonic_time() + (gint64)(channel->timeout_s * G_USEC_PER_SEC);
}

static void send_to(sending *all, const char *to)
{
    const email *channel = all->channel;
    g_autoptr(GError) cause = NULL;

    switch (ph_mail_send(channel->mail, ph_alert_setting(channel->settings, PH_ALERT_KEY_FROM), to,
                         all->text, all->deadline_us, &cause)) {
    case PH_MAIL_SENT:
        g_ptr_array_add(all->done, g_strdup(to));
        all->taken++;
        return;
    case PH_MAIL_REFUSED:
        if (g_error_matches(cause, PH_ERROR, PH_ERROR_AUTHENTICATION)) {
            all->denied = g_steal_pointer(&cause);
            return;
        }
        g_ptr_array_add(all->done, g_strconcat(":", to, NULL));
        g_ptr_array_add(all->refused, g_strdup_printf("%s: %s", to, cause->message));
        return;
    case PH_MAIL_LATER:
        if (!all->later) {
            g_prefix_error(&cause, "%s: ", to);
            all->later = g_steal_pointer(&cause);
        }
    }
}

/* Whom an earlier attempt is done with: "a@b.c :refused@b.c". */
static gboolean is_done(sending *all, char *const *before, const char *to)
{
    g_autofree char *refused = g_strconcat(":", to, NULL);

    if (before && g_strv_contains((const char *const *)before, to)) {
        g_ptr_array_add(all->done, g_strdup(to));
        all->taken++;
        return TRUE;
    }
    if (!before || !g_strv_contains((const char *const *)before, refused))
        return FALSE;
    g_ptr_array_add(all->done, g_strdup(refused));
    g_ptr_array_add(all->refused, g_strdup_printf("%s: it was refused before", to));
    return TRUE;
}

static char *joined(GPtrArray *texts, const char *separator)
{
    g_ptr_array_add(texts, NULL);
    return g_strjoinv(separator, (char **)texts->pdata);
}

static void conclude(sending *all, const ph_alert_message *message, ph_alert_result *ret,
                     GError **error)
{
    const gboolean is_any_refused = all->refused->len > 0;
    g_autofree char *refused = joined(all->refused, "; ");

    if (all->taken && !message->remote)
        ret->remote = message_id(all->channel->settings, message->delivery_id);
    if (all->denied) {
        ret->outcome = PH_ALERT_NEVER;
        g_propagate_error(error, g_steal_pointer(&all->denied));
    } else if (all->later) {
        ret->outcome = PH_ALERT_LATER;
        ret->progress = all->done->len ? joined(all->done, " ") : NULL;
        if (is_any_refused)
            g_prefix_error(&all->later, "%s; ", refused);
        g_propagate_error(error, g_steal_pointer(&all->later));
    } else if (all->taken) {
        ret->outcome = PH_ALERT_DELIVERED;
        ret->complaint = is_any_refused ? g_strdup_printf("not to all: %s", refused) : NULL;
    } else {
        ret->outcome = PH_ALERT_NEVER;
        (void)ph_refuse(error, PH_ERROR_NETWORK, "%s", refused);
    }
}

static void send_message(gpointer data, const ph_alert_message *message, ph_alert_result *ret,
                         GError **error)
{
    const email *channel = data;
    g_auto(GStrv) before = message->progress ? g_strsplit(message->progress, " ", -1) : NULL;
    sending all = { .channel = channel,
                    .text = mail_of(channel->settings, message, error),
                    .done = g_ptr_array_new_with_free_func(g_free),
                    .refused = g_ptr_array_new_with_free_func(g_free),
                    .deadline_us = deadline_of(channel) };

    ret->outcome = PH_ALERT_NEVER;
    if (all.text) {
        for (const char *const *to = channel->settings->to; *to && !all.denied; to++)
            if (!is_done(&all, before, *to))
                send_to(&all, *to);
        conclude(&all, message, ret, error);
    }
    g_free(all.text);
    g_ptr_array_unref(all.done);
    g_ptr_array_unref(all.refused);
    g_clear_error(&all.later);
}

static gboolean ask(gpointer data, GError **error)
{
    const email *channel = data;

    return ph_mail_ask(channel->mail, deadline_of(channel), error) == PH_MAIL_SENT;
}

const ph_channel_kind ph_email_channel = {
    .keys = PH_ALERT_KEY_BIT(URL) | PH_ALERT_KEY_BIT(FROM) | PH_ALERT_KEY_BIT(TO) |
            PH_ALERT_KEY_BIT(USER) | PH_ALERT_KEY_BIT(PASSWORD_ENV) | PH_ALERT_KEY_BIT(TLS) |
            PH_ALERT_KEY_BIT(CA_FILE),
    .needed = PH_ALERT_KEY_BIT(URL) | PH_ALERT_KEY_BIT(FROM) | PH_ALERT_KEY_BIT(TO),
    PH_CHANNEL_FUNCTIONS,
};
