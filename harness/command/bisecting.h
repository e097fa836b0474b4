/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A bisection as commands make it: with the options of planning and measuring that the command line
 * has, builds, host and state. Standard error says what is compared, and how an interrupted one
 * goes on.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_COMMAND_BISECTING_H
#define PH_HARNESS_COMMAND_BISECTING_H

#include "bisect/commit_range.h"

/* All borrowed. Numbers are in their ranges. */
typedef struct ph_bisecting {
    ph_bisect_ends ends;
    double budget_s;
    double floor; /* A share, as the next. */
    double alpha;
    gboolean is_work_left_out;
    gboolean is_work_only;
    const char *state_path; /* NULL: the usual one, which goes once there is an answer. */
    /* The command line that does it again elsewhere, of a bisection with its commits; to free. */
    char *(*repeat)(const ph_bisection *bisection);
} ph_bisecting;

/*
 * Search. NULL and error: as ph_commit_range_add(), ph_bisect_state_take() and ph_bisect(), or when
 * this process cannot measure as it is asked to.
 */
ph_bisection *ph_bisecting_run(const ph_bisecting *asked, GError **error);

#endif /* PH_HARNESS_COMMAND_BISECTING_H */
