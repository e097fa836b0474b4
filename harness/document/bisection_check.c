/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/bisection_check.h"

#include "document/json_member.h"
#include "error/error.h"

static gboolean check_places(uint64_t earlier, uint64_t later, uint64_t count, const char *pointer,
                             GError **error)
{
    return (earlier < later && later < count) ||
           ph_refuse(error, PH_ERROR_SCHEMA,
                     "%s: two places in /commits were expected, the earlier one first", pointer);
}

gboolean ph_bisection_check(const cJSON *document, GError **error)
{
    const uint64_t count = (uint64_t)cJSON_GetArraySize(ph_json_member(document, "commits"));
    const cJSON *found = ph_json_member(document, "found"), *comparison;
    guint index = 0;

    cJSON_ArrayForEach(comparison, ph_json_member(document, "comparisons"))
    {
        g_autofree char *pointer = g_strdup_printf("/comparisons/%u", index++);

        if (!check_places(ph_json_count(comparison, "base"), ph_json_count(comparison, "head"),
                          count, pointer, error))
            return FALSE;
    }
    return !cJSON_IsObject(found) ||
           check_places(ph_json_count(found, "from"), ph_json_count(found, "to"), count, "/found",
                        error);
}
