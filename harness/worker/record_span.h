/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records back to back, or their lines where these are encoded, from which calls of any number of
 * them can be cut: a copy of the chunks
 * that are timed, over and over where they are too few.
 */
#ifndef PH_HARNESS_WORKER_RECORD_SPAN_H
#define PH_HARNESS_WORKER_RECORD_SPAN_H

#include "worker/bench.h"

/* Longer calls are left out: a user's records may have 32 KiB each. */
#define PH_RECORD_SPAN_BYTES_MAX (UINT64_C(8) << 20)

typedef struct ph_record_span {
    uint8_t *bytes;      /* Owned. */
    size_t *offsets;     /* Of each record, and behind the last one. Owned. */
    size_t record_count; /* At least one, in whole chunks. */
} ph_record_span;

/*
 * Copy chunks until there are so many records or no more fit into PH_RECORD_SPAN_BYTES_MAX; the
 * first chunk always does. False when there is no memory for it.
 */
bool ph_record_span_copy(const ph_bench *bench, size_t records_wanted, ph_record_span *ret);
void ph_record_span_free(ph_record_span *span);

/* So many of its records, from this one on. Borrowed. */
ph_record_bytes ph_record_span_cut(const ph_record_span *span, size_t first, size_t count);

#endif /* PH_HARNESS_WORKER_RECORD_SPAN_H */
