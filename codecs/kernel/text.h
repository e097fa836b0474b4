/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which characters a text kernel's fast path takes. */
#ifndef PH_CODECS_KERNEL_TEXT_H
#define PH_CODECS_KERNEL_TEXT_H

#include "codepage/codepage.h"
#include "perfharness/codec.h"

#define PH_TEXT_CODES 256

static inline int ph_text_is_control(unsigned character)
{
    return character < 0x20 && character != '\t' && character != '\n' && character != '\r';
}

/* Plain bytes become one byte of UTF-8 and need no thought; all others become this. */
#define PH_TEXT_NOT_PLAIN 0x80u

static inline uint8_t ph_text_plain(const ph_code_page *page, ph_control_policy policy, size_t code)
{
    const unsigned character = page->to_unicode[code];
    const int is_plain =
        character < 0x80 && (policy == PH_CONTROL_PASS || !ph_text_is_control(character));

    return (uint8_t)(is_plain ? character : PH_TEXT_NOT_PLAIN);
}

#endif /* PH_CODECS_KERNEL_TEXT_H */
