/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The line of a record as pieces, made once for all records. */
#ifndef PH_CODECS_RECORD_BATCH_PLAN_H
#define PH_CODECS_RECORD_BATCH_PLAN_H

#include "kernel/record_line.h"
#include "record/decoder.h"

/* Most places in a line that is made of pieces. */
#define PH_LINE_PLACES_MAX ((size_t)8192)

/* What is at a place, and whether that is at another one, too. */
typedef struct ph_line_plan_value {
    uint32_t begin_mark; /* Its marks, from 1; 0: none. */
    uint32_t end_mark;
    uint32_t copied_from; /* The first of as many places that are the same, */
    uint32_t copied;      /* with all between them; 0: it is none. */
} ph_line_plan_value;

/* What a plan is made in, and of. */
typedef struct ph_line_plan_memory {
    uint8_t *line; /* Room for ph_line_length_max() and PH_LINE_SLACK bytes. */
    ph_line_place *places;
    ph_line_plan_value *values; /* A value each, as the places. */
    ph_line_piece *pieces;      /* Room for ph_line_piece_count(). */
    const ph_line_table *tables;
    uint32_t table_count;
} ph_line_plan_memory;

/* Pieces of a line of so many places, at most. */
size_t ph_line_piece_count(size_t places);

/* The piece of an item's value that stands at a byte of the record. */
ph_line_piece ph_line_value_piece(const ph_line_decoder *decoder, uint32_t item, uint32_t at);

/* Makes the pieces; returns how many. The line that they stand in is kept. */
size_t ph_line_make_pieces(ph_line_decoder *decoder, ph_line_plan_memory *memory);

#endif /* PH_CODECS_RECORD_BATCH_PLAN_H */
