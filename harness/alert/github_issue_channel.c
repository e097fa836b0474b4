/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GitHub: an issue a case, which is edited, commented, closed and opened again, and a comment on
 * the pull request that brought it. Whatever is tried again ends in one of each.
 *
 * What is kept of an issue is its number and who wrote it, "42 github-actions[bot]"; where that is
 * lost, the marker and the author of those that are listed say which it is.
 */
#include <string.h>

#include "alert/channel_kind.h"
#include "alert/fitted_text.h"
#include "alert/issue_text.h"
#include "alert/secret.h"
#include "error/error.h"
#include "forge/address.h"
#include "forge/client.h"
#include "forge/comment.h"
#include "forge/event.h"
#include "forge/marker.h"
#include "github/github.h"
#include "github/issue.h"
#include "github/pull_request.h"

enum {
    LOGIN_BYTES_MAX = 100,
    LABEL_UNITS_MAX = 50,
    NUMBER_MAX = 1000000000,
};

#define DEFAULT_API_URL   "https://api.github.com"
#define DEFAULT_AUTHOR    "github-actions[bot]"
#define DEFAULT_LABEL     "perfharness"
#define DEFAULT_TOKEN_ENV "GITHUB_TOKEN"
#define SOMEBODY          "somebody"

/* What an occasion does to the issue. */
static const struct {
    gboolean writes; /* Its body; and a new one where there is none. */
    gboolean comments;
    const char *close_with; /* Closes it, for this reason; NULL: it does not. */
} doings[PH_ALERT_OCCASION_COUNT] = {
    [PH_ALERT_OPENED] = { .writes = TRUE },
    [PH_ALERT_EVIDENCE] = { .writes = TRUE },
    [PH_ALERT_REMINDER] = { .writes = TRUE, .comments = TRUE },
    [PH_ALERT_ACKNOWLEDGED] = { .comments = TRUE },
    [PH_ALERT_SILENCED] = { .comments = TRUE },
    [PH_ALERT_ACCEPTED] = { .comments = TRUE, .close_with = "not_planned" },
    [PH_ALERT_RESOLVED] = { .comments = TRUE, .close_with = "completed" },
    [PH_ALERT_REOPENED] = { .writes = TRUE, .comments = TRUE },
    [PH_ALERT_DIGEST] = { .writes = TRUE },
    [PH_ALERT_HOUSE] = { .writes = TRUE },
};

typedef struct issue_channel {
    const ph_alert_channel_settings *settings;
    ph_alert_patience patience;
    char *repository;
    char *token;
} issue_channel;

/* An issue, as it is being looked for and written. */
typedef struct issue_work {
    const issue_channel *channel;
    ph_forge *github;
    char *author; /* Who writes what is ours. */
    char *marker;
    ph_issue issue;
} issue_work;

static const char *setting_or(const ph_alert_channel_settings *settings, ph_alert_key key,
                              const char *otherwise)
{
    const char *value = ph_alert_setting(settings, key);

    return value ? value : otherwise;
}

static const char *variable_or(const char *name, const char *otherwise)
{
    const char *value = g_getenv(name);

    return value && *value ? value : otherwise;
}

static const char *token_name_of(const ph_alert_channel_settings *settings)
{
    return setting_or(settings, PH_ALERT_KEY_TOKEN_ENV, DEFAULT_TOKEN_ENV);
}

static const char *repository_of(const ph_alert_channel_settings *settings)
{
    return setting_or(settings, PH_ALERT_KEY_REPOSITORY, variable_or("GITHUB_REPOSITORY", NULL));
}

static gboolean is_login(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!g_ascii_isalnum(*c) && !strchr("-_[]", *c))
            return FALSE;
    return *text && strlen(text) <= LOGIN_BYTES_MAX;
}

static gboolean is_api(const char *url)
{
    const ph_address_words words = { ph_github.api_variable, ph_github.api_example };
    ph_address address;
    const gboolean is = ph_address_parse(url, &words, &address, NULL);

    ph_address_clear(&address);
    return is;
}

