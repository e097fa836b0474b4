/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kinds of cores: a hybrid machine has fast ones and slow ones, and a figure of one kind says
 * nothing of another.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SYSTEM_CORE_KIND_H
#define PH_HARNESS_SYSTEM_CORE_KIND_H

#include <glib.h>

/* Of every CPU that was asked about, its kind: 1 is the fastest. */
typedef struct ph_core_kinds {
    GArray *cpus;  /* guint, as the next. */
    GArray *kinds; /* Beside them, from 1 to count. */
    guint count;
} ph_core_kinds;

/*
 * Tell kinds apart by what the kernel says below sysfs_root: the first of cpu_capacity, the
 * hardware's highest frequency, and Intel's lists of core types that tells any apart. Cores within
 * a tenth of each other are of one kind: makers pick the best of equal ones for a higher clock.
 *
 * NULL and error when none of the three says something of every CPU, as in most virtual machines.
 */
ph_core_kinds *ph_core_kinds_read(const char *sysfs_root, const GArray *cpus, GError **error);
void ph_core_kinds_free(ph_core_kinds *kinds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_core_kinds, ph_core_kinds_free)

/* The kind of a CPU; 0 for one that was not asked about. */
guint ph_core_kinds_of(const ph_core_kinds *kinds, guint cpu);

/* Those of a kind, ascending: guint. Free with g_array_unref(). */
GArray *ph_core_kinds_cpus(const ph_core_kinds *kinds, guint kind);

#endif /* PH_HARNESS_SYSTEM_CORE_KIND_H */
