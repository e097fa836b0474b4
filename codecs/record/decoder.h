/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of the record decoder share. */
#ifndef PH_CODECS_RECORD_DECODER_H
#define PH_CODECS_RECORD_DECODER_H

#include "record/line.h"

/* What is written of an item: made once. */
typedef struct ph_item_text {
    const char *key; /* "NAME": with its quotes and colon; NULL: the item is not written. */
    uint32_t key_length;
    bool is_lifted; /* A FILLER group: what is in it stands one level up. */
    bool is_late; /* COPYBOOK_RS: a group that redefines an elementary item, behind its siblings. */
    bool is_copied;   /* It stands in a late group, and where that would stand as well. */
    bool is_view;     /* It redefines, or stands in what does. */
    bool has_views;   /* It redefines or is redefined: --redefines valid makes it null. */
    bool is_in_views; /* Or something around it does: in the flat part that makes it null. */
} ph_item_text;

/* Where an item stands in the record at hand. */
typedef struct ph_item_place {
    uint32_t at;     /* Its first occurrence, from the record's first byte. */
    uint32_t stride; /* From one occurrence to the next. */
    uint32_t count;  /* Occurrences. */
} ph_item_place;

typedef enum ph_line_place_kind {
    PH_LINE_PLACE_VALUE, /* Of it only two quotes are written while a line is planned. */
    /* Of tables with a counter; these have no characters: */
    PH_LINE_PLACE_TABLE,      /* Before its first occurrence. */
    PH_LINE_PLACE_OCCURRENCE, /* Before each, its comma with it. */
    PH_LINE_PLACE_TABLE_END,  /* Behind the last. */
} ph_line_place_kind;

/* What stands where in a line. */
typedef struct ph_line_place {
    size_t position; /* From the line's first byte. */
    ph_line_place_kind kind;
    uint32_t item; /* PH_RECORD_NO_ITEM: the record's number. */
    uint32_t at;   /* From the record's first byte. */
    uint32_t occurrence;
} ph_line_place;

/* The places of a line, in order. */
typedef struct ph_line_recorder {
    ph_line_place *places; /* Room for ph_line_place_count(). */
    size_t count;
    size_t flat_count; /* COPYBOOK_RS: those before the tree. */
} ph_line_recorder;

/* Who knows a count that is in no record yet. As ph_line_read_counter(). */
typedef struct ph_count_source {
    bool (*read)(void *data, uint32_t counter, uint32_t table, uint32_t *ret);
    void *data;
} ph_count_source;

struct ph_line_decoder {
    const ph_copybook *copybook;
    const ph_record_item *items;
    const ph_codec *codec; /* The scalar kernels: one cell a call. */
    ph_line_options options;
    uint32_t first;  /* Of the record's items, */
    uint32_t behind; /* and behind the last. */
    uint32_t length_min;
    uint32_t length_max;
    bool varies;         /* A table in the record has a counter. */
    ph_item_text *texts; /* By item less first, as the next two. */
    ph_item_place *places;
    uint32_t *flat; /* COPYBOOK_RS: which leaf's value stands at this leaf's place in the flat part;
                       PH_RECORD_NO_ITEM: nothing does. */
    ph_line_recorder *recorder;    /* No record is decoded, but a line planned; else NULL. */
    const ph_count_source *counts; /* No record is decoded, but one is made; else NULL. */
    /* Of the record that is decoded: */
    const uint8_t *record;
    size_t record_length;
    ph_line line;
    ph_line_result result;
};

static inline ph_item_place *ph_place_of(const ph_line_decoder *decoder, uint32_t item)
{
    return &decoder->places[item - decoder->first];
}

static inline const ph_item_text *ph_text_of(const ph_line_decoder *decoder, uint32_t item)
{
    return &decoder->texts[item - decoder->first];
}

/* The first item below one; PH_RECORD_NO_ITEM: none. */
static inline uint32_t ph_first_below(const ph_record_item *items, uint32_t item)
{
    return items[item].descendants > 0 ? item + 1 : PH_RECORD_NO_ITEM;
}

/* False, with what is wrong noted, and where. */
bool ph_line_fail(ph_line_decoder *decoder, uint32_t item, ph_line_status status, size_t byte,
                  uint8_t value);

/*
 * Plans the line of every record whose tables have all their occurrences.
 *
 * @param line  Room for ph_line_length_max() bytes; receives all that is in every such line, and
 *              two quotes for each value.
 * @return      Its length.
 */
size_t ph_line_plan(ph_line_decoder *decoder, ph_line_recorder *recorder, uint8_t *line);

/* Places in the longest line, at most; the number counted. */
size_t ph_line_place_count(const ph_line_decoder *decoder);

/* Bytes that an elementary item's value takes in a line, at most. */
size_t ph_line_value_length_max(const ph_record_item *item);

/* What stands for a character under a policy; false: it is refused. */
bool ph_line_pass_control(uint32_t *code_point, ph_control_policy policy);

/* The value of a decoded item is written with all digits of its picture. */
bool ph_line_is_padded(const ph_line_decoder *decoder, const ph_record_item *item);

/* Makes the texts and the flat part of a decoder that has room for them.
 * @param keys  Room for ph_line_keys_size() bytes. @param slots  For ph_line_slot_count() numbers.
 */
void ph_line_make_texts(ph_line_decoder *decoder, char *keys, uint32_t *slots);
size_t ph_line_keys_size(const ph_copybook *copybook, const ph_record *record);
size_t ph_line_slot_count(const ph_record *record);

/* The last leaf of the flat part before an item that has its key, from a first on;
 * PH_RECORD_NO_ITEM: none. */
uint32_t ph_line_flat_before(const ph_line_decoder *decoder, uint32_t first, uint32_t item);

/* The places of all items in the record at hand, by its counters. */
bool ph_line_find_places(ph_line_decoder *decoder);

/* The number a counter holds. */
bool ph_line_read_counter(ph_line_decoder *decoder, uint32_t counter, uint32_t table,
                          uint32_t *ret);

/* Write the value of an elementary item that begins at a byte of the record. */
bool ph_line_put_value(ph_line_decoder *decoder, uint32_t item, size_t at);

#endif /* PH_CODECS_RECORD_DECODER_H */
