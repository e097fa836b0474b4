/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables of a record that have counters, where kernels find their way by them. */
#ifndef PH_CODECS_RECORD_COUNTED_TABLES_H
#define PH_CODECS_RECORD_COUNTED_TABLES_H

#include "kernel/record_line.h"
#include "record/decoder.h"

/*
 * In the order of the record; all else varies in place only by these.
 *
 * @param count  Receives how many.
 * @return       False: some stand in others, in what is redefined or renamed, are too many or
 *               counted by what no kernel reads.
 */
bool ph_line_find_tables(const ph_line_decoder *decoder, ph_line_table tables[PH_LINE_TABLES_MAX],
                         uint32_t *count);

/* How many of them end before a byte of the record, all with all their occurrences. */
uint32_t ph_line_tables_before(const ph_line_table *tables, uint32_t count, uint32_t at);

#endif /* PH_CODECS_RECORD_COUNTED_TABLES_H */
