/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The figures of the procedure that looks for shifts in series. No settings: only the limits from
 * which people are told are for users.
 *
 * What they come to, in 3,000 years of nights of each kind (tests/history/nights.h has the noise;
 * history_years 3000 2026 prints it): candidates and comparisons a year, alerts, and of what the
 * code did how much is alerted within so many runs, and exactly once. Not one alert in 33,000 years
 * was of what did not happen (creep apart, of which any is true).
 *
 *                            candidates  comparisons  3 runs  7 runs  14 runs   8 weeks  once
 *   anchored: nothing               2.9          5.7  no alert
 *     0.5 % slower                  4.1          8.7    28 %    83 %     95 %    98.4 %  98.7 %
 *     1 % slower                    4.5          8.6    92 %   100 %    100 %   100   %  99.97 %
 *     2 % slower                    4.7          8.7   100 %   100 %    100 %   100   %  100 %
 *     2 % faster                    4.7          8.8  99.9 %   100 %    100 %   100   %  100 %
 *     2 %, mended after 5 nights    5.5         10.6   100 %                             97 % twice
 *     2 %, mended after 30          6.4         11.6   100 %                             99 % twice
 *     0.1 % a week                 15.8         40.4     0 %     0 %    0.3 %    90.3 %
 *     0.15 % a week                18.1         46.9     0 %     0 %      4 %    99.3 %
 *   times: nothing                 10.7         21.7  no alert
 *     2 % slower                   11.7         23.2    61 %    86 %     94 %    98.2 %  99.1 %
 *     5 % slower                   12.3         24.0    94 %  99.5 %   99.9 %    99.9 %  100 %
 */
#ifndef PH_HARNESS_SERIES_DETECTION_RULES_H
#define PH_HARNESS_SERIES_DETECTION_RULES_H

/* Shares of values that are logarithms: 0.0025 is 0.25 %. */

/* Level and spread: of up to so many runs, the newest left out, as they may be the shift. */
#define PH_LEVEL_RUNS          60
#define PH_LEVEL_RUNS_LEFT_OUT 7
/* Before, a first level is learnt. */
#define PH_LEVEL_RUNS_LEAST 17
/* No series is taken for steadier. */
#define PH_SPREAD_LEAST 0.001
/* A median deviation, as a normal distribution's standard deviation. */
#define PH_MEDIAN_DEVIATION_SCALE 1.4826

/* The two sums: a run counts as at most so many spreads, less the slack. */
#define PH_SUM_CAP   4.0
#define PH_SUM_SLACK 0.5
#define PH_SUM_LIMIT 6.0
#define PH_SUM_RUNS  40

/* The drift of anchored series: each so many runs, the newest beside the first ones of a level. */
#define PH_DRIFT_RUNS_BETWEEN 7
#define PH_DRIFT_RUNS_NEW     7
#define PH_DRIFT_RUNS_FIRST   14
#define PH_DRIFT_LEAST        0.005
#define PH_DRIFT_ERRORS       4.0
/* A median's standard error beside a mean's, of a normal distribution: the root of π / 2. */
#define PH_MEDIAN_ERROR_SCALE 1.2533

/* Comparisons convict where two are beyond the one, and a third if their mean is not beyond the
 * other: of identical code each is beyond in 1.9 % of tries at most. */
#define PH_CONFIRM_LEAST        0.0025
#define PH_CONFIRM_SURE         0.005
#define PH_CONFIRM_TIMES        2
#define PH_CONFIRM_TIMES_UNSURE 3
/* Of creep, where each of two with the level's start is beyond. */
#define PH_CONFIRM_CREEP_LEAST 0.005
/* So many runs before the first suspect stands the base. */
#define PH_CONFIRM_RUNS_BEFORE 2

/* After a refutation so many runs nominate nothing; a second within so many is the host's level. */
#define PH_REFUTED_RUNS_WAIT  3
#define PH_REFUTED_RUNS_TWICE 10
/* Where nothing can be compared, so many runs on the new level warn. */
#define PH_UNCONFIRMED_RUNS 5

/* Counts (work, bytes, allocations) have no spread: what is beyond is a change. */
#define PH_EXACT_LEAST 0.001

/* From which share of a run's series on they move together, and of how many at least. */
#define PH_COMMON_SHARE        0.5
#define PH_COMMON_SERIES_LEAST 4

#endif /* PH_HARNESS_SERIES_DETECTION_RULES_H */
