/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/floors.h"

#include <math.h>

/* So close above a floor, a run passes with a warning. */
#define WARN_ABOVE_FLOOR 1.05

static double mb_s_from_ns(const ph_result *result, double ns)
{
    return (double)result->input_bytes / 1e6 / (ns / 1e9);
}

static void judge(ph_floor_check *check)
{
    /* Without an interval, as for a single launch, the value speaks for itself. */
    const double low = isnan(check->ci95_mb_s.low) ? check->value_mb_s : check->ci95_mb_s.low;
    const double high = isnan(check->ci95_mb_s.high) ? check->value_mb_s : check->ci95_mb_s.high;

    if (isnan(check->value_mb_s)) {
        check->verdict = check->is_asked ? PH_VERDICT_FAIL : PH_VERDICT_NEUTRAL;
        check->why = check->is_asked ? "there is no number" : "it is not part of this run";
    } else if (high < check->floor_mb_s) {
        check->verdict = PH_VERDICT_FAIL;
        check->why = "the whole interval lies below the floor";
    } else if (low < check->floor_mb_s) {
        check->verdict = PH_VERDICT_INCONCLUSIVE;
        check->why = "the interval lies on both sides of the floor";
    } else if (check->value_mb_s < check->floor_mb_s * WARN_ABOVE_FLOOR) {
        check->verdict = PH_VERDICT_WARN;
        check->why = "it is within 5 % above the floor";
    } else {
        check->verdict = PH_VERDICT_PASS;
        check->why = "the whole interval lies above the floor";
    }
}

static void add_check(GArray *checks, const ph_measurement *measurement, ph_floor_check check)
{
    const ph_result *result =
        ph_result_find(measurement->results, check.benchmark, check.level, PH_HEADLINE_SUBJECT);

    check.is_asked = result != NULL;
    check.value_mb_s = NAN;
    check.ci95_mb_s = (ph_interval){ NAN, NAN };
    if (result && result->state == PH_STATE_MEASURED) {
        check.value_mb_s = ph_mb_s(result->throughput_mib_s);
        /* The slow end in time is the low end in speed. */
        check.ci95_mb_s = (ph_interval){ mb_s_from_ns(result, result->ci95_ns.high),
                                         mb_s_from_ns(result, result->ci95_ns.low) };
    }
    judge(&check);
    g_array_append_val(checks, check);
}

GArray *ph_floors_check(const ph_measurement *measurement, const ph_thresholds *thresholds)
{
    const ph_floor_check display = { .name = "DISPLAY",
                                     .floor_mb_s = thresholds->display_floor_mb_s };
    const ph_floor_check comp3 = { .name = "COMP-3", .floor_mb_s = thresholds->comp3_floor_mb_s };
    const struct {
        ph_floor_check kind;
        const char *benchmark;
        const char *level;
        gboolean is_judged;
    } rows[] = {
        { display, PH_HEADLINE_DISPLAY, "kernel", TRUE },
        { comp3, PH_HEADLINE_COMP3, "kernel", TRUE },
        { display, PH_HEADLINE_RECORD_DISPLAY, "record", FALSE },
        { display, PH_HEADLINE_RECORD_DISPLAY, "file", FALSE },
        { comp3, PH_HEADLINE_RECORD_COMP3, "record", FALSE },
        { comp3, PH_HEADLINE_RECORD_COMP3, "file", FALSE },
    };
    GArray *checks = g_array_new(FALSE, FALSE, sizeof(ph_floor_check));

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        ph_floor_check check = rows[i].kind;

        check.benchmark = rows[i].benchmark;
        check.level = rows[i].level;
        check.is_judged = rows[i].is_judged;
        add_check(checks, measurement, check);
    }
    return checks;
}

ph_verdict ph_floors_verdict(const ph_measurement *measurement, const GArray *checks)
{
    ph_verdict worst = measurement->errors->len ? PH_VERDICT_FAIL : PH_VERDICT_NEUTRAL;

    for (guint i = 0; i < checks->len; i++) {
        const ph_floor_check *check = &g_array_index(checks, ph_floor_check, i);

        if (check->is_judged)
            worst = MAX(worst, check->verdict);
    }
    return worst;
}
