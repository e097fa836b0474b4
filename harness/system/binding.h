/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Binding a process that is about to be spawned to one CPU, or to several of one node, and to that
 * node's memory.
 *
 * The calling thread binds itself, spawns, and unbinds itself: both bindings survive fork and exec.
 *
 * One thread at a time for each binder, and the same one from binding to unbinding.
 */
#ifndef PH_HARNESS_SYSTEM_BINDING_H
#define PH_HARNESS_SYSTEM_BINDING_H

#include <glib.h>
#include <stdint.h>

#include "system/thread_cpus.h"

typedef struct ph_binder ph_binder;

/* What a CPU means for a workload's size. Bytes; 0 where hwloc does not know. */
typedef struct ph_cpu_caches {
    uint64_t l1d_bytes;
    uint64_t l2_bytes;
    uint64_t l3_bytes;
} ph_cpu_caches;

/* What the operating system says after binding: the CPU list ("1") and the node list ("0"). */
typedef struct ph_binding_readback {
    char *cpus;
    char *nodes;         /* NULL when memory binding cannot be had on this machine... */
    char *nodes_missing; /* ...for this reason; else NULL. */
} ph_binding_readback;

/* Load the topology. NULL and error when hwloc cannot. Free with ph_binder_free(). */
ph_binder *ph_binder_new(GError **error);
void ph_binder_free(ph_binder *binder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_binder, ph_binder_free)

/* The CPUs of this one's memory node that may be bound to: ph_cpu_unit, by its core. Free with
 * g_array_unref(). */
GArray *ph_binder_units(const ph_binder *binder, guint cpu);

ph_cpu_caches ph_binder_caches(const ph_binder *binder, guint cpu);

/*
 * Bind the calling thread to this CPU (OS index) and the memory of its node, strictly, and read
 * both back. FALSE and error when the CPU cannot be bound or what was read back is another CPU;
 * memory that cannot be bound is said in the readback. Undone by ph_binder_unbind().
 */
gboolean ph_binder_bind(ph_binder *binder, guint cpu, ph_binding_readback *readback,
                        GError **error);

/* The same to all of these (guint), of one node. */
gboolean ph_binder_bind_all(ph_binder *binder, const GArray *cpus, ph_binding_readback *readback,
                            GError **error);

void ph_binder_unbind(ph_binder *binder);

void ph_binding_readback_clear(ph_binding_readback *readback);

#endif /* PH_HARNESS_SYSTEM_BINDING_H */
