/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How large a shift has to be to be seen in a series that is as steady as it is.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_VISIBLE_SHIFT_H
#define PH_HARNESS_SERIES_VISIBLE_SHIFT_H

/*
 * The shift that is a candidate after so many runs, and that comparisons would then convict, in
 * about 95 of 100 cases: a logarithm, as the spread is.
 *
 * @param spread  Of the series' level (series/level.h): a standard deviation.
 * @param runs    At least 1.
 */
double ph_series_visible_shift(double spread, unsigned runs);

#endif /* PH_HARNESS_SERIES_VISIBLE_SHIFT_H */
