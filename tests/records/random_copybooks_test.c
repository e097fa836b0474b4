/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * random_copybooks_test [--seed N] [--count N] [--only N]: copybooks at random, whose layout is
 * known before their source is written.
 *
 * The reader finds that layout, whatever the style of the source, and finds it again in a source
 * that is written from what it read. Of damaged sources it says something, and what it says holds.
 * What fails is printed whole, and read alone with the same seed and --only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "copybook_promises.h"
#include "random_copybook.h"
#include "source_writer.h"

enum { STYLES = 3, DAMAGES = 4, COUNT = 10000 };

typedef struct random_test {
    uint64_t seed;
    uint64_t index; /* Of the copybook. */
    ph_random random;
    void *memory;
    uint64_t reads, ambiguous, damaged, damaged_read;
    bool has_failed;
} random_test;

G_GNUC_PRINTF(3, 4)
static void fail(random_test *test, const char *source, const char *format, ...)
{
    va_list args;

    test->has_failed = true;
    printf("--seed %" PRIu64 " --only %" PRIu64 ": ", test->seed, test->index);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n%s", source);
}

static bool read_source(random_test *test, const char *source, ph_source_format format,
                        uint32_t pointer_bytes, ph_copybook *ret, ph_copybook_error *error)
{
    const ph_copybook_options options = { .format = format, .pointer_bytes = pointer_bytes };
    const gsize length = strlen(source);
    /* Nothing behind it may be looked at, and nothing of it later. */
    g_autofree char *lent = g_memdup2(source, length);

    test->reads++;
    return ph_copybook_read(lent, length, &options, test->memory, PH_COPYBOOK_MEMORY_MAX, ret,
                            error);
}

/* The members of an item that are numbers. */
#define NUMBERS(X)                                                                                 \
    X(level)                                                                                       \
    X(kind)                                                                                        \
    X(is_synchronized)                                                                             \
    X(is_justified)                                                                                \
    X(is_table)                                                                                    \
    X(is_edited)                                                                                   \
    X(offset_varies)                                                                               \
    X(size_varies)                                                                                 \
    X(flags)                                                                                       \
    X(digits)                                                                                      \
    X(scale)                                                                                       \
    X(offset)                                                                                      \
    X(size)                                                                                        \
    X(stride)                                                                                      \
    X(occurs_min)                                                                                  \
    X(occurs_max)                                                                                  \
    X(counter)                                                                                     \
    X(redefines)                                                                                   \
    X(last)                                                                                        \
    X(parent)                                                                                      \
    X(next)                                                                                        \
    X(descendants)

/* What is there and was not expected, of one item; NULL if nothing. Free it. */
static char *item_difference(const ph_record_item *expected, const ph_record_item *found)
{
    if (strcmp(expected->name, found->name) != 0)
        return g_strdup_printf("its name is %s", found->name);
    if (strcmp(expected->picture, found->picture) != 0)
        return g_strdup_printf("picture %s, expected %s", found->picture, expected->picture);
    if (strcmp(expected->usage, found->usage) != 0)
        return g_strdup_printf("usage %s, expected %s", found->usage, expected->usage);
#define X(member)                                                                                  \
    if (expected->member != found->member)                                                         \
        return g_strdup_printf(#member " %" PRId64 ", expected %" PRId64, (int64_t)found->member,  \
                               (int64_t)expected->member);
    NUMBERS(X)
#undef X
    return NULL;
}

static char *record_difference(const ph_record *expected, const ph_record *found)
{
    if (strcmp(expected->name, found->name) != 0 || expected->first != found->first ||
        expected->item_count != found->item_count)
        return g_strdup_printf("record %s of %u items", found->name, found->item_count);
    if (expected->length_min != found->length_min || expected->length_max != found->length_max)
        return g_strdup_printf("record %s of %u to %u bytes, expected %u to %u", found->name,
                               found->length_min, found->length_max, expected->length_min,
                               expected->length_max);
    if (expected->is_independent != found->is_independent ||
        expected->is_wrapped != found->is_wrapped)
        return g_strdup_printf("record %s is a 77, or made around what is there", found->name);
    return NULL;
}

