/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many bytes each block in use was asked for: what the allocator itself knows are rounded
 * sizes, which are not those of the code that asks.
 *
 * One table for the process, in pages of its own. Not thread-safe: its callers hold a lock.
 */
#ifndef PH_HARNESS_INTERPOSER_LIVE_BLOCKS_H
#define PH_HARNESS_INTERPOSER_LIVE_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

/* Without pages for the table, the process ends: it has a message on standard error. */
void ph_live_blocks_add(const void *block, size_t bytes);

/* The bytes it was asked for; 0 for one that is not known. */
size_t ph_live_blocks_remove(const void *block);

/* That the table takes. */
uint64_t ph_live_blocks_table_bytes(void);

#endif /* PH_HARNESS_INTERPOSER_LIVE_BLOCKS_H */
