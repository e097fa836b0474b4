/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What makes values incomparable although benchmark, level, subject and host are the same: it is
 * part of what a series is.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_SERIES_METHOD_H
#define PH_HARNESS_HISTORY_SERIES_METHOD_H

#include <glib.h>

#include "model/measurement.h"
#include "series/metric.h"

/*
 * How a time's value follows from the launches of a document. Stored with every such series, by
 * its digest, so append only: a stored run is derived again by the one that it was derived by.
 */
typedef enum ph_derivation {
    PH_DERIVATION_MEAN = 1,
    PH_DERIVATION_MEDIAN, /* One launch of five is often far off, and moves a mean by as much. */
} ph_derivation;

#define PH_DERIVATION_NEWEST PH_DERIVATION_MEDIAN

/*
 * The digest of it: how the harness measures, the bytes, records and items of one pass, how they
 * are written, the release and the instruction set of the subject; of a ratio, the anchor's code
 * and options; of a count, what the library was built with.
 *
 * @return 64 hexadecimal digits; the caller frees them.
 */
char *ph_series_method(const ph_measurement *measurement, const ph_result *result, ph_metric metric,
                       ph_derivation derivation);

/*
 * The same of instructions that a comparison counted: how the harness counts, release and
 * instruction set, and what the library was built with.
 *
 * @param info  NULL: what was counted is not known.
 */
char *ph_series_method_of_work(const ph_subject_info *info);

/* The same of what was not measured here: values of one source are comparable with each other. */
char *ph_series_method_of_import(const char *source);

#endif /* PH_HARNESS_HISTORY_SERIES_METHOD_H */
