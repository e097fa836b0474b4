/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Judging a run against its floors. */
#ifndef PH_HARNESS_VERDICT_FLOORS_H
#define PH_HARNESS_VERDICT_FLOORS_H

#include <glib.h>

#include "model/measurement.h"
#include "settings/thresholds.h"
#include "verdict/verdict.h"

/* One figure beside the floor of its kind. All texts are static. */
typedef struct ph_floor_check {
    const char *name;      /* "DISPLAY", "COMP-3". */
    const char *benchmark; /* "comp3/stream". */
    const char *level;
    gboolean is_judged;   /* Kernel figures gate; those of records only where they have a floor. */
    gboolean is_asked;    /* The run was to measure it, ... */
    const char *open_why; /* ... and could not, for no fault of the library; NULL: else. */
    double floor_mb_s;
    double value_mb_s; /* NAN: there is no number. */
    ph_interval ci95_mb_s;
    ph_verdict verdict;
    const char *why;
} ph_floor_check;

/* The checks in the order they are shown, ph_floor_check. Free with g_array_unref(). */
GArray *ph_floors_check(const ph_measurement *measurement, const ph_thresholds *thresholds);

/* Fill in what follows from the check's benchmark, level and floor, for copybook-rs. */
void ph_floor_check_judge(ph_floor_check *check, const ph_measurement *measurement);

/* Why a result has no number, for no fault of the library. NULL: it has one, or one that is missing
 * is a failure. Static. */
const char *ph_floor_why_open(const ph_result *result);

/* The same without a run: which figures there are floors for, asked for by nobody. */
GArray *ph_floors_of(const ph_thresholds *thresholds);

/* The verdict of a check whose figure, interval and floor are known, and why. */
void ph_floor_check_conclude(ph_floor_check *check);

#endif /* PH_HARNESS_VERDICT_FLOORS_H */
