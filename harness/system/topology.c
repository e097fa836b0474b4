/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The whole machine's topology as hwloc sees it, whatever part of it this process may use. Not
 * under sysfs_root: hwloc reads the machine it runs on.
 */
#include <errno.h>
#include <hwloc.h>

#include "system/cpu_list.h"
#include "system/probe.h"
#include "system/system_info.h"

static const char *const topology_members[] = {
    "packages", "numa_nodes", "cores", "processing_units", "caches",
};

/* NULL and errno when hwloc cannot. */
static hwloc_topology_t load_topology(void)
{
    hwloc_topology_t topology = NULL;

    if (hwloc_topology_init(&topology) != 0)
        return NULL;
    if (hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) == 0 &&
        hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL) == 0 &&
        hwloc_topology_load(topology) == 0)
        return topology;
    const int load_errno = errno;
    hwloc_topology_destroy(topology);
    errno = load_errno;
    return NULL;
}

static void put_count(const ph_section *section, const char *member, hwloc_topology_t topology,
                      hwloc_obj_type_t type)
{
    const int count = hwloc_get_nbobjs_by_type(topology, type);

    if (count > 0)
        ph_put_number(section, member, count);
    else
        ph_put_missing(section, member, "hwloc sees no %s on this machine",
                       hwloc_obj_type_string(type));
}

static const char *cache_type_name(hwloc_obj_cache_type_t type)
{
    switch (type) {
    case HWLOC_OBJ_CACHE_DATA: return "data";
    case HWLOC_OBJ_CACHE_INSTRUCTION: return "instruction";
    case HWLOC_OBJ_CACHE_UNIFIED: return "unified";
    default: return NULL;
    }
}

/* The entry of caches of this kind and size, made if there is none yet. */
static cJSON *cache_entry(cJSON *caches, const union hwloc_obj_attr_u *attributes)
{
    const double bytes = (double)attributes->cache.size;
    const char *type = cache_type_name(attributes->cache.type);
    cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, caches)
    {
        if (cJSON_GetNumberValue(cJSON_GetObjectItem(entry, "level")) == attributes->cache.depth &&
            g_strcmp0(cJSON_GetStringValue(cJSON_GetObjectItem(entry, "type")), type) == 0 &&
            cJSON_GetNumberValue(cJSON_GetObjectItem(entry, "bytes")) == bytes)
            return entry;
    }
    entry = cJSON_CreateObject();
    cJSON_AddNumberToObject(entry, "level", attributes->cache.depth);
    cJSON_AddStringToObject(entry, "type", type);
    cJSON_AddNumberToObject(entry, "bytes", bytes);
    cJSON_AddNumberToObject(entry, "count", 0);
    cJSON_AddItemToArray(caches, entry);
    return entry;
}

static void count_cache(cJSON *caches, hwloc_obj_t object)
{
    const union hwloc_obj_attr_u *attributes = object->attr;

    /* A size of 0 is hwloc's "unknown". */
    if (attributes->cache.size == 0 || !cache_type_name(attributes->cache.type))
        return;
    cJSON *count = cJSON_GetObjectItem(cache_entry(caches, attributes), "count");
    cJSON_SetNumberValue(count, cJSON_GetNumberValue(count) + 1);
}

/* Nearest to memory first, as hwloc numbers its depths. */
static void put_caches(const ph_section *section, hwloc_topology_t topology)
{
    cJSON *caches = cJSON_CreateArray();
    const int depth_count = hwloc_topology_get_depth(topology);

    for (int depth = 0; depth < depth_count; depth++) {
        if (!hwloc_obj_type_is_cache(hwloc_get_depth_type(topology, depth)))
            continue;
        for (hwloc_obj_t object = hwloc_get_next_obj_by_depth(topology, depth, NULL); object;
             object = hwloc_get_next_obj_by_depth(topology, depth, object))
            count_cache(caches, object);
    }
    if (cJSON_GetArraySize(caches) > 0) {
        cJSON_AddItemToObject(section->object, "caches", caches);
        return;
    }
    cJSON_Delete(caches);
    ph_put_missing(section, "caches", "hwloc sees no cache on this machine");
}

enum { LEVELS = 4 };

