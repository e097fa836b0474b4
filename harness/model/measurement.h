/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The measurement model: everything a run found out. Made by run.c, or from a stored document by
 * perf_document.c; read by reporting/ and verdict/. All members are owned by the measurement unless
 * they say otherwise; doubles are NAN when there is no such number.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_MEASUREMENT_H
#define PH_HARNESS_MODEL_MEASUREMENT_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdint.h>

#include "error/error.h"

#include "model/allocations.h"
#include "model/anchor.h"
#include "model/build_identity.h"
#include "model/fitness_finding.h"
#include "model/latency.h"
#include "model/noise_seen.h"
#include "model/proof.h"
#include "model/recipe.h"
#include "model/record_layout.h"
#include "model/referee.h"
#include "model/statistics.h"
#include "model/stored.h"
#include "model/sustained.h"
#include "model/thread_use.h"
#include "perfharness/workload.h"
#include "protocol/level_name.h"
#include "protocol/run_fact.h"

typedef enum ph_state {
    PH_STATE_PENDING, /* Only while the run goes on. */
    PH_STATE_MEASURED,
    PH_STATE_VOID,   /* The work was not done as declared: there is no number. */
    PH_STATE_FAILED, /* It could not be measured: a crash, a hang, too much noise. */
} ph_state;

/* "measured", "void", "failed". */
const char *ph_state_name(ph_state state);

/* One subject at one level in one benchmark; or a limit, whose level is "limit". */
typedef struct ph_result {
    char *benchmark;     /* "comp3/stream", "record-comp3", "record-comp3/threads-2". */
    char *workload;      /* "comp3". */
    char *working_set;   /* "L2", "stream"; of files "warm", "cold"; NULL at record level. */
    char *record_format; /* Of own data: "fixed", "rdw"; NULL: there are none, or not recorded. */
    char *level;         /* "kernel", "record", "file", "disk", "copybook", "limit". */
    char *subject;
    ph_thread_use *threads; /* NULL: it was on the one thread that called. */
    ph_state state;
    char *reason;   /* NULL when measured. */
    ph_error cause; /* When not measured: the failure code that goes with the reason; of a stored
                       one PH_ERROR_COUNT where no error says it. */
    gboolean is_reason_reported; /* It stands in errors or warnings already, for the subject. */
    ph_expectation expectation;  /* PH_EXPECT_KNOWN_FAULT is never said of the reference. */
    uint64_t records;            /* In one pass over the input. */
    uint64_t records_failed;
    uint64_t items;       /* Cells, at kernel level, or records in one pass; 0: not known. */
    uint64_t input_bytes; /* One pass over the input; the times below are for one. */
    uint64_t call_bytes;  /* Of that, in one call; 0: not known, as of what was stored. */
    GArray *launch_ns;    /* double: the median of each launch's blocks. */
    uint64_t blocks_kept;
    uint64_t blocks_preempted; /* Set aside: the thread lost its CPU. */
    uint64_t blocks_slowed;    /* Set aside: the throughput probe beside it was slow. */
    double median_ns;
    double mean_ns;
    ph_interval ci95_ns; /* Of the geometric mean over launches. */
    double cv;           /* Between launches. */
    double throughput_mib_s;
    double share_of_memcpy; /* 1.0: as fast as memcpy of the same bytes. */
    double share_of_read;
    uint64_t output_bytes; /* Of records: of the lines that one pass made, or read where it encoded
                              them; 0: not known. */
    double output_share_of_memcpy; /* The same share, of these bytes. */
    char *checksum;                /* Of the output; NULL when not measured. */
    ph_proof_kind proof;
    uint64_t records_proven;  /* REFERENCE: every field of so many records was compared; else 0. */
    ph_record_layout *layout; /* Of own records; NULL: there are none, or not recorded. */
    char *float_format;  /* Of own records' COMP-1 and COMP-2: "hfp", "ieee"; NULL: it has none. */
    char *controls;      /* Of own records: what became of control characters, "error", "replace",
                            "pass"; NULL: not recorded, as the next one. */
    char *redefines;     /* Which views of an area were written: "all", "first", "valid". */
    ph_latency *latency; /* Of single calls; NULL: they were not timed. */
    ph_referee *referee; /* NULL: it was not asked. */
    ph_allocations *allocations; /* NULL: nobody counted. */
    ph_stored *stored;           /* Of work on files; else NULL. */
} ph_result;

