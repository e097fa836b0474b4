/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/pull_request_search.h"

#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "forge/forge_kind.h"

/* As many as GitHub has of a pull request's files. */
enum { PAGES_MAX = 30 };

/* Numbers of pull requests are small; this is far beyond. */
#define NUMBER_MAX 1e9

static gboolean is_same_name(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

static ph_pull_request_fit fit_of(const ph_pull_request_wanted *wanted,
                                  const ph_pull_request_seen *seen)
{
    if (!seen->is_open || !is_same_name(seen->repository, wanted->repository))
        return PH_PULL_REQUEST_OTHER;
    if (g_strcmp0(seen->head_sha, wanted->sha) == 0)
        return PH_PULL_REQUEST_OF_HEAD;
    return wanted->head_branch && is_same_name(seen->head_repository, wanted->head_repository) &&
                   g_strcmp0(seen->head_branch, wanted->head_branch) == 0
               ? PH_PULL_REQUEST_OF_BRANCH
               : PH_PULL_REQUEST_OTHER;
}

void ph_pull_request_search_see(ph_pull_request_search *search, const ph_pull_request_seen *seen)
{
    const ph_pull_request_fit fit = fit_of(search->wanted, seen);

    if (fit == PH_PULL_REQUEST_OTHER || fit > search->fit || !seen->number || !seen->head_sha ||
        !ph_event_is_sha(seen->head_sha) ||
        (fit == search->fit && seen->number > search->found->number))
        return;
    ph_pull_request_clear(search->found);
    *search->found = (ph_pull_request){ seen->number, g_strdup(seen->head_sha) };
    search->fit = fit;
}

gboolean ph_pull_request_search_list(ph_pull_request_search *search, const char *path,
                                     ph_list_visitor look, GError **error)
{
    const ph_list list = { .path = path,
                           .purpose = PH_PULL_REQUEST_PURPOSE,
                           .permission = ph_forge_kind_of(search->forge)->permissions.look,
                           .pages_max = PAGES_MAX };
    g_autoptr(GError) cause = NULL;
    ph_list_end end;

    if (search->fit == PH_PULL_REQUEST_OF_HEAD)
        return TRUE;
    end = ph_list_visit(search->forge, &list, look, search, &cause);
    if (end != PH_LIST_DENIED && end != PH_LIST_FAILED)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

char *ph_pull_request_head_at(ph_forge *forge, const char *path,
                              const char *(*head)(const cJSON *json), GError **error)
{
    const ph_forge_kind *kind = ph_forge_kind_of(forge);
    const ph_forge_request request = { .method = "GET",
                                       .path = path,
                                       .purpose = PH_PULL_REQUEST_PURPOSE,
                                       .permission = kind->permissions.look,
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };
    const char *sha;

    if (ph_forge_call(forge, &request, &reply, error) != PH_FORGE_DONE)
        return NULL;
    sha = head(reply.json);
    if (sha && ph_event_is_sha(sha))
        return g_strdup(sha);
    (void)ph_refuse(error, PH_ERROR_NETWORK,
                    PH_PULL_REQUEST_PURPOSE ": %s's answer to %s names no "
                                            "head",
                    kind->title, path);
    return NULL;
}

guint64 ph_pull_request_number(const cJSON *json, const char *member)
{
    const double number = ph_json_number(json, member);

    return number >= 1.0 && number <= NUMBER_MAX ? (guint64)number : 0;
}

typedef struct ph_files_visit {
    const ph_changed_files *files;
    const char *const *prefixes;
} ph_files_visit;

static gboolean is_elsewhere(const cJSON *file, gpointer data)
{
    const ph_files_visit *visit = data;
    const char *now = ph_json_text(file, visit->files->now);
    const char *before = ph_json_text(file, visit->files->before);

    for (gsize i = 0; visit->prefixes[i]; i++)
        if ((now && g_str_has_prefix(now, visit->prefixes[i])) ||
            (before && g_str_has_prefix(before, visit->prefixes[i])))
            return FALSE;
    return TRUE;
}

ph_pull_request_files ph_changed_files_look(ph_forge *forge, const ph_changed_files *files,
                                            const char *const *prefixes, GError **error)
{
    const ph_list list = { .path = files->path,
                           .purpose = "listing the pull request's files",
                           .permission = ph_forge_kind_of(forge)->permissions.look,
                           .pages_max = PAGES_MAX };
    ph_files_visit visit = { files, prefixes };

    switch (ph_list_visit(forge, &list, is_elsewhere, &visit, error)) {
    case PH_LIST_ENDED: return PH_FILES_ELSEWHERE;
    case PH_LIST_ENOUGH: return PH_FILES_THERE;
    case PH_LIST_CUT:
        (void)ph_refuse(error, PH_ERROR_NETWORK, "%s: there are more than %d pages of them",
                        list.purpose, PAGES_MAX);
        break;
    default: break;
    }
    return PH_FILES_UNKNOWN;
}
