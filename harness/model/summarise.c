/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/summarise.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "model/estimate.h"

static void fail(ph_result *result, ph_error cause, const char *reason)
{
    result->state = PH_STATE_FAILED;
    result->cause = cause;
    result->reason = g_strdup(reason);
}

/* A result that is void or failed keeps no numbers, not even those of its good launches. */
static void estimate(ph_result *result)
{
    result->share_of_memcpy = result->share_of_read = NAN;
    if (result->state == PH_STATE_PENDING && !ph_estimate_launches(result)) {
        if (result->blocks_preempted + result->blocks_slowed > 0)
            fail(result, PH_ERROR_ENVIRONMENT, PH_TOO_BUSY);
        else
            fail(result, PH_ERROR_TIMEOUT, "it was not measured");
    }
}

static double share_of(const ph_measurement *measurement, const ph_result *result,
                       const char *limit)
{
    const ph_result *roof =
        ph_result_measured(measurement->limits, result->benchmark, "limit", limit);

    return roof ? result->throughput_mib_s / roof->throughput_mib_s : NAN;
}

static void compare(ph_measurement *measurement, const ph_result *base, const ph_result *head)
{
    g_autoptr(GArray) ratios = g_array_new(FALSE, FALSE, sizeof(double));
    ph_comparison *comparison;

    for (guint i = 0; i < base->launch_ns->len; i++) {
        const double ratio = log(g_array_index(head->launch_ns, double, i) /
                                 g_array_index(base->launch_ns, double, i));

        if (!isnan(ratio))
            g_array_append_val(ratios, ratio);
    }
    if (ratios->len == 0)
        return;

    const ph_interval interval = ph_mean_interval(ratios);
    comparison = g_new0(ph_comparison, 1);
    comparison->benchmark = g_strdup(base->benchmark);
    comparison->level = g_strdup(base->level);
    comparison->base = g_strdup(base->subject);
    comparison->head = g_strdup(head->subject);
    comparison->ratio = exp(ph_mean(ratios));
    comparison->ci95 = (ph_interval){ exp(interval.low), exp(interval.high) };
    comparison->p_value = ph_mean_is_zero_p_value(ratios);
    g_ptr_array_add(measurement->comparisons, comparison);
}

/* Every subject against the native reference, where that decodes the same thing. */
static void compare_with_reference(ph_measurement *measurement, const ph_result *head)
{
    const ph_result *base = ph_result_measured(measurement->results, head->benchmark, head->level,
                                               PH_REFERENCE_SUBJECT);

    if (base && base != head && head->state == PH_STATE_MEASURED)
        compare(measurement, base, head);
}

void ph_summarise_benchmark(ph_measurement *measurement, const char *benchmark)
{
    GPtrArray *const lists[] = { measurement->limits, measurement->results };

    for (gsize list = 0; list < G_N_ELEMENTS(lists); list++)
        for (guint i = 0; i < lists[list]->len; i++) {
            ph_result *result = lists[list]->pdata[i];

            if (strcmp(result->benchmark, benchmark) == 0)
                estimate(result);
        }
    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        if (strcmp(result->benchmark, benchmark) != 0)
            continue;
        if (result->state == PH_STATE_MEASURED) {
            result->share_of_memcpy = share_of(measurement, result, "memcpy");
            result->share_of_read = share_of(measurement, result, "read");
        }
        compare_with_reference(measurement, result);
    }
}

static void collect(ph_measurement *measurement, const ph_result *result)
{
    if (result->expectation != PH_EXPECT_NUMBER && result->state != PH_STATE_FAILED) {
        if (result->expectation == PH_EXPECT_VOID && result->state == PH_STATE_MEASURED)
            ph_measurement_fail(measurement,
                                "%s: %s, %s, %s level: gives a number, but its records must not "
                                "decode",
                                ph_error_code_id(PH_ERROR_MISMATCH), result->benchmark,
                                result->subject, result->level);
        return;
    }
    if (result->state == PH_STATE_MEASURED || result->is_reason_reported)
        return;
    if (result->records_failed > 0)
        ph_measurement_fail(
            measurement, "%s: %s, %s, %s level: %s: %" G_GUINT64_FORMAT " records failed: %s",
            ph_error_code_id(result->cause), result->benchmark, result->subject, result->level,
            ph_state_name(result->state), result->records_failed, result->reason);
    else
        ph_measurement_fail(measurement, "%s: %s, %s, %s level: %s: %s",
                            ph_error_code_id(result->cause), result->benchmark, result->subject,
                            result->level, ph_state_name(result->state), result->reason);
}

static void warn_of_noise(ph_measurement *measurement, const ph_result *result)
{
    g_autoptr(GArray) values = ph_estimate_samples(result->launch_ns);

    if (result->state == PH_STATE_MEASURED && values->len * 2 < result->launch_ns->len)
        ph_measurement_warn(measurement,
                            "%s, %s, %s level: only %u of %u launches had enough undisturbed "
                            "blocks: the machine is busy",
                            result->benchmark, result->subject, result->level, values->len,
                            result->launch_ns->len);
}

void ph_summarise_run(ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        collect(measurement, result);
        warn_of_noise(measurement, result);
    }
}
