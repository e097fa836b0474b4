/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "random_words.h"

#include <string.h>

#include "perfharness/codec.h"

#define CHOOSE(random, words) ((words)[ph_random_below(random, G_N_ELEMENTS(words))])

static bool happens(ph_random *random, unsigned percent)
{
    return ph_random_below(random, 100) < percent;
}

/* In capitals mostly; else in small letters, or as a name in a sentence. */
static void vary_case(ph_random *random, char *name)
{
    const uint64_t draw = ph_random_below(random, 10);
    bool is_first = true;

    for (char *letter = name; draw < 3 && *letter; letter++) {
        if (draw < 2 || !is_first)
            *letter = g_ascii_tolower(*letter);
        is_first = *letter == '-';
    }
}

char *random_words_name(ph_random *random, uint32_t number)
{
    static const char *const syllables[] = { "BA", "KORI", "TULA", "MEL", "VARO", "ZIN", "PEKU" };
    static const char *const mean[] = { "PIC", "FILLER", "VALUE", "OCCURS", "COPY", "X", "7TH" };
    GString *name =
        g_string_new(happens(random, 8) ? CHOOSE(random, mean) : CHOOSE(random, syllables));

    while (name->len < 20 && happens(random, 40))
        g_string_append_printf(name, "-%s", CHOOSE(random, syllables));
    g_string_append_printf(name, "-%u", number);
    vary_case(random, name->str);
    return g_string_free(name, FALSE);
}

/* Between quotes or apostrophes: letters, and what is no end of anything in here. With its first
   part to column 72 at most, the rest fits into one line more. */
static char *make_literal(ph_random *random, uint32_t most)
{
    static const char *const parts[] = {
        "A",           "B7", " ", ".",  ". ",   ",", ";",   "*>",
        "05 X PIC X.", "-",  "/", "''", "\"\"", "z", "(1)", "COPY"
    };
    const char quote = happens(random, 75) ? '\'' : '"';
    GString *literal = g_string_new(NULL);

    g_string_append_c(literal, quote);
    g_string_append(literal, "Q");
    while (literal->len < most && happens(random, 85)) {
        const char *const part = CHOOSE(random, parts);

        if ((part[0] != '\'' && part[0] != '"') || part[0] == quote)
            g_string_append(literal, part);
    }
    if (literal->len > most + 1)
        g_string_truncate(literal, 2);
    g_string_append_c(literal, quote);
    return g_string_free(literal, FALSE);
}

static bool is_number(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED ||
           item->kind == PH_RECORD_KIND_BINARY;
}

/* A number that fits: a digit before the point, or one behind it. */
static char *make_number(ph_random *random, const ph_record_item *item)
{
    const unsigned digit = 1 + (unsigned)ph_random_below(random, 9);
    const char *sign = (item->flags & PH_DECIMAL_SIGNED) == 0 || happens(random, 60) ? ""
                       : happens(random, 80)                                         ? "-"
                                                                                     : "+";

    if (item->scale < 0 || item->scale > item->digits)
        return g_strdup("ZERO"); /* Of PIC 9PP, 1 is none of its numbers. */
    if (item->scale > 0 && (item->digits == item->scale || happens(random, 50)))
        return g_strdup_printf("%s%s.%u", sign, happens(random, 50) ? "0" : "", digit);
    return g_strdup_printf("%s%u", sign, digit);
}

static char *make_value(ph_random *random, const ph_record_item *item, uint32_t most)
{
    static const char *const zeros[] = { "ZERO", "ZEROS", "ZEROES" };
    static const char *const texts[] = { "SPACE", "SPACES", "LOW-VALUES", "HIGH-VALUES",
                                         "ALL '*'" };

    if (is_number(item))
        return happens(random, 25) ? g_strdup(CHOOSE(random, zeros)) : make_number(random, item);
    if (happens(random, 30))
        return g_strdup(CHOOSE(random, texts));
    return make_literal(random, most);
}

char *random_words_value(ph_random *random, const ph_record_item *item)
{
    return make_value(random, item, MIN(item->size, 50));
}

char *random_words_condition(ph_random *random, const ph_record_item *item)
{
    GString *values = g_string_new(NULL);

    do {
        g_autofree char *value = make_value(random, item, 12);

        g_string_append_printf(values, "%s%s", values->len > 0 ? " " : "", value);
        if (is_number(item) && g_ascii_isdigit(value[0]) && happens(random, 30))
            g_string_append_printf(values, " %s %u", happens(random, 70) ? "THRU" : "THROUGH",
                                   item->scale == 0 && item->digits > 1 ? 10u : 9u);
    } while (happens(random, 30));
    return g_string_free(values, FALSE);
}

const char *random_words_comment(ph_random *random)
{
    static const char *const comments[] = {
        "",
        "05 OLD-FIELD PIC X(10).",
        "10 ITEMS, AS OF LAST YEAR",
        "HERE'S AN APOSTROPHE",
        "\"AND ONE QUOTE",
        "*****************************************",
        "01 GONE.",
        "COPY THIS.",
    };

    return CHOOSE(random, comments);
}
