/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/pull_request.h"
#include "document/json_member.h"

#include "github/job.h"
#include "perfharness/require.h"

enum { PAGES_MAX = 10 };

/* Numbers of pull requests are small; this is far beyond. */
#define NUMBER_MAX 1e9

/* The number, when this is an open pull request into the repository with that head; else 0. */
static guint64 match(const cJSON *pull, const char *repository, const char *sha)
{
    const char *state = ph_json_text(pull, "state");
    const char *head = ph_json_text(ph_json_member(pull, "head"), "sha");
    const cJSON *base = ph_json_member(ph_json_member(pull, "base"), "repo");
    const char *into = ph_json_text(base, "full_name");
    const cJSON *number = ph_json_member(pull, "number");

    if (g_strcmp0(state, "open") != 0 || g_strcmp0(head, sha) != 0 || !into ||
        g_ascii_strcasecmp(into, repository) != 0)
        return 0;
    if (!cJSON_IsNumber(number) ||
        !(number->valuedouble >= 1.0 && number->valuedouble <= NUMBER_MAX))
        return 0;
    return (guint64)number->valuedouble;
}

gboolean ph_pull_request_find(ph_github *github, const char *repository, const char *sha,
                              guint64 *ret, GError **error)
{
    PH_REQUIRE(ph_job_is_repository(repository) && ph_job_is_sha(sha));

    g_autofree char *path =
        g_strdup_printf("/repos/%s/commits/%s/pulls?per_page=100", repository, sha);
    guint64 found = 0;

    for (guint page = 0; path && page < PAGES_MAX; page++) {
        const ph_github_request request = { .method = "GET",
                                            .path = path,
                                            .purpose = "looking for the pull request",
                                            .permission = "pull-requests: read",
                                            .is_repeatable = TRUE };
        g_auto(ph_github_reply) reply = { 0 };
        const cJSON *pull;

        if (ph_github_call(github, &request, &reply, error) != PH_GITHUB_DONE)
            return FALSE;
        cJSON_ArrayForEach(pull, reply.json)
        {
            const guint64 number = match(pull, repository, sha);

            if (number && (!found || number < found))
                found = number;
        }
        g_free(path);
        path = g_steal_pointer(&reply.next_path);
    }
    *ret = found;
    return TRUE;
}
