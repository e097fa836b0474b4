/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/publication.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "error/error.h"
#include "forge/addressee.h"
#include "forge/comment.h"
#include "forge/forge_kind.h"
#include "forge/own_login.h"
#include "forge/spool.h"
#include "perfharness/require.h"
#include "platform/path.h"
#include "storage/durable.h"

#define KEPT_REPORT "comment.md"

void ph_publication_warn(const char *what, const GError *cause)
{
    g_autofree char *message = ph_error_printable(cause->message);
    const char *id = ph_error_id(cause);

    (void)fprintf(stderr, "perfharness publish: warning: %s: %s%s%s\n", what, id, *id ? ": " : "",
                  message);
}

gboolean ph_publication_send_status(ph_forge *forge, const ph_publication *publication,
                                    GError **error)
{
    g_autofree char *name = ph_error_printable(publication->status.context);
    g_auto(ph_status_set) set = { 0 };
    const gboolean is_over =
        publication->kind->set_status(forge, &publication->status, &set, error);

    if (set.denied)
        ph_publication_warn("a commit status is set in place of the check run", set.denied);
    if (is_over)
        (void)printf("%s: %s%s\n", set.is_check_run ? "check run" : "commit status", name,
                     set.is_left ? ": left as it is, it is of a later attempt" : "");
    return is_over;
}

/* Where the author is not named, the forge says who the token is. */
static gboolean post(ph_forge *forge, const ph_comment_place *to, const char *body, GError **error)
{
    static const char *const words[] = { [PH_COMMENT_CREATED] = "created",
                                         [PH_COMMENT_UPDATED] = "updated",
                                         [PH_COMMENT_UNCHANGED] = "unchanged",
                                         [PH_COMMENT_LATER] =
                                             "left as it is, it is of a later run" };
    g_auto(ph_comment_result) result = { 0 };
    g_autofree char *login = to->author ? NULL : ph_own_login(forge, error);
    g_autofree char *url = NULL;
    g_autofree char *author = NULL;
    ph_comment_place place = *to;

    place.author = to->author ? to->author : login;
    if (!place.author || !ph_comment_publish(forge, &place, body, &result, error))
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
    const ph_spooled spooled = { .forge = (char *)publication->kind->name,
                                 .repository = (char *)publication->repository,
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
        g_autofree char *path = ph_path_join(publication->folder, names[i], NULL);

        (void)g_unlink(path);
    }
}

gboolean ph_publication_send_comment(ph_forge *forge, const GError *unusable,
                                     const ph_publication *publication, GError **error)
{
    PH_REQUIRE((forge != NULL) != (unusable != NULL));

    g_auto(ph_addressee) to = { .pull.number = publication->pull_request };
    g_autofree char *body = NULL;
    gboolean is_found = FALSE;

    if (forge)
        is_found = ph_addressee_find(forge, publication, &to, error);
    else
        g_propagate_error(error, g_error_copy(unusable));
    body = ph_addressee_body(&to, publication);
    const ph_comment_place place = { .repository = publication->repository,
                                     .pull_request = to.pull.number,
                                     .author = publication->author,
                                     .head_sha = to.pull.head_sha,
                                     .is_on_change = publication->is_on_change };

    if (is_found && post(forge, &place, body, error)) {
        drop_kept(publication);
        return TRUE;
    }
    keep(publication, to.pull.number, body, error);
    return FALSE;
}

gboolean ph_publication_send_spooled(ph_forge *forge, const char *path, const char *author,
                                     gboolean is_on_change, GError **error)
{
    g_autoptr(ph_spooled) spooled = ph_spooled_read(path, ph_forge_kind_of(forge), error);

    if (!spooled)
        return FALSE;
    const ph_comment_place place = { .repository = spooled->repository,
                                     .pull_request = spooled->pull_request,
                                     .author = author,
                                     .is_on_change = is_on_change };

    if (!post(forge, &place, spooled->body, error))
        return FALSE;
    if (g_unlink(path) == 0)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "removing %s, which is sent: %s", path,
                g_strerror(errno));
    return FALSE;
}
