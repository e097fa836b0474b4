/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files that were proven, by their sums: one that holds what was proven is proven, whoever wrote
 * it. With a seed that nobody knows: who would want two files to have one sum cannot try.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MEASURE_PROVEN_SUMS_H
#define PH_HARNESS_MEASURE_PROVEN_SUMS_H

#include <glib.h>

#include "measure/worker_process.h"

typedef struct ph_proven_sums ph_proven_sums;

ph_proven_sums *ph_proven_sums_new(void);
void ph_proven_sums_free(ph_proven_sums *sums);

/*
 * The sum of what is behind a descriptor, read from its beginning.
 *
 * @param host  Says when the user has given up, or the time is over.
 * @return FALSE and error: PH_ERROR_STORAGE (the reason alone), or as ph_worker_is_stopped().
 */
gboolean ph_proven_sums_of(const ph_proven_sums *sums, const ph_worker_host *host, int descriptor,
                           gint64 *ret, GError **error);

gboolean ph_proven_sums_has(const ph_proven_sums *sums, gint64 sum);
void ph_proven_sums_add(ph_proven_sums *sums, gint64 sum);

#endif /* PH_HARNESS_MEASURE_PROVEN_SUMS_H */
