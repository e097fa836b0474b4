/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of the reader share: words in, items that are complete but for their places. */
#ifndef PH_CODECS_RECORD_READER_H
#define PH_CODECS_RECORD_READER_H

#include "record/entry.h"
#include "record/memory.h"
#include "record/names.h"

/* A group, or what may become one, whose entries are being read. */
typedef struct ph_open_item {
    uint32_t index;
    uint32_t last_child; /* PH_RECORD_NO_ITEM: none yet. */
    uint32_t storage;    /* The last child that redefines nothing; PH_RECORD_NO_ITEM: none. */
    ph_usage usage;      /* Its own or inherited. */
    uint8_t level;
    uint8_t table_depth; /* OCCURS it stands in, its own counted. */
    bool has_sign;       /* SIGN, its own or inherited. */
    bool is_leading;
    bool is_separate;
    bool is_synchronized;
    bool has_children; /* With storage. */
} ph_open_item;

typedef struct ph_reader {
    ph_words words;
    ph_lent_memory memory;
    ph_entry entry;
    ph_record_item *items; /* Grow in the memory's low end. */
    uint32_t item_count;
    ph_names names;
    uint32_t record; /* The 01 or 77 that was read last and redefines none, */
    uint32_t view;   /* and the last one that redefines it, or itself. */
    ph_open_item open[PH_COPYBOOK_DEPTH_MAX + 1];
    uint32_t open_count;
    bool has_renames;      /* The record has a level 66: no items come any more. */
    uint32_t last_storage; /* The item that a level 88 belongs to; PH_RECORD_NO_ITEM: none. */
} ph_reader;

/* False, with the error at an item's place. */
bool ph_reader_refuse_item(ph_reader *reader, uint32_t item, ph_copybook_error_kind kind,
                           const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Take the entry that was read: make it an item, below the group it belongs to. */
bool ph_reader_take_entry(ph_reader *reader);

/* There are no more entries below this level: what has no picture is a group, or is refused. */
bool ph_reader_close_items(ph_reader *reader, uint32_t level);

/* Give every item of a record its place: from its 01 on, to before the item behind. */
bool ph_reader_lay_out(ph_reader *reader, uint32_t first, uint32_t behind, ph_record *record);

#endif /* PH_CODECS_RECORD_READER_H */
