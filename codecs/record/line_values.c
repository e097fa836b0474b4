/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/line_values.h"

#include <string.h>

/* RFC 3629, section 4. */
size_t ph_utf8_character(const uint8_t *text, size_t length, uint32_t *ret)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const size_t size = text[0] < 0x80   ? 1
                        : text[0] < 0xC2 ? 0
                        : text[0] < 0xE0 ? 2
                        : text[0] < 0xF0 ? 3
                        : text[0] < 0xF5 ? 4
                                         : 0;

    if (size == 0 || size > length)
        return 0;
    *ret = size == 1 ? text[0] : text[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 0;
        *ret = *ret << 6 | (text[i] & 0x3F);
    }
    return *ret < least[size] || *ret > 0x10FFFF || (*ret >= 0xD800 && *ret < 0xE000) ? 0 : size;
}

static size_t put_utf8(uint8_t *at, uint32_t c)
{
    if (c < 0x80) {
        at[0] = (uint8_t)c;
        return 1;
    }
    const size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = size; i-- > 1; c >>= 6)
        at[i] = (uint8_t)(0x80 | (c & 0x3F));
    at[0] = (uint8_t)((0xF00u >> size) | c);
    return size;
}

static bool fail(ph_values *values, ph_values_status status)
{
    values->status = status;
    return false;
}

/* The byte at hand; 0 behind the end, which no valid JSON has anywhere. */
static uint8_t byte_at(const ph_values *values)
{
    return values->at < values->length ? values->line[values->at] : 0;
}

static void skip_blanks(ph_values *values)
{
    while (byte_at(values) == ' ' || byte_at(values) == '\t' || byte_at(values) == '\r')
        values->at++;
}

static bool take(ph_values *values, uint8_t byte)
{
    if (byte_at(values) != byte)
        return false;
    values->at++;
    return true;
}

static bool expect(ph_values *values, uint8_t byte)
{
    return take(values, byte) || fail(values, PH_VALUES_NOT_JSON);
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool expect_digits(ph_values *values)
{
    if (!is_digit(byte_at(values)))
        return fail(values, PH_VALUES_NOT_JSON);
    while (is_digit(byte_at(values)))
        values->at++;
    return true;
}

static bool read_number(ph_values *values, ph_value *value)
{
    value->kind = PH_VALUE_NUMBER;
    value->text = (uint32_t)values->at;
    (void)take(values, '-');
    if (!take(values, '0') && !expect_digits(values))
        return false;
    if (take(values, '.') && !expect_digits(values))
        return false;
    if (take(values, 'e') || take(values, 'E')) {
        if (!take(values, '+'))
            (void)take(values, '-');
        if (!expect_digits(values))
            return false;
    }
    value->length = (uint32_t)values->at - value->text;
    return true;
}

/* Four hexadecimal digits. */
static bool read_unit(ph_values *values, uint32_t *ret)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";

    *ret = 0;
    for (int i = 0; i < 4; i++, values->at++) {
        const char *digit = byte_at(values) ? strchr(digits, byte_at(values)) : NULL;

        if (!digit)
            return fail(values, PH_VALUES_NOT_JSON);
        *ret = *ret << 4 | ((uint32_t)(digit - digits) & 15);
    }
    return true;
}

/* Behind "\u": of two units where the first is half a pair. */
static bool read_escaped_units(ph_values *values, uint32_t *ret)
{
    uint32_t second;

    if (!read_unit(values, ret))
        return false;
    if (*ret < 0xD800 || *ret >= 0xE000)
        return true;
    if (*ret >= 0xDC00 || !take(values, '\\') || !take(values, 'u') ||
        !read_unit(values, &second) || second < 0xDC00 || second >= 0xE000)
        return fail(values, PH_VALUES_NOT_JSON);
    *ret = 0x10000 + ((*ret - 0xD800) << 10) + (second - 0xDC00);
    return true;
}

/* Behind a backslash. */
static bool read_escape(ph_values *values, uint32_t *ret)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    const char *letter = byte_at(values) ? strchr(letters, byte_at(values)) : NULL;

    if (take(values, 'u'))
        return read_escaped_units(values, ret);
    if (!letter)
        return fail(values, PH_VALUES_NOT_JSON);
    values->at++;
    *ret = (uint8_t)meant[letter - letters];
    return true;
}

/* Behind its first quote: what is read is never shorter than what it means. */
static bool read_text(ph_values *values, uint32_t *ret_text, uint32_t *ret_length)
{
    uint8_t *out = values->line + values->at;

    *ret_text = (uint32_t)values->at;
    while (!take(values, '"')) {
        uint32_t character;

        if (byte_at(values) < ' ')
            return fail(values, PH_VALUES_NOT_JSON);
        if (take(values, '\\')) {
            if (!read_escape(values, &character))
                return false;
        } else {
            const size_t size = ph_utf8_character(values->line + values->at,
                                                  values->length - values->at, &character);

            if (size == 0)
                return fail(values, PH_VALUES_NOT_JSON);
            values->at += size;
        }
        out += put_utf8(out, character);
    }
    *ret_length = (uint32_t)(out - values->line) - *ret_text;
    return true;
}

