/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a series is a series of. A time has a spread, and is judged by statistics; a count is exact:
 * where it moves, something moved it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_METRIC_H
#define PH_HARNESS_SERIES_METRIC_H

#include <glib.h>

/*
 * Identifier, its word in the store, whether it is exact, and its value's scale and unit:
 *
 *   time         natural logarithm of the time of one pass over the input, in ns
 *   anchor       natural logarithm of the ratio of that to the anchor's in the same launches
 *   work         instructions an item
 *   size         bytes: of a library's file (level "library"), or of the lines that one pass made
 *   allocations  calls of the allocator an item
 *   allocated-bytes  bytes that they asked for, an item
 *   peak-bytes   the most of these that one call had in use at a time
 *
 * Of the first two, the median over launches (history/series_method.h).
 *
 * Stored with every series, so append only.
 */
#define PH_METRIC_LIST(X)                                                                          \
    X(TIME, "time", FALSE, "ln ns")                                                                \
    X(ANCHOR, "anchor", FALSE, "ln ratio")                                                         \
    X(WORK, "work", TRUE, "instructions an item")                                                  \
    X(SIZE, "size", TRUE, "bytes")                                                                 \
    X(ALLOCATIONS, "allocations", TRUE, "allocations an item")                                     \
    X(ALLOCATED_BYTES, "allocated-bytes", TRUE, "allocated bytes an item")                         \
    X(PEAK_BYTES, "peak-bytes", TRUE, "bytes in use at a time")

typedef enum ph_metric {
#define X(identifier, word, exact, unit) PH_METRIC_##identifier,
    PH_METRIC_LIST(X)
#undef X
        PH_METRIC_COUNT,
} ph_metric;

const char *ph_metric_word(ph_metric metric);
const char *ph_metric_unit(ph_metric metric);
gboolean ph_metric_is_exact(ph_metric metric);

/* PH_METRIC_COUNT: no metric has that word. */
ph_metric ph_metric_of(const char *word);

#endif /* PH_HARNESS_SERIES_METRIC_H */
