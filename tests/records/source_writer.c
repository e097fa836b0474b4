/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "source_writer.h"

#include <string.h>

#include "perfharness/codec.h"
#include "random_words.h"

#define CHOOSE(writer, words) ((words)[ph_random_below((writer)->random, G_N_ELEMENTS(words))])

enum { CLAUSES_MOST = 12 };

typedef struct entry_writer {
    const ph_copybook *copybook;
    const source_style *style;
    ph_random *random;
    source_lines lines;
    bool *has_group_sign; /* Of each item: a group around it, or it, has a SIGN clause. */
    source_place *places;
    uint32_t index;         /* The item that is being written. */
    char pending_separator; /* Before its next word; 0 for none. */
} entry_writer;

/* Puts the words of a clause, if the item has it. */
typedef void (*clause)(entry_writer *writer, const ph_record_item *item);

static bool happens(entry_writer *writer, unsigned percent)
{
    return ph_random_below(writer->random, 100) < percent;
}

static const ph_record_item *item_at(const entry_writer *writer, uint32_t index)
{
    return &writer->copybook->items[index];
}

static bool is_filler(const ph_record_item *item)
{
    return strcmp(item->name, "FILLER") == 0;
}

/* In the style's case: a word of COBOL's, a picture, or a name where it is referred to. */
static char *in_style(entry_writer *writer, const char *word)
{
    char *ret = g_strdup(word);
    const source_case style = writer->style->words;

    for (char *letter = ret; *letter && style != SOURCE_CAPITALS; letter++)
        *letter = style == SOURCE_SMALL || happens(writer, 50) ? g_ascii_tolower(*letter)
                                                               : g_ascii_toupper(*letter);
    return ret;
}

static source_place put_as_spelled(entry_writer *writer, const char *word)
{
    if (writer->pending_separator)
        source_lines_put_separator(&writer->lines, writer->pending_separator);
    writer->pending_separator = 0;
    return source_lines_put(&writer->lines, word);
}

static source_place put(entry_writer *writer, const char *word)
{
    g_autofree char *spelled = in_style(writer, word);

    return put_as_spelled(writer, spelled);
}

static void put_maybe(entry_writer *writer, const char *word)
{
    if (happens(writer, 50))
        put(writer, word);
}

static void put_number(entry_writer *writer, uint32_t number)
{
    g_autofree char *text = g_strdup_printf(happens(writer, 8) ? "%04u" : "%u", number);

    put_as_spelled(writer, text);
}

/* A comma or semicolon, if another word comes. */
static void separate(entry_writer *writer, unsigned percent)
{
    if (writer->style->has_separators && happens(writer, percent))
        writer->pending_separator = happens(writer, 60) ? ',' : ';';
}

/* The end of the first word: at a space that is in no literal. */
static const char *word_end(const char *words)
{
    while (*words && *words != ' ') {
        const char quote = *words++;

        if (quote == '\'' || quote == '"')
            words = strchr(words, quote) + 1;
    }
    return words;
}

/* Words with a space between two; where they stand is noted as the item's VALUE. */
static void put_values(entry_writer *writer, const char *words)
{
    source_place *const place = &writer->places[writer->index];
    uint32_t begin = 0;

    while (*words) {
        const char *const end = word_end(words);
        g_autofree char *word = g_strndup(words, (gsize)(end - words));
        const source_place at =
            strpbrk(word, "'\"") ? put_as_spelled(writer, word) : put(writer, word);

        begin = begin ? begin : at.value_begin;
        words = *end ? end + 1 : end;
        if (!g_str_has_prefix(word, "THR") && !g_str_has_prefix(words, "THR") &&
            strcmp(word, "ALL") != 0)
            separate(writer, 50);
    }
    writer->pending_separator = 0;
    place->value_begin = begin;
    place->value_end = (uint32_t)writer->lines.text->len;
}

static void put_picture(entry_writer *writer, const ph_record_item *item)
{
    static const char *const words[] = { "PIC", "PIC", "PICTURE" };

    if (item->picture[0] == '\0')
        return;
    put(writer, CHOOSE(writer, words));
    if (happens(writer, 15))
        put(writer, "IS");
    put(writer, item->picture);
}

