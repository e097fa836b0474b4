/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * peer_lines_test LIBRARY [--seed N] [--count N] [--only N]: records at random, of copybooks at
 * random, in copybook-rs' shape.
 *
 * Whatever copybook-rs reads as COBOL has it, its lines are ours to the byte, those of batches too.
 * What it reads otherwise is in fixtures/copybook-rs-lines.txt, and is not asked for here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <glib.h>

#include "peer_lines.h"
#include "perfharness/random.h"

enum { COUNT = 2000, RECORDS = 4, SKIPPED = 77, ITEMS_MAX = 40, RECORD_MAX = 1 << 16 };

typedef struct peer_test {
    uint64_t seed, index;
    ph_random random;
    GString *source;
    unsigned names;            /* Given so far; */
    unsigned known[ITEMS_MAX]; /* those that others may have as well, */
    unsigned known_count;
    unsigned items;
    bool has_failed;
    void *memory;
} peer_test;

static uint32_t below(peer_test *test, uint32_t bound)
{
    return (uint32_t)ph_random_below(&test->random, bound);
}

static bool happens(peer_test *test, unsigned percent)
{
    return below(test, 100) < percent;
}

G_GNUC_PRINTF(2, 3)
static void add(peer_test *test, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_string_append_vprintf(test->source, format, args);
    va_end(args);
}

static void begin_entry(peer_test *test, unsigned level, const char *name)
{
    add(test, "       %*s%02u  %s", (int)(level / 5), "", level, name);
    test->items++;
}

/* Some are there twice, in one group or in several. */
static char *new_name(peer_test *test, bool may_be_known)
{
    if (may_be_known && test->known_count > 0 && happens(test, 8))
        return g_strdup_printf("N-%u", test->known[below(test, test->known_count)]);
    test->names++;
    if (may_be_known && test->known_count < ITEMS_MAX)
        test->known[test->known_count++] = test->names;
    return g_strdup_printf("N-%u", test->names);
}

static void add_zoned(peer_test *test)
{
    const bool is_signed = happens(test, 60);
    const unsigned digits = 1 + below(test, 18);
    const unsigned decimals = digits > 1 && happens(test, 40) ? 1 + below(test, digits - 1) : 0;

    add(test, " PIC %s9(%u)", is_signed ? "S" : "", digits - decimals);
    if (decimals > 0)
        add(test, "V9(%u)", decimals);
    if (is_signed && happens(test, 30))
        add(test, "\n               SIGN IS %s SEPARATE",
            happens(test, 50) ? "LEADING" : "TRAILING");
    else if (!is_signed && happens(test, 20))
        add(test, " BLANK WHEN ZERO");
}

static void add_packed(peer_test *test)
{
    const unsigned digits = 1 + below(test, 18);
    const unsigned decimals = digits > 1 && happens(test, 40) ? 1 + below(test, digits - 1) : 0;

    add(test, " PIC %s9(%u)", happens(test, 70) ? "S" : "", digits - decimals);
    if (decimals > 0)
        add(test, "V9(%u)", decimals);
    add(test, " COMP-3");
}

static void add_picture(peer_test *test)
{
    switch (below(test, 8)) {
    case 0:
    case 1: add(test, " PIC X(%u)", 1 + below(test, 30)); break;
    case 2:
    case 3: add_zoned(test); break;
    case 4:
    case 5: add_packed(test); break;
    case 6:
        add(test, " PIC %s9(%u) COMP", happens(test, 70) ? "S" : "", 1 + below(test, 18));
        break;
    default: add(test, " COMP-%u", 1 + below(test, 2));
    }
}

/* An item, and others that see letters or digits in its place. */
static void add_redefined(peer_test *test, unsigned level)
{
    const unsigned size = 2 + below(test, 9);
    g_autofree char *name = new_name(test, false);

    begin_entry(test, level, name);
    add(test, " PIC X(%u).\n", size);
    for (unsigned views = 1 + below(test, 2); views > 0; views--) {
        g_autofree char *view = new_name(test, false);

        begin_entry(test, level, view);
        add(test, " REDEFINES %s", name);
        if (happens(test, 40)) {
            add(test, " PIC %s(%u).\n", happens(test, 50) ? "X" : "9", 1 + below(test, size));
            continue;
        }
        add(test, ".\n");
        for (unsigned rest = size, i = 0; rest > 0 && i < 3; i++) {
            const unsigned part = 1 + below(test, rest);
            g_autofree char *member = new_name(test, false);

            begin_entry(test, level + 5, member);
            add(test, " PIC %s(%u).\n", happens(test, 50) ? "X" : "9", part);
            rest -= part;
        }
    }
}