/* One core's; of what is not known, 0. */
typedef struct core_caches {
    guint64 instruction_bytes;  /* Of level 1. */
    guint64 data_bytes[LEVELS]; /* Of a level, what holds data. */
} core_caches;

static void note_cache(core_caches *ret, const struct hwloc_cache_attr_s *cache)
{
    if (cache->type != HWLOC_OBJ_CACHE_INSTRUCTION && cache->depth >= 1 && cache->depth <= LEVELS)
        ret->data_bytes[cache->depth - 1] = cache->size;
    else if (cache->depth == 1)
        ret->instruction_bytes = cache->size;
}

static core_caches find_core_caches(guint number)
{
    hwloc_topology_t topology = load_topology();
    core_caches caches = { 0 };
    hwloc_obj_t object = topology ? hwloc_get_pu_obj_by_os_index(topology, number) : NULL;

    for (; object; object = object->parent)
        if (hwloc_obj_type_is_cache(object->type))
            note_cache(&caches, &object->attr->cache);
    if (topology)
        hwloc_topology_destroy(topology);
    return caches;
}

void ph_put_core_caches(const ph_section *cpu, guint number)
{
    static const char *const members[LEVELS] = { "l1_data_bytes", "l2_bytes", "l3_bytes",
                                                 "l4_bytes" };
    const gboolean is_copy = *cpu->sysfs_root != '\0';
    const char *const reason = is_copy
                                   ? "hwloc reads the machine it runs on, and no files of others"
                                   : "hwloc sees none on this machine";
    const ph_section section = ph_section_open(cpu, "caches");
    const core_caches caches = is_copy ? (core_caches){ 0 } : find_core_caches(number);

    if (caches.instruction_bytes)
        ph_put_number(&section, "l1_instruction_bytes", (double)caches.instruction_bytes);
    else
        ph_put_missing(&section, "l1_instruction_bytes", "%s", reason);
    for (gsize i = 0; i < LEVELS; i++) {
        if (caches.data_bytes[i])
            ph_put_number(&section, members[i], (double)caches.data_bytes[i]);
        else
            ph_put_missing(&section, members[i], "%s", reason);
    }
}

/* What the control group, the process' own affinity and the kernel all allow. */
static void put_allowed_cpus(const ph_section *section, ph_probed_cpu described)
{
    g_autofree char *list = described.choice ? ph_cpu_list_format(described.choice->usable) : NULL;

    if (list)
        ph_put_string(section, "allowed_cpus", list);
    else
        ph_put_missing(section, "allowed_cpus", "%s", described.missing);
}

/* It says its version in a topology, and nowhere else. Borrowed. */
static const char *version_of(hwloc_topology_t topology)
{
    return hwloc_obj_get_info_by_name(hwloc_get_root_obj(topology), "hwlocVersion");
}

char *ph_system_hwloc_version(void)
{
    hwloc_topology_t topology = load_topology();
    char *version = topology ? g_strdup(version_of(topology)) : NULL;

    if (topology)
        hwloc_topology_destroy(topology);
    return version;
}

static void put_missing(const ph_section *section, const ph_section *libraries, int load_errno)
{
    for (guint i = 0; i < G_N_ELEMENTS(topology_members); i++)
        ph_put_missing(section, topology_members[i], "hwloc_topology_load: %s",
                       g_strerror(load_errno));
    ph_put_missing(libraries, "hwloc", "it says its version in a topology, and loads none");
}

static void put_topology(const ph_section *section, const ph_section *libraries,
                         hwloc_topology_t topology)
{
    put_count(section, "packages", topology, HWLOC_OBJ_PACKAGE);
    put_count(section, "numa_nodes", topology, HWLOC_OBJ_NUMANODE);
    put_count(section, "cores", topology, HWLOC_OBJ_CORE);
    put_count(section, "processing_units", topology, HWLOC_OBJ_PU);
    put_caches(section, topology);
    ph_put_string(libraries, "hwloc", version_of(topology));
}

void ph_probe_topology(const ph_section *document, const ph_section *libraries,
                       ph_probed_cpu described)
{
    const ph_section section = ph_section_open(document, "topology");
    hwloc_topology_t topology = load_topology();

    if (topology) {
        put_topology(&section, libraries, topology);
        hwloc_topology_destroy(topology);
    } else {
        put_missing(&section, libraries, errno);
    }
    put_allowed_cpus(&section, described);
}