static void put_usage_word(entry_writer *writer, const char *usage)
{
    if (happens(writer, 40)) {
        put(writer, "USAGE");
        put_maybe(writer, "IS");
    }
    if (strcmp(usage, "COMP-3") == 0 && happens(writer, 30)) {
        put(writer, "PACKED-DECIMAL");
    } else if (g_str_has_prefix(usage, "COMP") && happens(writer, 30)) {
        g_autofree char *word = g_strdup_printf("COMPUTATIONAL%s", usage + strlen("COMP"));

        put(writer, word);
    } else {
        put(writer, usage);
    }
}

static bool is_group(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_GROUP;
}

static void put_usage(entry_writer *writer, const ph_record_item *item)
{
    const char *const around =
        item->parent == PH_RECORD_NO_ITEM ? "" : item_at(writer, item->parent)->usage;
    const bool is_known = strcmp(around, item->usage) == 0 || item->kind == PH_RECORD_KIND_NATIONAL;

    if (item->usage[0] && (!is_known || happens(writer, 30)))
        put_usage_word(writer, item->usage);
    else if (!item->usage[0] && !is_group(item) && happens(writer, 10))
        put_usage_word(writer, "DISPLAY");
}

static void put_redefines(entry_writer *writer, const ph_record_item *item)
{
    if (item->redefines == PH_RECORD_NO_ITEM)
        return;
    put(writer, "REDEFINES");
    put(writer, item_at(writer, item->redefines)->name);
}

/* Whether a name alone finds the item. */
static bool is_name_unique(const entry_writer *writer, const ph_record_item *item)
{
    uint32_t same = is_filler(item);

    for (uint32_t i = 0; i < writer->copybook->item_count; i++)
        same += g_ascii_strcasecmp(item_at(writer, i)->name, item->name) == 0;
    return same == 1;
}

/* An item by its name, and the names of groups that it is in: of all, where others have its name.
 */
static void put_reference(entry_writer *writer, const ph_record_item *item)
{
    const bool is_unique = is_name_unique(writer, item);

    put(writer, item->name);
    while (item->parent != PH_RECORD_NO_ITEM) {
        item = item_at(writer, item->parent);
        if (!is_filler(item) && (!is_unique || happens(writer, 20))) {
            put(writer, happens(writer, 70) ? "OF" : "IN");
            put(writer, item->name);
        }
    }
}

/*
 * By what it is sorted, and what it is indexed by: nothing of that is laid out. Of some keys, cobc
 * never ends.
 */
static void put_keys(entry_writer *writer, const ph_record_item *item)
{
    const ph_record_item *const key = is_group(item) ? item + 1 : item;

    if (!writer->style->is_plain && happens(writer, 15) && !is_filler(key) && !is_group(key) &&
        key->level <= 49 && key->is_table == !is_group(item) && is_name_unique(writer, key)) {
        put(writer, happens(writer, 50) ? "ASCENDING" : "DESCENDING");
        put_maybe(writer, "KEY");
        put_maybe(writer, "IS");
        put(writer, key->name);
    }
    if (happens(writer, 20)) {
        g_autofree char *name = g_strdup_printf("IX-%u", writer->index);

        put(writer, "INDEXED");
        put_maybe(writer, "BY");
        put(writer, name);
    }
}

static void put_occurs(entry_writer *writer, const ph_record_item *item)
{
    const bool is_variable = item->counter != PH_RECORD_NO_ITEM;

    if (!item->is_table)
        return;
    put(writer, "OCCURS");
    if (is_variable && (writer->style->is_plain || item->occurs_min != 1 || happens(writer, 70))) {
        put_number(writer, item->occurs_min);
        put(writer, "TO");
    }
    put_number(writer, item->occurs_max);
    put_maybe(writer, "TIMES");
    if (is_variable) {
        put(writer, "DEPENDING");
        put_maybe(writer, "ON");
        put_reference(writer, item_at(writer, item->counter));
    }
    put_keys(writer, item);
}

static bool has_sign(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_ZONED && (item->flags & PH_DECIMAL_SIGNED) != 0;
}

static uint32_t sign_flags(const ph_record_item *item)
{
    return item->flags & (PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE);
}