/* Two subjects that were timed in the same launches, compared launch by launch. */
typedef struct ph_comparison {
    char *benchmark;
    char *level;
    char *base;
    char *head;
    double ratio; /* Time of head over time of base: above 1, head is slower. */
    ph_interval ci95;
    double p_value;
} ph_comparison;

typedef struct ph_subject_info {
    char *name;
    char *version;
    char *build;
    char *chosen; /* What it chose among several ways to work, "avx512"; "" where it has one. */
    char *path;   /* NULL: not known, as for a stored run. */
    ph_build_identity *built_from; /* NULL: not known. */
} ph_subject_info;

/* The perfharness that measured. */
typedef struct ph_harness_info {
    char *version; /* NULL: not known, nor is the rest, as of a run of an early version. */
    char *commit;  /* NULL: not known. */
    gboolean is_modified;
} ph_harness_info;

/* How much of a run was spent on what, and how well it went. */
typedef struct ph_run_facts {
    guint launches_asked;
    uint64_t seed;
    guint cpu;
    char *cpus_bound;    /* Read back after binding. */
    char *nodes_bound;   /* NULL where memory cannot be bound, ... */
    char *nodes_missing; /* ... for this reason. */
    /* "32768,1048576,0": the L1, L2 and L3 caches, in bytes, that a test had working sets planned
     * for; NULL: they were planned for the CPU's. */
    char *caches_assumed;
#define X(member, type, written, how) type member;
    PH_RUN_FACT_LIST(X)
#undef X
    ph_noise noise;
} ph_run_facts;

typedef struct ph_measurement {
    char *timestamp;               /* RFC 3339; NULL when a plain document has none. */
    char *commit;                  /* Of the place where the run was made; NULL when unknown. */
    char *suite;                   /* NULL for workloads named one by one. */
    gboolean is_quick;             /* A first look: never a baseline. */
    GPtrArray *subjects;           /* ph_subject_info. */
    GPtrArray *results;            /* ph_result, in the order of the plan. */
    GPtrArray *limits;             /* ph_result. */
    ph_anchor *anchor;             /* NULL: copybook-rs is measured beside none. */
    ph_sustained *sustained;       /* NULL: it did not go on for a given time. */
    GPtrArray *comparisons;        /* ph_comparison. */
    GPtrArray *warnings;           /* char *. */
    GPtrArray *threshold_warnings; /* char *: of the thresholds that the run was judged by when it
                                      was made; whoever judges it again has his own. */
    GPtrArray *errors;             /* char *. */
    GPtrArray *fitness;            /* ph_fitness_finding, before it began; NULL: not examined. */
    cJSON *system;     /* The content of system-info.json; of a stored run, what of it perf.json
                          holds: fingerprint, kernel.release, cpu.microcode and .core_kind. */
    gboolean is_plain; /* Read from the specification's plain shape: two throughputs, no more. */
    ph_run_facts facts;
    ph_referee_facts referee;
    ph_stored_facts files;
    ph_harness_info harness;
    ph_recipe *recipe; /* How it was asked for; NULL: not recorded. */
} ph_measurement;

ph_measurement *ph_measurement_new(void);
void ph_measurement_free(ph_measurement *measurement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_measurement, ph_measurement_free)

void ph_subject_info_free(gpointer info);

/* Its name in suites and documents. */
const char *ph_expectation_name(ph_expectation expectation);

/* The launches that gave a sample: double, ns. Free with g_array_unref(). */
GArray *ph_result_launches(const ph_result *result);

/* Keep the first so many: the others were never made, which is not the same as launches that gave
 * no sample. Before the result is summarised. */
void ph_result_forget_launches(ph_result *result, guint kept);

/* Make room for so many launches, of those that gave no sample so far. */
void ph_result_make_room(ph_result *result, guint launches);

/* Void, and that is no error. */
gboolean ph_result_is_excused(const ph_result *result);

/* Failed, as others had the CPU: the machine's fault, not the subject's. */
gboolean ph_result_is_too_busy(const ph_result *result);

/* Failed, as the run's time was over before it had a launch. */
gboolean ph_result_is_cut_short(const ph_result *result);

/* The reasons of such a result; the measurement's error about it ends with one of them. */
#define PH_TOO_BUSY         "the machine was too busy: no launch had enough undisturbed blocks"
#define PH_TOO_BUSY_REFEREE "the machine was too busy: the referee had hardly a quiet moment"

/* Whether one of a measurement's errors says that of a result; a subject's own words are no excuse.
 */
gboolean ph_is_too_busy_error(const char *error);

/* What stands behind the reason of a void result that is no error: " (as expected)"; else "". */
const char *ph_result_void_remark(const ph_result *result);

