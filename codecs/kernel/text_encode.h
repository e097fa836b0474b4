/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the text encoders of all sets share: the code page the other way round, and the rule. */
#ifndef PH_CODECS_KERNEL_TEXT_ENCODE_H
#define PH_CODECS_KERNEL_TEXT_ENCODE_H

#include "kernel/kernel.h"

#define PH_REVERSE_CODES 256

/* Every page has each character at most once. */
typedef struct ph_reverse_page {
    uint8_t latin1[PH_REVERSE_CODES]; /* By character below U+0100; 0 where there is none... */
    uint8_t has_latin1[PH_REVERSE_CODES];
    uint8_t others[PH_REVERSE_CODES]; /* ...and the codes of all others. */
    size_t other_count;
    int has_ascii; /* All of it, as every real page. Else no fast path is to be taken. */
    const uint16_t *to_unicode;
} ph_reverse_page;

ph_reverse_page ph_reverse_page_of(const ph_code_page *page);

/*
 * The specification: a character at a time.
 *
 * *ret_bad receives the offset of the bad character. Of a bad cell the bytes are unspecified.
 */
ph_encode_status ph_text_encode_cell(const uint8_t *text, size_t size, const ph_reverse_page *page,
                                     uint8_t *cell, size_t width, size_t *ret_bad);

/* Encodes a text of characters below U+0100, if it is one and not too long; else returns 0, and the
 * cell is unspecified. */
int ph_text_encode_latin1_cell(const uint8_t *text, size_t size, const ph_reverse_page *page,
                               uint8_t *cell, size_t width);

#endif /* PH_CODECS_KERNEL_TEXT_ENCODE_H */
