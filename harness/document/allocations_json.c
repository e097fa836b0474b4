/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/allocations_json.h"

#include "document/json_member.h"

void ph_allocations_json_add(cJSON *entry, const char *name, const ph_allocations *allocations)
{
    cJSON *object;

    if (!allocations)
        return;
    object = cJSON_AddObjectToObject(entry, name);
    if (allocations->unseen) {
        cJSON_AddStringToObject(object, "unseen", allocations->unseen);
        return;
    }
    cJSON_AddNumberToObject(object, "records", (double)allocations->records);
    cJSON_AddNumberToObject(object, "items", (double)allocations->items);
#define X(member, what, of, least)                                                                 \
    cJSON_AddNumberToObject(object, #member, (double)allocations->member);
    PH_ALLOCATION_LIST(X)
#undef X
    if (allocations->peak_resident_bytes)
        cJSON_AddNumberToObject(object, "peak_resident_bytes",
                                (double)allocations->peak_resident_bytes);
}

ph_allocations *ph_allocations_json_read(const cJSON *entry, const char *name)
{
    const cJSON *object = ph_json_member(entry, name);
    ph_allocations *allocations;

    if (!object)
        return NULL;
    allocations = g_new0(ph_allocations, 1);
    allocations->unseen = ph_json_printable(object, "unseen");
    allocations->records = ph_json_count(object, "records");
    allocations->items = ph_json_count(object, "items");
#define X(member, what, of, least) allocations->member = ph_json_count(object, #member);
    PH_ALLOCATION_LIST(X)
#undef X
    allocations->peak_resident_bytes = ph_json_count(object, "peak_resident_bytes");
    return allocations;
}

const char *ph_allocations_contradicted(const ph_allocations *allocations, const char **ret_why)
{
    if (!ph_allocations_are_seen(allocations))
        return NULL;
    if (allocations->items % allocations->records) {
        *ret_why = "are not as many for each of records";
        return "items";
    }
    if (!allocations->calls && allocations->bytes) {
        *ret_why = "no call of the allocator asked for them";
        return "bytes";
    }
    if (allocations->peak_live_bytes > allocations->bytes) {
        *ret_why = "so many were never asked for";
        return "peak_live_bytes";
    }
    return NULL;
}
