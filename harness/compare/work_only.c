/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/work_only.h"

#include <string.h>

#include "compare/allocation_draws.h"
#include "compare/pair_states.h"
#include "compare/work.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "verdict/work_conclusion.h"

/* Answers take no time: a launch that is as short as may be proves them before it and after. */
enum { PROOF_SAMPLE_MS = 1 };

/* That a machine is busy is nothing to who times nothing. */
static void drop_busy_errors(GPtrArray *errors)
{
    for (guint i = errors->len; i > 0; i--)
        if (ph_is_too_busy_error(errors->pdata[i - 1]))
            g_ptr_array_remove_index(errors, i - 1);
}

/* The answers of both builds, natively: what crashes, hangs or answers wrongly has no work. */
static gboolean prove(const ph_run_request *asked, ph_contrast_report *report, GError **error)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_run_request request = *asked;

    request.is_refereed = FALSE;
    request.is_paired = TRUE;
    request.launches = 1;
    request.sample_ms = PROOF_SAMPLE_MS;
    request.block_us = 0;
    request.observer = (ph_run_observer){ 0 };
    if (!ph_run(&request, measurement, error))
        return FALSE;
    ph_pair_states_take(report, measurement);
    drop_busy_errors(measurement->errors);
    ph_contrast_take_messages(report, measurement);
    return TRUE;
}

static gboolean is_settled(const ph_contrast_report *report, const char *benchmark)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (strcmp(contrast->benchmark, benchmark) == 0 && !ph_work_is_settled(contrast, report))
            return FALSE;
    }
    return TRUE;
}

/* As many draws as it takes. */
static gboolean count_benchmark(const ph_run_request *request, const ph_benchmark *benchmark,
                                ph_work_sensor *sensor, ph_contrast_report *report,
                                GPtrArray *pairs, GError **error)
{
    guint draw = 0;

    for (guint look = 0; look < PH_WORK_LOOKS && !is_settled(report, benchmark->name); look++)
        for (; draw < ph_work_draws[look]; draw++)
            if (!ph_work_draw(request, benchmark, draw, sensor, report, pairs, error))
                return FALSE;
    return TRUE;
}

static gboolean count_all(const ph_run_request *request, ph_work_sensor *sensor,
                          ph_contrast_report *report, GPtrArray *pairs, GError **error)
{
    const ph_run_observer *observer = &request->observer;

    for (guint i = 0; i < request->plan->len; i++) {
        const ph_benchmark *benchmark = request->plan->pdata[i];

        if (observer->launch)
            observer->launch(observer->data, benchmark, i, request->plan->len, -1.0);
        if (!count_benchmark(request, benchmark, sensor, report, pairs, error))
            return FALSE;
    }
    return TRUE;
}

gboolean ph_work_only(const ph_run_request *request, ph_work_sensor *sensor,
                      ph_contrast_report *report, GPtrArray *pairs, GError **error)
{
    PH_REQUIRE(request->subjects->len == 2 && !request->limits[0]);

    g_autoptr(GError) cause = NULL;

    if (!prove(request, report, &cause) || !count_all(request, sensor, report, pairs, &cause) ||
        !ph_allocation_draws_add(request, report, &cause)) {
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        ph_contrast_error(report, "%s: %s", ph_error_id(cause), cause->message);
        report->stop = PH_STOP_TIME;
    }
    ph_work_conclude(report);
    return TRUE;
}
