/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/run_allocations.h"

#include "error/error.h"
#include "measure/allocation_count.h"

static gboolean is_measured_of(const ph_benchmark_run *run, const ph_result *result,
                               const ph_run_subject *library)
{
    return result->state == PH_STATE_MEASURED &&
           ph_benchmark_run_library_of(run, result) == library;
}

static void take_arm(ph_benchmark_run *run, const ph_arm_allocations *arm)
{
    ph_result *result =
        ph_result_find(run->results, run->benchmark->name, arm->level, arm->subject);

    if (!result || result->state != PH_STATE_MEASURED || result->allocations ||
        (!arm->counted->unseen && !arm->counted->records))
        return;
    result->allocations = ph_allocations_copy(arm->counted);
}

/* The library died of it: it was measured, and what it allocates is not known. */
static void take_death(ph_benchmark_run *run, const ph_run_subject *library, const char *reason)
{
    for (guint i = 0; i < run->results->len; i++) {
        ph_result *result = run->results->pdata[i];

        if (!is_measured_of(run, result, library) || result->allocations)
            continue;
        result->allocations = g_new0(ph_allocations, 1);
        result->allocations->unseen = g_strdup(reason);
    }
}

static void warn_once(ph_measurement *measurement, const char *reason)
{
    g_autofree char *warning = g_strdup_printf("allocations are not counted: %s", reason);

    if (!g_ptr_array_find_with_equal_func(measurement->warnings, warning, g_str_equal, NULL))
        ph_measurement_warn(measurement, "%s", warning);
}

static gboolean count_library(ph_benchmark_run *run, const ph_run_subject *library, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) arms =
        ph_allocation_count(run->request, run->benchmark, library, run->skips, 0, &cause);

    for (guint i = 0; arms && i < arms->len; i++)
        take_arm(run, arms->pdata[i]);
    if (!cause)
        return TRUE;
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
        take_death(run, library, cause->message);
        return TRUE;
    }
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_ENVIRONMENT)) {
        warn_once(run->measurement, cause->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

/* The libraries of which something is measured; free with g_ptr_array_unref(). */
static GPtrArray *measured_libraries(const ph_benchmark_run *run)
{
    GPtrArray *libraries = g_ptr_array_new();

    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        const ph_run_subject *library = ph_benchmark_run_library_of(run, result);

        if (is_measured_of(run, result, library) && !g_ptr_array_find(libraries, library, NULL))
            g_ptr_array_add(libraries, (gpointer)library);
    }
    return libraries;
}

gboolean ph_run_allocations_take(ph_benchmark_run *run, GError **error)
{
    g_autoptr(GPtrArray) libraries = measured_libraries(run);

    if (run->benchmark->threads || ph_allocation_count_missing())
        return TRUE;
    for (guint i = 0; i < libraries->len; i++)
        if (!count_library(run, libraries->pdata[i], error))
            return FALSE;
    return TRUE;
}
