/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gitea/gitea_pull_request.h"

#include "forge/event.h"
#include "github/pull_request.h"
#include "perfharness/require.h"

/* 50 is the most that a page has, unless a server is set up otherwise. */
#define PAGE "limit=50"

gboolean ph_gitea_pull_request_find(ph_forge *forge, const ph_pull_request_wanted *wanted,
                                    ph_pull_request *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(wanted->repository) && ph_event_is_sha(wanted->sha));

    ph_pull_request_search search = { forge, wanted, ret, PH_PULL_REQUEST_OTHER };
    g_autofree char *path = g_strdup_printf("/repos/%s/pulls?state=open&" PAGE, wanted->repository);

    *ret = (ph_pull_request){ 0 };
    if (ph_pull_request_search_list(&search, path, ph_github_pull_request_look, error))
        return TRUE;
    ph_pull_request_clear(ret);
    return FALSE;
}

ph_pull_request_files ph_gitea_pull_request_changes(ph_forge *forge, const char *repository,
                                                    guint64 number, const char *const *prefixes,
                                                    GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository) && number > 0);

    g_autofree char *path =
        g_strdup_printf("/repos/%s/pulls/%" G_GUINT64_FORMAT "/files?" PAGE, repository, number);
    const ph_changed_files files = { path, "filename", "previous_filename" };

    return ph_changed_files_look(forge, &files, prefixes, error);
}
