/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "limits_table.h"

#include <math.h>
#include <string.h>

/* Of the reference itself it is 1. */
static double reference_factor(const ph_measurement *measurement, const ph_result *result)
{
    return strcmp(result->subject, PH_REFERENCE_SUBJECT) == 0 && result->state == PH_STATE_MEASURED
               ? 1.0
               : 1.0 / ph_measurement_of_reference(measurement, result);
}

static ph_limits_row row_of(const ph_measurement *measurement, const ph_result *result)
{
    const gboolean has_clock =
        result->state == PH_STATE_MEASURED && measurement->facts.core_clock_hz > 0.0;
    const double cycles =
        has_clock ? result->median_ns / 1e9 * measurement->facts.core_clock_hz : NAN;

    return (ph_limits_row){
        .result = result,
        .group = result->working_set ? result->working_set : result->level,
        .cycles_per_byte = cycles / (double)result->input_bytes,
        .cycles_per_item = cycles / (double)result->items,
        .reference_factor = reference_factor(measurement, result),
    };
}

GArray *ph_limits_rows(const ph_measurement *measurement)
{
    const GPtrArray *results = measurement->results;
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(ph_limits_row));

    for (guint first = 0; first < results->len; first++)
        for (guint i = first; i < results->len; i++)
            if (ph_result_is_same_work(results->pdata[first], results->pdata[i]) &&
                g_hash_table_add(taken, results->pdata[i])) {
                const ph_limits_row row = row_of(measurement, results->pdata[i]);

                g_array_append_val(rows, row);
            }
    return rows;
}

double ph_limits_roof(const ph_measurement *measurement, const char *limit, const char *working_set)
{
    double roof = NAN;

    for (guint i = 0; i < measurement->limits->len; i++) {
        const ph_result *result = measurement->limits->pdata[i];

        if (result->state == PH_STATE_MEASURED && strcmp(result->subject, limit) == 0 &&
            g_strcmp0(result->working_set, working_set) == 0)
            roof = fmax(roof, result->throughput_mib_s);
    }
    return roof;
}

static void add_once(GPtrArray *names, const char *name)
{
    if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, (gpointer)name);
}

GPtrArray *ph_limits_names(const ph_measurement *measurement)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < measurement->limits->len; i++)
        add_once(names, ((const ph_result *)measurement->limits->pdata[i])->subject);
    return names;
}

GPtrArray *ph_limits_working_sets(const ph_measurement *measurement)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < measurement->limits->len; i++)
        add_once(names, ((const ph_result *)measurement->limits->pdata[i])->working_set);
    return names;
}
