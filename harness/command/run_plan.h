/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What `perfharness run` measures: what suites and workloads name, on how many threads, less what
 * categories leave out.
 *
 * Main thread, as session/planning.h has it.
 */
#ifndef PH_HARNESS_COMMAND_RUN_PLAN_H
#define PH_HARNESS_COMMAND_RUN_PLAN_H

#include "measure/plan.h"
#include "session/measuring.h"
#include "session/planning.h"
#include "verdict/verdict.h"

/* What the command line says beside suites and workloads. All borrowed. */
typedef struct ph_run_plan_request {
    const ph_measuring_place *place;
    const ph_own_data *own_data; /* NULL: there are none. */
    char *const *category_names; /* NULL: all of them. */
    const char *thread_counts;   /* NULL: not said. */
    gboolean has_latency;        /* Single calls are asked for. */
} ph_run_plan_request;

/*
 * @param ret_suite     Receives the suite; NULL: workloads that are named one by one, or own data.
 * @param ret_files     Receives the files that are worked on, to be freed after the plan.
 * @param ret_left_out  Receives why what belongs to it is left out; NULL: nothing is.
 * @param ret_status    What to end with, where it is NULL.
 * @return ph_benchmark; NULL and error.
 */
GPtrArray *ph_run_plan(const ph_run_plan_request *request, ph_suite **ret_suite,
                       ph_stored_files **ret_files, char **ret_left_out, ph_exit *ret_status,
                       GError **error);

#endif /* PH_HARNESS_COMMAND_RUN_PLAN_H */
