/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which CPU is measured on: one rule for whatever measures, examines, tunes or describes it.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SYSTEM_CPU_CHOICE_H
#define PH_HARNESS_SYSTEM_CPU_CHOICE_H

#include <glib.h>

#include "system/core_kind.h"

#define PH_CPU_USUAL G_MININT

/* What --cpu of every command that has it says of its default. */
#define PH_CPU_USUAL_TEXT "default: the last of the fastest that are online and allowed"

typedef struct ph_cpu_choice {
    guint cpu;
    GArray *usable;       /* guint, ascending: online, and this process may run there. */
    ph_core_kinds *kinds; /* Of all that are online; NULL when they are not known, ... */
    char *kinds_missing;  /* ... for this reason. */
} ph_cpu_choice;

/*
 * Choose among the CPUs of this machine ("") or of a copy of its /proc and /sys.
 *
 * @param asked  As --cpu has it; PH_CPU_USUAL: the last usable one of the fastest kind, as CPU 0
 *               serves interrupts.
 * @return NULL and error: PH_ERROR_USAGE when the one asked for is not usable, PH_ERROR_ENVIRONMENT
 *         when it is not known which are.
 */
ph_cpu_choice *ph_cpu_choose(const char *sysfs_root, gint asked, GError **error);
void ph_cpu_choice_free(ph_cpu_choice *choice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_cpu_choice, ph_cpu_choice_free)

/* The kind of its core, "1 of 2", where 1 is the fastest; NULL: not known. The caller frees it. */
char *ph_cpu_choice_kind(const ph_cpu_choice *choice);

#endif /* PH_HARNESS_SYSTEM_CPU_CHOICE_H */
