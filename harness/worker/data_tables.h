/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Building a data set, for the two sources it can come from: data_set.c and data_file.c. */
#ifndef PH_HARNESS_WORKER_DATA_TABLES_H
#define PH_HARNESS_WORKER_DATA_TABLES_H

#include "worker/data_set.h"

/* Make room for the tables of so many chunks. False when there is no memory. */
bool ph_data_tables_allocate(ph_data_set *data, size_t chunk_count);

/*
 * Map a slot for each chunk, of this capacity, the last of another. The first stands at a random
 * distance from a page boundary, the others behind it. False when there is no memory.
 */
bool ph_data_slots_allocate(ph_data_set *data, size_t capacity, size_t last_capacity,
                            uint64_t random);

/*
 * Once the lengths and record_count of each timed chunk, and how many these are, stand, fill in all
 * that follows.
 */
bool ph_data_tables_finish(ph_data_set *data);

void ph_data_rest_free(ph_data_rest *rest);

#endif /* PH_HARNESS_WORKER_DATA_TABLES_H */
