/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "random_picture.h"

#include <string.h>

#include "perfharness/codec.h"

static bool happens(ph_random *random, unsigned percent)
{
    return ph_random_below(random, 100) < percent;
}

static uint32_t between(ph_random *random, uint32_t low, uint32_t high)
{
    return low + (uint32_t)ph_random_below(random, high - low + 1);
}

/* So many of a symbol: written out, or with their number, or some of both. */
static void append_symbols(GString *picture, char symbol, uint32_t count, ph_random *random)
{
    const uint32_t written = happens(random, 20)                ? between(random, 0, MIN(count, 3))
                             : count < 5 && happens(random, 60) ? count
                                                                : 0;

    for (uint32_t i = 0; i < written; i++)
        g_string_append_c(picture, symbol);
    if (count > written)
        g_string_append_printf(picture, happens(random, 10) ? "%c(%03u)" : "%c(%u)", symbol,
                               count - written);
}

static void set_picture(ph_record_item *item, GString *picture, random_copybook *copybook)
{
    item->picture = g_string_chunk_insert(copybook->texts, picture->str);
    g_string_free(picture, TRUE);
}

static void set_text(ph_record_item *item, random_copybook *copybook, ph_random *random)
{
    GString *picture = g_string_new(NULL);

    item->kind = PH_RECORD_KIND_TEXT;
    item->size = between(random, 1, happens(random, 10) ? 300 : 12);
    append_symbols(picture, happens(random, 20) ? 'A' : 'X', item->size, random);
    if (happens(random, 10)) {
        append_symbols(picture, '9', 2, random);
        append_symbols(picture, 'X', 1, random);
        item->size += 3;
    }
    item->is_justified = happens(random, 10);
    set_picture(item, picture, copybook);
}

static void set_national(ph_record_item *item, random_copybook *copybook, ph_random *random)
{
    GString *picture = g_string_new(NULL);
    const uint32_t characters = between(random, 1, 10);

    item->kind = PH_RECORD_KIND_NATIONAL;
    item->size = 2 * characters;
    item->usage = "NATIONAL";
    append_symbols(picture, 'N', characters, random);
    set_picture(item, picture, copybook);
}

/* A symbol of a picture that is a byte in the record, once or several times. */
static void edit(GString *picture, uint32_t *size, char symbol, uint32_t count, ph_random *random)
{
    append_symbols(picture, symbol, count, random);
    *size += count;
}

/* What may stand behind the digits. */
static void append_edited_sign(GString *picture, uint32_t *size, ph_random *random)
{
    static const char *const signs[] = { "", "", "-", "+", "CR", "DB" };
    const char *sign = signs[ph_random_below(random, G_N_ELEMENTS(signs))];

    g_string_append(picture, sign);
    *size += (uint32_t)strlen(sign);
}

/* ZZ,ZZ9.99CR and its kin. To GnuCOBOL a $ is a directive, where a line begins with it. */
static void append_amount(GString *picture, uint32_t *size, ph_random *random,
                          random_copybook_scope scope)
{
    static const char leading[] = "ZZ*-+$";
    const char symbol = leading[ph_random_below(
        random, scope == RANDOM_COPYBOOK_FULL ? strlen(leading) : strlen(leading) - 1)];

    edit(picture, size, symbol, between(random, 2, 5), random);
    if (happens(random, 40)) {
        edit(picture, size, ',', 1, random);
        edit(picture, size, symbol, 3, random);
    }
    edit(picture, size, '9', between(random, 1, 3), random);
    if (happens(random, 60)) {
        if (happens(random, 70))
            edit(picture, size, '.', 1, random);
        else
            g_string_append_c(picture, 'V');
        edit(picture, size, '9', between(random, 1, 3), random);
    }
    if (symbol != '-' && symbol != '+')
        append_edited_sign(picture, size, random);
}

