/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/seal.h"

static char *digest_of(const cJSON *document)
{
    char *line = cJSON_PrintUnformatted(document);
    char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, line, -1);

    cJSON_free(line);
    return digest;
}

void ph_seal(cJSON *document)
{
    g_autofree char *digest = digest_of(document);

    cJSON_AddStringToObject(document, PH_SEAL_MEMBER, digest);
}

gboolean ph_seal_is_whole(const cJSON *document)
{
    const cJSON *seal = cJSON_GetObjectItemCaseSensitive(document, PH_SEAL_MEMBER);
    cJSON *rest;
    g_autofree char *digest = NULL;

    if (!cJSON_IsString(seal) || seal->next)
        return FALSE;
    rest = cJSON_Duplicate(document, 1);
    cJSON_DeleteItemFromObjectCaseSensitive(rest, PH_SEAL_MEMBER);
    digest = digest_of(rest);
    cJSON_Delete(rest);
    return g_str_equal(digest, seal->valuestring);
}
