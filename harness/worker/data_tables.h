/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Building a data set, for the two sources it can come from: data_set.c and data_file.c. */
#ifndef PH_HARNESS_WORKER_DATA_TABLES_H
#define PH_HARNESS_WORKER_DATA_TABLES_H

#include "worker/data_set.h"

/* Make room for the tables of so many chunks. False when there is no memory. */
bool ph_data_tables_allocate(ph_data_set *data, size_t chunk_count);

/* Once the lengths and record_count of each chunk and the slots stand, fill in all that follows. */
bool ph_data_tables_finish(ph_data_set *data, uint64_t timed_bytes_max);

#endif /* PH_HARNESS_WORKER_DATA_TABLES_H */
