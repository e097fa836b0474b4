/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/binding.h"

#include <errno.h>
#include <hwloc.h>
#include <linux/mempolicy.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error/error.h"

#define CPU_FLAGS    (HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT)
#define MEMORY_FLAGS (HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET)

/* More nodes than any kernel is built for: the kernel refuses a mask shorter than its own. */
#define NODE_BITS 4096

/*
 * The thread's memory policy as the kernel has it. hwloc cannot give back what it read: it calls a
 * preferred node a binding, and the default policy "first touch".
 */
typedef struct memory_policy {
    int mode;
    unsigned long nodes[NODE_BITS / (8 * sizeof(unsigned long))];
} memory_policy;

struct ph_binder {
    hwloc_topology_t topology;
    hwloc_bitmap_t allowed;
    hwloc_bitmap_t previous_cpus; /* Before the first bind. */
    memory_policy previous_memory;
    gboolean is_bound;
    gboolean is_memory_bound;
};

static void fail_with_errno(GError **error, const char *what)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s: %s", what, g_strerror(errno));
}

/* Bitmap as a list ("0-3"); freed with g_free(). */
static char *bitmap_list(hwloc_const_bitmap_t bitmap)
{
    char *hwloc_owned = NULL;

    hwloc_bitmap_list_asprintf(&hwloc_owned, bitmap);
    char *list = g_strdup(hwloc_owned);
    free(hwloc_owned);
    return list;
}

/* hwloc pretends to bind when its topology is of another machine (HWLOC_XMLFILE). */
static gboolean load_topology(ph_binder *binder, GError **error)
{
    if (hwloc_topology_init(&binder->topology) != 0) {
        fail_with_errno(error, "hwloc_topology_init");
        return FALSE;
    }
    if (hwloc_topology_load(binder->topology) != 0) {
        fail_with_errno(error, "hwloc_topology_load");
        return FALSE;
    }
    if (!hwloc_topology_is_thissystem(binder->topology)) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "hwloc's topology is not this machine's (HWLOC_* in the environment?)");
        return FALSE;
    }
    return TRUE;
}

/* The affinity the process was started with (taskset) is a wish to be respected. */
static gboolean find_allowed_cpus(ph_binder *binder, GError **error)
{
    if (hwloc_get_cpubind(binder->topology, binder->allowed, HWLOC_CPUBIND_THREAD) != 0) {
        fail_with_errno(error, "hwloc_get_cpubind");
        return FALSE;
    }
    hwloc_bitmap_and(binder->allowed, binder->allowed,
                     hwloc_topology_get_allowed_cpuset(binder->topology));
    return TRUE;
}

ph_binder *ph_binder_new(GError **error)
{
    g_autoptr(ph_binder) binder = g_new0(ph_binder, 1);

    binder->allowed = hwloc_bitmap_alloc();
    binder->previous_cpus = hwloc_bitmap_alloc();
    if (!load_topology(binder, error) || !find_allowed_cpus(binder, error))
        return NULL;
    return g_steal_pointer(&binder);
}

void ph_binder_free(ph_binder *binder)
{
    if (!binder)
        return;
    if (binder->topology)
        hwloc_topology_destroy(binder->topology);
    hwloc_bitmap_free(binder->allowed);
    hwloc_bitmap_free(binder->previous_cpus);
    g_free(binder);
}

static void note_cache(ph_cpu_caches *caches, const struct hwloc_cache_attr_s *cache)
{
    if (cache->depth == 1)
        caches->l1d_bytes = cache->size;
    else if (cache->depth == 2)
        caches->l2_bytes = cache->size;
    else if (cache->depth == 3)
        caches->l3_bytes = cache->size;
}

ph_cpu_caches ph_binder_caches(const ph_binder *binder, guint cpu)
{
    ph_cpu_caches caches = { 0 };

    for (hwloc_obj_t object = hwloc_get_pu_obj_by_os_index(binder->topology, cpu); object;
         object = object->parent) {
        if (hwloc_obj_type_is_dcache(object->type))
            note_cache(&caches, &object->attr->cache);
    }
    return caches;
}

