/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/picture.h"

#include <string.h>

#include "record/character.h"

enum {
    DIGITS_MAX = 31,
    RUNS_MAX = PH_COPYBOOK_PICTURE_MAX,
};

/* One symbol, and how often it stands there in a row. */
typedef struct run {
    char symbol; /* 'C': CR, 'D': DB. */
    uint32_t count;
} run;

/* How often each symbol stands in a picture, and its first runs. */
typedef struct symbols {
    uint32_t of[128];
    run runs[RUNS_MAX];
    uint32_t run_count; /* May be more than are kept. */
    char last;
} symbols;

/* What goes wrong, in one place: false. */
static bool is_wrong(const char **ret_reason, const char *reason)
{
    *ret_reason = reason;
    return false;
}

/* "(12)" behind a symbol. */
static bool read_count(const char *text, uint32_t length, uint32_t *at, uint32_t *ret,
                       const char **reason)
{
    uint32_t count = 0;
    uint32_t i = *at;

    *ret = 1;
    if (i >= length || text[i] != '(')
        return true;
    for (i++; i < length && ph_is_digit(text[i]); i++)
        if ((count = count * 10 + (uint32_t)(text[i] - '0')) > PH_RECORD_LENGTH_MAX)
            return is_wrong(reason, "repeats a symbol more often than a record has room for");
    if (i >= length || text[i] != ')' || i == *at + 1)
        return is_wrong(reason, "has no number in its parentheses");
    if (count == 0)
        return is_wrong(reason, "repeats a symbol 0 times");
    *ret = count;
    *at = i + 1;
    return true;
}

static void add(symbols *found, char symbol, uint32_t count)
{
    found->of[(unsigned char)symbol] += count;
    if (found->last != symbol && found->run_count < RUNS_MAX)
        found->runs[found->run_count] = (run){ symbol, 0 };
    found->run_count += found->last != symbol;
    found->last = symbol;
    if (found->run_count <= RUNS_MAX)
        found->runs[found->run_count - 1].count += count;
}

static bool read_symbols(const char *text, uint32_t length, symbols *found, const char **reason)
{
    for (uint32_t i = 0; i < length;) {
        const char symbol = ph_upper(text[i]);
        const char second = ph_upper(text[i + (i + 1 < length)]); /* At the end symbol again. */
        uint32_t count;

        if ((symbol == 'C' && second == 'R') || (symbol == 'D' && second == 'B')) {
            add(found, symbol, 1);
            i += 2;
            continue;
        }
        if (symbol == '\0' || !strchr("S9AXVPNGUEZ*+-$,./B0", symbol))
            return is_wrong(reason, "has a symbol that no picture has: they are X A 9 S V P N and "
                                    "Z * + - $ , . / B 0 CR DB");
        i++;
        if (!read_count(text, length, &i, &count, reason))
            return false;
        add(found, symbol, count);
        if (found->of[(unsigned char)symbol] > PH_RECORD_LENGTH_MAX)
            return is_wrong(reason, "repeats a symbol more often than a record has room for");
    }
    return true;
}

static uint32_t count_of(const symbols *found, const char *which)
{
    uint32_t count = 0;

    for (; *which; which++)
        count += found->of[(unsigned char)*which];
    return count;
}

/* Positions of storage: all but S, V and P; CR and DB take two. */
static uint32_t positions_of(const symbols *found)
{
    return count_of(found, "9AXNZ*+-$,./B0") + 2 * count_of(found, "CD");
}

/* How often the symbol stands here; steps over it. */
static uint32_t take(const symbols *found, uint32_t *at, char symbol)
{
    if (*at >= found->run_count || found->runs[*at].symbol != symbol)
        return 0;
    return found->runs[(*at)++].count;
}

/* S9(5)V99, V99, 9(3)PP, VPP9(3): digits and where the point is. */
static bool read_number(const symbols *found, ph_picture *picture, const char **reason)
{
    static const char form[] = "must be of the form S9(n)V9(n), with P only before the first 9 or "
                               "behind the last, and V only where they leave the point";
    uint32_t at = 0;
    uint32_t fraction = 0;
    uint32_t zeros_behind = 0;

    if (found->run_count > RUNS_MAX || count_of(found, "S") > 1 || count_of(found, "V") > 1)
        return is_wrong(reason, form);
    picture->is_signed = take(found, &at, 'S') > 0;
    const bool is_fraction = take(found, &at, 'V') > 0;
    const uint32_t zeros_before = take(found, &at, 'P');

    picture->digits = take(found, &at, '9');
    if (is_fraction || zeros_before > 0) {
        fraction = picture->digits + zeros_before;
    } else if ((zeros_behind = take(found, &at, 'P')) > 0) {
        (void)take(found, &at, 'V');
    } else if (take(found, &at, 'V') > 0) {
        fraction = take(found, &at, '9');
        picture->digits += fraction;
    }
    if (at < found->run_count || picture->digits == 0)
        return is_wrong(reason, form);
    if (count_of(found, "9P") > DIGITS_MAX)
        return is_wrong(reason, "has more than 31 digits");
    picture->scale = (int32_t)fraction - (int32_t)zeros_behind;
    picture->characters = picture->digits;
    return true;
}

