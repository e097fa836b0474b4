/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting how many instructions one build takes for an item of one benchmark, in a process of its
 * own.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_WORK_COUNT_H
#define PH_HARNESS_COMPARE_WORK_COUNT_H

#include "explain/callgrind_profile.h"
#include "measure/run.h"
#include "protocol/cpu_event.h"

/* Who counts. */
typedef enum ph_work_sensor {
    PH_WORK_SENSOR_CPU,       /* The CPU's own counter. */
    PH_WORK_SENSOR_CALLGRIND, /* valgrind; the subject sees a CPU without AVX-512. */
    PH_WORK_SENSOR_NONE,      /* Nobody: the answers are looked at alone. */
} ph_work_sensor;

/* One arm of a build. */
typedef struct ph_arm_work {
    char *subject; /* With its variant. */
    char *level;
    char *chosen;                 /* What it chose among several ways to work; "" where one. */
    char *reason;                 /* Why there is no count, or NULL. */
    gboolean is_faulty;           /* Because it answers wrongly, or not at all, on this CPU. */
    double instructions_per_item; /* NAN: there is none. */
    double items;                 /* That were counted. */
    GPtrArray *hot; /* char *: linkage names of the functions that do it; empty where not known. */
    ph_callgrind_profile *profile; /* Where the instructions were; NULL: not callgrind counted. */
    /* What else the CPU counted of the items, where that was asked for; else 0. */
    char *events_missing; /* Why it did not; NULL: it did, or was not asked. */
    double events[PH_CPU_EVENT_COUNT];
} ph_arm_work;

/*
 * Count one call of each arm, on at most 64 KiB, after its answers were proven; the counted one's
 * is, too; of the user's own data, one that was checked before. What chance decides
 * (worker/chance.h) is that of the draw. What goes wrong under callgrind is looked at without it,
 * on the same data: only what goes wrong there as well is the build's fault.
 *
 * @param sensor  Who is asked first; receives who counted. The CPU is asked first where nobody was
 *                yet: where it lends no counter, callgrind is.
 * @return ph_arm_work for each arm, owned by the array. NULL and error: PH_ERROR_ENVIRONMENT when
 *         nobody can count here, PH_ERROR_SUBJECT_CRASH when the build dies of it on this CPU,
 *         PH_ERROR_TIMEOUT, PH_ERROR_INTERRUPTED, and whatever keeps a worker from starting.
 */
GPtrArray *ph_work_count(const ph_run_request *request, const ph_benchmark *benchmark,
                         const ph_run_subject *subject, guint draw, ph_work_sensor *sensor,
                         GError **error);

/*
 * Count what else the CPU counts of such a call (protocol/cpu_event.h), without callgrind. Returns
 * and fails as ph_work_count().
 */
GPtrArray *ph_work_count_events(const ph_run_request *request, const ph_benchmark *benchmark,
                                const ph_run_subject *subject, GError **error);

#endif /* PH_HARNESS_COMPARE_WORK_COUNT_H */
