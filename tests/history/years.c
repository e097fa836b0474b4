/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Years of nights, counted: years YEARS [SEED] prints what came of each scenario, as JSON.
 * script/study history has it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "nights.h"

static const struct {
    const char *name;
    ph_series_kind kind;
    ph_code_year code;
} SCENARIOS[] = {
    { "anchored: nothing", PH_SERIES_ANCHORED, { 0.0, 0, 0.0 } },
    { "anchored: 0.5 % slower", PH_SERIES_ANCHORED, { 0.005, 0, 0.0 } },
    { "anchored: 1 % slower", PH_SERIES_ANCHORED, { 0.01, 0, 0.0 } },
    { "anchored: 2 % slower", PH_SERIES_ANCHORED, { 0.02, 0, 0.0 } },
    { "anchored: 2 % faster", PH_SERIES_ANCHORED, { -0.02, 0, 0.0 } },
    { "anchored: 5 % slower", PH_SERIES_ANCHORED, { 0.05, 0, 0.0 } },
    { "anchored: 2 % slower, mended after 5 nights", PH_SERIES_ANCHORED, { 0.02, 5, 0.0 } },
    { "anchored: 2 % slower, mended after 30 nights", PH_SERIES_ANCHORED, { 0.02, 30, 0.0 } },
    { "anchored: 0.1 % slower each week", PH_SERIES_ANCHORED, { 0.0, 0, 0.001 } },
    { "anchored: 0.15 % slower each week", PH_SERIES_ANCHORED, { 0.0, 0, 0.0015 } },
    { "times: nothing", PH_SERIES_TIME, { 0.0, 0, 0.0 } },
    { "times: 2 % slower", PH_SERIES_TIME, { 0.02, 0, 0.0 } },
    { "times: 5 % slower", PH_SERIES_TIME, { 0.05, 0, 0.0 } },
};

static void print_counts(const char *name, const ph_years_seen *seen)
{
    printf("{\"name\": \"%s\", \"years\": %u, \"asked\": %u, \"candidates\": %u, "
           "\"comparisons\": %u, \"refuted\": %u, \"host_levels\": %u, \"alerts\": %u, "
           "\"alerts_before\": %u, ",
           name, seen->years, seen->asked, seen->candidates, seen->comparisons, seen->refuted,
           seen->host_levels, seen->alerts, seen->alerts_before);
    printf("\"within_3_runs\": %u, \"within_7_runs\": %u, \"within_14_runs\": %u, "
           "\"within_8_weeks\": %u, \"alerted_never\": %u, \"alerted_once\": %u, "
           "\"alerted_twice\": %u, \"alerted_more\": %u}",
           seen->within_3_runs, seen->within_7_runs, seen->within_14_runs, seen->within_8_weeks,
           seen->alerted_never, seen->alerted_once, seen->alerted_twice, seen->alerted_more);
}

int main(int argc, char **argv)
{
    const guint years = argc > 1 ? (guint)strtoul(argv[1], NULL, 10) : 0;
    const guint64 seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

    if (years == 0) {
        (void)fputs("usage: years YEARS [SEED]\n", stderr);
        return 2;
    }
    for (guint i = 0; i < G_N_ELEMENTS(SCENARIOS); i++) {
        const ph_years_seen seen =
            ph_years_simulate(seed + i, years, SCENARIOS[i].kind, &SCENARIOS[i].code);

        (void)fputs(i == 0 ? "[" : ",\n ", stdout);
        print_counts(SCENARIOS[i].name, &seen);
    }
    puts("]");
    return fflush(stdout) == 0 ? 0 : 1;
}
