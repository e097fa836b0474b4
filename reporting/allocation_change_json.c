/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "allocation_change_json.h"

#include "document/allocations_json.h"
#include "document/json_member.h"
#include "error/shortened.h"

/* Bytes, of what others said; the schemas allow as many characters. */
enum { SENTENCE_BYTES_MAX = 8192 };

void ph_allocation_change_json_add(cJSON *object, const ph_allocation_change *change)
{
    g_autofree char *uncounted =
        change->uncounted ? ph_shortened(change->uncounted, SENTENCE_BYTES_MAX) : NULL;
    cJSON *allocations;

    if (!ph_allocation_change_is_counted(change) && !uncounted)
        return;
    allocations = cJSON_AddObjectToObject(object, "allocations");
    if (uncounted) {
        ph_json_add_text(allocations, "uncounted", uncounted);
        return;
    }
    cJSON_AddStringToObject(allocations, "difference",
                            ph_allocation_difference_word(change->difference));
    cJSON_AddStringToObject(allocations, "verdict", ph_verdict_word(change->verdict));
    cJSON_AddNumberToObject(allocations, "draws", change->draws);
    ph_allocations_json_add(allocations, "base", change->base);
    ph_allocations_json_add(allocations, "head", change->head);
}

void ph_allocation_rule_json_add(cJSON *object, const ph_allocation_rule *rule)
{
    cJSON *shares;

    if (rule->warn <= 0.0)
        return;
    shares = cJSON_AddObjectToObject(object, "allocation_rule");
    cJSON_AddNumberToObject(shares, "warn", rule->warn);
    cJSON_AddNumberToObject(shares, "fail", rule->fail);
}
