/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/build_identity_json.h"

#include <math.h>

#include "document/json_member.h"

#define MEMBER "built_from"

static void add_known_text(cJSON *object, const char *name, const char *text)
{
    if (text)
        cJSON_AddStringToObject(object, name, text);
}

void ph_build_identity_json_add(cJSON *object, const ph_build_identity *identity)
{
    cJSON *entry;

    if (!identity || !ph_build_identity_is_known(identity))
        return;
    entry = cJSON_AddObjectToObject(object, MEMBER);
#define X(name) add_known_text(entry, #name, identity->name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    if (identity->is_dirty != PH_NOT_KNOWN)
        cJSON_AddBoolToObject(entry, "is_dirty", identity->is_dirty == PH_KNOWN_TRUE);
    if (identity->library_bytes)
        cJSON_AddNumberToObject(entry, "library_bytes", (double)identity->library_bytes);
    if (identity->build_s >= 0.0)
        cJSON_AddNumberToObject(entry, "build_s", identity->build_s);
}

static ph_known known_of(const cJSON *value)
{
    if (!cJSON_IsBool(value))
        return PH_NOT_KNOWN;
    return cJSON_IsTrue(value) ? PH_KNOWN_TRUE : PH_KNOWN_FALSE;
}

ph_build_identity *ph_build_identity_json_read(const cJSON *object)
{
    const cJSON *entry = ph_json_member(object, MEMBER);
    const double build_s = ph_json_number(entry, "build_s");
    ph_build_identity *identity;

    if (!cJSON_IsObject(entry))
        return NULL;
    identity = ph_build_identity_new();
#define X(name) identity->name = ph_json_printable(entry, #name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    identity->is_dirty = known_of(ph_json_member(entry, "is_dirty"));
    if (ph_json_member(entry, "library_bytes"))
        identity->library_bytes = ph_json_count(entry, "library_bytes");
    if (!isnan(build_s))
        identity->build_s = build_s;
    return identity;
}
