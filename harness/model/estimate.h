/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a result's launches to its numbers.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_ESTIMATE_H
#define PH_HARNESS_MODEL_ESTIMATE_H

#include "model/measurement.h"

/* The launches that gave a sample: double, in their order. Free with g_array_unref(). */
GArray *ph_estimate_samples(const GArray *launch_ns);

/*
 * Fill in a result's estimates from input_bytes and launch_ns, the shares of the limits apart,
 * which become NAN, and call it measured. FALSE, and it is what it was, when no launch gave a
 * sample.
 */
gboolean ph_estimate_launches(ph_result *result);

/*
 * Its share of memcpy, counted in the bytes that it wrote, from that of those that it read; NAN
 * where either is not known.
 */
double ph_estimate_output_share(const ph_result *result);

/*
 * The ratio of two that were timed in the same launches, launch by launch: fill in ratio, ci95 and
 * p_value. FALSE when no launch gave a sample of both (NAN is none).
 */
gboolean ph_estimate_ratio(const GArray *base_ns, const GArray *head_ns, ph_comparison *comparison);

#endif /* PH_HARNESS_MODEL_ESTIMATE_H */
