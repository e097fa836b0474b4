/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One launch of a referee: a library does the work of a benchmark in a process of its own, on data
 * made for each call, every answer is compared here, and the time is the kernel's.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_REFEREE_LAUNCH_H
#define PH_HARNESS_MEASURE_REFEREE_LAUNCH_H

#include "error/error.h"
#include "measure/plan.h"
#include "measure/worker_spawn.h"
#include "protocol/turn.h"

/*
 * What a turn costs beside its work, and each call in it: to find what another process has just
 * written, and caches that are colder than where one call follows another for long. Of turns that
 * copy, less what such a copy takes; in a process that has no subject.
 */
typedef struct ph_idle_turns {
    double turn_ns;
    double call_ns;
} ph_idle_turns;

/* What a launch is of, and what it gives. */
typedef struct ph_refereed_arm {
    const char *subject; /* With its variant. Borrowed, as level. */
    const char *level;
    double ns_per_byte;         /* Of mainframe data: the median over turns; NAN: none. */
    double fast_ns_per_byte;    /* The same of the fast quarter of the turns, at most. */
    double elapsed_ns_per_byte; /* The same with the time that it sleeps, of slow turns; not that
                                   for which others have the CPU. */
    guint quiet_turns;          /* In which nobody else was to be noticed on the CPU's core. */
    uint64_t calls;             /* That were timed; the answer of each was compared. */
    char *fault;                /* Why there is no time: a phrase; NULL: there is one. Owned. */
    ph_error cause;             /* Of the fault. */
} ph_refereed_arm;

typedef struct ph_referee_request {
    const ph_worker_host *host;
    const ph_benchmark *benchmark;
    uint64_t l2_bytes;          /* Of the CPU; 0: not known. */
    const GPtrArray *arguments; /* What the worker is to load, and of what; NULL-terminated. */
    const ph_idle_turns *idle;
    guint arm_ms; /* Time for an arm's calls, about. */
} ph_referee_request;

void ph_refereed_arm_clear(ph_refereed_arm *arm);

/* Measure idle turns. FALSE and error as ph_referee_launch(). */
gboolean ph_referee_idle(const ph_referee_request *request, ph_idle_turns *ret, GError **error);

/*
 * One launch. What the library does wrong, its death included, is a fault of the arm that it was
 * asked for; those behind it then have neither a fault nor a time. FALSE and error when there is no
 * referee to be had (PH_ERROR_ENVIRONMENT), or as ph_worker_is_stopped() has it.
 */
gboolean ph_referee_launch(const ph_referee_request *request, ph_refereed_arm *arms, guint count,
                           GError **error);

#endif /* PH_HARNESS_MEASURE_REFEREE_LAUNCH_H */
