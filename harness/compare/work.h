/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Exact work, the sensor beside time: how many instructions a build takes for an item. The same in
 * every run to the instruction, whatever the machine's neighbours do; but it is not time.
 */
#ifndef PH_WORK_H
#define PH_WORK_H

#include "measure/run.h"
#include "verdict/contrast.h"

/* Who counts. */
typedef enum ph_work_sensor {
    PH_WORK_SENSOR_CPU,       /* The CPU's own counter. */
    PH_WORK_SENSOR_CALLGRIND, /* valgrind; the subject sees a CPU without AVX-512. */
} ph_work_sensor;

/* One arm of a build. */
typedef struct ph_work {
    char *subject; /* With its variant. */
    char *level;
    char *chosen;                 /* What it chose among several ways to work; "" where one. */
    char *reason;                 /* Why there is no count, or NULL. */
    double instructions_per_item; /* NAN: there is none. */
    double range;   /* Its own counts of the same work differ by such a share; 0 for most. */
    GPtrArray *hot; /* char *: linkage names of the functions that do it; empty where not known. */
} ph_work;

/*
 * Count one build in one benchmark, on at most 64 KiB of its data.
 *
 * @return ph_work for each arm, owned by the array. NULL and error: PH_ERROR_ENVIRONMENT when this
 *         sensor is not to be had here at all, PH_ERROR_SUBJECT_CRASH when the build dies under it,
 *         PH_ERROR_TIMEOUT, PH_ERROR_INTERRUPTED, and whatever keeps a worker from starting.
 */
GPtrArray *ph_work_count(const ph_run_request *request, const ph_benchmark *benchmark,
                         const ph_run_subject *subject, ph_work_sensor sensor, GError **error);

/*
 * Count both builds, twice each, wherever both were measured, and add the counts to the contrasts:
 * the second time shows whether a build does the same in every process. What cannot be counted is a
 * note of the report, said once; that the time was over, an error.
 *
 * @param request  Its subjects are base and head; its plan is what was measured.
 * @return FALSE and error only when the user gave up.
 */
gboolean ph_work_add(const ph_run_request *request, ph_contrast_report *report, GError **error);

#endif /* PH_WORK_H */
