/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The line of a record as pieces, made once for all records. */
#ifndef PH_CODECS_RECORD_BATCH_PLAN_H
#define PH_CODECS_RECORD_BATCH_PLAN_H

#include "kernel/record_line.h"
#include "record/decoder.h"

/* Pieces of a line of so many places, at most. */
size_t ph_line_piece_count(size_t places);

/* The piece of an item's value that stands at a byte of the record. */
ph_line_piece ph_line_value_piece(const ph_line_decoder *decoder, uint32_t item, uint32_t at);

/* Can its lines be made of pieces? Those that can be very long are not, nor those of tables that no
 * kernel knows. */
bool ph_line_can_be_planned(const ph_line_decoder *decoder);

/* Bytes of its longest line, and of what is written behind it. */
size_t ph_line_room(const ph_line_decoder *decoder);

/*
 * Makes the pieces, and fills in all that does not depend on who runs them: pieces, tables and
 * lengths. Only where it can be planned.
 *
 * @param tables, memory  Lent as long as the program is used; memory is ph_line_program_size()
 *                        bytes, aligned for anything.
 */
void ph_line_make_program(ph_line_decoder *decoder, ph_line_table tables[PH_LINE_TABLES_MAX],
                          void *memory, ph_line_program *ret);
size_t ph_line_program_size(const ph_line_decoder *decoder);

#endif /* PH_CODECS_RECORD_BATCH_PLAN_H */
