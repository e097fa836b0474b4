/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which CPUs several threads are measured on: as many as there are threads, of one memory node and
 * one kind of core, and each of a core of its own as long as there are enough of them.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_THREAD_CPUS_H
#define PH_HARNESS_SYSTEM_THREAD_CPUS_H

#include <glib.h>

#include "system/core_kind.h"

/* A CPU that could be one of them. */
typedef struct ph_cpu_unit {
    guint cpu;
    guint core; /* Those of one core have the same number. */
} ph_cpu_unit;

typedef struct ph_thread_cpus {
    GArray *cpus;          /* guint, ascending. */
    gboolean shares_cores; /* Two of them are of one core, by the topology or as was measured. */
    /* What was measured there, which this does not do; NAN: it was not, or the host was too busy.
     */
    double slowdown; /* Of work on one of them while another works, which shares its core. */
    double start_ns; /* What it takes to start all threads but one, and to wait for their end. */
} ph_thread_cpus;

/*
 * @param units  ph_cpu_unit: of the first CPU's node, that one included; those of another kind of
 *               core are passed over.
 * @param kinds  NULL: not known.
 * @param first  One of them: it is always chosen.
 * @return NULL and error (PH_ERROR_USAGE) where there are fewer than so many.
 */
ph_thread_cpus *ph_thread_cpus_choose(const GArray *units, const ph_core_kinds *kinds, guint first,
                                      guint count, GError **error);

void ph_thread_cpus_free(ph_thread_cpus *cpus);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_thread_cpus, ph_thread_cpus_free)

#endif /* PH_HARNESS_SYSTEM_THREAD_CPUS_H */