static bool read_word(ph_values *values, const char *word)
{
    const size_t length = strlen(word);

    if (values->length - values->at < length ||
        memcmp(values->line + values->at, word, length) != 0)
        return fail(values, PH_VALUES_NOT_JSON);
    values->at += length;
    return true;
}

static bool read_value(ph_values *values, uint32_t *ret);

static bool read_name(ph_values *values, ph_value *name)
{
    skip_blanks(values);
    if (!expect(values, '"') || !read_text(values, &name->key, &name->key_length))
        return false;
    skip_blanks(values);
    return expect(values, ':');
}

/* What is in an array or an object, behind its bracket. */
static bool read_contents(ph_values *values, uint32_t around, uint8_t end)
{
    uint32_t last = PH_NO_VALUE, index = PH_NO_VALUE;

    skip_blanks(values);
    if (take(values, end))
        return true;
    do {
        ph_value name = { 0 };

        if ((end == '}' && !read_name(values, &name)) || !read_value(values, &index))
            return false;
        if (end == '}') {
            values->values[index].key = name.key;
            values->values[index].key_length = name.key_length;
            values->values[index].around = around;
        }
        if (last == PH_NO_VALUE)
            values->values[around].first = index;
        else
            values->values[last].next = index;
        values->values[around].count++;
        last = index;
        skip_blanks(values);
    } while (take(values, ','));
    return expect(values, end);
}

static bool read_nested(ph_values *values, uint32_t index, ph_value_kind kind, uint8_t end)
{
    bool is_read;

    values->at++;
    values->values[index].kind = (uint8_t)kind;
    if (++values->depth > PH_VALUE_DEPTH_MAX)
        return fail(values, PH_VALUES_TOO_DEEP);
    is_read = read_contents(values, index, end);
    values->depth--;
    return is_read;
}

static bool read_value(ph_values *values, uint32_t *ret)
{
    const uint32_t index = values->count;
    ph_value *value = &values->values[index];

    skip_blanks(values);
    if (index == values->room)
        return fail(values, PH_VALUES_TOO_MANY);
    *ret = values->count++;
    *value = (ph_value){ .first = PH_NO_VALUE, .next = PH_NO_VALUE, .around = PH_NO_VALUE };
    switch (byte_at(values)) {
    case '{': return read_nested(values, index, PH_VALUE_OBJECT, '}');
    case '[': return read_nested(values, index, PH_VALUE_ARRAY, ']');
    case '"':
        values->at++;
        value->kind = PH_VALUE_TEXT;
        return read_text(values, &value->text, &value->length);
    case 'n': return read_word(values, "null");
    case 't': value->kind = PH_VALUE_BOOLEAN; return read_word(values, "true");
    case 'f': value->kind = PH_VALUE_BOOLEAN; return read_word(values, "false");
    default: return read_number(values, value);
    }
}

uint32_t ph_values_slot_count(uint32_t values)
{
    uint32_t count = 4;

    while (count < 2 * values)
        count *= 2;
    return count;
}

/* Where a member of that name stands in the table, or would. */
static uint32_t *find_slot(const ph_values *values, uint32_t object, const uint8_t *key,
                           size_t length)
{
    uint32_t hash = UINT32_C(2166136261) ^ object;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ key[i]) * UINT32_C(16777619);
    for (;; hash++) {
        uint32_t *const slot = &values->slots[hash & values->mask];
        const ph_value *const value = *slot == PH_NO_VALUE ? NULL : &values->values[*slot];

        if (!value || (value->around == object && value->key_length == length &&
                       memcmp(values->line + value->key, key, length) == 0))
            return slot;
    }
}

static bool make_table(ph_values *values)
{
    const uint32_t count = ph_values_slot_count(values->count);

    values->mask = count - 1;
    memset(values->slots, 0xFF, count * sizeof(*values->slots)); /* PH_NO_VALUE */
    for (uint32_t i = 0; i < values->count; i++) {
        const ph_value *const value = &values->values[i];

        if (value->around == PH_NO_VALUE)
            continue;
        uint32_t *const slot =
            find_slot(values, value->around, values->line + value->key, value->key_length);

        values->twice = i;
        if (*slot != PH_NO_VALUE)
            return fail(values, PH_VALUES_TWICE);
        *slot = i;
    }
    return true;
}

bool ph_values_read(ph_values *values)
{
    uint32_t root;

    values->count = values->depth = 0;
    values->at = 0;
    values->status = PH_VALUES_OK;
    if (!read_value(values, &root))
        return false;
    skip_blanks(values);
    return values->at == values->length ? make_table(values) : fail(values, PH_VALUES_NOT_JSON);
}

uint32_t ph_values_member(ph_values *values, uint32_t object, const char *key, size_t length)
{
    const uint32_t member = *find_slot(values, object, (const uint8_t *)key, length);

    if (member != PH_NO_VALUE)
        values->values[member].is_taken = true;
    return member;
}

uint32_t ph_values_left_over(const ph_values *values, uint32_t object)
{
    uint32_t member = values->values[object].first;

    while (member != PH_NO_VALUE && values->values[member].is_taken)
        member = values->values[member].next;
    return member;
}
