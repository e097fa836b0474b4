/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each kind of channel has to be able to do; only channel.c calls it. */
#ifndef PH_HARNESS_ALERT_CHANNEL_KIND_H
#define PH_HARNESS_ALERT_CHANNEL_KIND_H

#include "alert/channel.h"

#define PH_ALERT_KEY_BIT(identifier) (1u << PH_ALERT_KEY_##identifier)

/* Its functions are as those of channel.h that they are named for. */
typedef struct ph_channel_kind {
    guint32 keys;   /* That it may have, ... */
    guint32 needed; /* ... and those it must have: PH_ALERT_KEY_BIT(). */
    gboolean hears_people;
    gboolean (*check_settings)(const ph_alert_channel_settings *settings, ph_alert_key *ret_key,
                               GError **error); /* The keys are there that must be. */
    char *(*target)(const ph_alert_channel_settings *settings);
    char *(*draft)(const ph_alert_channel_settings *settings, const ph_alert_message *message);
    /* What is kept of it from one message to the next; close() frees it. */
    gpointer (*open)(const ph_alert_channel_settings *settings, const ph_alert_patience *patience,
                     GError **error);
    void (*close)(gpointer channel);
    void (*send)(gpointer channel, const ph_alert_message *message, ph_alert_result *ret,
                 GError **error);
    gboolean (*ask)(gpointer channel, GError **error);
    gboolean (*find_closer)(gpointer channel, const char *thread_id, const char *remote,
                            char **ret_by, GError **error); /* NULL: nobody could. */
} ph_channel_kind;

/* Of a channel whose functions are called as they are here. */
#define PH_CHANNEL_FUNCTIONS                                                                       \
    .check_settings = check_settings, .target = target, .draft = draft, .open = open_channel,      \
    .close = close_channel, .send = send_message, .ask = ask

extern const ph_channel_kind ph_slack_channel;
extern const ph_channel_kind ph_email_channel;
extern const ph_channel_kind ph_github_issue_channel;
extern const ph_channel_kind ph_webhook_channel;

/* A setting; NULL: it is not there. */
static inline const char *ph_alert_setting(const ph_alert_channel_settings *settings,
                                           ph_alert_key key)
{
    return settings->keys[key];
}

/* FALSE, with a key's sentence: "url …", and the key in *ret_key. */
gboolean ph_alert_refuse_key(ph_alert_key key, ph_alert_key *ret_key, GError **error,
                             const char *format, ...) G_GNUC_PRINTF(4, 5);

/*
 * Certificates that alone are trusted, by ca_file or as http/authority.h has it; *ret NULL: the
 * system's. Borrowed. FALSE and error (PH_ERROR_USAGE).
 */
gboolean ph_alert_authority(const ph_alert_channel_settings *settings, const char **ret,
                            GError **error);

#endif /* PH_HARNESS_ALERT_CHANNEL_KIND_H */