/* An item below a group that has a sign, if all that have one have the same; else NULL. */
static const ph_record_item *find_common_sign(entry_writer *writer, uint32_t group)
{
    const ph_record_item *ret = NULL;

    for (uint32_t i = group + 1; i <= group + item_at(writer, group)->descendants; i++) {
        const ph_record_item *const item = item_at(writer, i);

        if (has_sign(item) && ret && sign_flags(item) != sign_flags(ret))
            return NULL;
        if (writer->style->is_plain && item->is_edited)
            return NULL; /* GnuCOBOL makes it longer by a separate sign. */
        if (has_sign(item))
            ret = item;
    }
    return ret;
}

static void put_sign(entry_writer *writer, const ph_record_item *item)
{
    const bool is_said = item->parent != PH_RECORD_NO_ITEM && writer->has_group_sign[item->parent];
    const ph_record_item *sign = has_sign(item) ? item : NULL;

    writer->has_group_sign[writer->index] = is_said;
    if (is_group(item) && !is_said && item->usage[0] == '\0' && happens(writer, 30))
        sign = find_common_sign(writer, writer->index);
    if (!sign || (is_said && happens(writer, 70)))
        return;
    if (!is_group(item) && !is_said && sign_flags(sign) == 0 && happens(writer, 80))
        return;
    if (happens(writer, 60)) {
        put(writer, "SIGN");
        put_maybe(writer, "IS");
    }
    put(writer, (sign->flags & PH_DECIMAL_SIGN_LEADING) != 0 ? "LEADING" : "TRAILING");
    if ((sign->flags & PH_DECIMAL_SIGN_SEPARATE) != 0) {
        put(writer, "SEPARATE");
        put_maybe(writer, "CHARACTER");
    }
    writer->has_group_sign[writer->index] = is_said || is_group(item);
}

static void put_synchronized(entry_writer *writer, const ph_record_item *item)
{
    if (!item->is_synchronized)
        return;
    put(writer, happens(writer, 60) ? "SYNC" : "SYNCHRONIZED");
    if (happens(writer, 20))
        put(writer, happens(writer, 50) ? "LEFT" : "RIGHT");
}

static void put_justified(entry_writer *writer, const ph_record_item *item)
{
    if (!item->is_justified)
        return;
    put(writer, happens(writer, 50) ? "JUST" : "JUSTIFIED");
    put_maybe(writer, "RIGHT");
}

static void put_blank(entry_writer *writer, const ph_record_item *item)
{
    if (item->kind != PH_RECORD_KIND_ZONED || (item->flags & PH_DECIMAL_BLANK_WHEN_ZERO) == 0)
        return;
    put(writer, "BLANK");
    put_maybe(writer, "WHEN");
    put(writer, "ZERO");
}

/* Whether something else may stand at its place, or it stands in several. */
static bool is_one_of_several(const entry_writer *writer, const ph_record_item *item)
{
    while (!item->is_table && item->redefines == PH_RECORD_NO_ITEM &&
           item->parent != PH_RECORD_NO_ITEM)
        item = item_at(writer, item->parent);
    return item->is_table || item->redefines != PH_RECORD_NO_ITEM;
}

static void put_value(entry_writer *writer, const ph_record_item *item)
{
    g_autofree char *value = NULL;

    if (item->kind == PH_RECORD_KIND_GROUP || item->kind == PH_RECORD_KIND_BYTES ||
        item->kind == PH_RECORD_KIND_NATIONAL || item->kind == PH_RECORD_KIND_FLOAT ||
        item->is_edited || is_one_of_several(writer, item) || !happens(writer, 15))
        return;
    put(writer, "VALUE");
    if (happens(writer, 20))
        put(writer, "IS");
    value = random_words_value(writer->random, item);
    put_values(writer, value);
}

static void put_global(entry_writer *writer, const ph_record_item *item)
{
    if (item->level == 1 && !is_filler(item) && item->redefines == PH_RECORD_NO_ITEM &&
        !writer->style->is_plain && happens(writer, 5)) {
        put_maybe(writer, "IS");
        put(writer, "GLOBAL");
    }
}

