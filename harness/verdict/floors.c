/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/floors.h"

#include <math.h>

#include "verdict/shortfall.h"

/* So close above a floor, a run passes with a warning; exactly so much is far enough. */
#define WARN_ABOVE_FLOOR 1.05
/* 80 MB/s written as GiB/s and read back is a hair less. */
#define ROUNDING 1e-9

static double mb_s_from_ns(const ph_result *result, double ns)
{
    return (double)result->input_bytes / 1e6 / (ns / 1e9);
}

static void give(ph_floor_check *check, ph_verdict verdict, const char *why)
{
    check->verdict = verdict;
    check->why = why;
}

/* Without an interval, as for a single launch, the value speaks for itself. */
void ph_floor_check_conclude(ph_floor_check *check)
{
    const gboolean has_interval = !isnan(check->ci95_mb_s.low);
    const double low = has_interval ? check->ci95_mb_s.low : check->value_mb_s;
    const double high = has_interval ? check->ci95_mb_s.high : check->value_mb_s;
    const double floor_mb_s = check->floor_mb_s * (1.0 - ROUNDING);

    if (!check->is_asked)
        give(check, PH_VERDICT_NEUTRAL, "it is not part of this run");
    else if (check->open_why)
        give(check, PH_VERDICT_INCONCLUSIVE, check->open_why);
    else if (isnan(check->value_mb_s))
        give(check, PH_VERDICT_FAIL, "there is no number");
    else if (high < floor_mb_s)
        give(check, PH_VERDICT_FAIL,
             has_interval ? "the whole interval lies below the floor" : "it lies below the floor");
    else if (low < floor_mb_s)
        give(check, PH_VERDICT_INCONCLUSIVE, "the interval lies on both sides of the floor");
    else if (check->value_mb_s < floor_mb_s * WARN_ABOVE_FLOOR)
        give(check, PH_VERDICT_WARN, "it is within 5 % above the floor");
    else
        give(check, PH_VERDICT_PASS,
             has_interval ? "the whole interval lies above the floor" : "it lies above the floor");
}

const char *ph_floor_why_open(const ph_result *result)
{
    switch (ph_shortfall_of_result(result)) {
    case PH_EXIT_INCONCLUSIVE:
        return strcmp(result->reason, PH_TOO_BUSY) == 0
                   ? "there is no number: " PH_TOO_BUSY
                   : "there is no number: " PH_TOO_BUSY_REFEREE;
    case PH_EXIT_FAILED: return "there is no number: it could not be measured";
    default: return NULL;
    }
}

void ph_floor_check_judge(ph_floor_check *check, const ph_measurement *measurement)
{
    const ph_result *result =
        ph_result_find(measurement->results, check->benchmark, check->level, PH_HEADLINE_SUBJECT);

    check->is_asked = result != NULL;
    check->open_why = result ? ph_floor_why_open(result) : NULL;
    check->value_mb_s = NAN;
    check->ci95_mb_s = (ph_interval){ NAN, NAN };
    if (result && result->state == PH_STATE_MEASURED) {
        check->value_mb_s = ph_mb_s(result->throughput_mib_s);
        /* The slow end in time is the low end in speed; a plain document has neither. */
        check->ci95_mb_s = (ph_interval){ mb_s_from_ns(result, result->ci95_ns.high),
                                          mb_s_from_ns(result, result->ci95_ns.low) };
    }
    ph_floor_check_conclude(check);
}

GArray *ph_floors_of(const ph_thresholds *thresholds)
{
    const ph_floor_check display = { .name = "DISPLAY",
                                     .floor_mb_s = thresholds->display_floor_mb_s };
    const ph_floor_check comp3 = { .name = "COMP-3", .floor_mb_s = thresholds->comp3_floor_mb_s };
    const double record_display = thresholds->record_display_floor_mb_s;
    const double record_comp3 = thresholds->record_comp3_floor_mb_s;
    const struct {
        ph_floor_check kind;
        const char *benchmark;
        const char *level;
        double own_floor_mb_s; /* In place of its kind's; NAN: it is only shown beside that. */
    } rows[] = {
        { display, PH_HEADLINE_DISPLAY, "kernel", display.floor_mb_s },
        { comp3, PH_HEADLINE_COMP3, "kernel", comp3.floor_mb_s },
        { display, PH_HEADLINE_RECORD_DISPLAY, "record", record_display },
        { display, PH_HEADLINE_RECORD_DISPLAY, "file", record_display },
        { comp3, PH_HEADLINE_RECORD_COMP3, "record", record_comp3 },
        { comp3, PH_HEADLINE_RECORD_COMP3, "file", record_comp3 },
    };
    GArray *checks = g_array_new(FALSE, FALSE, sizeof(ph_floor_check));

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        ph_floor_check check = rows[i].kind;

        check.benchmark = rows[i].benchmark;
        check.level = rows[i].level;
        check.is_judged = !isnan(rows[i].own_floor_mb_s);
        if (check.is_judged)
            check.floor_mb_s = rows[i].own_floor_mb_s;
        check.value_mb_s = NAN;
        check.ci95_mb_s = (ph_interval){ NAN, NAN };
        g_array_append_val(checks, check);
    }
    return checks;
}

GArray *ph_floors_check(const ph_measurement *measurement, const ph_thresholds *thresholds)
{
    GArray *checks = ph_floors_of(thresholds);

    for (guint i = 0; i < checks->len; i++)
        ph_floor_check_judge(&g_array_index(checks, ph_floor_check, i), measurement);
    return checks;
}
