/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/list.h"

#include "document/json_member.h"
#include "error/error.h"

static ph_list_end end_of(ph_github_outcome outcome)
{
    switch (outcome) {
    case PH_GITHUB_ABSENT: return PH_LIST_ABSENT;
    case PH_GITHUB_DENIED: return PH_LIST_DENIED;
    default: return PH_LIST_FAILED;
    }
}

/* The entries of an answer; NULL and error when it has none of the kind. */
static const cJSON *entries_of(const ph_list *list, const cJSON *answer, GError **error)
{
    const cJSON *entries = list->member ? ph_json_member(answer, list->member) : answer;

    if (cJSON_IsArray(entries))
        return entries;
    (void)ph_refuse(error, PH_ERROR_NETWORK,
                    "%s: GitHub's answer to %s is not the list that it is "
                    "described as",
                    list->purpose, list->path);
    return NULL;
}

ph_list_end ph_list_visit(ph_github *github, const ph_list *list, ph_list_visitor look,
                          gpointer data, GError **error)
{
    g_autofree char *path = g_strdup(list->path);

    for (guint page = 0; path && page < list->pages_max; page++) {
        const ph_github_request request = { .method = "GET",
                                            .path = path,
                                            .purpose = list->purpose,
                                            .permission = list->permission,
                                            .is_repeatable = TRUE };
        g_auto(ph_github_reply) reply = { 0 };
        const ph_github_outcome outcome = ph_github_call(github, &request, &reply, error);
        const cJSON *entries, *entry;

        if (outcome != PH_GITHUB_DONE)
            return end_of(outcome);
        entries = entries_of(list, reply.json, error);
        if (!entries)
            return PH_LIST_FAILED;
        cJSON_ArrayForEach(entry, entries) if (!look(entry, data)) return PH_LIST_ENOUGH;
        g_free(path);
        path = g_steal_pointer(&reply.next_path);
    }
    return path ? PH_LIST_CUT : PH_LIST_ENDED;
}
