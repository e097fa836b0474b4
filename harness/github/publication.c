/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/publication.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "github/comment.h"
#include "github/marker.h"
#include "github/pull_request.h"
#include "github/spool.h"
#include "perfharness/require.h"
#include "storage/durable.h"

#define KEPT_REPORT "comment.md"

/* What the first line says behind the marker, and the sentences of introduction(). */
enum { INTRODUCTION_CHARACTERS_MAX = 640 };

gsize ph_publication_overhead(const char *marker)
{
    return strlen(marker) + INTRODUCTION_CHARACTERS_MAX;
}

void ph_publication_warn(const char *what, const GError *cause)
{
    g_autofree char *message = ph_error_printable(cause->message);
    const char *id = ph_error_id(cause);

    (void)fprintf(stderr, "perfharness publish: warning: %s: %s%s%s\n", what, id, *id ? ": " : "",
                  message);
}

gboolean ph_publication_send_status(ph_github *github, const ph_publication *publication,
                                    GError **error)
{
    g_autofree char *name = ph_error_printable(publication->status.context);
    g_autoptr(GError) cause = NULL;
    gboolean is_denied = FALSE;

    if (publication->is_check_run) {
        if (ph_check_run_set(github, &publication->status, &is_denied, &cause)) {
            (void)printf("check run: %s\n", name);
            return TRUE;
        }
        if (!is_denied) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        ph_publication_warn("a commit status is set in place of the check run", cause);
    }
    if (!ph_commit_status_set(github, &publication->status, error))
        return FALSE;
    (void)printf("commit status: %s\n", name);
    return TRUE;
}

static gboolean post(ph_github *github, const ph_comment_place *place, const char *body,
                     GError **error)
{
    static const char *const words[] = { [PH_COMMENT_CREATED] = "created",
                                         [PH_COMMENT_UPDATED] = "updated",
                                         [PH_COMMENT_UNCHANGED] = "unchanged",
                                         [PH_COMMENT_LATER] =
                                             "left as it is, it is of a later run" };
    g_auto(ph_comment_result) result = { 0 };
    g_autofree char *url = NULL;
    g_autofree char *author = NULL;

    if (!ph_comment_publish(github, place, body, &result, error))
        return FALSE;
    url = ph_error_printable(result.url ? result.url : "");
    (void)printf("comment: %s%s%s\n", words[result.change], *url ? ", " : "", url);
    if (result.author) {
        author = ph_error_printable(result.author);
        (void)fprintf(stderr,
                      "perfharness publish: warning: the token comments as %s: say "
                      "--comment-author %s\n",
                      author, author);
    }
    return TRUE;
}

/* *ret is to be cleared; with FALSE there is none, or none could be found. */
static gboolean find(ph_github *github, const ph_publication *publication, ph_pull_request *ret,
                     GError **error)
{
    const ph_pull_request_wanted wanted = { publication->repository, publication->head_sha,
                                            publication->head_repository,
                                            publication->head_branch };

    ret->number = publication->pull_request;
    if (publication->is_to_be_found && !ph_pull_request_find(github, &wanted, ret, error))
        return FALSE;
    /* Somebody may have pushed since; who does not know what was measured need not ask. */
    if (ret->number && !publication->is_to_be_found && publication->head_sha) {
        ret->head_sha = ph_pull_request_head(github, publication->repository, ret->number, error);
        return ret->head_sha != NULL;
    }
    if (ret->number)
        return TRUE;
    if (publication->is_to_be_found)
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "no open pull request of %s has the commit %s as its head%s%s",
                         publication->repository, publication->head_sha,
                         publication->head_repository ? ", looked for also from " : "",
                         publication->head_repository ? publication->head_repository : "");
    return ph_refuse(error, PH_ERROR_NETWORK, "%s: there is no pull request to comment on",
                     publication->repository);
}

