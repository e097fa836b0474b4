/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/channel.h"

#include <string.h>

#include "alert/channel_kind.h"
#include "alert/secret.h"
#include "error/error.h"
#include "http/authority.h"
#include "perfharness/require.h"

struct ph_alert_channel {
    const ph_channel_kind *kind;
    gpointer of_kind;
};

static const struct {
    const char *word;
    const ph_channel_kind *kind;
} kinds[PH_ALERT_KIND_COUNT] = {
#define X(identifier, word, kind) [PH_ALERT_KIND_##identifier] = { word, &(kind) },
    PH_ALERT_KIND_LIST(X)
#undef X
};

static const char *const keys[PH_ALERT_KEY_COUNT] = {
#define X(identifier, word) [PH_ALERT_KEY_##identifier] = (word),
    PH_ALERT_KEY_LIST(X)
#undef X
};

const char *ph_alert_kind_word(ph_alert_kind kind)
{
    return kinds[kind].word;
}

ph_alert_kind ph_alert_kind_of(const char *word)
{
    guint kind = 0;

    while (kind < PH_ALERT_KIND_COUNT && !g_str_equal(word, kinds[kind].word))
        kind++;
    return kind;
}

const char *ph_alert_key_word(ph_alert_key key)
{
    return keys[key];
}

ph_alert_key ph_alert_key_of(const char *word)
{
    guint key = 0;

    while (key < PH_ALERT_KEY_COUNT && !g_str_equal(word, keys[key]))
        key++;
    return key;
}

gboolean ph_alert_kind_has(ph_alert_kind kind, ph_alert_key key)
{
    return (kinds[kind].kind->keys & (1u << key)) != 0;
}

gboolean ph_alert_kind_hears_people(ph_alert_kind kind)
{
    return kinds[kind].kind->hears_people;
}

gboolean ph_alert_refuse_key(ph_alert_key key, ph_alert_key *ret_key, GError **error,
                             const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_propagate_error(error, g_error_new_valist(PH_ERROR, PH_ERROR_SETTINGS, format, arguments));
    va_end(arguments);
    *ret_key = key;
    return FALSE;
}

static gboolean is_set(const ph_alert_channel_settings *settings, ph_alert_key key)
{
    return key == PH_ALERT_KEY_TO ? settings->to != NULL : settings->keys[key] != NULL;
}

/* Of a key that is there, whatever the kind. */
static gboolean check_key(const ph_alert_channel_settings *settings, ph_alert_key key,
                          ph_alert_key *ret_key, GError **error)
{
    const char *value = settings->keys[key];

    if (!ph_alert_kind_has(settings->kind, key))
        return ph_alert_refuse_key(key, ret_key, error, "a channel of the kind %s has no %s",
                                   kinds[settings->kind].word, keys[key]);
    if (value && !*value)
        return ph_alert_refuse_key(key, ret_key, error, "%s is empty", keys[key]);
    if (value && g_str_has_suffix(keys[key], "_env") && !ph_secret_is_name(value))
        return ph_alert_refuse_key(key, ret_key, error,
                                   "%s is the name of the environment variable, or of the systemd "
                                   "credential, that holds the secret, never the secret itself",
                                   keys[key]);
    return TRUE;
}

gboolean ph_alert_channel_check_settings(const ph_alert_channel_settings *settings,
                                         ph_alert_key *ret_key, GError **error)
{
    const ph_channel_kind *kind = kinds[settings->kind].kind;
    ph_alert_key unused;
    ph_alert_key *key = ret_key ? ret_key : &unused;

    *key = PH_ALERT_KEY_COUNT;
    for (guint i = 0; i < PH_ALERT_KEY_COUNT; i++) {
        const gboolean is_needed = (kind->needed & (1u << i)) != 0;

        if (is_set(settings, i) && !check_key(settings, i, key, error))
            return FALSE;
        if (is_needed && !is_set(settings, i))
            return ph_alert_refuse_key(i, key, error, "a channel of the kind %s needs %s",
                                       kinds[settings->kind].word, keys[i]);
    }
    return kind->check_settings(settings, key, error);
}

char *ph_alert_channel_target(const ph_alert_channel_settings *settings)
{
    return kinds[settings->kind].kind->target(settings);
}

static void require_ids(const ph_alert_message *message)
{
    PH_REQUIRE(ph_alert_is_id(message->delivery_id) && ph_alert_is_id(message->thread_id));
}

char *ph_alert_channel_draft(const ph_alert_channel_settings *settings,
                             const ph_alert_message *message)
{
    require_ids(message);

    return kinds[settings->kind].kind->draft(settings, message);
}

gboolean ph_alert_authority(const ph_alert_channel_settings *settings, const char **ret,
                            GError **error)
{
    ph_authority authority = { settings->keys[PH_ALERT_KEY_CA_FILE], keys[PH_ALERT_KEY_CA_FILE] };

    if (authority.file ? !ph_authority_check(&authority, error)
                       : !ph_authority_find(NULL, &authority, error))
        return FALSE;
    *ret = authority.file;
    return TRUE;
}

ph_alert_channel *ph_alert_channel_new(const ph_alert_channel_settings *settings,
                                       const ph_alert_patience *patience, GError **error)
{
    const ph_channel_kind *kind = kinds[settings->kind].kind;
    gpointer of_kind = kind->open(settings, patience, error);
    ph_alert_channel *channel;

    if (!of_kind)
        return NULL;
    channel = g_new0(ph_alert_channel, 1);
    *channel = (ph_alert_channel){ kind, of_kind };
    return channel;
}

void ph_alert_channel_free(ph_alert_channel *channel)
{
    channel->kind->close(channel->of_kind);
    g_free(channel);
}

/* Servers' words may stand in it. */
static void make_printable(char **text)
{
    char *printable = *text ? ph_error_printable(*text) : NULL;

    g_free(*text);
    *text = printable;
}

/* Hand an error on, if there is one; FALSE if so. */
static gboolean pass_on(GError *cause, GError **error)
{
    if (!cause)
        return TRUE;
    make_printable(&cause->message);
    g_propagate_error(error, cause);
    return FALSE;
}

void ph_alert_channel_send(ph_alert_channel *channel, const ph_alert_message *message,
                           ph_alert_result *ret, GError **error)
{
    GError *cause = NULL;

    require_ids(message);
    *ret = (ph_alert_result){ 0 };
    channel->kind->send(channel->of_kind, message, ret, &cause);
    make_printable(&ret->complaint);
    (void)pass_on(cause, error);
}

gboolean ph_alert_channel_ask(ph_alert_channel *channel, GError **error)
{
    GError *cause = NULL;

    (void)channel->kind->ask(channel->of_kind, &cause);
    return pass_on(cause, error);
}

gboolean ph_alert_channel_find_closer(ph_alert_channel *channel, const char *thread_id,
                                      const char *remote, char **ret_by, GError **error)
{
    GError *cause = NULL;

    PH_REQUIRE(ph_alert_is_id(thread_id));
    *ret_by = NULL;
    if (channel->kind->find_closer)
        (void)channel->kind->find_closer(channel->of_kind, thread_id, remote, ret_by, &cause);
    return pass_on(cause, error);
}

void ph_alert_result_clear(ph_alert_result *result)
{
    g_free(result->remote);
    g_free(result->progress);
    g_free(result->complaint);
    g_free(result->acknowledged_by);
    *result = (ph_alert_result){ 0 };
}
