/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/encoded_cell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer/first_difference.h"

enum { DECIMAL_WIDTH_MAX = 19, PLUS = 0xc, OTHER_PLUS = 0xf };

/* The last byte of a decimal, which holds the sign, with the other way to write plus. */
static uint8_t with_other_plus(const ph_field *field, uint8_t last)
{
    const unsigned shift = field->kind == PH_FIELD_ZONED ? 4 : 0;

    if (!field->is_signed || (field->kind != PH_FIELD_ZONED && field->kind != PH_FIELD_PACKED) ||
        (last >> shift & 0xf) != PLUS)
        return last;
    return (uint8_t)(last | OTHER_PLUS << shift);
}

bool ph_encoded_cell_is_right(const ph_field *field, const uint8_t *got, const uint8_t *right)
{
    const size_t last = field->width - 1;

    return memcmp(got, right, last) == 0 &&
           (got[last] == right[last] || got[last] == with_other_plus(field, right[last]));
}

static void format_hex(const uint8_t *bytes, size_t length, char *hex)
{
    *hex = '\0';
    for (size_t i = 0; i < length; i++)
        (void)snprintf(hex + 2 * i, 3, "%02X", bytes[i]);
}

static void describe_text(const ph_field *field, const uint8_t *got, const uint8_t *right,
                          char *text)
{
    const size_t at = ph_first_difference(got, right, field->width);

    if (at == field->width) /* Whoever wrote it has just written something else. */
        (void)snprintf(text, PH_ENCODED_CELL_MAX, "the cell changes while it is looked at");
    else
        (void)snprintf(text, PH_ENCODED_CELL_MAX, "byte %zu of the cell is %02X, not %02X", at + 1,
                       got[at], right[at]);
}

void ph_encoded_cell_describe(const ph_field *field, const uint8_t *got, const uint8_t *right,
                              int64_t value, char *text)
{
    char got_hex[2 * DECIMAL_WIDTH_MAX + 1], right_hex[2 * DECIMAL_WIDTH_MAX + 1];

    if (field->kind == PH_FIELD_TEXT) {
        describe_text(field, got, right, text);
        return;
    }
    format_hex(got, field->width, got_hex);
    format_hex(right, field->width, right_hex);
    (void)snprintf(text, PH_ENCODED_CELL_MAX, "%" PRId64 " becomes %s, not %s", value, got_hex,
                   right_hex);
}
