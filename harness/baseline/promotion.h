/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a run must be to become the baseline. Some things nobody can override: without a host, a
 * suite and a number there is no baseline to be. The rules, one list of objections, --force can.
 *
 * A baseline of another release of copybook-rs is replaced by force only: whether the new release
 * is slower, a comparison of both has to tell, and the reason that --force asks for says what it
 * told.
 */
#ifndef PH_HARNESS_BASELINE_PROMOTION_H
#define PH_HARNESS_BASELINE_PROMOTION_H

#include <glib.h>

#include "model/measurement.h"
#include "settings/thresholds.h"

/* Beyond this the launches do not agree; with fewer, nobody knows whether they do. */
#define PH_PROMOTION_CV_MAX       0.05
#define PH_PROMOTION_LAUNCHES_MIN 5

/* So many consecutive runs pass before an improvement moves the baseline. */
#define PH_PROMOTION_STABLE_RUNS 7
/* What they must gain in throughput, and how sure that must be. */
#define PH_PROMOTION_GAIN_MIN        0.03
#define PH_PROMOTION_GAIN_CONFIDENCE 0.99

/* FALSE and error (PH_ERROR_BASELINE) when a run cannot be a baseline whatever it measured. */
gboolean ph_promotion_is_possible(const ph_measurement *run, GError **error);

/*
 * The rules that a run does not keep.
 *
 * @param run       One that is possible.
 * @param baseline  What is to be replaced; NULL: this is the first.
 * @return char *, a clause each; empty when it may be promoted. Free with g_ptr_array_unref().
 */
GPtrArray *ph_promotion_objections(const ph_measurement *run, const ph_measurement *baseline,
                                   const ph_thresholds *thresholds);

/*
 * The same for seven runs: what each does not keep, and whether they gain enough over the baseline.
 *
 * @param runs  ph_measurement, each possible.
 */
GPtrArray *ph_promotion_objections_stable(const GPtrArray *runs, const ph_measurement *baseline,
                                          const ph_thresholds *thresholds);

/*
 * The least that a published figure of the runs has gained over the baseline, a share, with
 * PH_PROMOTION_GAIN_CONFIDENCE; NAN without numbers.
 */
double ph_promotion_least_gain(const GPtrArray *runs, const ph_measurement *baseline,
                               const char *benchmark);

/* Which of two runs is older, as a comparison function has it. */
gint ph_promotion_compare_times(const ph_measurement *a, const ph_measurement *b);

/*
 * Sort runs by their time. FALSE and error (PH_ERROR_BASELINE) when two have the same, or are of
 * different hosts, suites or releases: they are not one series.
 */
gboolean ph_promotion_order(GPtrArray *runs, GError **error);

#endif /* PH_HARNESS_BASELINE_PROMOTION_H */
