/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run is going to measure: workloads times working sets. */
#ifndef PH_PLAN_H
#define PH_PLAN_H

#include <glib.h>
#include <stdint.h>

#include "perfharness/workload.h"
#include "system/binding.h"

/* A user's own records. */
typedef struct ph_own_data {
    char *copybook; /* Path. */
    char *data;     /* Path. */
    uint32_t ccsid;
    char *record_format; /* "fixed", "rdw". */
} ph_own_data;

typedef struct ph_benchmark {
    char *name;                  /* "comp3/stream". */
    const ph_workload *workload; /* NULL: the user's own data. */
    const ph_own_data *own_data; /* NULL: a built-in workload. Borrowed. */
    const char *working_set;     /* Static; NULL at record level. */
    gboolean is_cold;
    uint64_t input_bytes;
    uint64_t chunk_bytes;
    gboolean is_void_expected;
} ph_benchmark;

/* Benchmarks in the order they are measured and shown. Free with g_ptr_array_unref(). */
GPtrArray *ph_plan_new(void);

/* Add a workload in each of its working sets, sized for this CPU's caches. */
void ph_plan_add(GPtrArray *plan, const ph_workload *workload, gboolean is_void_expected,
                 ph_cpu_caches caches);

/* Add the user's own records, named after the data file. The data must outlive the plan. */
void ph_plan_add_own_data(GPtrArray *plan, const ph_own_data *own_data);

#endif /* PH_PLAN_H */
