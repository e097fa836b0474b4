/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * random_encode_test [--seed N] [--count N] [--only N]: records at random, of copybooks at random,
 * to lines of both shapes and back.
 *
 * Of records that hold what the encoder writes, every byte of a named item comes back; whatever a
 * record holds, its line does, wherever it ends and however its members are ordered. A line that is
 * damaged is refused, or becomes a record that decodes. What a plan takes, of whatever instruction
 * set, becomes the same record without one; and of whole lines it takes nearly all.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "perfharness/isa.h"
#include "perfharness/record_encode.h"
#include "random_copybook.h"

enum {
    COUNT = 600,
    CUTS = 6,
    DAMAGES = 6,
    NO_COUNT = -1,
    MOST_ONE_IN = 10,
    LEFT_ONE_IN = 20, /* Lines that a plan may leave, of those that it is made for. */
};

static const char *const isas[] = {
#define X(identifier, name, separator) name,
    PH_ISA_LIST(X)
#undef X
};

typedef struct encode_test {
    uint64_t seed, index;
    ph_random random;
    random_copybook *truth;
    const ph_record *layout;
    ph_line_options options;
    bool is_canonical; /* Items hold what is written; else any form of their values. */
    int64_t *counts;   /* By item: what it counts, or NO_COUNT. */
    uint8_t *record;
    uint8_t *named; /* By byte: an item that has a name has it. */
    bool has_all_views;
    ph_line_decoder *decoder, *valid_decoder; /* Of all views, and of those that decode. */
    ph_record_encoder *encoder;
    ph_record_encode_plan *plans[G_N_ELEMENTS(isas)]; /* NULL: this CPU has not that one. */
    uint64_t records, unlike, cuts, damaged, damaged_encoded;
    uint64_t whole, whole_taken, taken; /* Lines as they are written, of all they may have. */
    bool is_whole;                      /* The record is: its line may be taken. */
    bool is_taken;                      /* The line that was encoded last, by plans. */
    bool has_failed;
} encode_test;

static uint32_t below(encode_test *test, uint32_t bound)
{
    return (uint32_t)ph_random_below(&test->random, bound);
}

static bool happens(encode_test *test, unsigned percent)
{
    return below(test, 100) < percent;
}

static const ph_record_item *item_at(const encode_test *test, uint32_t item)
{
    return &test->truth->copybook.items[item];
}

G_GNUC_PRINTF(2, 3)
static void fail(encode_test *test, const char *format, ...)
{
    va_list args;

    test->has_failed = true;
    printf("--seed %" PRIu64 " --only %" PRIu64 ": ", test->seed, test->index);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    for (uint32_t i = test->layout->first; i < test->layout->first + test->layout->item_count; i++)
        printf("  %02u %s %s %s at %u, %u bytes, %u times\n", item_at(test, i)->level,
               item_at(test, i)->name, item_at(test, i)->usage, item_at(test, i)->picture,
               item_at(test, i)->offset, item_at(test, i)->size, item_at(test, i)->occurs_max);
}

/* What all tables of a counter allow; NO_COUNT: there is no such number. */
static int64_t choose_count(encode_test *test, uint32_t counter)
{
    uint32_t least = 0, most = UINT32_MAX;

    for (uint32_t i = 0; i < test->truth->copybook.item_count; i++) {
        if (item_at(test, i)->counter != counter)
            continue;
        least = MAX(least, item_at(test, i)->occurs_min);
        most = MIN(most, item_at(test, i)->occurs_max);
    }
    if (most == UINT32_MAX || least > most)
        return NO_COUNT;
    return least + below(test, most - least + 1);
}

