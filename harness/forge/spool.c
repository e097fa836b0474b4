/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/spool.h"

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "forge/marker.h"
#include "perfharness/require.h"

char *ph_spooled_json(const ph_spooled *spooled)
{
    PH_REQUIRE(spooled->pull_request > 0);

    cJSON *json = cJSON_CreateObject();
    char *printed, *text;

    cJSON_AddStringToObject(json, "forge", spooled->forge);
    cJSON_AddStringToObject(json, "repository", spooled->repository);
    cJSON_AddNumberToObject(json, "pull_request", (double)spooled->pull_request);
    cJSON_AddStringToObject(json, "body", spooled->body);
    printed = cJSON_Print(json);
    text = g_strconcat(printed, "\n", NULL);
    cJSON_free(printed);
    cJSON_Delete(json);
    return text;
}

/* Older versions, which knew GitHub alone, named none. */
#define FORGE_OF_OLD "github"

ph_spooled *ph_spooled_read(const char *path, const ph_forge_kind *kind, GError **error)
{
    cJSON *json = ph_document_read(path, error);
    const char *named = ph_json_text(json, "forge");
    const char *forge = named ? named : FORGE_OF_OLD;
    const char *repository = ph_json_text(json, "repository");
    const cJSON *pull_request = cJSON_GetObjectItemCaseSensitive(json, "pull_request");
    const char *body = ph_json_text(json, "body");
    g_autofree char *marker = body ? ph_marker_of(body) : NULL;
    ph_spooled *spooled = NULL;

    if (!json)
        return NULL;
    if (!g_str_equal(forge, kind->name)) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "%s: it is for --forge %s, not %s", path, forge,
                        kind->name);
    } else if (repository && kind->is_repository(repository) && cJSON_IsNumber(pull_request) &&
               pull_request->valueint > 0 && marker) {
        spooled = g_new0(ph_spooled, 1);
        spooled->forge = g_strdup(forge);
        spooled->repository = g_strdup(repository);
        spooled->pull_request = (guint64)pull_request->valueint;
        spooled->body = g_strdup(body);
    } else {
        g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA,
                    "%s: repository, pull_request and a body that begins with our marker were "
                    "expected, as `perfharness publish` leaves them",
                    path);
    }
    cJSON_Delete(json);
    return spooled;
}

void ph_spooled_free(ph_spooled *spooled)
{
    g_free(spooled->forge);
    g_free(spooled->repository);
    g_free(spooled->body);
    g_free(spooled);
}