static void add_items(peer_test *test, unsigned level, unsigned tables);

static void add_item(peer_test *test, unsigned level, unsigned tables)
{
    const bool is_table = tables < 2 && happens(test, 15);
    const bool is_group = level < 30 && happens(test, 20);
    const bool is_filler = !is_group && !is_table && happens(test, 10);
    g_autofree char *name = is_filler ? g_strdup("FILLER") : new_name(test, true);

    if (happens(test, 10)) {
        add_redefined(test, level);
        return;
    }
    begin_entry(test, level, name);
    if (is_table)
        add(test, " OCCURS %u TIMES", 1 + below(test, 4));
    if (is_group) {
        add(test, ".\n");
        add_items(test, level + 5, tables + is_table);
        return;
    }
    add_picture(test);
    add(test, ".\n");
    if (happens(test, 8))
        add(test, "           88  C-%u VALUE 1.\n", test->items);
}

static void add_items(peer_test *test, unsigned level, unsigned tables)
{
    /* A group of unnamed items alone, or none that is named first, would be another matter. */
    g_autofree char *first = new_name(test, true);

    begin_entry(test, level, first);
    add_picture(test);
    add(test, ".\n");
    for (unsigned count = below(test, 5); count > 0 && test->items < ITEMS_MAX; count--)
        add_item(test, level, tables);
}

/* A table at the end, of as many as an item says. */
static void add_counted_table(peer_test *test)
{
    static const char *const pictures[] = { "PIC 9(2)", "PIC S9(3) COMP-3", "PIC S9(4) COMP" };
    g_autofree char *table = new_name(test, false);

    begin_entry(test, 5, "COUNT-X");
    add(test, " %s.\n", pictures[below(test, 3)]);
    begin_entry(test, 5, table);
    add(test, " OCCURS %u TO 5 TIMES\n               DEPENDING ON COUNT-X", below(test, 2));
    if (happens(test, 50)) {
        add(test, ".\n");
        add_items(test, 10, 1);
    } else {
        add_picture(test);
        add(test, ".\n");
    }
}

static void make_source(peer_test *test)
{
    test->names = test->known_count = test->items = 0;
    g_string_truncate(test->source, 0);
    begin_entry(test, 1, "REC-X");
    add(test, ".\n");
    add_items(test, 5, 0);
    add_items(test, 5, 0);
    if (happens(test, 30))
        add_counted_table(test);
}

