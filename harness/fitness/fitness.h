/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether a host is fit to measure on: what would blur the figures, how much, what mends it. */
#ifndef PH_HARNESS_FITNESS_FITNESS_H
#define PH_HARNESS_FITNESS_FITNESS_H

#include <glib.h>

#include "model/fitness_finding.h"
#include "system/cpu_choice.h"

/*
 * The checks: function (ph_check_...), name, weight, and what a finding does to figures. The weight
 * is the precision, in percent of a time, that is still to be had with the finding: what moves
 * whole launches weighs more than what the statistics set aside or average out; 0: it blurs no
 * time.
 */
#define PH_FITNESS_LIST(X)                                                                         \
    X(governor, "governor", 1,                                                                     \
      "the clock follows the load: the first blocks run slower than the last")                     \
    X(frequency_range, "frequency-range", 0.5,                                                     \
      "the clock moves between its least and its most while blocks are timed")                     \
    X(turbo, "turbo", 1, "the clock follows heat and what other cores do, for minutes at a time")  \
    X(core_kind, "core-kind", 0, "figures of slow cores do not compare with those of fast ones")   \
    X(clock_source, "clock-source", 0.25,                                                          \
      "reading the time is slow or coarse: blocks have to be longer")                              \
    X(hypervisor, "hypervisor", 0.25,                                                              \
      "other machines on the same hardware take caches, memory and CPU unseen")                    \
    X(sibling, "smt-sibling", 0.5,                                                                 \
      "whatever runs on the other thread of the core takes up to half of it")                      \
    X(shared_core, "shared-core", 0.5, "as for a sibling, though the topology does not show one")  \
    X(isolation, "isolation", 0.1, "the scheduler puts other work and its own tick on the CPU")    \
    X(partition, "cpuset-partition", 0.1, "other control groups may run their work on the CPU")    \
    X(interrupts, "interrupts", 0.25,                                                              \
      "devices interrupt the timed code: their handlers' time is in it")                           \
    X(huge_pages, "huge-pages", 0.5,                                                               \
      "some launches get huge pages and others do not: two speeds for one program")                \
    X(address_randomisation, "address-randomisation", 0.5,                                         \
      "all launches have one memory layout: its luck looks like the program's speed")              \
    X(counters, "counters", 0, "instructions cannot be counted; times are not touched")            \
    X(quota, "cpu-quota", 1, "the control group is stopped when its time is used up")              \
    X(load, "load", 1, "other programs take the CPU, its caches and its memory")                   \
    X(steal, "steal", 0.5, "the hypervisor gives the CPU to others in between")                    \
    X(memory_pressure, "memory-pressure", 1, "programs wait for memory to be reclaimed")           \
    X(memory_size, "memory-size", 0.25,                                                            \
      "memory is reclaimed while blocks are timed; a build of copybook-rs may not fit")            \
    X(storage, "storage", 0, "artefacts may be lost or late; what is timed is in memory")

/* Their names, NULL-terminated, in this order. Borrowed. */
const char *const *ph_fitness_check_names(void);

typedef struct ph_fitness_request {
    const char *sysfs_root;      /* "": this machine. */
    const ph_cpu_choice *choice; /* The CPU to measure on, and those beside it. */
    const char *output_folder;   /* Where runs write. */
    const char *data_path;       /* The records to be measured; NULL: generated ones. */
    /* Keep it and each other CPU busy in turn to find those that share a core; 0.4 s each. Not
     * with a sysfs_root: the CPUs would be another machine's. */
    gboolean is_measuring;
    const char *not_measuring_because; /* Said when it is not. */
} ph_fitness_request;

/* ph_fitness_finding, one a check, in the order of the list above. Free with g_ptr_array_unref().
 */
GPtrArray *ph_fitness_examine(const ph_fitness_request *request);

/* The finest precision, in percent, that the findings leave: the largest unfit_below_percent. */
double ph_fitness_finest_percent(const GPtrArray *findings);

typedef enum ph_fitness_verdict {
    PH_FITNESS_FIT,
    PH_FITNESS_UNFIT,       /* A finding leaves less than the precision. */
    PH_FITNESS_CANNOT_TELL, /* None does, but what is unknown might be one that does. */
} ph_fitness_verdict;

/* "fit", "unfit", "unknown". */
const char *ph_fitness_verdict_name(ph_fitness_verdict verdict);

/*
 * Whether the host is fit for a precision.
 *
 * @param allowed  Names of checks that may be unknown, NULL-terminated; NULL: none may.
 */
ph_fitness_verdict ph_fitness_judge(const GPtrArray *findings, double precision_percent,
                                    const char *const *allowed);

/* Whether this finding alone keeps the host from being called fit, as ph_fitness_judge() has it. */
gboolean ph_fitness_is_in_doubt(const ph_fitness_finding *finding, double precision_percent,
                                const char *const *allowed);

#endif /* PH_HARNESS_FITNESS_FITNESS_H */