static gboolean read_memory_policy(memory_policy *ret)
{
    memset(ret, 0, sizeof(*ret));
    return syscall(SYS_get_mempolicy, &ret->mode, ret->nodes, (unsigned long)NODE_BITS, NULL, 0) ==
           0;
}

/* Nothing can be done if the kernel will not have its own policy back. */
static void write_memory_policy(const memory_policy *policy)
{
    (void)syscall(SYS_set_mempolicy, policy->mode, policy->nodes, (unsigned long)NODE_BITS);
}

static void unbind_memory(ph_binder *binder)
{
    if (binder->is_memory_bound)
        write_memory_policy(&binder->previous_memory);
    binder->is_memory_bound = FALSE;
}

void ph_binder_unbind(ph_binder *binder)
{
    unbind_memory(binder);
    if (binder->is_bound)
        (void)hwloc_set_cpubind(binder->topology, binder->previous_cpus, HWLOC_CPUBIND_THREAD);
    binder->is_bound = FALSE;
}

static gboolean remember_cpus(ph_binder *binder, GError **error)
{
    if (binder->is_bound)
        return TRUE;
    if (hwloc_get_cpubind(binder->topology, binder->previous_cpus, HWLOC_CPUBIND_THREAD) != 0) {
        fail_with_errno(error, "hwloc_get_cpubind");
        return FALSE;
    }
    binder->is_bound = TRUE;
    return TRUE;
}

/* The list the thread is really bound to; NULL and error when it is not the one asked for. */
static char *bind_cpus(ph_binder *binder, hwloc_const_bitmap_t wanted, hwloc_bitmap_t readback,
                       GError **error)
{
    if (!remember_cpus(binder, error))
        return NULL;
    if (hwloc_set_cpubind(binder->topology, wanted, CPU_FLAGS) != 0) {
        fail_with_errno(error, "hwloc_set_cpubind");
        return NULL;
    }
    if (hwloc_get_cpubind(binder->topology, readback, CPU_FLAGS) != 0) {
        fail_with_errno(error, "hwloc_get_cpubind");
        return NULL;
    }
    g_autofree char *cpus = bitmap_list(readback);
    if (hwloc_bitmap_isequal(readback, wanted))
        return g_steal_pointer(&cpus);
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "the system reports CPU %s", cpus);
    return NULL;
}

/* NULL and *ret_nodes, or why memory is not bound. Both are owned by the caller. */
static char *read_back_memory(const ph_binder *binder, hwloc_const_bitmap_t wanted,
                              hwloc_bitmap_t readback, char **ret_nodes)
{
    hwloc_membind_policy_t hwloc_policy = HWLOC_MEMBIND_DEFAULT;
    memory_policy policy;

    if (hwloc_get_membind(binder->topology, readback, &hwloc_policy, MEMORY_FLAGS) != 0)
        return g_strdup_printf("hwloc_get_membind: %s", g_strerror(errno));
    if (!read_memory_policy(&policy))
        return g_strdup_printf("get_mempolicy: %s", g_strerror(errno));
    g_autofree char *nodes = bitmap_list(readback);
    if (policy.mode != MPOL_BIND || !hwloc_bitmap_isequal(readback, wanted))
        return g_strdup_printf("the system reports memory policy %d, node %s", policy.mode, nodes);
    *ret_nodes = g_steal_pointer(&nodes);
    return NULL;
}

static char *set_memory(ph_binder *binder, hwloc_const_bitmap_t wanted, hwloc_bitmap_t readback,
                        char **ret_nodes)
{
    if (hwloc_bitmap_iszero(wanted))
        return g_strdup("the CPU has no memory node of its own");
    if (!binder->is_memory_bound && !read_memory_policy(&binder->previous_memory))
        return g_strdup_printf("get_mempolicy: %s", g_strerror(errno));
    binder->is_memory_bound = TRUE;
    /* Without STRICT hwloc makes the node a preference. */
    if (hwloc_set_membind(binder->topology, wanted, HWLOC_MEMBIND_BIND,
                          MEMORY_FLAGS | HWLOC_MEMBIND_STRICT) != 0)
        return g_strdup_printf("hwloc_set_membind: %s", g_strerror(errno));
    return read_back_memory(binder, wanted, readback, ret_nodes);
}