static gboolean check_settings(const ph_alert_channel_settings *settings, ph_alert_key *ret_key,
                               GError **error)
{
    const char *repository = ph_alert_setting(settings, PH_ALERT_KEY_REPOSITORY);
    const char *api_url = ph_alert_setting(settings, PH_ALERT_KEY_API_URL);
    const char *author = ph_alert_setting(settings, PH_ALERT_KEY_AUTHOR);
    const char *label = ph_alert_setting(settings, PH_ALERT_KEY_LABEL);

    if (repository && !ph_event_is_repository(repository))
        return ph_alert_refuse_key(PH_ALERT_KEY_REPOSITORY, ret_key, error,
                                   "repository is OWNER/NAME");
    if (api_url && !is_api(api_url))
        return ph_alert_refuse_key(PH_ALERT_KEY_API_URL, ret_key, error,
                                   "api_url is https://HOST or https://HOST/api/v3, and http:// "
                                   "only for this machine");
    if (author && !is_login(author))
        return ph_alert_refuse_key(PH_ALERT_KEY_AUTHOR, ret_key, error,
                                   "author is the login that the token has, such as "
                                   "\"" DEFAULT_AUTHOR "\"");
    return !label ||
           (g_utf8_validate(label, -1, NULL) && ph_utf16_units(label) <= LABEL_UNITS_MAX) ||
           ph_alert_refuse_key(PH_ALERT_KEY_LABEL, ret_key, error,
                               "label has at most %d characters", LABEL_UNITS_MAX);
}

static char *target(const ph_alert_channel_settings *settings)
{
    const char *repository = repository_of(settings);

    return g_strdup_printf("issues of %s", repository ? repository : "$GITHUB_REPOSITORY");
}

static char *draft(const ph_alert_channel_settings *settings, const ph_alert_message *message)
{
    g_autofree char *title = ph_issue_title(message);
    g_autofree char *body =
        doings[message->occasion].writes ? ph_issue_body(message) : ph_issue_note(message);

    (void)settings;
    return doings[message->occasion].writes ? g_strdup_printf("%s\n\n%s", title, body)
                                            : g_steal_pointer(&body);
}

static void close_channel(gpointer data)
{
    issue_channel *channel = data;

    g_free(channel->repository);
    g_free(channel->token);
    g_free(channel);
}

static gpointer open_channel(const ph_alert_channel_settings *settings,
                             const ph_alert_patience *patience, GError **error)
{
    const char *repository = repository_of(settings);
    g_autofree char *token = ph_secret_read(token_name_of(settings), "token_env", error);
    const char *ca_file = NULL;
    issue_channel *channel;

    if (!token || !ph_alert_authority(settings, &ca_file, error))
        return NULL;
    if (!repository || !ph_event_is_repository(repository)) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "which repository is not known: set repository = \"OWNER/NAME\", or the "
                        "environment's GITHUB_REPOSITORY");
        return NULL;
    }
    channel = g_new0(issue_channel, 1);
    *channel = (issue_channel){ .settings = settings,
                                .patience = *patience,
                                .repository = g_strdup(repository),
                                .token = g_steal_pointer(&token) };
    return channel;
}

/* Its deadline is that of one attempt. */
static ph_forge *github_of(const issue_channel *channel, GError **error)
{
    const ph_alert_channel_settings *settings = channel->settings;
    const ph_forge_settings github = {
        .kind = &ph_github,
        .api_url = setting_or(settings, PH_ALERT_KEY_API_URL,
                              variable_or("GITHUB_API_URL", DEFAULT_API_URL)),
        .token = channel->token,
        .token_name = token_name_of(settings),
        .ca_file = ph_alert_setting(settings, PH_ALERT_KEY_CA_FILE),
        .deadline_s = channel->patience.timeout_s,
        .unit_s = channel->patience.unit_s,
    };

    return ph_forge_new(&github, error);
}

