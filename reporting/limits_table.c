/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "limits_table.h"

#include <math.h>
#include <string.h>

GArray *ph_limits_rows(const ph_measurement *measurement)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(ph_limits_row));

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        const gboolean has_clock =
            result->state == PH_STATE_MEASURED && measurement->facts.core_clock_hz > 0.0;
        const double cycles =
            has_clock ? result->median_ns / 1e9 * measurement->facts.core_clock_hz : NAN;
        const ph_result *reference = ph_result_measured(measurement->results, result->benchmark,
                                                        result->level, PH_REFERENCE_SUBJECT);
        const ph_limits_row row = {
            .result = result,
            .cycles_per_byte = cycles / (double)result->input_bytes,
            .cycles_per_item = cycles / (double)result->items,
            .reference_factor =
                reference ? reference->throughput_mib_s / result->throughput_mib_s : NAN,
        };

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
