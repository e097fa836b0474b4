/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The built-in workloads as people name them, on the command line and in suites. No state. */
#ifndef PH_HARNESS_SETTINGS_WORKLOAD_NAMES_H
#define PH_HARNESS_SETTINGS_WORKLOAD_NAMES_H

#include <glib.h>

typedef enum ph_workload_choice { PH_WORKLOADS_ALL, PH_WORKLOADS_KERNEL } ph_workload_choice;

/* Free with g_strfreev(). */
char **ph_workload_names(ph_workload_choice choice);

/* That there is none of this name among them, and which was meant. The caller frees it. */
char *ph_unknown_workload_text(ph_workload_choice choice, const char *name);

/* Those of the benchmarks that are made of them: "comp3/stream", "record-comp3". As above. */
char **ph_benchmark_names(void);
char *ph_unknown_benchmark_text(const char *name);

#endif /* PH_HARNESS_SETTINGS_WORKLOAD_NAMES_H */
