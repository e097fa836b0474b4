/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A stand-in for the worker, and the scripts that it plays; see stand_in_worker.c. */
#ifndef PH_TESTS_MEASURE_STAND_IN_H
#define PH_TESTS_MEASURE_STAND_IN_H

#include "measure/worker_process.h"

typedef struct stand_in {
    char *folder;
    char *program;
    gboolean is_interrupted;
    ph_worker_host host; /* Of that program; unbound, without a deadline, patient. */
} stand_in;

/* For setup and teardown of a test; *state is the stand_in. */
int stand_in_new(void **state);
int stand_in_free(void **state);

/* What it plays at its N-th start ("1"), or in a mode ("measure"): words and values, a line each.
 */
void stand_in_script(const stand_in *worker, const char *name, const char *script);

/* What it was given, a text for each start, apart by tabs. Free with g_strfreev(). */
char **stand_in_starts(const stand_in *worker);

/* Was it given this option, with this value (NULL: whatever it is), in that start? */
gboolean stand_in_was_given(const char *start, const char *option, const char *value);

#endif /* PH_TESTS_MEASURE_STAND_IN_H */
