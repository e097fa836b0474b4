/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/summarise.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "model/agreement.h"
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
    result->share_of_memcpy = result->share_of_read = result->output_share_of_memcpy = NAN;
    if (result->state == PH_STATE_PENDING && !ph_estimate_launches(result)) {
        if (result->blocks_preempted + result->blocks_slowed > 0)
            fail(result, PH_ERROR_ENVIRONMENT, PH_TOO_BUSY);
        else
            fail(result, PH_ERROR_TIMEOUT, "it was not measured");
    }
    if (result->state != PH_STATE_MEASURED)
        g_clear_pointer(&result->latency, ph_latency_free);
    else if (result->latency)
        ph_latency_estimate(result->latency);
    if (result->state != PH_STATE_MEASURED)
        g_clear_pointer(&result->stored, ph_stored_free);
    else if (result->stored)
        ph_stored_estimate(result->stored);
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
    ph_comparison found = { 0 };
    ph_comparison *comparison;

    if (!ph_estimate_ratio(base->launch_ns, head->launch_ns, &found))
        return;
    comparison = g_memdup2(&found, sizeof found);
    comparison->benchmark = g_strdup(base->benchmark);
    comparison->level = g_strdup(base->level);
    comparison->base = g_strdup(base->subject);
    comparison->head = g_strdup(head->subject);
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

static void compare_with_anchor(ph_measurement *measurement, const ph_result *head)
{
    const ph_result *base =
        ph_result_measured(measurement->results, head->benchmark, head->level, PH_ANCHOR_SUBJECT);

    if (measurement->anchor && base && strcmp(head->subject, PH_HEADLINE_SUBJECT) == 0 &&
        head->state == PH_STATE_MEASURED)
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
            result->output_share_of_memcpy = ph_estimate_output_share(result);
        }
        compare_with_reference(measurement, result);
        compare_with_anchor(measurement, result);
    }
}

static void collect(ph_measurement *measurement, const ph_result *result)
{
    g_autofree char *failure = NULL;

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
    failure = ph_result_failure(result);
    ph_measurement_fail(measurement, "%s: %s", ph_error_code_id(result->cause), failure);
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

/* A launch whose thread was interrupted too often has none; what it has is not of its quiet calls
 * alone. */
static void warn_of_latency(ph_measurement *measurement, const ph_result *result)
{
    if (result->latency && isnan(result->latency->figures[PH_LATENCY_p50_ns].median))
        ph_measurement_warn(measurement,
                            "%s, %s, %s level: no launch kept %d calls of one record during which "
                            "the thread had its CPU: there are no percentiles",
                            result->benchmark, result->subject, result->level,
                            PH_LATENCY_CALLS_MIN);
}

/* Once for all levels of a subject. */
static void warn_of_layout(ph_measurement *measurement, const ph_result *result)
{
    g_autofree char *doubt =
        result->state == PH_STATE_MEASURED ? ph_record_layout_doubt(result->layout) : NULL;
    g_autofree char *warning =
        doubt ? g_strdup_printf("%s: measured although %s", result->benchmark, doubt) : NULL;

    if (warning &&
        !g_ptr_array_find_with_equal_func(measurement->warnings, warning, g_str_equal, NULL))
        ph_measurement_warn(measurement, "%s", warning);
}

static gboolean has_ratio(const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->comparisons->len; i++)
        if (strcmp(((const ph_comparison *)measurement->comparisons->pdata[i])->base,
                   PH_ANCHOR_SUBJECT) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_ratio_missing(const ph_measurement *measurement, const ph_result *head)
{
    return measurement->anchor && strcmp(head->subject, PH_HEADLINE_SUBJECT) == 0 &&
           head->state == PH_STATE_MEASURED &&
           !ph_comparison_find(measurement->comparisons, head->benchmark, head->level,
                               PH_ANCHOR_SUBJECT, PH_HEADLINE_SUBJECT);
}

/* An anchor that has no number, where it was to have one, is an error and needs no warning. */
static void warn_of_anchor(ph_measurement *measurement, const ph_result *head)
{
    const ph_result *anchor =
        ph_result_find(measurement->results, head->benchmark, head->level, PH_ANCHOR_SUBJECT);

    if (!anchor)
        ph_measurement_warn(
            measurement,
            "%s, %s level: the anchor does not do this, so nothing is compared with it",
            head->benchmark, head->level);
    else if (anchor->state == PH_STATE_MEASURED)
        ph_measurement_warn(
            measurement,
            "%s, %s level: no launch had enough undisturbed blocks of both " PH_HEADLINE_SUBJECT
            " and the anchor, so nothing is compared with it",
            head->benchmark, head->level);
    else if (ph_result_is_excused(anchor))
        ph_measurement_warn(
            measurement, "%s, %s level: the anchor is void%s, so nothing is compared with it: %s",
            head->benchmark, head->level, ph_result_void_remark(anchor), anchor->reason);
}

/* Of each on several threads, by the same on one. */
static void compare_with_one_thread(const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *several = measurement->results->pdata[i];
        const ph_result *one = ph_result_on_one_thread(measurement->results, several);

        if (one && one->state == PH_STATE_MEASURED && several->state == PH_STATE_MEASURED)
            (void)ph_thread_use_estimate(several->threads, one->launch_ns, several->launch_ns);
    }
}

void ph_summarise_run(ph_measurement *measurement)
{
    gboolean is_any_missing = FALSE;

    ph_agreement_settle(measurement);
    compare_with_one_thread(measurement);
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        collect(measurement, result);
        warn_of_layout(measurement, result);
        warn_of_noise(measurement, result);
        warn_of_latency(measurement, result);
        if (!is_ratio_missing(measurement, result))
            continue;
        warn_of_anchor(measurement, result);
        is_any_missing = TRUE;
    }
    if (is_any_missing && !has_ratio(measurement) && !measurement->errors->len)
        ph_measurement_fail(measurement,
                            "%s: an anchor was asked for, and nothing could be compared with it",
                            ph_error_code_id(PH_ERROR_SUBJECT_LOAD));
}
