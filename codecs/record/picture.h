/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PICTURE: what it describes, before a USAGE says how it is stored. */
#ifndef PH_CODECS_RECORD_PICTURE_H
#define PH_CODECS_RECORD_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "perfharness/record.h"

typedef enum ph_picture_category {
    PH_PICTURE_TEXT, /* X, A, and 9 among them. */
    PH_PICTURE_NATIONAL,
    PH_PICTURE_NUMERIC,
} ph_picture_category;

typedef struct ph_picture {
    ph_picture_category category;
    bool is_edited; /* Numbers that are edited are of the category TEXT. */
    bool is_edited_number;
    bool is_signed;      /* NUMERIC: S. */
    uint32_t characters; /* Positions of storage. */
    uint32_t digits;     /* NUMERIC: 9s. */
    int32_t scale;       /* NUMERIC: digits behind the point. */
} ph_picture;

/*
 * @param reason  Receives, on failure, what is wrong, to stand behind "the picture 9(A) ".
 * @return false  when it is none that is known here.
 */
bool ph_picture_read(const char *text, uint32_t length, ph_picture *ret,
                     ph_copybook_error_kind *ret_kind, const char **ret_reason);

#endif /* PH_CODECS_RECORD_PICTURE_H */