/* The first difference of two layouts, or NULL. Free it. */
static char *difference(const ph_copybook *expected, const ph_copybook *found)
{
    if (expected->item_count != found->item_count || expected->record_count != found->record_count)
        return g_strdup_printf("%u items in %u records, expected %u in %u", found->item_count,
                               found->record_count, expected->item_count, expected->record_count);
    for (uint32_t i = 0; i < expected->item_count; i++) {
        g_autofree char *text = item_difference(&expected->items[i], &found->items[i]);

        if (text)
            return g_strdup_printf("item %u, %s: %s", i, expected->items[i].name, text);
    }
    for (uint32_t i = 0; i < expected->record_count; i++) {
        char *text = record_difference(&expected->records[i], &found->records[i]);

        if (text)
            return text;
    }
    return NULL;
}

/* The first item that is not said to stand where it was written. Free it. */
static char *place_difference(const ph_copybook *found, const source_place *places)
{
    for (uint32_t i = 0; i < found->item_count; i++) {
        const ph_record_item *const item = &found->items[i];

        if (item->line != places[i].line || item->column != places[i].column)
            return g_strdup_printf("%s stands at %u:%u, expected %u:%u", item->name, item->line,
                                   item->column, places[i].line, places[i].column);
        if (item->value_begin != places[i].value_begin || item->value_end != places[i].value_end)
            return g_strdup_printf("the value of %s is bytes %u to %u, expected %u to %u",
                                   item->name, item->value_begin, item->value_end,
                                   places[i].value_begin, places[i].value_end);
    }
    return NULL;
}

/* Its format is known, or the reader is to find out: then it may also ask which it is. */
static void check_format(random_test *test, const random_copybook *truth, const char *source,
                         ph_source_format format, const source_place *places)
{
    ph_copybook found;
    ph_copybook_error error;
    g_autofree char *text = NULL;

    if (!read_source(test, source, format, truth->pointer_bytes, &found, &error)) {
        if (format == PH_SOURCE_FORMAT_AUTO && error.kind == PH_COPYBOOK_ERROR_AMBIGUOUS_FORMAT)
            test->ambiguous++;
        else
            fail(test, source, "%s: %u:%u: %s", ph_source_format_name(format), error.line,
                 error.column, error.message);
        return;
    }
    text = difference(&truth->copybook, &found);
    if (!text)
        text = place_difference(&found, places);
    if (text)
        fail(test, source, "%s: %s", ph_source_format_name(format), text);
}

/* What was read of a source is written in another style, and read once more. */
static void check_written_again(random_test *test, const random_copybook *truth, const char *source,
                                ph_source_format format)
{
    const source_style style = source_style_choose(&test->random, false);
    g_autofree source_place *places = g_new0(source_place, truth->copybook.item_count);
    g_autofree char *again = NULL;
    ph_copybook found;
    ph_copybook_error error;

    if (!read_source(test, source, format, truth->pointer_bytes, &found, &error))
        return; /* It was said before. */
    again = source_writer_write(&found, &style, &test->random, places);
    check_format(test, truth, again, style.format, places);
}

static uint32_t count_lines(const char *text)
{
    uint32_t lines = 1;

    for (; *text; text++)
        lines += *text == '\n' || (*text == '\r' && text[1] != '\n');
    return lines;
}

/* The line that a byte is in: where it begins, and where the next one does. */
static void find_line(const char *text, gsize at, gsize *begin, gsize *end)
{
    const char *const next = strchr(text + at, '\n');

    while (at > 0 && text[at - 1] != '\n')
        at--;
    *begin = at;
    *end = next ? (gsize)(next - text) + 1 : strlen(text);
}

