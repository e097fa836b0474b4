/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a run is going to measure: workloads times working sets.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MEASURE_PLAN_H
#define PH_HARNESS_MEASURE_PLAN_H

#include <glib.h>
#include <stdint.h>

#include "model/record_layout.h"
#include "perfharness/record.h"
#include "perfharness/workload.h"
#include "protocol/float_format.h"
#include "protocol/framing.h"
#include "protocol/line_options.h"
#include "protocol/own_layout.h"
#include "protocol/working_set.h"
#include "system/binding.h"

typedef enum ph_working_set {
#define X(name, text, meaning) PH_WORKING_SET_##name,
    PH_WORKING_SET_LIST(X)
#undef X
        PH_WORKING_SET_COUNT,
} ph_working_set;

/* What is measured unless something else is asked for: sets of 1 << ph_working_set. */
#define PH_WORKING_SETS_DEFAULT (1u << PH_WORKING_SET_L2 | 1u << PH_WORKING_SET_STREAM)
#define PH_WORKING_SETS_ALL     ((1u << PH_WORKING_SET_COUNT) - 1)

/* "L1", ... */
const char *ph_working_set_name(ph_working_set set);
gboolean ph_working_set_find(const char *name, ph_working_set *ret);

/* All of the machine's own limits, NULL-terminated. */
extern const char *const ph_limit_names[];

/* Those that every figure is shown as a share of: memcpy and read. */
extern const char *const ph_run_limits[];

/* How a user's records may be framed, NULL-terminated: PH_FRAMING_LIST. The first is the usual. */
extern const char *const ph_record_formats[];

/* How their COMP-1 and COMP-2 may be written, likewise: PH_FLOAT_FORMAT_LIST. */
extern const char *const ph_float_formats[];

/* What may become of control characters in their text, and which views of an area that is redefined
 * may be written, likewise: PH_CONTROLS_LIST, PH_REDEFINES_LIST. */
extern const char *const ph_controls[];
extern const char *const ph_redefines[];

/* What may become of a subject that lays them out otherwise, likewise: PH_LAYOUT_POLICY_LIST. */
extern const char *const ph_layout_policies[];

/* A user's own records. */
typedef struct ph_own_data {
    char *copybook; /* Path. */
    char *data;     /* Path. */
    uint32_t ccsid;
    const char *record_format; /* One of ph_record_formats. */
    const char *float_format;  /* One of ph_float_formats. */
    const char *controls;      /* One of ph_controls. */
    const char *redefines;     /* One of ph_redefines. */
    const char *record;        /* The one that is meant; NULL: the copybook has no other. */
    ph_copybook_options reading;
    const char *expected;  /* Path of differences from the reference that are none, or NULL. */
    gboolean is_check_all; /* Not only a sample is compared with the reference's answers. */
    ph_layout_policy layout_policy;
    /* As the copybook has it, compared with nobody's; NULL: nobody's is judged by it. Borrowed. */
    const ph_record_layout *layout;
} ph_own_data;

/* Files on a disk, and what is made of them: measure/stored_data.h. */
typedef struct ph_stored_data ph_stored_data;

typedef struct ph_benchmark {
    char *name;                  /* "comp3/stream", "record-comp3/threads-2". */
    const ph_workload *workload; /* NULL: the user's own data. */
    const ph_own_data *own_data; /* NULL: a built-in workload. Borrowed. */
    const char *working_set;     /* Its name, static; NULL at record level. */
    gboolean is_cold;
    ph_stored_data *stored; /* Of files: its input, and room for what is made of it; else NULL.
                               Borrowed. */
    uint64_t input_bytes;
    uint64_t chunk_bytes;
    ph_expectation expectation;
    const char *records;  /* Of threads: the benchmark that is of the same ones. Borrowed. */
    guint threads;        /* A file's records are decoded on so many; 0: on the one that calls. */
    ph_thread_cpus *cpus; /* Of these; NULL: of the one that is measured on. Owned. */
} ph_benchmark;

/* Are whole records what it decodes? */
gboolean ph_benchmark_has_records(const ph_benchmark *benchmark);

/* Is the copybook of its one record what a call reads first of all? */
gboolean ph_benchmark_reads_copybook(const ph_benchmark *benchmark);

/* Benchmarks in the order they are measured and shown. Free with g_ptr_array_unref(). */
GPtrArray *ph_plan_new(void);

/*
 * Add a workload in each of these working sets (1 << ph_working_set, or-ed), sized for this CPU's
 * caches. Whole records have one of their own.
 */
void ph_plan_add(GPtrArray *plan, const ph_workload *workload, ph_expectation expectation,
                 guint working_sets, ph_cpu_caches caches);

/* Add a file, once in the page cache and once not. The data must outlive the plan. */
void ph_plan_add_stored(GPtrArray *plan, const ph_workload *workload, ph_expectation expectation,
                        ph_stored_data *stored);

/* Add the user's own file, likewise. Both must outlive the plan. */
void ph_plan_add_own_stored(GPtrArray *plan, const ph_own_data *own_data, ph_stored_data *stored);

/* Add the user's own records, named after the data file. The data must outlive the plan. */
void ph_plan_add_own_data(GPtrArray *plan, const ph_own_data *own_data);

/*
 * Add the same records as files that are decoded on so many threads, of one benchmark that the plan
 * has. Each has chunks so large that it does not matter what it takes to start threads.
 *
 * @param of       A benchmark of whole records.
 * @param cpus     Taken over.
 */
void ph_plan_add_threads(GPtrArray *plan, const ph_benchmark *of, guint threads,
                         ph_thread_cpus *cpus);

#endif /* PH_HARNESS_MEASURE_PLAN_H */