/* "comp3/L2, copybook-rs, kernel level: void: 3 records failed: REASON": of one without a number,
 * as it stands in errors behind its failure code. The caller frees it. */
char *ph_result_failure(const ph_result *result);

/* printf into warnings or errors. */
void ph_measurement_warn(ph_measurement *measurement, const char *format, ...) G_GNUC_PRINTF(2, 3);
void ph_measurement_fail(ph_measurement *measurement, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Find a result among results or limits; NULL when there is none. Borrowed. */
ph_result *ph_result_find(const GPtrArray *results, const char *benchmark, const char *level,
                          const char *subject);

/* The same, but only when it is measured. */
const ph_result *ph_result_measured(const GPtrArray *results, const char *benchmark,
                                    const char *level, const char *subject);

/* What became of its speed under sustained load. FALSE: there was none, or it does not show. */
gboolean ph_result_drift(const ph_measurement *measurement, const ph_result *result, ph_drift *ret);

/* Was it the way back, cells from values, or records from lines? FALSE of a workload that is not
 * known. */
gboolean ph_result_is_encoding(const ph_result *result);

/* Lines of the copybook of its workload; 0: not known, as of a user's own. */
guint ph_result_copybook_lines(const ph_result *result);

/* The result of the same subject on the same records on one thread, of one that is on several; NULL
 * for others, and where there is none. Borrowed. */
const ph_result *ph_result_on_one_thread(const GPtrArray *results, const ph_result *result);

/* Are both of one benchmark at one level? */
gboolean ph_result_is_same_work(const ph_result *one, const ph_result *other);

/* How many times the reference's speed it has, at the same level of the same benchmark; NAN where
 * one of them has no number, or it is the reference itself. */
double ph_measurement_of_reference(const ph_measurement *measurement, const ph_result *result);

/* What compares the two; NULL when there is nothing that does. Borrowed. */
const ph_comparison *ph_comparison_find(const GPtrArray *comparisons, const char *benchmark,
                                        const char *level, const char *base, const char *head);

/* "failure", "warning", "success": errors outweigh warnings. */
const char *ph_measurement_status(const ph_measurement *measurement);

/* The host it was measured on; NULL when that is not recorded. Borrowed. */
const char *ph_measurement_fingerprint(const ph_measurement *measurement);

/* The kernel's release, the microcode's revision, and the kind of the core that was measured on,
 * "1 of 2", where 1 is the fastest; as above. */
const char *ph_measurement_kernel(const ph_measurement *measurement);
const char *ph_measurement_microcode(const ph_measurement *measurement);
const char *ph_measurement_core_kind(const ph_measurement *measurement);

/* 16 hexadecimal digits that one machine of that fingerprint has; as above. */
const char *ph_measurement_machine(const ph_measurement *measurement);

/* Among them (ph_subject_info) the one of that name; NULL for none. Borrowed. */
const ph_subject_info *ph_subject_info_find(const GPtrArray *subjects, const char *name);

/* The subject of that name; NULL when it was not measured, or is not recorded. Borrowed. */
const ph_subject_info *ph_measurement_subject(const ph_measurement *measurement, const char *name);

/* Are two known to be of one library's bytes? */
gboolean ph_subject_is_same_library(const ph_subject_info *a, const ph_subject_info *b);

/* What it is a release of: its version, without what stands behind a plus sign ("0.8.1+checkout" is
 * of 0.8.1); as its build recorded it, where it did. NULL for an empty one. The caller frees it. */
char *ph_subject_release(const ph_subject_info *info);

/*
 * The commit of copybook-rs that was measured; where that is not known, the commit of the place
 * where the run was made; NULL without either. Borrowed.
 */
const char *ph_measurement_headline_commit(const ph_measurement *measurement);

#define PH_BYTES_PER_MIB 1048576.0
#define PH_MIB_PER_GIB   1024.0

/* MB/s (10⁶ bytes), the unit of the floors, from MiB/s. */
double ph_mb_s(double mib_s);

/* The benchmarks the published figures come from. */
#define PH_HEADLINE_SUBJECT        "copybook-rs"
#define PH_REFERENCE_SUBJECT       "native"
#define PH_HEADLINE_DISPLAY        "display-text/stream"
#define PH_HEADLINE_COMP3          "comp3/stream"
#define PH_HEADLINE_RECORD_DISPLAY "record-display"
#define PH_HEADLINE_RECORD_COMP3   "record-comp3"

#endif /* PH_HARNESS_MODEL_MEASUREMENT_H */
