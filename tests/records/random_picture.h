/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Elementary items at random: picture, usage and sign, with the bytes that they take. */
#ifndef PH_TESTS_RECORDS_RANDOM_PICTURE_H
#define PH_TESTS_RECORDS_RANDOM_PICTURE_H

#include "random_copybook.h"

/** The usages that a group may have for all below it, and an item by itself. */
typedef enum random_usage {
    RANDOM_USAGE_DISPLAY,
    RANDOM_USAGE_PACKED,
    RANDOM_USAGE_COMP,
    RANDOM_USAGE_COMP_4,
    RANDOM_USAGE_BINARY,
    RANDOM_USAGE_NATIVE,
    RANDOM_USAGE_FLOAT,
    RANDOM_USAGE_DOUBLE,
    RANDOM_USAGE_POINTER
} random_usage;

/** Usage, kind, picture, digits, scale, flags and size of an item of that usage. */
void random_picture_set(ph_record_item *item, random_usage usage, random_copybook *copybook,
                        ph_random *random, random_copybook_scope scope);

/** An unsigned integer of so many digits, which a table may depend on. */
void random_picture_set_counter(ph_record_item *item, uint32_t digits, random_copybook *copybook,
                                ph_random *random);

/** The word by which listings name a usage; "" of DISPLAY. */
const char *random_usage_word(random_usage usage);

/** Where a synchronized item of that kind and size begins: at a multiple of so many bytes. */
uint32_t random_picture_alignment(const ph_record_item *item);

#endif /* PH_TESTS_RECORDS_RANDOM_PICTURE_H */