/* The digits of an item, from its first on. */
static void choose_digits(encode_test *test, uint32_t item, uint8_t *digits)
{
    const uint32_t count = item_at(test, item)->digits;
    const bool is_small = happens(test, 30);
    int64_t rest = choose_count(test, item);

    test->counts[item] = rest;
    for (uint32_t i = count; i-- > 0; rest = rest < 0 ? rest : rest / 10) {
        const uint32_t any = is_small && i + 2 < count ? 0 : below(test, 10);

        digits[i] = (uint8_t)(rest >= 0 ? (uint32_t)(rest % 10) : any);
    }
}

static bool is_zero(const uint8_t *digits, uint32_t count)
{
    uint32_t i = 0;

    while (i < count && digits[i] == 0)
        i++;
    return i == count;
}

/* A sign nibble: as it is written, or any. */
static uint8_t choose_sign(encode_test *test, const ph_record_item *item, bool is_nothing)
{
    static const uint8_t signs[] = { 0xC, 0xD, 0xA, 0xB, 0xE, 0xF };

    if ((item->flags & PH_DECIMAL_SIGNED) == 0)
        return 0xF;
    if (test->is_canonical)
        return is_nothing ? 0xC : signs[below(test, 2)];
    return signs[below(test, sizeof(signs))];
}

static void fill_packed(encode_test *test, uint32_t item, uint8_t *cell)
{
    const ph_record_item *it = item_at(test, item);
    uint8_t digits[64] = { 0 };
    uint8_t *nibbles = digits + (it->digits % 2 == 0);

    choose_digits(test, item, nibbles);
    digits[2 * (size_t)it->size - 1] = choose_sign(test, it, is_zero(nibbles, it->digits));
    for (uint32_t i = 0; i < it->size; i++)
        cell[i] = (uint8_t)(digits[2 * (size_t)i] << 4 | digits[2 * (size_t)i + 1]);
}

static void fill_zoned(encode_test *test, uint32_t item, uint8_t *cell)
{
    const ph_record_item *it = item_at(test, item);
    const bool is_separate = (it->flags & PH_DECIMAL_SIGN_SEPARATE) != 0;
    const bool is_leading = (it->flags & PH_DECIMAL_SIGN_LEADING) != 0;
    uint8_t digits[64];
    uint8_t *const sign = is_leading ? cell : cell + it->size - 1;

    choose_digits(test, item, digits);
    const bool is_nothing = is_zero(digits, it->digits);
    const uint8_t nibble = choose_sign(test, it, is_nothing);

    if ((it->flags & PH_DECIMAL_BLANK_WHEN_ZERO) != 0 && is_nothing) {
        memset(cell, 0x40, it->size);
        return;
    }
    for (uint32_t i = 0; i < it->digits; i++)
        cell[i + (is_separate && is_leading)] = 0xF0 | digits[i];
    if (is_separate)
        *sign = nibble == 0xB || nibble == 0xD ? 0x60 : 0x4E;
    else
        *sign = (uint8_t)(nibble << 4 | (*sign & 15));
}

static void fill_binary(encode_test *test, uint32_t item, uint8_t *cell)
{
    const ph_record_item *it = item_at(test, item);
    int64_t count = test->counts[item] = choose_count(test, item);

    for (uint32_t i = it->size; i-- > 0; count /= 256)
        cell[i] = (uint8_t)(count < 0 ? below(test, 256) : (uint32_t)(count % 256));
}

static void fill_float(encode_test *test, const ph_record_item *item, uint8_t *cell)
{
    /* Fractions of 53 bits are exact in a double; what is finite in both formats. */
    for (uint32_t i = 0; i < item->size; i++)
        cell[i] = (uint8_t)below(test, 256);
    cell[0] = (uint8_t)((cell[0] & 0x80) | (0x20 + below(test, 0x40)));
    if (test->options.floats == PH_LINE_FLOAT_HFP && test->is_canonical)
        cell[1] |= 0x10;
    if (test->options.floats == PH_LINE_FLOAT_HFP && item->size == 8)
        cell[7] &= 0xF8;
}