/* 99/99/9999, 9(3)B99, XX/X(3) and their kin. */
static void append_inserted(GString *picture, uint32_t *size, ph_random *random)
{
    static const char inserted[] = "/B0";
    const char symbol = happens(random, 30) ? 'X' : '9';
    const uint32_t parts = between(random, 2, 3);

    for (uint32_t i = 0; i < parts; i++) {
        if (i > 0)
            edit(picture, size, inserted[ph_random_below(random, 3)], between(random, 1, 2),
                 random);
        edit(picture, size, symbol, between(random, 1, 4), random);
    }
}

static void set_edited(ph_record_item *item, random_copybook *copybook, ph_random *random,
                       random_copybook_scope scope)
{
    GString *picture = g_string_new(NULL);

    item->kind = PH_RECORD_KIND_TEXT;
    item->is_edited = true;
    if (happens(random, 60))
        append_amount(picture, &item->size, random, scope);
    else
        append_inserted(picture, &item->size, random);
    set_picture(item, picture, copybook);
}

/* Zeros that are not stored, on one side of the digits that are. */
static void append_scaled(ph_record_item *item, GString *picture, ph_random *random)
{
    const uint32_t zeros = between(random, 1, 4);
    const bool is_before = happens(random, 50);

    if (is_before && happens(random, 50))
        g_string_append_c(picture, 'V');
    if (is_before)
        append_symbols(picture, 'P', zeros, random);
    append_symbols(picture, '9', item->digits, random);
    if (!is_before)
        append_symbols(picture, 'P', zeros, random);
    if (!is_before && happens(random, 20))
        g_string_append_c(picture, 'V');
    item->scale = (int8_t)(is_before ? (int)(zeros + item->digits) : -(int)zeros);
}

static void append_point(ph_record_item *item, GString *picture, ph_random *random)
{
    const uint32_t behind = happens(random, 50) ? 0 : between(random, 0, item->digits);

    if (behind < item->digits)
        append_symbols(picture, '9', item->digits - behind, random);
    if (behind > 0 || happens(random, 5))
        g_string_append_c(picture, 'V');
    if (behind > 0)
        append_symbols(picture, '9', behind, random);
    item->scale = (int8_t)behind;
}

static void set_digits(ph_record_item *item, uint32_t most, bool may_be_scaled,
                       random_copybook *copybook, ph_random *random)
{
    GString *picture = g_string_new(NULL);

    item->digits = (uint8_t)between(random, 1, happens(random, 70) ? MIN(most, 9) : most);
    if (happens(random, 60)) {
        g_string_append_c(picture, 'S');
        item->flags |= PH_DECIMAL_SIGNED;
    }
    if (may_be_scaled && item->digits < 14 && happens(random, 8))
        append_scaled(item, picture, random);
    else
        append_point(item, picture, random);
    set_picture(item, picture, copybook);
}

static void set_zoned(ph_record_item *item, random_copybook *copybook, ph_random *random,
                      random_copybook_scope scope)
{
    const bool is_full = scope == RANDOM_COPYBOOK_FULL;

    item->kind = PH_RECORD_KIND_ZONED;
    set_digits(item, is_full ? 31 : 18, is_full, copybook, random);
    item->size = item->digits;
    if (item->flags & PH_DECIMAL_SIGNED) {
        if (happens(random, 20))
            item->flags |= PH_DECIMAL_SIGN_LEADING;
        if (happens(random, 20)) {
            item->flags |= PH_DECIMAL_SIGN_SEPARATE;
            item->size++;
        }
    } else if (happens(random, 10) && (is_full || !strchr(item->picture, 'V'))) {
        item->flags |= PH_DECIMAL_BLANK_WHEN_ZERO;
    }
}

static void set_display(ph_record_item *item, random_copybook *copybook, ph_random *random,
                        random_copybook_scope scope)
{
    const uint64_t draw = ph_random_below(random, 100);

    if (draw < 40)
        set_text(item, copybook, random);
    else if (draw < 55)
        set_edited(item, copybook, random, scope);
    else if (draw < 60)
        set_national(item, copybook, random);
    else
        set_zoned(item, copybook, random, scope);
}

