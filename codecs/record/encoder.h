/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of the record encoder share. */
#ifndef PH_CODECS_RECORD_ENCODER_H
#define PH_CODECS_RECORD_ENCODER_H

#include "perfharness/record_encode.h"
#include "record/decoder.h"
#include "record/line_values.h"

/* A line is walked through once for each: what has one form alone has every bit of what it shares
 * with others. */
typedef enum ph_encode_step {
    PH_ENCODE_STEP_LOOK, /* What is there? Nothing is written. */
    PH_ENCODE_STEP_EXACT,
    PH_ENCODE_STEP_FORMS,
} ph_encode_step;

struct ph_record_encoder {
    ph_line_decoder *decoder; /* For its texts and places, and to read back what was written. */
    const ph_record *layout;
    ph_values values;
    uint32_t *owners; /* By byte of the record: the item that wrote it and 1; 0: none did. */
    uint8_t *cell;    /* One item's bytes, before they are the record's. */
    /* Of the line that is encoded: */
    uint8_t *record;
    uint32_t tree; /* The object that is the record's. */
    ph_encode_step step;
    size_t latest;                   /* Where the last item begins that is there. */
    size_t end;                      /* Behind all values that are there, */
    size_t reach;                    /* behind their items and those that have no name, */
    bool is_cut;                     /* and it is inside of one. */
    bool has_absent_view;            /* The record is no longer than the views that are there; */
    size_t absent;                   /* where the first name of those begins that are not. */
    ph_record_encode_result missing; /* The first item that is missing; OK: none is. */
    size_t missing_at;
    ph_record_encode_result result;
};

/* A record of which nothing is written yet. */
void ph_encode_begin(ph_record_encoder *encoder, uint8_t *record);

/* False, with what is wrong noted, and where. */
bool ph_encode_fail(ph_record_encoder *encoder, uint32_t item, ph_record_encode_status status);

/* Which member of the line it is about. */
void ph_encode_note_member(ph_record_encoder *encoder, uint32_t member);

/* A walk through all that a line holds of the record. */
bool ph_encode_walk(ph_record_encoder *encoder);

/* The item itself, or of a group that is one level up the first that has a name; or none. */
uint32_t ph_encode_named_item(const ph_record_encoder *encoder, uint32_t item);

/* How many elements a table has, as the line says: a ph_count_source's. */
bool ph_encode_count(void *encoder, uint32_t counter, uint32_t table, uint32_t *ret);

/* Write the bytes of a cell where an item stands, of which others may have written some: they
 * agree. */
bool ph_encode_put(ph_record_encoder *encoder, uint32_t item, size_t at, size_t length);

/* What nobody wrote. */
void ph_encode_fill(ph_record_encoder *encoder);

/* The record is as long as the line says; false: an item is missing, or a counter counts wrong. */
bool ph_encode_end(ph_record_encoder *encoder);

#endif /* PH_CODECS_RECORD_ENCODER_H */