/* Insertions stand among digits without being any. */
static bool is_insertion(char symbol)
{
    return symbol == ',' || symbol == '.' || symbol == '/' || symbol == 'B' || symbol == '0' ||
           symbol == 'V' || symbol == 'P';
}

/* + - $ more than once float: they stand for the first digits. */
static bool is_floating(const symbols *found, char symbol)
{
    return count_of(found, (const char[]){ symbol, '\0' }) > 1;
}

static bool is_sign(char symbol)
{
    return symbol == '+' || symbol == '-' || symbol == 'C' || symbol == 'D';
}

static bool check_signs(const symbols *found, const char **reason)
{
    const int kinds =
        (count_of(found, "+") > 0) + (count_of(found, "-") > 0) + (count_of(found, "CD") > 0);

    return kinds < 2 || is_wrong(reason, "has more than one sign");
}

/*
 * In which order the symbols may stand: a sign and a currency sign first, or a sign last; then what
 * suppresses zeros or floats, of one kind; then 9s.
 */
static bool check_order(const symbols *found, const char **reason)
{
    char suppressor = '\0'; /* Z, *, or what floats. */
    bool has_digits = false;

    for (uint32_t i = 0; i < found->run_count; i++) {
        const char symbol = found->runs[i].symbol;
        const bool is_fixed = (is_sign(symbol) || symbol == '$') && !is_floating(found, symbol);

        if (is_insertion(symbol))
            continue;
        if (is_fixed && i + 1 == found->run_count && is_sign(symbol))
            continue;
        if (is_fixed) {
            if (has_digits || suppressor)
                return is_wrong(reason, "has a sign or $ amid its digits");
            continue;
        }
        if (symbol == '9') {
            has_digits = true;
            continue;
        }
        if (has_digits)
            return is_wrong(reason, "has 9 before what suppresses zeros: Z * + - $ stand before "
                                    "every 9");
        if (suppressor && suppressor != symbol)
            return is_wrong(reason, "suppresses zeros in two ways");
        suppressor = symbol;
    }
    return true;
}

static bool read_edited_number(const symbols *found, ph_picture *picture, const char **reason)
{
    const char last = found->last;

    if (count_of(found, "S") > 0)
        return is_wrong(reason, "has an S, which edited numbers do not have: + or - is their sign");
    /* With DECIMAL-POINT IS COMMA, which a program says, they change places, not bytes. */
    if (count_of(found, ".V") > 1 && (count_of(found, "V") > 0 || count_of(found, ",") > 1))
        return is_wrong(reason, "has more than one decimal point");
    if (count_of(found, "Z") > 0 && count_of(found, "*") > 0)
        return is_wrong(reason, "suppresses zeros with both Z and *");
    if (count_of(found, "CD") > 1 || (count_of(found, "CD") == 1 && last != 'C' && last != 'D'))
        return is_wrong(reason, "has CR or DB elsewhere than once, at its end");
    if (count_of(found, "9Z*+-$") == 0)
        return is_wrong(reason, "has no place for a digit");
    picture->is_edited = picture->is_edited_number = true;
    picture->characters = positions_of(found);
    return check_signs(found, reason) && check_order(found, reason);
}

/* The symbols that are not for this reader. */
static const char *unsupported(const symbols *found)
{
    if (count_of(found, "G") > 0)
        return "is of double-byte characters (G), which this reader does not know";
    if (count_of(found, "U") > 0)
        return "is of UTF-8 (U), which this reader does not know";
    if (count_of(found, "E") > 0)
        return "is of a floating-point number in characters (E), which this reader does not know";
    return NULL;
}

static bool read_category(const symbols *found, ph_picture *picture, const char **reason)
{
    picture->is_edited = count_of(found, "B0/") > 0;
    if (count_of(found, "N") > 0) {
        picture->category = PH_PICTURE_NATIONAL;
        picture->characters = positions_of(found);
        return count_of(found, "9AXSVPZ*+-$,.CD") == 0 ||
               is_wrong(reason, "mixes N with what is not of national characters");
    }
    if (count_of(found, "AX") > 0) {
        picture->category = PH_PICTURE_TEXT;
        picture->characters = positions_of(found);
        return count_of(found, "SVPZ*+-$,.CD") == 0 ||
               is_wrong(reason, "mixes X or A with symbols of numbers");
    }
    if (count_of(found, "Z*+-$,./B0CD") == 0) {
        picture->category = PH_PICTURE_NUMERIC;
        return read_number(found, picture, reason);
    }
    picture->category = PH_PICTURE_TEXT;
    return read_edited_number(found, picture, reason);
}

bool ph_picture_read(const char *text, uint32_t length, ph_picture *ret,
                     ph_copybook_error_kind *ret_kind, const char **ret_reason)
{
    symbols found = { .run_count = 0 };
    ph_picture picture = { .category = PH_PICTURE_TEXT };

    *ret_kind = PH_COPYBOOK_ERROR_BAD_PICTURE;
    if (length > PH_COPYBOOK_PICTURE_MAX)
        return is_wrong(ret_reason, "is longer than 50 characters");
    if (!read_symbols(text, length, &found, ret_reason))
        return false;
    *ret_reason = unsupported(&found);
    if (*ret_reason) {
        *ret_kind = PH_COPYBOOK_ERROR_UNSUPPORTED;
        return false;
    }
    if (!read_category(&found, &picture, ret_reason))
        return false;
    *ret = picture;
    return true;
}
