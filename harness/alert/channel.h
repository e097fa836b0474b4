/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A way to tell people: what of it stands in the settings, and how it is used.
 *
 * Secrets are named in the settings and stand in the environment, or in a file of that name in
 * $CREDENTIALS_DIRECTORY (systemd's). They appear in no error, draft or result; what servers say is
 * made printable.
 *
 * Not thread-safe: one thread at a time for each object, and the first is made before there are
 * others (libcurl).
 */
#ifndef PH_HARNESS_ALERT_CHANNEL_H
#define PH_HARNESS_ALERT_CHANNEL_H

#include <glib.h>

#include "alert/message.h"

/* Identifier, its word in the settings, and what it can do
 * (alert/channel_kind.h). */
#define PH_ALERT_KIND_LIST(X)                                                                      \
    X(SLACK, "slack", ph_slack_channel)                                                            \
    X(EMAIL, "email", ph_email_channel)                                                            \
    X(GITHUB, "github", ph_github_issue_channel)                                                   \
    X(WEBHOOK, "webhook", ph_webhook_channel)

typedef enum ph_alert_kind {
#define X(identifier, word, kind) PH_ALERT_KIND_##identifier,
    PH_ALERT_KIND_LIST(X)
#undef X
        PH_ALERT_KIND_COUNT,
} ph_alert_kind;

const char *ph_alert_kind_word(ph_alert_kind kind);

/* PH_ALERT_KIND_COUNT: none has that word. */
ph_alert_kind ph_alert_kind_of(const char *word);

/*
 * The keys of a channel beside `kind`: identifier and word, which is a text, but `to`, which is a
 * list of them. Those that end in _env name a secret.
 */
#define PH_ALERT_KEY_LIST(X)                                                                       \
    X(URL, "url")                                                                                  \
    X(URL_ENV, "url_env")                                                                          \
    X(HOST, "host")                                                                                \
    X(FROM, "from")                                                                                \
    X(TO, "to")                                                                                    \
    X(USER, "user")                                                                                \
    X(PASSWORD_ENV, "password_env")                                                                \
    X(TLS, "tls")                                                                                  \
    X(CA_FILE, "ca_file")                                                                          \
    X(REPOSITORY, "repository")                                                                    \
    X(API_URL, "api_url")                                                                          \
    X(TOKEN_ENV, "token_env")                                                                      \
    X(AUTHOR, "author")                                                                            \
    X(LABEL, "label")                                                                              \
    X(KEY_ENV, "key_env")

typedef enum ph_alert_key {
#define X(identifier, word) PH_ALERT_KEY_##identifier,
    PH_ALERT_KEY_LIST(X)
#undef X
        PH_ALERT_KEY_COUNT,
} ph_alert_key;

const char *ph_alert_key_word(ph_alert_key key);

/* PH_ALERT_KEY_COUNT: none has that word. */
ph_alert_key ph_alert_key_of(const char *word);

/* Whether a channel of this kind may have that key. */
gboolean ph_alert_kind_has(ph_alert_kind kind, ph_alert_key key);

/* Whether people are told by it that a person acknowledged, silenced or accepted a case. */
gboolean ph_alert_kind_hears_people(ph_alert_kind kind);

/* What the settings say of a channel. All are borrowed. */
typedef struct ph_alert_channel_settings {
    const char *name; /* Of its table. */
    ph_alert_kind kind;
    const char *keys[PH_ALERT_KEY_COUNT]; /* NULL: not there. That of TO stays so. */
    const char *const *to;                /* NULL-terminated; NULL: not there. */
} ph_alert_channel_settings;

/*
 * Whether a channel can be made of these settings, of which only the secrets are not looked at.
 * FALSE and error (PH_ERROR_SETTINGS), in words that follow on where the channel stands.
 *
 * @param ret_key  Which key is wrong or lacks; PH_ALERT_KEY_COUNT: none alone. May be NULL.
 */
gboolean ph_alert_channel_check_settings(const ph_alert_channel_settings *settings,
                                         ph_alert_key *ret_key, GError **error);

/* Where its messages go, in a few words: "https://hooks.slack.com/…". The caller frees it. */
char *ph_alert_channel_target(const ph_alert_channel_settings *settings);

/*
 * What would be sent, as it would be sent but for secrets: JSON, a mail, Markdown. It needs no
 * secret. The settings are right. The caller frees it.
 */
char *ph_alert_channel_draft(const ph_alert_channel_settings *settings,
                             const ph_alert_message *message);

typedef struct ph_alert_channel ph_alert_channel;

/* How long one attempt to send may take. */
typedef struct ph_alert_patience {
    double timeout_s; /* In all. */
    double unit_s;    /* Of what GitHub is waited for within it: forge/answer.h. */
} ph_alert_patience;

/* As it is unless somebody is in a hurry, as tests are. */
#define PH_ALERT_PATIENCE ((ph_alert_patience){ .timeout_s = 30.0, .unit_s = 1.0 })

/*
 * Make a channel of settings that are right. NULL and error: PH_ERROR_AUTHENTICATION for a secret
 * that is missing, or is none; PH_ERROR_USAGE for a file of certificates that cannot be read, and
 * for a repository that nothing names.
 *
 * @param settings  They have to outlive the channel, as all that they borrow.
 */
ph_alert_channel *ph_alert_channel_new(const ph_alert_channel_settings *settings,
                                       const ph_alert_patience *patience, GError **error);
void ph_alert_channel_free(ph_alert_channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_alert_channel, ph_alert_channel_free)

typedef enum ph_alert_outcome {
    PH_ALERT_DELIVERED, /* Also where it was before. */
    PH_ALERT_LATER,     /* It may be tried again; the server may have acted all the same. */
    PH_ALERT_NEVER,     /* The server refuses it, and would again. */
} ph_alert_outcome;

/* All of it owned. */
typedef struct ph_alert_result {
    ph_alert_outcome outcome;
    double wait_s;  /* LATER: as long as the server asks to wait; 0: it did not say. */
    char *remote;   /* For the next message of this thread on this channel; NULL: as it was. */
    char *progress; /* LATER: for the next attempt of this delivery; NULL: nothing. */
    /* DELIVERED, but not all of it, or with something to be mended: a sentence; NULL: nothing. */
    char *complaint;
    /* Who closed the case where it is shown, a person, so that it is acknowledged; NULL: nobody. */
    char *acknowledged_by;
} ph_alert_result;

/* Send a message. *ret is to be cleared; error is set unless it is DELIVERED. */
void ph_alert_channel_send(ph_alert_channel *channel, const ph_alert_message *message,
                           ph_alert_result *ret, GError **error);

/*
 * Whether it answers, without anything being sent: TRUE also where a kind cannot tell it. FALSE and
 * error, a sentence.
 */
gboolean ph_alert_channel_ask(ph_alert_channel *channel, GError **error);

/*
 * Who has closed a case where it is shown, although it is open here: *ret_by is the caller's, and
 * NULL when nobody has. FALSE and error when that could not be found out.
 *
 * @param remote  As in ph_alert_message; NULL: nothing was sent.
 */
gboolean ph_alert_channel_find_closer(ph_alert_channel *channel, const char *thread_id,
                                      const char *remote, char **ret_by, GError **error);

void ph_alert_result_clear(ph_alert_result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_alert_result, ph_alert_result_clear)

#endif /* PH_HARNESS_ALERT_CHANNEL_H */