/* Enterprise COBOL, "Binary items": 1 to 4, 5 to 9 and 10 to 18 digits. */
static uint32_t binary_bytes(uint32_t digits)
{
    return digits <= 4 ? 2 : digits <= 9 ? 4 : 8;
}

void random_picture_set(ph_record_item *item, random_usage usage, random_copybook *copybook,
                        ph_random *random, random_copybook_scope scope)
{
    const bool is_full = scope == RANDOM_COPYBOOK_FULL;

    item->usage = random_usage_word(usage);
    switch (usage) {
    case RANDOM_USAGE_DISPLAY: set_display(item, copybook, random, scope); break;
    case RANDOM_USAGE_PACKED:
        item->kind = PH_RECORD_KIND_PACKED;
        set_digits(item, is_full ? 31 : 18, is_full, copybook, random);
        item->size = item->digits / 2 + 1;
        break;
    case RANDOM_USAGE_COMP:
    case RANDOM_USAGE_COMP_4:
    case RANDOM_USAGE_BINARY:
    case RANDOM_USAGE_NATIVE:
        item->kind = PH_RECORD_KIND_BINARY;
        set_digits(item, 18, false, copybook, random);
        item->size = binary_bytes(item->digits);
        break;
    case RANDOM_USAGE_FLOAT:
    case RANDOM_USAGE_DOUBLE:
        item->kind = PH_RECORD_KIND_FLOAT;
        item->flags = PH_DECIMAL_SIGNED;
        item->size = usage == RANDOM_USAGE_FLOAT ? 4 : 8;
        break;
    case RANDOM_USAGE_POINTER:
        item->kind = PH_RECORD_KIND_BYTES;
        copybook->pointer_bytes = copybook->pointer_bytes ? copybook->pointer_bytes
                                  : happens(random, 50)   ? 4
                                                          : 8;
        item->size = copybook->pointer_bytes;
        break;
    }
}

void random_picture_set_counter(ph_record_item *item, uint32_t digits, random_copybook *copybook,
                                ph_random *random)
{
    static const random_usage usages[] = { RANDOM_USAGE_DISPLAY, RANDOM_USAGE_PACKED,
                                           RANDOM_USAGE_COMP };
    const random_usage usage = usages[ph_random_below(random, G_N_ELEMENTS(usages))];
    GString *picture = g_string_new(NULL);

    item->usage = random_usage_word(usage);
    item->digits = (uint8_t)digits;
    append_symbols(picture, '9', digits, random);
    set_picture(item, picture, copybook);
    item->kind = usage == RANDOM_USAGE_DISPLAY  ? PH_RECORD_KIND_ZONED
                 : usage == RANDOM_USAGE_PACKED ? PH_RECORD_KIND_PACKED
                                                : PH_RECORD_KIND_BINARY;
    item->size = usage == RANDOM_USAGE_DISPLAY  ? digits
                 : usage == RANDOM_USAGE_PACKED ? digits / 2 + 1
                                                : binary_bytes(digits);
}

const char *random_usage_word(random_usage usage)
{
    static const char *const words[] = {
        [RANDOM_USAGE_DISPLAY] = "",        [RANDOM_USAGE_PACKED] = "COMP-3",
        [RANDOM_USAGE_COMP] = "COMP",       [RANDOM_USAGE_COMP_4] = "COMP-4",
        [RANDOM_USAGE_BINARY] = "BINARY",   [RANDOM_USAGE_NATIVE] = "COMP-5",
        [RANDOM_USAGE_FLOAT] = "COMP-1",    [RANDOM_USAGE_DOUBLE] = "COMP-2",
        [RANDOM_USAGE_POINTER] = "POINTER",
    };

    return words[usage];
}

uint32_t random_picture_alignment(const ph_record_item *item)
{
    switch (item->kind) {
    case PH_RECORD_KIND_BINARY: return MIN(item->size, 4);
    case PH_RECORD_KIND_FLOAT: return item->size;
    default: return 1;
    }
}