/* As set_memory(); memory that is not bound as wanted is not bound at all. */
static char *bind_memory(ph_binder *binder, hwloc_const_bitmap_t wanted, hwloc_bitmap_t readback,
                         char **ret_nodes)
{
    char *reason = set_memory(binder, wanted, readback, ret_nodes);

    if (reason)
        unbind_memory(binder);
    return reason;
}

/* Their sets of CPUs and nodes; FALSE and error where one of them may not be bound to. */
static gboolean find_units(const ph_binder *binder, const GArray *cpus, hwloc_bitmap_t ret_cpus,
                           hwloc_bitmap_t ret_nodes, GError **error)
{
    for (guint i = 0; i < cpus->len; i++) {
        const guint cpu = g_array_index(cpus, guint, i);
        hwloc_obj_t unit = hwloc_get_pu_obj_by_os_index(binder->topology, cpu);

        if (!unit || !hwloc_bitmap_isset(binder->allowed, cpu)) {
            g_autofree char *allowed = bitmap_list(binder->allowed);

            return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                             "binding to CPU %u: this process may run on CPU %s only", cpu,
                             allowed);
        }
        hwloc_bitmap_or(ret_cpus, ret_cpus, unit->cpuset);
        hwloc_bitmap_or(ret_nodes, ret_nodes, unit->nodeset);
    }
    return TRUE;
}

static gboolean bind_to(ph_binder *binder, hwloc_const_bitmap_t cpus, hwloc_const_bitmap_t nodes,
                        ph_binding_readback *readback, GError **error)
{
    ph_binding_readback seen = { 0 };
    hwloc_bitmap_t scratch = hwloc_bitmap_alloc();

    seen.cpus = bind_cpus(binder, cpus, scratch, error);
    if (seen.cpus)
        seen.nodes_missing = bind_memory(binder, nodes, scratch, &seen.nodes);
    hwloc_bitmap_free(scratch);
    if (!seen.cpus) {
        g_autofree char *list = bitmap_list(cpus);

        g_prefix_error(error, "binding to CPU %s: ", list);
        ph_binder_unbind(binder);
        return FALSE;
    }
    *readback = seen;
    return TRUE;
}

gboolean ph_binder_bind_all(ph_binder *binder, const GArray *cpus, ph_binding_readback *readback,
                            GError **error)
{
    hwloc_bitmap_t all = hwloc_bitmap_alloc(), nodes = hwloc_bitmap_alloc();
    const gboolean is_bound =
        find_units(binder, cpus, all, nodes, error) && bind_to(binder, all, nodes, readback, error);

    hwloc_bitmap_free(all);
    hwloc_bitmap_free(nodes);
    return is_bound;
}

gboolean ph_binder_bind(ph_binder *binder, guint cpu, ph_binding_readback *readback, GError **error)
{
    g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(guint));

    g_array_append_val(one, cpu);
    return ph_binder_bind_all(binder, one, readback, error);
}

GArray *ph_binder_units(const ph_binder *binder, guint cpu)
{
    const struct hwloc_obj *measured = hwloc_get_pu_obj_by_os_index(binder->topology, cpu);
    GArray *units = g_array_new(FALSE, FALSE, sizeof(ph_cpu_unit));
    hwloc_obj_t unit = NULL;

    while (measured &&
           (unit = hwloc_get_next_obj_by_type(binder->topology, HWLOC_OBJ_PU, unit)) != NULL) {
        const struct hwloc_obj *core =
            hwloc_get_ancestor_obj_by_type(binder->topology, HWLOC_OBJ_CORE, unit);
        const ph_cpu_unit found = { unit->os_index,
                                    core ? core->logical_index : unit->logical_index };

        if (hwloc_bitmap_isset(binder->allowed, unit->os_index) &&
            hwloc_bitmap_isequal(unit->nodeset, measured->nodeset))
            g_array_append_val(units, found);
    }
    return units;
}

void ph_binding_readback_clear(ph_binding_readback *readback)
{
    g_clear_pointer(&readback->cpus, g_free);
    g_clear_pointer(&readback->nodes, g_free);
    g_clear_pointer(&readback->nodes_missing, g_free);
}
