/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/anchor_json.h"

#include "document/build_identity_json.h"
#include "document/json_member.h"

void ph_anchor_json_add(cJSON *document, const ph_anchor *anchor)
{
    cJSON *member;

    if (!anchor)
        return;
    member = cJSON_AddObjectToObject(document, "anchor");
    cJSON_AddStringToObject(member, "name", anchor->name);
    if (anchor->options)
        cJSON_AddStringToObject(member, "options", anchor->options);
    ph_build_identity_json_add(member, anchor->identity);
}

ph_anchor *ph_anchor_json_read(const cJSON *document)
{
    const cJSON *member = ph_json_member(document, "anchor");

    return member ? ph_anchor_new(ph_json_text(member, "name"), ph_json_text(member, "options"),
                                  ph_build_identity_json_read(member))
                  : NULL;
}