static void fill_national(encode_test *test, const ph_record_item *item, uint8_t *cell)
{
    for (uint32_t i = 0; i < item->size; i += 2) {
        const bool is_pair = i + 4 <= item->size && happens(test, 10);

        cell[i] = is_pair ? 0xD8 : (uint8_t)(happens(test, 50) ? 0 : below(test, 0xD8));
        cell[i + 1] = (uint8_t)below(test, 256);
        if (is_pair) {
            i += 2;
            cell[i] = 0xDC;
            cell[i + 1] = (uint8_t)below(test, 256);
        }
    }
}

static void fill_leaf(encode_test *test, uint32_t item, uint8_t *cell)
{
    const ph_record_item *it = item_at(test, item);

    if (strcmp(it->name, "FILLER") != 0)
        memset(test->named + (cell - test->record), 1, it->size);
    switch ((ph_record_kind)it->kind) {
    case PH_RECORD_KIND_ZONED: fill_zoned(test, item, cell); return;
    case PH_RECORD_KIND_PACKED: fill_packed(test, item, cell); return;
    case PH_RECORD_KIND_BINARY: fill_binary(test, item, cell); return;
    case PH_RECORD_KIND_FLOAT: fill_float(test, it, cell); return;
    case PH_RECORD_KIND_NATIONAL: fill_national(test, it, cell); return;
    default: break;
    }
    for (uint32_t i = 0; i < it->size; i++)
        cell[i] = (uint8_t)(happens(test, 90) ? 0xC1 + below(test, 9) : below(test, 256));
}

/* Where an item is, of which something before may be shorter. Returns its bytes, slack and all. */
static uint32_t fill_item(encode_test *test, uint32_t item, uint32_t at)
{
    const ph_record_item *it = item_at(test, item);
    const uint32_t begin = at;
    const uint32_t count = it->counter == PH_RECORD_NO_ITEM || test->counts[it->counter] < 0
                               ? it->occurs_max
                               : (uint32_t)test->counts[it->counter];

    for (uint32_t n = 0; n < count; n++) {
        uint32_t planned = it->offset, end = at, base = at;

        if (it->kind != PH_RECORD_KIND_GROUP) {
            fill_leaf(test, item, test->record + at);
            at += it->stride;
            continue;
        }
        for (uint32_t i = it->descendants > 0 ? item + 1 : PH_RECORD_NO_ITEM;
             i != PH_RECORD_NO_ITEM; i = item_at(test, i)->next) {
            const ph_record_item *below_it = item_at(test, i);

            if (below_it->kind == PH_RECORD_KIND_CONDITION ||
                below_it->kind == PH_RECORD_KIND_RENAMES)
                continue;
            if (below_it->redefines != PH_RECORD_NO_ITEM) { /* It sees what is there. */
                end = MAX(end, base + below_it->stride * below_it->occurs_max);
                planned = MAX(planned, below_it->offset + below_it->stride * below_it->occurs_max);
                continue;
            }
            base = end + (below_it->offset - planned);
            end = base + fill_item(test, i, base);
            planned = below_it->offset + below_it->stride * below_it->occurs_max;
        }
        at = end + (it->offset + it->size - planned);
    }
    return at - begin;
}

/* The line of a record; NULL where it has none. Free it. */
static char *decode(ph_line_decoder *decoder, const uint8_t *record, size_t length)
{
    const size_t room = ph_line_length_max(decoder);
    g_autofree uint8_t *alone = g_memdup2(record, length);
    char *line = g_malloc(room + 1);
    const ph_line_result result = ph_line_decode(decoder, alone, length, 1, (uint8_t *)line, room);

    if (result.status != PH_LINE_STATUS_OK) {
        g_free(line);
        return NULL;
    }
    line[result.length - 1] = '\0';
    return line;
}

/* A line by a plan, with as much of other lines behind it as there is room for. Returns whether it
 * was taken. */
