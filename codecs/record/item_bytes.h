/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bytes of one elementary item: the way back of ph_line_put_value(). */
#ifndef PH_CODECS_RECORD_ITEM_BYTES_H
#define PH_CODECS_RECORD_ITEM_BYTES_H

#include "perfharness/record_encode.h"

/* What is to be encoded. */
typedef struct ph_item_value {
    const ph_record_item *item;
    const uint8_t *text; /* Well-formed UTF-8: of a number its digits. */
    size_t length;
    bool is_cut; /* The record may end inside of it: it is not padded. */
} ph_item_value;

/*
 * @param bytes     Room for the item's size. All of it is written, padding and all.
 * @param ret_used  Receives how many bytes the value takes, without what it is padded with.
 * @param ret_at    UNMAPPABLE: receives which character it is.
 */
ph_record_encode_status ph_item_bytes(const ph_line_options *options, const ph_item_value *value,
                                      uint8_t *bytes, size_t *ret_used, size_t *ret_at);

/* What an item holds that has no value: spaces, or zero. Bytes as above. */
void ph_item_bytes_of_none(const ph_line_options *options, const ph_record_item *item,
                           uint8_t *bytes);

/* Can one value of it be several bytes? Signs, blanks for zero, fractions that are not normalised.
 */
bool ph_item_has_forms(const ph_line_options *options, const ph_record_item *item);

/* Is it one, in JSON as well? */
static inline bool ph_item_is_number(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED ||
           item->kind == PH_RECORD_KIND_BINARY || item->kind == PH_RECORD_KIND_FLOAT;
}

#endif /* PH_CODECS_RECORD_ITEM_BYTES_H */