/* The bytes of one item, as it may hold them. */
static void fill_zoned(peer_test *test, const ph_record_item *item, uint8_t *cell)
{
    const bool is_signed = (item->flags & PH_DECIMAL_SIGNED) != 0;
    const bool is_leading = (item->flags & PH_DECIMAL_SIGN_LEADING) != 0;
    const bool is_zero = happens(test, 10);
    uint8_t *sign = is_leading ? cell : cell + item->size - 1;

    if ((item->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0 && happens(test, 20)) {
        memset(cell, 0x40, item->size);
        return;
    }
    for (uint32_t i = 0; i < item->size; i++)
        cell[i] = (uint8_t)(0xF0 + (is_zero || happens(test, 30) ? 0 : below(test, 10)));
    if (is_signed && (item->flags & PH_DECIMAL_SIGN_SEPARATE) != 0)
        *sign = happens(test, 50) ? 0x4E : 0x60;
    else if (is_signed)
        *sign = (uint8_t)((*sign & 15) | (happens(test, 20) ? 0xF0 : 0xC0 + 0x10 * below(test, 2)));
}

static void fill_packed(peer_test *test, const ph_record_item *item, uint8_t *cell)
{
    const bool is_zero = happens(test, 10);
    const uint8_t signs[] = { 0xC, 0xD, 0xF };

    for (uint32_t i = 0; i < item->size; i++)
        cell[i] = is_zero ? 0 : (uint8_t)(below(test, 10) << 4 | below(test, 10));
    if (item->digits % 2 == 0)
        cell[0] &= 15;
    cell[item->size - 1] =
        (uint8_t)((cell[item->size - 1] & 0xF0) |
                  ((item->flags & PH_DECIMAL_SIGNED) != 0 ? signs[below(test, 3)] : 0xF));
}

static void fill_text(peer_test *test, const ph_record_item *item, bool is_redefined, uint8_t *cell)
{
    static const uint8_t escaped[] = { 0x7F, 0xE0, 0x05, 0x25, 0x0D }; /* In most code pages. */

    for (uint32_t i = 0; i < item->size; i++)
        cell[i] = is_redefined        ? (uint8_t)(0xF0 + below(test, 10))
                  : happens(test, 10) ? escaped[below(test, sizeof(escaped))]
                                      : (uint8_t)(0x40 + below(test, 0xC0));
}

static void fill_leaf(peer_test *test, const ph_record_item *item, bool is_redefined, uint8_t *cell)
{
    switch ((ph_record_kind)item->kind) {
    case PH_RECORD_KIND_TEXT: fill_text(test, item, is_redefined, cell); return;
    case PH_RECORD_KIND_ZONED: fill_zoned(test, item, cell); return;
    case PH_RECORD_KIND_PACKED: fill_packed(test, item, cell); return;
    default: break;
    }
    for (uint32_t i = 0; i < item->size; i++)
        cell[i] = (uint8_t)(happens(test, 20) ? 0 : below(test, 256));
    if (item->kind == PH_RECORD_KIND_FLOAT) /* In whatever form, a single holds it. */
        cell[0] = (uint8_t)((cell[0] & 0x80) | (0x28 + below(test, 0x30)));
    if (item->kind == PH_RECORD_KIND_BINARY && (item->flags & PH_DECIMAL_SIGNED) == 0 &&
        item->size == 8)
        cell[0] &= 0x7F;
}

static void fill_item(peer_test *test, const ph_copybook *copybook, uint32_t index, uint8_t *at)
{
    const ph_record_item *item = &copybook->items[index];

    if (item->kind == PH_RECORD_KIND_CONDITION || item->redefines != PH_RECORD_NO_ITEM)
        return;
    for (uint32_t i = 0; i < item->occurs_max; i++, at += item->stride) {
        if (item->kind != PH_RECORD_KIND_GROUP) {
            fill_leaf(test, item,
                      item->next != PH_RECORD_NO_ITEM &&
                          copybook->items[item->next].redefines != PH_RECORD_NO_ITEM,
                      at);
            continue;
        }
        for (uint32_t below = item->descendants > 0 ? index + 1 : PH_RECORD_NO_ITEM;
             below != PH_RECORD_NO_ITEM; below = copybook->items[below].next)
            fill_item(test, copybook, below, at + (copybook->items[below].offset - item->offset));
    }
}

/* The counter of the table at the end says how many. Returns the record's length. */
static uint32_t set_counter(peer_test *test, const ph_copybook *copybook, uint8_t *record)
{
    const ph_record *first = &copybook->records[0];
    const ph_record_item *table = NULL;

    for (uint32_t i = 0; i < first->item_count; i++)
        if (copybook->items[i].counter != PH_RECORD_NO_ITEM)
            table = &copybook->items[i];
    if (!table)
        return first->length_max;
    const ph_record_item *counter = &copybook->items[table->counter];
    const uint32_t count =
        table->occurs_min + below(test, table->occurs_max - table->occurs_min + 1);
    uint8_t *cell = record + counter->offset;

    memset(cell, counter->kind == PH_RECORD_KIND_ZONED ? 0xF0 : 0, counter->size);
    cell[counter->size - 1] = counter->kind == PH_RECORD_KIND_PACKED
                                  ? (uint8_t)(count << 4 | 0xC)
                                  : (uint8_t)(cell[counter->size - 1] + count);
    return first->length_max - (table->occurs_max - count) * table->stride;
}

/* Free it. */
static char *own_lines(ph_line_decoder *decoder, const uint8_t *records, size_t length)
{
    const size_t room = ph_line_length_max(decoder);
    char *lines = g_malloc(RECORDS * room + 1), *at = lines;

    for (uint64_t i = 0; i < RECORDS; i++, records += length) {
        const ph_line_result result =
            ph_line_decode(decoder, records, length, i + 1, (uint8_t *)at, room);

        at += result.length;
        if (result.status != PH_LINE_STATUS_OK)
            at += g_snprintf(at, (gulong)room, "! %s\n", ph_line_status_name(result.status));
    }
    *at = '\0';
    return lines;
}

static void fail(peer_test *test, const char *what, const char *own, const char *peer)
{
    test->has_failed = true;
    printf("--seed %" PRIu64 " --only %" PRIu64 ": %s\n%s\nours: %s\ntheirs: %s\n", test->seed,
           test->index, what, test->source->str, own, peer);
}

/* The same with the best kernels, all at once. Free it. */
static char *own_batch(ph_line_decoder *decoder, const uint8_t *records, size_t length)
{
    const size_t room = RECORDS * ph_line_length_max(decoder);
    void *memory = g_malloc(ph_line_batch_size(decoder));
    char *lines = g_malloc(room + 1);
    ph_line_batch *batch = ph_line_batch_make(decoder, ph_codec_choose(NULL), memory);
    const ph_line_batch_result result =
        ph_line_batch_decode(batch, (ph_line_input){ records, RECORDS * length, RECORDS, length },
                             1, (uint8_t *)lines, room);

    lines[result.written] = '\0';
    g_free(memory);
    return lines;
}

static void compare(peer_test *test, const ph_copybook *copybook, const ph_line_options *options,
                    const uint8_t *records, size_t length)
{
    void *memory = g_malloc(ph_line_decoder_size(copybook, &copybook->records[0]));
    ph_line_decoder *decoder =
        ph_line_decoder_make(copybook, &copybook->records[0], options, memory);
    g_autofree char *own = own_lines(decoder, records, length);
    g_autofree char *batch = length == copybook->records[0].length_max
                                 ? own_batch(decoder, records, length)
                                 : g_strdup(own);
    const char *peer =
        peer_lines_decode(test->source->str, test->source->len, options, records, length, RECORDS);

    if (strcmp(own, peer) != 0)
        fail(test, "the lines differ", own, peer);
    if (strcmp(own, batch) != 0)
        fail(test, "a batch is another", own, batch);
    g_free(memory);
}

static void choose_page(peer_test *test, ph_line_options *options)
{
    static const struct {
        uint32_t ccsid;
        const char *name;
    } pages[] = {
        { 37, "cp037" }, { 273, "cp273" }, { 500, "cp500" }, { 1047, "cp1047" }, { 1140, "cp1140" }
    };
    const uint32_t choice = below(test, G_N_ELEMENTS(pages));

    options->page = ph_code_page_find(pages[choice].ccsid);
    options->page_name = pages[choice].name;
}

static void check_copybook(peer_test *test)
{
    static uint8_t records[RECORDS * RECORD_MAX];
    ph_copybook copybook;
    ph_copybook_error error;
    ph_line_options options = { .shape = PH_LINE_SHAPE_COPYBOOK_RS, .controls = PH_CONTROL_ERROR };

    test->random = ph_random_stream(test->seed, test->index);
    choose_page(test, &options);
    make_source(test);
    if (!ph_copybook_read(test->source->str, test->source->len, &(ph_copybook_options){ 0 },
                          test->memory, PH_COPYBOOK_MEMORY_MAX, &copybook, &error)) {
        fail(test, error.message, "", "");
        return;
    }
    const uint32_t length = copybook.records[0].length_max;
    uint32_t actual = length;

    g_assert(length < RECORD_MAX);
    options.floats = happens(test, 50) ? PH_LINE_FLOAT_HFP : PH_LINE_FLOAT_IEEE;
    for (unsigned i = 0; i < RECORDS; i++) {
        fill_item(test, &copybook, 0, records + i * length);
        actual = set_counter(test, &copybook, records + i * length);
    }
    compare(test, &copybook, &options, records, length);
    if (actual == length)
        return;
    /* The last one again, as long as its counter says. */
    for (unsigned i = 0; i < RECORDS; i++)
        memmove(records + i * actual, records + (RECORDS - 1) * length, actual);
    options.is_variable = true;
    compare(test, &copybook, &options, records, actual);
}

/* Returns false when the command line is wrong. */
static bool parse(int argc, char **argv, uint64_t *seed, uint64_t *count, uint64_t *only)
{
    for (int i = 2; i < argc; i += 2) {
        uint64_t *const number = strcmp(argv[i], "--seed") == 0    ? seed
                                 : strcmp(argv[i], "--count") == 0 ? count
                                 : strcmp(argv[i], "--only") == 0  ? only
                                                                   : NULL;

        if (!number || i + 1 == argc)
            return false;
        *number = strtoull(argv[i + 1], NULL, 0);
    }
    return argc > 1;
}

int main(int argc, char **argv)
{
    uint64_t count = COUNT, only = UINT64_MAX;
    peer_test test = { .seed = (uint64_t)time(NULL), .memory = g_malloc(PH_COPYBOOK_MEMORY_MAX) };

    if (!parse(argc, argv, &test.seed, &count, &only)) {
        fprintf(stderr, "usage: %s LIBRARY [--seed N] [--count N] [--only N]\n", argv[0]);
        return 2;
    }
    if (!peer_lines_open(argv[1]))
        return SKIPPED;
    printf("seed %" PRIu64 "\n", test.seed);
    test.source = g_string_new(NULL);
    for (test.index = only == UINT64_MAX ? 0 : only; test.index < count && !test.has_failed;
         test.index++) {
        check_copybook(&test);
        if (only != UINT64_MAX)
            break;
    }
    printf("%" PRIu64 " copybooks\n", test.index);
    g_string_free(test.source, TRUE);
    g_free(test.memory);
    return test.has_failed ? 1 : 0;
}