/* The clauses in any order; a comma or semicolon between two of them. */
static void put_clauses(entry_writer *writer, const ph_record_item *item)
{
    clause clauses[] = { put_picture, put_usage,     put_occurs, put_sign,  put_synchronized,
                         put_blank,   put_justified, put_value,  put_global };
    const bool is_usual = happens(writer, 50);

    for (size_t i = 0; i < G_N_ELEMENTS(clauses); i++) {
        const size_t other = i + ph_random_below(writer->random, G_N_ELEMENTS(clauses) - i);
        const clause chosen = clauses[is_usual ? i : other];

        clauses[is_usual ? i : other] = clauses[i];
        chosen(writer, item);
        separate(writer, 30);
    }
    writer->pending_separator = 0;
}

static void put_condition(entry_writer *writer, const ph_record_item *item)
{
    g_autofree char *values = random_words_condition(writer->random, item_at(writer, item->parent));

    if (happens(writer, 70)) {
        put(writer, "VALUE");
        if (happens(writer, 20))
            put(writer, "IS");
    } else {
        put(writer, "VALUES");
        if (happens(writer, 50))
            put(writer, "ARE");
    }
    put_values(writer, values);
}

static void put_renames(entry_writer *writer, const ph_record_item *item)
{
    put(writer, "RENAMES");
    put_reference(writer, item_at(writer, item->redefines));
    if (item->last != item->redefines && item->last != PH_RECORD_NO_ITEM) {
        put(writer, happens(writer, 70) ? "THRU" : "THROUGH");
        put_reference(writer, item_at(writer, item->last));
    }
}

/* Whether it may do without FILLER: it says something else. */
static bool can_be_unnamed(const ph_record_item *item)
{
    return is_filler(item) && item->picture[0] && item->level > 1;
}

static uint32_t depth_of(const entry_writer *writer, const ph_record_item *item)
{
    uint32_t depth = 0;

    for (; item->parent != PH_RECORD_NO_ITEM; item = item_at(writer, item->parent))
        depth++;
    return depth;
}

static void put_entry(entry_writer *writer, const ph_record_item *item)
{
    g_autofree char *level = g_strdup_printf(happens(writer, 80) ? "%02u" : "%u", item->level);
    source_place *const place = &writer->places[writer->index];

    source_lines_begin_entry(&writer->lines, depth_of(writer, item));
    *place = put_as_spelled(writer, level);
    place->value_begin = 0;
    if (is_filler(item) && !(can_be_unnamed(item) && happens(writer, 40)))
        put(writer, "FILLER");
    else if (!is_filler(item))
        put_as_spelled(writer, item->name);
    if (item->kind == PH_RECORD_KIND_CONDITION) {
        put_condition(writer, item);
    } else if (item->kind == PH_RECORD_KIND_RENAMES) {
        put_renames(writer, item);
    } else {
        put_redefines(writer, item);
        put_clauses(writer, item);
    }
    source_lines_put_separator(&writer->lines, '.');
}

/* Whether an item is a 01 that no entry stands for. */
static bool is_wrapping(const ph_copybook *copybook, uint32_t index)
{
    for (uint32_t i = 0; i < copybook->record_count; i++)
        if (copybook->records[i].first == index)
            return copybook->records[i].is_wrapped;
    return false;
}

char *source_writer_write(const ph_copybook *copybook, const source_style *style, ph_random *random,
                          source_place *places)
{
    entry_writer writer = {
        .copybook = copybook, .style = style, .random = random, .places = places
    };

    writer.lines = (source_lines){ .style = style, .random = random, .line = 1 };
    writer.lines.text = g_string_new(NULL);
    writer.has_group_sign = g_new0(bool, copybook->item_count);
    for (uint32_t i = 0; i < copybook->item_count; i++) {
        writer.index = i;
        if (is_wrapping(copybook, i))
            continue;
        put_entry(&writer, item_at(&writer, i));
        if (i > 0 && is_wrapping(copybook, i - 1))
            places[i - 1] = (source_place){ .line = places[i].line, .column = places[i].column };
    }
    source_lines_end(&writer.lines);
    g_free(writer.has_group_sign);
    return g_string_free(writer.lines.text, FALSE);
}