/* What a reader has to know before the report; "" for nothing. */
static char *introduction(const ph_publication *publication, const ph_pull_request *pull)
{
    const char *sha = publication->head_sha;
    const char *from = publication->head_repository;
    GString *text = g_string_new(NULL);

    if (sha && pull->head_sha && !g_str_equal(sha, pull->head_sha))
        g_string_append_printf(text,
                               "**This is of %s. The pull request has moved on since, to %s.**\n\n",
                               sha, pull->head_sha);
    if (from && g_ascii_strcasecmp(from, publication->repository) != 0)
        g_string_append(text, "Measured by the workflow of a fork, which may have changed it: a "
                              "help for who reviews, not a proof.\n\n");
    return g_string_free(text, FALSE);
}

static char *comment_body(const ph_publication *publication, const ph_pull_request *pull)
{
    const ph_marker_state state = {
        .verdict = (char *)ph_verdict_word(publication->status.verdict),
        .commit = (char *)publication->head_sha,
        .run_id = publication->run_id,
        .run_attempt = publication->run_attempt,
    };
    g_autofree char *first = ph_marker_line(publication->marker, &state);
    g_autofree char *before = introduction(publication, pull);

    PH_REQUIRE(strlen(first) + 1 + strlen(before) <= ph_publication_overhead(publication->marker));
    return g_strconcat(first, "\n", before, publication->report, NULL);
}

/* Keep what a person can read, and what can be sent later. */
static void keep(const ph_publication *publication, guint64 pull_request, const char *body,
                 GError **error)
{
    const ph_spooled spooled = { .repository = (char *)publication->repository,
                                 .pull_request = pull_request,
                                 .body = (char *)body };
    g_autofree char *json = pull_request ? ph_spooled_json(&spooled) : NULL;
    g_autoptr(GError) cause = NULL;

    if (!ph_durable_write_in(publication->folder, KEPT_REPORT, publication->report, &cause) ||
        (json && !ph_durable_write_in(publication->folder, PH_SPOOLED_FILE, json, &cause)))
        g_prefix_error(error, "%s; and then: ", cause->message);
    else if (json)
        g_prefix_error(error,
                       "it is kept, and `perfharness publish --spooled %s/" PH_SPOOLED_FILE
                       "` sends it: ",
                       publication->folder);
    else
        g_prefix_error(error, "it is kept in %s/" KEPT_REPORT ": ", publication->folder);
}

/* What was kept by an earlier attempt is older than what was sent now. */
static void drop_kept(const ph_publication *publication)
{
    static const char *const names[] = { KEPT_REPORT, PH_SPOOLED_FILE };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(publication->folder, names[i], NULL);

        (void)g_unlink(path);
    }
}

gboolean ph_publication_send_comment(ph_github *github, const GError *unusable,
                                     const ph_publication *publication, GError **error)
{
    PH_REQUIRE((github != NULL) != (unusable != NULL));

    g_auto(ph_pull_request) pull = { .number = publication->pull_request };
    g_autofree char *body = NULL;
    gboolean is_found = FALSE;

    if (github)
        is_found = find(github, publication, &pull, error);
    else
        g_propagate_error(error, g_error_copy(unusable));
    body = comment_body(publication, &pull);
    const ph_comment_place place = { .repository = publication->repository,
                                     .pull_request = pull.number,
                                     .author = publication->author,
                                     .head_sha = pull.head_sha,
                                     .is_on_change = publication->is_on_change };

    if (is_found && post(github, &place, body, error)) {
        drop_kept(publication);
        return TRUE;
    }
    keep(publication, pull.number, body, error);
    return FALSE;
}

gboolean ph_publication_send_spooled(ph_github *github, const char *path, const char *author,
                                     gboolean is_on_change, GError **error)
{
    g_autoptr(ph_spooled) spooled = ph_spooled_read(path, error);

    if (!spooled)
        return FALSE;
    const ph_comment_place place = { .repository = spooled->repository,
                                     .pull_request = spooled->pull_request,
                                     .author = author,
                                     .is_on_change = is_on_change };

    if (!post(github, &place, spooled->body, error))
        return FALSE;
    if (g_unlink(path) == 0)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "removing %s, which is sent: %s", path,
                g_strerror(errno));
    return FALSE;
}