static bool check_planned(encode_test *test, ph_record_encode_plan *plan, const char *line,
                          size_t room, const uint8_t *record, const ph_record_encode_result *result)
{
    const size_t length = strlen(line) + 1;
    g_autofree char *text = g_malloc(room + length);
    g_autofree uint8_t *made = g_malloc(MAX(test->layout->length_max, 1));
    size_t made_length = 0;

    for (size_t at = 0; at < room + length; at++)
        text[at] = at % length == length - 1 ? '\n' : line[at % length];
    const size_t read = ph_record_encode_planned(plan, text, room + length, made, &made_length);

    if (read == 0)
        return false;
    test->taken++;
    if (result->status != PH_RECORD_ENCODE_OK || read != length || made_length != result->length ||
        memcmp(made, record, made_length) != 0)
        fail(test, "%zu of %zu bytes are taken, for %zu bytes of %zu (%s):\n%s", read, length,
             made_length, result->length, ph_record_encode_status_name(result->status), line);
    return true;
}

/* Every plan takes a line, or none does. */
static bool check_plans(encode_test *test, const char *line, const uint8_t *record,
                        const ph_record_encode_result *result)
{
    const size_t room = ph_record_encoder_line_max(test->encoder);
    bool is_taken = false;

    for (size_t i = 0; i < G_N_ELEMENTS(isas) && !test->has_failed; i++) {
        if (!test->plans[i])
            continue;
        const bool is_alone = check_planned(test, test->plans[i], line, 0, record, result);

        if ((i > 0 && is_alone != is_taken) ||
            is_alone != check_planned(test, test->plans[i], line, room, record, result))
            fail(test, "%s takes it, or not, as others do not:\n%s", isas[i], line);
        is_taken = is_alone;
    }
    return is_taken;
}

/* Nothing beside the line is read, and nothing behind the record's room written. */
static ph_record_encode_result encode(encode_test *test, const char *line, uint8_t *record)
{
    const size_t length = strlen(line);
    g_autofree char *lent = g_memdup2(line, length);
    const ph_record_encode_result result = ph_record_encode(test->encoder, lent, length, record);

    test->is_taken = check_plans(test, line, record, &result);
    return result;
}

/* Of numbers alone nobody can say which form they had of all that mean the same; a float may be no
 * number; and where views do not decode, what is left may be none. */
static bool may_be_refused(const encode_test *test, const ph_record_encode_result *result)
{
    if (result->item == PH_RECORD_NO_ITEM)
        return false;
    const int kind =
        item_at(test, ph_record_described_by(test->truth->copybook.items, result->item))->kind;

    if (result->status == PH_RECORD_ENCODE_DIFFERS)
        return !test->has_all_views || kind == PH_RECORD_KIND_ZONED ||
               kind == PH_RECORD_KIND_PACKED || kind == PH_RECORD_KIND_FLOAT;
    if (result->status == PH_RECORD_ENCODE_WRONG_KIND)
        return kind == PH_RECORD_KIND_FLOAT;
    return !test->has_all_views && (result->status == PH_RECORD_ENCODE_NO_VIEW ||
                                    result->status == PH_RECORD_ENCODE_MISSING ||
                                    result->status == PH_RECORD_ENCODE_ELEMENTS);
}

/* Returns false where no record was made. */
static bool encode_well(encode_test *test, const char *line, uint8_t *record, size_t *ret_length)
{
    const ph_record_encode_result result = encode(test, line, record);
    char path[512], words[512];

    *ret_length = result.length;
    if (result.status == PH_RECORD_ENCODE_OK)
        return true;
    if (may_be_refused(test, &result)) {
        test->unlike++;
        return false;
    }
    (void)ph_record_encode_path(&test->truth->copybook, &result, path, sizeof(path));
    ph_record_encode_words(&test->truth->copybook, &result, words, sizeof(words));
    fail(test, "%s: %s\n%s", path, words, line);
    return false;
}

/* Its line with all views, or those that there are. */
static char *decode_best(encode_test *test, size_t length)
{
    char *line = decode(test->decoder, test->record, length);

    test->has_all_views = line != NULL;
    return line ? line : decode(test->valid_decoder, test->record, length);
}