static void issue_work_clear(issue_work *work)
{
    if (work->github)
        ph_forge_free(work->github);
    g_free(work->author);
    g_free(work->marker);
    ph_issue_clear(&work->issue);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(issue_work, issue_work_clear)

/* "42 github-actions[bot]"; 0 for what is neither. */
static guint64 read_remote(const char *remote, char **ret_author)
{
    g_auto(GStrv) words = g_strsplit(remote ? remote : "", " ", 3);
    guint64 number = 0;

    if (g_strv_length(words) != 2 || !is_login(words[1]) ||
        !g_ascii_string_to_unsigned(words[0], 10, 1, NUMBER_MAX, &number, NULL))
        return 0;
    g_free(*ret_author);
    *ret_author = g_strdup(words[1]);
    return number;
}

static gboolean is_same_login(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

/* A number may be of another repository's issue by now; a marker is lost when somebody edits. */
static gboolean is_ours(const issue_work *work)
{
    g_autofree char *marker = work->issue.body ? ph_marker_of(work->issue.body) : NULL;

    return is_same_login(work->issue.author, work->author) &&
           (!marker || g_str_equal(marker, work->marker));
}

/* Find the issue of a thread; its number stays 0 when there is none. */
static ph_forge_outcome find(issue_work *work, const char *remote, GError **error)
{
    const char *repository = work->channel->repository;
    const guint64 number = read_remote(remote, &work->author);
    g_autoptr(GError) cause = NULL;
    ph_forge_outcome outcome;

    if (number) {
        outcome = ph_issue_read(work->github, repository, number, &work->issue, &cause);
        if (outcome == PH_FORGE_DONE && is_ours(work))
            return outcome;
        if (outcome != PH_FORGE_DONE && outcome != PH_FORGE_ABSENT) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return outcome;
        }
        ph_issue_clear(&work->issue);
    }
    return ph_issue_find(work->github, repository, work->author, work->marker, &work->issue, error);
}

static gboolean begin(const issue_channel *channel, const char *thread_id, issue_work *ret,
                      GError **error)
{
    *ret = (issue_work){
        .channel = channel,
        .github = github_of(channel, error),
        .author = g_strdup(setting_or(channel->settings, PH_ALERT_KEY_AUTHOR, DEFAULT_AUTHOR)),
        .marker = ph_issue_marker(thread_id),
    };
    return ret->github != NULL;
}

/* What has not to be done twice is looked for when it may have been done. */
static ph_forge_outcome create(issue_work *work, const ph_alert_message *message, GError **error)
{
    const issue_channel *channel = work->channel;
    g_autofree char *title = ph_issue_title(message);
    g_autofree char *body = ph_issue_body(message);
    g_autoptr(GError) cause = NULL;
    const ph_forge_outcome outcome = ph_issue_create(
        work->github, channel->repository, title, body,
        setting_or(channel->settings, PH_ALERT_KEY_LABEL, DEFAULT_LABEL), &work->issue, &cause);

    if (outcome == PH_FORGE_UNKNOWN &&
        ph_issue_find(work->github, channel->repository, work->author, work->marker, &work->issue,
                      NULL) == PH_FORGE_DONE &&
        work->issue.number)
        return PH_FORGE_DONE;
    if (outcome != PH_FORGE_DONE)
        g_propagate_error(error, g_steal_pointer(&cause));
    return outcome;
}

static ph_forge_outcome edit(const issue_work *work, const ph_alert_message *message,
                             GError **error)
{
    g_autofree char *body = ph_issue_body(message);
    ph_issue_change change = { .body = body };

    if (!work->issue.is_open) {
        change.state = "open";
        change.state_reason = "reopened";
    }
    return ph_issue_edit(work->github, work->channel->repository, work->issue.number, &change,
                         error);
}

/* Once, however often it is tried. */
static ph_forge_outcome comment(const issue_work *work, guint64 number, const char *body,
                                const char *permission, GError **error)
{
    const ph_comment_place place = { .repository = work->channel->repository,
                                     .pull_request = number,
                                     .author = work->author,
                                     .permission = permission };
    g_auto(ph_comment_result) result = { 0 };

    return ph_comment_publish(work->github, &place, body, &result, error) ? PH_FORGE_DONE
                                                                          : PH_FORGE_FAILED;
}

static ph_forge_outcome finish(const issue_work *work, const char *reason, GError **error)
{
    const ph_issue_change change = { .state = "closed", .state_reason = reason };

    return work->issue.is_open ? ph_issue_edit(work->github, work->channel->repository,
                                               work->issue.number, &change, error)
                               : PH_FORGE_DONE;
}

/* The person who closed it; NULL: it is open, or we have. */
static const char *closer_of(const issue_work *work)
{
    const ph_issue *issue = &work->issue;

    if (!issue->number || issue->is_open || is_same_login(issue->closer, work->author))
        return NULL;
    return issue->closer && is_login(issue->closer) ? issue->closer : SOMEBODY;
}

/* Do to the issue that was found what the occasion does. */
static ph_forge_outcome carry_out(issue_work *work, const ph_alert_message *message,
                                  ph_alert_result *ret, GError **error)
{
    const char *closer = closer_of(work);
    const char *close_with = doings[message->occasion].close_with;
    g_autofree char *note = NULL;
    ph_forge_outcome outcome = PH_FORGE_DONE;

    if (!work->issue.number)
        return doings[message->occasion].writes ? create(work, message, error) : PH_FORGE_DONE;
    if (closer && !close_with && message->occasion != PH_ALERT_REOPENED) {
        ret->acknowledged_by = g_strdup(closer);
        return PH_FORGE_DONE;
    }
    if (doings[message->occasion].writes)
        outcome = edit(work, message, error);
    if (outcome == PH_FORGE_DONE && doings[message->occasion].comments) {
        note = ph_issue_note(message);
        outcome = comment(work, work->issue.number, note, "issues: write", error);
    }
    if (outcome == PH_FORGE_DONE && close_with)
        outcome = finish(work, close_with, error);
    return outcome;
}

static void take_outcome(const issue_work *work, ph_forge_outcome outcome, ph_alert_result *ret)
{
    double wait_s = 0.0;

    ret->outcome = PH_ALERT_DELIVERED;
    if (outcome == PH_FORGE_DONE)
        return;
    ret->outcome = ph_forge_may_ask_later(work->github, &wait_s) ? PH_ALERT_LATER : PH_ALERT_NEVER;
    ret->wait_s = wait_s;
}

/*
 * Whether the pull request that brought a commit is to be told. Only in the repository that the
 * issues are in: a token may be good for writing to strangers.
 */
static gboolean has_pull_request(const issue_work *work, const ph_alert_message *message)
{
    return message->occasion == PH_ALERT_OPENED && message->head_sha && work->issue.number &&
           ph_event_is_sha(message->head_sha) &&
           is_same_login(message->repository, work->channel->repository);
}

static ph_forge_outcome tell_pull_request(const issue_work *work, const ph_alert_message *message,
                                          GError **error)
{
    const char *repository = work->channel->repository;
    guint64 number = 0;
    const ph_forge_outcome outcome =
        ph_pull_request_that_brought(work->github, repository, message->head_sha, &number, error);
    g_autofree char *issue =
        g_strdup_printf("%s#%" G_GUINT64_FORMAT, repository, work->issue.number);
    g_autofree char *note = NULL;

    if (outcome != PH_FORGE_DONE || !number)
        return outcome;
    note = ph_pull_request_note(message, issue);
    return comment(work, number, note, NULL, error);
}

/* By whom it turned out to be written counts, where it is not who was named. */
static void take_issue(const issue_work *work, ph_alert_result *ret)
{
    const char *author = work->issue.author;

    if (!work->issue.number || !author || !is_login(author))
        return;
    ret->remote = g_strdup_printf("%" G_GUINT64_FORMAT " %s", work->issue.number, author);
    if (!is_same_login(author, work->author))
        ret->complaint = g_strdup_printf("the issue is by %s, not by %s: set author = \"%s\", or "
                                         "it may be written twice one day",
                                         author, work->author, author);
}

static void send_message(gpointer data, const ph_alert_message *message, ph_alert_result *ret,
                         GError **error)
{
    g_auto(issue_work) work = { 0 };
    g_autoptr(GError) cause = NULL;
    ph_forge_outcome outcome;

    ret->outcome = PH_ALERT_NEVER;
    if (!begin(data, message->thread_id, &work, error))
        return;
    outcome = find(&work, message->remote, error);
    if (outcome == PH_FORGE_DONE)
        outcome = carry_out(&work, message, ret, error);
    take_outcome(&work, outcome, ret);
    take_issue(&work, ret);
    if (ret->outcome != PH_ALERT_DELIVERED || ret->acknowledged_by ||
        !has_pull_request(&work, message))
        return;
    outcome = tell_pull_request(&work, message, &cause);
    take_outcome(&work, outcome, ret);
    if (ret->outcome == PH_ALERT_LATER) {
        g_propagate_error(error, g_steal_pointer(&cause));
    } else if (ret->outcome == PH_ALERT_NEVER) {
        ret->outcome = PH_ALERT_DELIVERED;
        g_free(ret->complaint);
        ret->complaint = g_strdup(cause->message);
    }
}

static gboolean ask(gpointer data, GError **error)
{
    const issue_channel *channel = data;
    g_autoptr(ph_forge) github = github_of(channel, error);
    g_autofree char *path = g_strdup_printf("/repos/%s/issues?per_page=1", channel->repository);
    const ph_forge_request request = { .method = "GET",
                                       .path = path,
                                       .purpose = "looking whether there are issues",
                                       .permission = "issues: write",
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };

    return github && ph_forge_call(github, &request, &reply, error) == PH_FORGE_DONE;
}

static gboolean find_closer(gpointer data, const char *thread_id, const char *remote, char **ret_by,
                            GError **error)
{
    g_auto(issue_work) work = { 0 };

    if (!begin(data, thread_id, &work, error) || find(&work, remote, error) != PH_FORGE_DONE)
        return FALSE;
    *ret_by = g_strdup(closer_of(&work));
    return TRUE;
}

const ph_channel_kind ph_github_issue_channel = {
    .keys = PH_ALERT_KEY_BIT(REPOSITORY) | PH_ALERT_KEY_BIT(API_URL) | PH_ALERT_KEY_BIT(TOKEN_ENV) |
            PH_ALERT_KEY_BIT(AUTHOR) | PH_ALERT_KEY_BIT(LABEL) | PH_ALERT_KEY_BIT(CA_FILE),
    .hears_people = TRUE,
    PH_CHANNEL_FUNCTIONS,
    .find_closer = find_closer,
};
