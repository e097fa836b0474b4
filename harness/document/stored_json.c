/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/stored_json.h"

#include <math.h>

#include "document/json_member.h"

static void add_samples(cJSON *object, const char *name, const GArray *samples)
{
    cJSON *list = cJSON_AddArrayToObject(object, name);

    for (guint i = 0; i < samples->len; i++) {
        const double ns = g_array_index(samples, double, i);

        cJSON_AddItemToArray(list, isfinite(ns) ? cJSON_CreateNumber(ns) : cJSON_CreateNull());
    }
}

void ph_stored_json_add(cJSON *entry, const ph_stored *stored, double median_ns)
{
    cJSON *object;

    if (!stored)
        return;
    object = cJSON_AddObjectToObject(entry, "disk");
    cJSON_AddNumberToObject(object, "read_bytes", (double)stored->read_bytes);
    cJSON_AddNumberToObject(object, "written_bytes", (double)stored->written_bytes);
    ph_json_add_number(object, "cached_share", stored->cached_share);
    ph_json_add_number(object, "cpu_share", ph_stored_cpu_share(stored, median_ns));
    ph_json_add_text(object, "binds", ph_stored_binds(stored, median_ns));
#define X(member)                                                                                  \
    ph_json_add_number(object, #member, stored->median.member);                                    \
    add_samples(object, "launch_" #member, stored->launches.member);
    PH_STORED_TIME_LIST(X)
#undef X
}

static void read_samples(GArray *samples, const cJSON *object, const char *name)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, ph_json_member(object, name))
    {
        const double ns = cJSON_IsNumber(item) ? item->valuedouble : NAN;

        g_array_append_val(samples, ns);
    }
}

ph_stored *ph_stored_json_read(const cJSON *entry)
{
    const cJSON *object = ph_json_member(entry, "disk");
    ph_stored *stored;

    if (!object)
        return NULL;
    stored = ph_stored_new(0);
    stored->read_bytes = ph_json_count(object, "read_bytes");
    stored->written_bytes = ph_json_count(object, "written_bytes");
    stored->cached_share = ph_json_number(object, "cached_share");
#define X(member)                                                                                  \
    stored->median.member = ph_json_number(object, #member);                                       \
    read_samples(stored->launches.member, object, "launch_" #member);
    PH_STORED_TIME_LIST(X)
#undef X
    return stored;
}

void ph_stored_json_add_facts(cJSON *document, const ph_stored_facts *facts)
{
    cJSON *object;

    if (!facts->storage)
        return;
    object = cJSON_AddObjectToObject(document, "files");
    if (facts->file_bytes)
        cJSON_AddNumberToObject(object, "file_bytes", (double)facts->file_bytes);
    if (facts->memory_bytes)
        cJSON_AddNumberToObject(object, "memory_bytes", (double)facts->memory_bytes);
    cJSON_AddItemToObject(object, "storage", cJSON_Duplicate(facts->storage, TRUE));
    if (!facts->own_storage)
        return;
    object = cJSON_AddObjectToObject(object, "own");
    cJSON_AddNumberToObject(object, "bytes", (double)facts->own_bytes);
    cJSON_AddItemToObject(object, "storage", cJSON_Duplicate(facts->own_storage, TRUE));
}

void ph_stored_json_take_facts(ph_stored_facts *facts, const cJSON *document)
{
    const cJSON *object = ph_json_member(document, "files");

    if (!object)
        return;
    facts->file_bytes = ph_json_count(object, "file_bytes");
    facts->memory_bytes = ph_json_count(object, "memory_bytes");
    facts->storage = cJSON_Duplicate(ph_json_member(object, "storage"), TRUE);
    object = ph_json_member(object, "own");
    facts->own_bytes = ph_json_count(object, "bytes");
    facts->own_storage = cJSON_Duplicate(ph_json_member(object, "storage"), TRUE);
}