static bool is_planned(const encode_test *test)
{
    return ph_record_encode_plan_is_made(test->plans[0]);
}

/* A record, and the record of its line, have one line: where a view was null, the bytes that were
 * its alone need not be. */
static void check_there_and_back(encode_test *test, size_t length)
{
    g_autofree char *line = decode_best(test, length);
    g_autofree uint8_t *made = g_malloc(MAX(test->layout->length_max, 1));
    g_autofree uint8_t *again = g_malloc(MAX(test->layout->length_max, 1));
    g_autofree char *made_line = NULL;
    size_t made_length, again_length;

    if (!line)
        return;
    /* The half of a character that is cut is nowhere. */
    const bool is_exact = test->is_canonical && test->has_all_views && !strstr(line, "\"\"");

    test->records++;
    if (!encode_well(test, line, made, &made_length))
        return;
    if (test->is_whole && test->has_all_views && is_planned(test)) {
        test->whole++;
        test->whole_taken += test->is_taken;
    }
    made_line =
        decode(test->has_all_views ? test->decoder : test->valid_decoder, made, made_length);
    if (!made_line || (test->has_all_views && strcmp(line, made_line) != 0)) {
        fail(test, "another line, of %zu bytes for %zu:\n%s\n%s", made_length, length, line,
             made_line ? made_line : "none");
        return;
    }
    if (test->has_all_views && encode_well(test, made_line, again, &again_length) &&
        (again_length != made_length || memcmp(made, again, made_length) != 0))
        fail(test, "another record of the same line:\n%s", line);
    for (size_t i = 0; i < made_length && is_exact && !test->has_failed; i++)
        if (test->named[i] && made[i] != test->record[i])
            fail(test, "byte %zu is %02X, and was %02X:\n%s", i, made[i], test->record[i], line);
}

/* A character of a line is another one. */
static void check_damaged(encode_test *test, size_t length)
{
    static const char characters[] = "\"{}[]:,\\0-.eAn ";
    g_autofree char *line = decode_best(test, length);
    g_autofree uint8_t *made = g_malloc(MAX(test->layout->length_max, 1));
    const bool is_whole = length == test->layout->length_max;

    for (int i = 0; line && i < DAMAGES && !test->has_failed; i++) {
        const size_t at = ph_random_below(&test->random, strlen(line));
        const char kept = line[at];
        ph_record_encode_result result;

        line[at] = characters[below(test, sizeof(characters) - 1)];
        if (happens(test, 30))
            line[at] = (char)(unsigned char)(1 + below(test, 255));
        result = encode(test, line, made);
        test->damaged++;
        if (result.status == PH_RECORD_ENCODE_OK) {
            g_autofree char *decoded = decode(test->valid_decoder, made, result.length);

            test->damaged_encoded++;
            if (!decoded || (is_whole && result.length > test->layout->length_max))
                fail(test, "what was made of it does not decode:\n%s", line);
        }
        line[at] = kept;
    }
}

static void choose_options(encode_test *test)
{
    static const uint32_t pages[] = { 37, 273, 500, 1047, 1140 };

    test->options = (ph_line_options){
        .shape = happens(test, 50) ? PH_LINE_SHAPE_PLAIN : PH_LINE_SHAPE_COPYBOOK_RS,
        .page = ph_code_page_find(pages[below(test, G_N_ELEMENTS(pages))]),
        .page_name = "cp",
        .controls = PH_CONTROL_PASS,
        .floats = happens(test, 50) ? PH_LINE_FLOAT_HFP : PH_LINE_FLOAT_IEEE,
        .is_variable = happens(test, 50),
    };
    test->is_canonical = happens(test, 50);
}

