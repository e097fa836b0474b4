/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/seal.h"

#include <string.h>

#include "perfharness/require.h"

static char *digest_of(const cJSON *document)
{
    char *line = cJSON_PrintUnformatted(document);
    char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, line, -1);

    cJSON_free(line);
    return digest;
}

void ph_seal(cJSON *document)
{
    PH_REQUIRE(!cJSON_GetObjectItemCaseSensitive(document, PH_SEAL_MEMBER));

    g_autofree char *digest = digest_of(document);

    cJSON_AddStringToObject(document, PH_SEAL_MEMBER, digest);
}

gboolean ph_seal_line_is_whole(const char *line)
{
    static const char opening[] = ",\"" PH_SEAL_MEMBER "\":\"", closing[] = "\"}";
    const char *seal = g_strrstr(line, opening);
    g_autofree char *rest = seal ? g_strndup(line, (gsize)(seal - line)) : NULL;
    g_autofree char *text = seal ? g_strconcat(rest, "}", NULL) : NULL;
    g_autofree char *digest =
        seal ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1) : NULL;
    g_autofree char *expected = seal ? g_strconcat(opening, digest, closing, NULL) : NULL;

    return seal && strcmp(seal, expected) == 0;
}

gboolean ph_seal_is_whole(const cJSON *document)
{
    char *line = cJSON_PrintUnformatted(document);
    const gboolean is_whole = ph_seal_line_is_whole(line);

    cJSON_free(line);
    return is_whole;
}
