/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/list.h"

#include "document/json_member.h"
#include "error/error.h"
#include "forge/forge_kind.h"

static ph_list_end end_of(ph_forge_outcome outcome)
{
    switch (outcome) {
    case PH_FORGE_ABSENT: return PH_LIST_ABSENT;
    case PH_FORGE_DENIED: return PH_LIST_DENIED;
    default: return PH_LIST_FAILED;
    }
}

/* The entries of an answer; NULL and error when it has none of the kind. */
static const cJSON *entries_of(const ph_forge *forge, const ph_list *list, const cJSON *answer,
                               GError **error)
{
    const cJSON *entries = list->member ? ph_json_member(answer, list->member) : answer;

    if (cJSON_IsArray(entries))
        return entries;
    (void)ph_refuse(error, PH_ERROR_NETWORK,
                    "%s: %s's answer to %s is not the list that it is described as", list->purpose,
                    ph_forge_kind_of(forge)->title, list->path);
    return NULL;
}

ph_list_end ph_list_visit(ph_forge *forge, const ph_list *list, ph_list_visitor look, gpointer data,
                          GError **error)
{
    g_autofree char *path = g_strdup(list->path);

    for (guint page = 0; path && page < list->pages_max; page++) {
        const ph_forge_request request = { .method = "GET",
                                           .path = path,
                                           .purpose = list->purpose,
                                           .permission = list->permission,
                                           .is_repeatable = TRUE };
        g_auto(ph_forge_reply) reply = { 0 };
        const ph_forge_outcome outcome = ph_forge_call(forge, &request, &reply, error);
        const cJSON *entries, *entry;

        if (outcome != PH_FORGE_DONE)
            return end_of(outcome);
        entries = entries_of(forge, list, reply.json, error);
        if (!entries)
            return PH_LIST_FAILED;
        cJSON_ArrayForEach(entry, entries) if (!look(entry, data)) return PH_LIST_ENOUGH;
        g_free(path);
        path = g_steal_pointer(&reply.next_path);
    }
    return path ? PH_LIST_CUT : PH_LIST_ENDED;
}
