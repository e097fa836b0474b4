/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a line of JSON is written, and what of it is text. */
#ifndef PH_CODECS_RECORD_LINE_H
#define PH_CODECS_RECORD_LINE_H

#include "perfharness/record_lines.h"

typedef struct ph_line {
    uint8_t *begin;
    uint8_t *at;
    uint8_t *end; /* Behind the last byte there is room for. */
    bool is_full; /* Something did not fit, and was not written. */
} ph_line;

void ph_line_put(ph_line *line, const char *bytes, size_t length);
void ph_line_put_character(ph_line *line, char c);

/* A character, as it stands in a string of JSON: escaped where it must be. */
void ph_line_put_code_point(ph_line *line, uint32_t code_point);

/* "12", with quotes. @param digits  NUL-terminated, none that must be escaped. */
void ph_line_put_number(ph_line *line, const char *digits);

#endif /* PH_CODECS_RECORD_LINE_H */