/* The source with a byte changed, or a line dropped, doubled, or put where another is. Free it. */
static char *damage(random_test *test, const char *source)
{
    static const char bytes[] = " .'\"*-09AX(\t\n:,";
    GString *text = g_string_new(source);
    const gsize at = ph_random_below(&test->random, text->len);
    g_autofree char *line = NULL;
    gsize begin, end;

    find_line(source, at, &begin, &end);
    line = g_strndup(source + begin, end - begin);
    switch (ph_random_below(&test->random, 5)) {
    case 0: text->str[at] = bytes[ph_random_below(&test->random, sizeof(bytes) - 1)]; break;
    case 1: text->str[at] = (char)(1 + ph_random_below(&test->random, 255)); break;
    case 2: g_string_erase(text, (gssize)begin, (gssize)(end - begin)); break;
    case 3: g_string_insert(text, (gssize)begin, line); break;
    default:
        g_string_erase(text, (gssize)begin, (gssize)(end - begin));
        g_string_insert(text, (gssize)ph_random_below(&test->random, text->len + 1), line);
    }
    return g_string_free(text, FALSE);
}

static void check_damaged(random_test *test, const random_copybook *truth, const char *source,
                          ph_source_format format)
{
    g_autofree char *damaged = damage(test, source);
    ph_copybook found;
    ph_copybook_error error;
    uint32_t item = 0;
    const char *broken;

    test->damaged++;
    if (read_source(test, damaged, format, truth->pointer_bytes, &found, &error)) {
        test->damaged_read++;
        broken = copybook_broken_promise(&found, test->memory, PH_COPYBOOK_MEMORY_MAX, &item);
        if (broken)
            fail(test, damaged, "item %u, %s: broken promise: %s", item, found.items[item].name,
                 broken);
    } else {
        broken = copybook_broken_refusal(&error, count_lines(damaged));
        if (broken)
            fail(test, damaged, "%u:%u: %s: broken promise: %s", error.line, error.column,
                 error.message, broken);
    }
}

static void check_copybook(random_test *test)
{
    g_autoptr(random_copybook) truth = NULL;
    g_autofree source_place *places = NULL;

    test->random = ph_random_stream(test->seed, test->index);
    truth = random_copybook_new(&test->random, RANDOM_COPYBOOK_FULL);
    places = g_new0(source_place, truth->copybook.item_count);
    for (int i = 0; i < STYLES; i++) {
        const source_style style = source_style_choose(&test->random, false);
        g_autofree char *source =
            source_writer_write(&truth->copybook, &style, &test->random, places);

        check_format(test, truth, source, style.format, places);
        check_format(test, truth, source, PH_SOURCE_FORMAT_AUTO, places);
        if (i == 0)
            check_written_again(test, truth, source, style.format);
        for (int damages = 0; damages < DAMAGES; damages++)
            check_damaged(test, truth, source, style.format);
    }
}

/* Returns false when the command line is wrong. */
static bool parse(int argc, char **argv, uint64_t *seed, uint64_t *count, uint64_t *only)
{
    for (int i = 1; i < argc; i += 2) {
        uint64_t *const number = strcmp(argv[i], "--seed") == 0    ? seed
                                 : strcmp(argv[i], "--count") == 0 ? count
                                 : strcmp(argv[i], "--only") == 0  ? only
                                                                   : NULL;

        if (!number || i + 1 == argc)
            return false;
        *number = strtoull(argv[i + 1], NULL, 0);
    }
    return true;
}

int main(int argc, char **argv)
{
    uint64_t count = COUNT, only = UINT64_MAX;
    random_test test = { .seed = (uint64_t)time(NULL), .memory = g_malloc(PH_COPYBOOK_MEMORY_MAX) };

    if (!parse(argc, argv, &test.seed, &count, &only)) {
        fprintf(stderr, "usage: %s [--seed N] [--count N] [--only N]\n", argv[0]);
        return 2;
    }
    printf("seed %" PRIu64 "\n", test.seed);
    for (test.index = only == UINT64_MAX ? 0 : only; test.index < count && !test.has_failed;
         test.index++) {
        check_copybook(&test);
        if (only != UINT64_MAX)
            break;
    }
    printf("%" PRIu64 " copybooks, %" PRIu64 " sources read; %" PRIu64
           " might have been of either format; of %" PRIu64 " damaged %" PRIu64 " were read\n",
           test.index, test.reads, test.ambiguous, test.damaged, test.damaged_read);
    g_free(test.memory);
    return test.has_failed ? 1 : 0;
}