/* Free it. */
static void *make_decoder(const encode_test *test, ph_line_redefines redefines)
{
    void *lent = g_malloc(ph_line_decoder_size(&test->truth->copybook, test->layout));
    ph_line_options options = test->options;

    options.redefines = redefines;
    return ph_line_decoder_make(&test->truth->copybook, test->layout, &options, lent);
}

static void make_plans(encode_test *test)
{
    for (size_t i = 0; i < G_N_ELEMENTS(isas); i++) {
        const ph_codec *codec = ph_codec_choose(isas[i]);

        test->plans[i] =
            codec ? ph_record_encode_plan_make(test->encoder, codec,
                                               g_malloc(ph_record_encode_plan_size(test->encoder)))
                  : NULL;
    }
}

static void free_plans(encode_test *test)
{
    for (size_t i = 0; i < G_N_ELEMENTS(isas); i++)
        g_clear_pointer(&test->plans[i], g_free);
}

static void check_records(encode_test *test)
{
    uint32_t length = test->layout->length_max;
    const uint32_t filled = fill_item(test, test->layout->first, 0);

    if (test->options.is_variable)
        length = filled;
    test->is_whole = true;
    check_there_and_back(test, length);
    test->is_whole = false;
    for (int i = 0; i < CUTS && test->options.is_variable && !test->has_failed; i++, test->cuts++)
        check_there_and_back(test, below(test, length + 1));
    if (!test->has_failed)
        check_damaged(test, length);
}

static void check_layout(encode_test *test)
{
    const ph_copybook *copybook = &test->truth->copybook;
    const uint32_t room = MAX(test->layout->length_max, 1);
    g_autofree uint8_t *record = g_malloc0(room);
    g_autofree uint8_t *named = g_malloc0(room);
    g_autofree int64_t *counts = g_new(int64_t, copybook->item_count);

    test->record = record;
    test->named = named;
    test->counts = counts;
    choose_options(test);
    g_autofree void *encoder =
        g_malloc(ph_record_encoder_size(copybook, test->layout, &test->options));
    g_autofree void *decoder = make_decoder(test, PH_LINE_REDEFINES_ALL);
    g_autofree void *valid_decoder = make_decoder(test, PH_LINE_REDEFINES_VALID);

    test->decoder = decoder;
    test->valid_decoder = valid_decoder;
    test->encoder = ph_record_encoder_make(copybook, test->layout, &test->options, encoder);
    for (uint32_t i = 0; i < copybook->item_count; i++)
        counts[i] = NO_COUNT;
    make_plans(test);
    check_records(test);
    free_plans(test);
}

static void check_copybook(encode_test *test)
{
    test->random = ph_random_stream(test->seed, test->index);
    test->truth = random_copybook_new(&test->random, RANDOM_COPYBOOK_FULL);
    for (uint32_t i = 0; i < test->truth->copybook.record_count && !test->has_failed; i++) {
        test->layout = &test->truth->copybook.records[i];
        check_layout(test);
    }
    random_copybook_free(test->truth);
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
    encode_test test = { .seed = (uint64_t)time(NULL) };

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
    printf("%" PRIu64 " copybooks, %" PRIu64 " lines to records, %" PRIu64
           " of which were none, %" PRIu64 " cuts tried; of %" PRIu64 " damaged lines %" PRIu64
           " became records\n",
           test.index, test.records, test.unlike, test.cuts, test.damaged, test.damaged_encoded);
    printf("of %" PRIu64 " whole lines that a plan is made for %" PRIu64 " were taken; %" PRIu64
           " times lines were, by all sets\n",
           test.whole, test.whole_taken, test.taken);
    if (test.unlike > test.records / MOST_ONE_IN)
        printf("too many lines were none\n");
    if (test.whole - test.whole_taken > test.whole / LEFT_ONE_IN)
        printf("too many lines were not taken\n");
    return test.has_failed || test.unlike > test.records / MOST_ONE_IN ||
                   test.whole - test.whole_taken > test.whole / LEFT_ONE_IN
               ? 1
               : 0;
}
