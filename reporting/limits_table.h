/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `perfharness limits`: where each subject stands under what the machine can do, for people, for
 * programs, and as a picture. All from the same rows.
 */
#ifndef PH_REPORTING_LIMITS_TABLE_H
#define PH_REPORTING_LIMITS_TABLE_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"

/* One subject in one working set, or at one level of records. All borrowed from the measurement. */
typedef struct ph_limits_row {
    const ph_result *result;
    const char *group;      /* Its working set; of records, which have none, the level. */
    double cycles_per_byte; /* NAN where the result or the core's clock is not measured. */
    double cycles_per_item;
    double reference_factor; /* So many times as fast is the reference; NAN: it has no number. */
} ph_limits_row;

/* The rows in the order of the plan, those of a group together. Free with g_array_unref(). */
GArray *ph_limits_rows(const ph_measurement *measurement);

/* Fastest figure of a limit in a working set over all benchmarks, MiB/s; NAN where there is none.
 */
double ph_limits_roof(const ph_measurement *measurement, const char *limit,
                      const char *working_set);

/* The names of the limits, or of the working sets, that the measurement has; borrowed. */
GPtrArray *ph_limits_names(const ph_measurement *measurement);
GPtrArray *ph_limits_working_sets(const ph_measurement *measurement);

/*
 * What is to be known of the figures, as sentences: where a smaller working set is slower than a
 * larger one, and why; where a stream may lie within the L3 cache. Free with g_ptr_array_unref().
 *
 * @param l3_bytes  Of that cache; 0: it is not known, or there is none.
 */
GPtrArray *ph_limits_notes(const ph_measurement *measurement, uint64_t l3_bytes);

/* @param notes  Of ph_limits_notes(), as below. */
void ph_limits_print(FILE *to, const ph_measurement *measurement, const GPtrArray *notes,
                     gboolean has_colour);

/* The caller frees the document with cJSON_Delete(). */
cJSON *ph_limits_json(const ph_measurement *measurement, const GPtrArray *notes);

/* A picture of its own, readable on light and dark; the caller frees the text. */
char *ph_limits_svg(const ph_measurement *measurement);

#endif /* PH_REPORTING_LIMITS_TABLE_H */
