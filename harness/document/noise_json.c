/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/noise_json.h"

#include <math.h>

#include "document/json_member.h"

static void add_causes(cJSON *object, const ph_noise *noise)
{
    cJSON *list = cJSON_AddArrayToObject(object, "causes");
    ph_noise_cause causes[PH_NOISE_COUNT];
    const guint count = ph_noise_order(noise, causes);

    for (guint i = 0; i < count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(ph_noise_member(causes[i])));
}

void ph_noise_json_add(cJSON *object, const ph_noise *noise)
{
    cJSON *member = cJSON_AddObjectToObject(object, "noise");

    cJSON_AddNumberToObject(member, "blocks", (double)noise->blocks);
    cJSON_AddNumberToObject(member, "blocks_set_aside", (double)ph_noise_blocks_set_aside(noise));
    add_causes(member, noise);
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const ph_noise_seen *seen = &noise->seen[cause];
        cJSON *entry;

        if (isnan(seen->total)) {
            cJSON_AddNullToObject(member, ph_noise_member(cause));
            continue;
        }
        entry = cJSON_AddObjectToObject(member, ph_noise_member(cause));
        cJSON_AddNumberToObject(entry, "total", seen->total);
        cJSON_AddNumberToObject(entry, "launches", (double)seen->launches);
        cJSON_AddNumberToObject(entry, "blocks_set_aside", (double)seen->blocks_set_aside);
        cJSON_AddNumberToObject(entry, "lost_s", seen->lost_s);
    }
}

/* A run of an earlier version does not tell all of it. */
void ph_noise_json_take(ph_noise *noise, const cJSON *object)
{
    const cJSON *member = ph_json_member(object, "noise");

    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const cJSON *seen = ph_json_member(member, ph_noise_member(cause));
        const double lost_s = ph_json_number(seen, "lost_s");

        noise->seen[cause] =
            (ph_noise_seen){ .total = ph_json_number(seen, "total"),
                             .launches = ph_json_count(seen, "launches"),
                             .blocks_set_aside = ph_json_count(seen, "blocks_set_aside"),
                             .lost_s = isnan(lost_s) ? 0.0 : lost_s };
    }
    noise->blocks = ph_json_count(member, "blocks");
}
