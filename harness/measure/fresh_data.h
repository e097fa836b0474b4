/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a referee is given, and what is right of it: chunks that are made for each call anew, each
 * from a seed that nobody knows before, with their truth. A user's own data cannot be made afresh:
 * there the referee reads the file itself, and answers are held against each other.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MEASURE_FRESH_DATA_H
#define PH_HARNESS_MEASURE_FRESH_DATA_H

#include <glib.h>

#include "answer/turn_window.h"
#include "measure/plan.h"
#include "protocol/turn.h"

typedef struct ph_fresh_data ph_fresh_data;

/*
 * For a benchmark, in chunks as large as its own, unless four of them with what is written would
 * then leave an L2 cache of this size (0: not known).
 */
ph_fresh_data *ph_fresh_data_new(const ph_benchmark *benchmark, uint64_t l2_bytes);
void ph_fresh_data_free(ph_fresh_data *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_fresh_data, ph_fresh_data_free)

/* How the memory is to be divided, a little differently each time. */
ph_turn_memory ph_fresh_data_memory(ph_fresh_data *data);

/* Records of a chunk, at most; 0: of a user's own data. And bytes of so many. */
uint64_t ph_fresh_data_records(const ph_fresh_data *data);
uint64_t ph_fresh_data_bytes(const ph_fresh_data *data, uint64_t records);

/* Make a chunk of so many records that was never there before, where only we can see it. */
void ph_fresh_data_make(ph_fresh_data *data, guint index, uint64_t records);

/* Bytes of the lines of a chunk that is to be encoded; 0: it has none. */
uint64_t ph_fresh_data_line_bytes(const ph_fresh_data *data, guint index);

/* So many chunks with what is written stay in the cache together. */
guint ph_fresh_data_calls_max(const ph_fresh_data *data);

/* What calls on chunks of so many records read and write, for a turn to look at. */
void ph_fresh_data_extent(const ph_fresh_data *data, uint64_t records, ph_turn *turn);

/* Show what was made in a slot; nothing of own data, which are in no slot. */
void ph_fresh_data_show(const ph_fresh_data *data, guint index, uint8_t *slot);

/* Overwrite in a window what a right answer to what was made writes there; of lines, and of own
 * data, what an answer wrote there. */
void ph_fresh_data_spoil(const ph_fresh_data *data, guint index, ph_turn_window window);

/*
 * Is what stands in this window right of what was shown last, as the calls of a turn left it?
 *
 * @param level  "kernel", "record", "file".
 * @return NULL when it is; else a phrase that says what is not, for the caller to free.
 */
char *ph_fresh_data_find_wrong(ph_fresh_data *data, guint index, const char *level,
                               const ph_turn *turn, const ph_turn_reply *reply,
                               const ph_turn_memory *memory, uint8_t *windows);

/* Bytes of lines that an answer of records had at most; 0 of columns, and before there was one. */
size_t ph_fresh_data_lines_seen(const ph_fresh_data *data);

#endif /* PH_HARNESS_MEASURE_FRESH_DATA_H */
