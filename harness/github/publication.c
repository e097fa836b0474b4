/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/publication.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "error/error.h"
#include "github/addressee.h"
#include "github/attempt.h"
#include "github/comment.h"
#include "github/spool.h"
#include "perfharness/require.h"
#include "storage/durable.h"

#define KEPT_REPORT "comment.md"

void ph_publication_warn(const char *what, const GError *cause)
{
    g_autofree char *message = ph_error_printable(cause->message);
    const char *id = ph_error_id(cause);

    (void)fprintf(stderr, "perfharness publish: warning: %s: %s%s%s\n", what, id, *id ? ": " : "",
                  message);
}

/* Who comes late takes nothing back: *ret says that it is left, which is said as well. */
static gboolean leave_to_later(ph_github *github, const ph_publication *publication,
                               gboolean is_check_run, gboolean *ret, GError **error)
{
    g_autofree char *name = ph_error_printable(publication->status.context);

    if (!ph_attempt_is_late(github, &publication->status, is_check_run, ret, error))
        return FALSE;
    if (*ret)
        (void)printf("%s: %s: left as it is, it is of a later attempt\n",
                     is_check_run ? "check run" : "commit status", name);
    return TRUE;
}

/* TRUE and *ret FALSE when this token may set none. */
static gboolean send_check_run(ph_github *github, const ph_publication *publication, gboolean *ret,
                               GError **error)
{
    g_autofree char *name = ph_error_printable(publication->status.context);
    g_autoptr(GError) cause = NULL;
    gboolean is_denied = FALSE;

    if (!leave_to_later(github, publication, TRUE, ret, error))
        return FALSE;
    if (*ret)
        return TRUE;
    *ret = ph_check_run_set(github, &publication->status, &is_denied, &cause);
    if (*ret)
        (void)printf("check run: %s\n", name);
    else if (is_denied)
        ph_publication_warn("a commit status is set in place of the check run", cause);
    else
        g_propagate_error(error, g_steal_pointer(&cause));
    return *ret || is_denied;
}

gboolean ph_publication_send_status(ph_github *github, const ph_publication *publication,
                                    GError **error)
{
    g_autofree char *name = ph_error_printable(publication->status.context);
    gboolean is_done = FALSE;

    if (publication->is_check_run && !send_check_run(github, publication, &is_done, error))
        return FALSE;
    if (!is_done && !leave_to_later(github, publication, FALSE, &is_done, error))
        return FALSE;
    if (is_done)
        return TRUE;
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

    g_auto(ph_addressee) to = { .pull.number = publication->pull_request };
    g_autofree char *body = NULL;
    gboolean is_found = FALSE;

    if (github)
        is_found = ph_addressee_find(github, publication, &to, error);
    else
        g_propagate_error(error, g_error_copy(unusable));
    body = ph_addressee_body(&to, publication);
    const ph_comment_place place = { .repository = publication->repository,
                                     .pull_request = to.pull.number,
                                     .author = publication->author,
                                     .head_sha = to.pull.head_sha,
                                     .is_on_change = publication->is_on_change };

    if (is_found && post(github, &place, body, error)) {
        drop_kept(publication);
        return TRUE;
    }
    keep(publication, to.pull.number, body, error);
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
