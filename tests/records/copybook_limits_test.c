/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copybooks at the limits and beyond them, what is no text, and memory that is too small: read, or
 * refused with one sentence, and never a byte outside of what was lent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "copybook_promises.h"
#include "copybook_text.h"
#include "kernelcheck/guarded_buffer.h"

enum { MIB = 1 << 20 };

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

/* A copybook that is written line by line. */
typedef struct copybook_draft {
    FILE *stream;
    char *text;
    size_t length;
} copybook_draft;

static copybook_draft *draft_new(void)
{
    copybook_draft *ret = calloc(1, sizeof(*ret));

    assert_non_null(ret);
    ret->stream = open_memstream(&ret->text, &ret->length);
    assert_non_null(ret->stream);
    return ret;
}

__attribute__((format(printf, 2, 3))) static void add(copybook_draft *draft, const char *format,
                                                      ...)
{
    va_list arguments;

    va_start(arguments, format);
    assert_true(vfprintf(draft->stream, format, arguments) >= 0);
    va_end(arguments);
}

static void add_often(copybook_draft *draft, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        assert_true(fputs(text, draft->stream) >= 0);
}

static bool read_as(ph_source_format format, const char *text, size_t length, ph_copybook *ret,
                    ph_copybook_error *error)
{
    const ph_copybook_options options = { .format = format };
    uint32_t item = 0;
    const char *broken;

    if (ph_copybook_read(text, length, &options, memory, sizeof(memory), ret, error))
        broken = copybook_broken_promise(ret, memory, sizeof(memory), &item);
    else
        broken = copybook_broken_refusal(error, UINT32_MAX);
    if (broken)
        fail_msg("item %u: %s was expected of %.*s", item, broken, (int)length, text);
    return error->kind == PH_COPYBOOK_ERROR_NONE;
}

static bool read_text(const char *text, size_t length, ph_copybook *ret, ph_copybook_error *error)
{
    return read_as(PH_SOURCE_FORMAT_AUTO, text, length, ret, error);
}

static void assert_refused(const char *text, size_t length, ph_copybook_error_kind kind,
                           uint32_t line)
{
    ph_copybook copybook;
    ph_copybook_error error = { 0 };

    if (read_text(text, length, &copybook, &error))
        fail_msg("it is read");
    if (error.kind != kind || error.line != line)
        fail_msg("expected: %s in line %u\nfound: %s %u:%u: %s", ph_copybook_error_name(kind), line,
                 ph_copybook_error_name(error.kind), error.line, error.column, error.message);
}

static void assert_read(const char *text, size_t length, uint32_t items, uint32_t length_max)
{
    ph_copybook copybook;
    ph_copybook_error error = { 0 };

    if (!read_text(text, length, &copybook, &error))
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    assert_int_equal(copybook.item_count, items);
    assert_int_equal(copybook.records[0].length_max, length_max);
}

/* Both end a draft. */
static void assert_draft_refused(copybook_draft *draft, ph_copybook_error_kind kind, uint32_t line)
{
    assert_int_equal(fclose(draft->stream), 0);
    assert_refused(draft->text, draft->length, kind, line);
    free(draft->text);
    free(draft);
}

static void assert_draft_read(copybook_draft *draft, uint32_t items, uint32_t length_max)
{
    assert_int_equal(fclose(draft->stream), 0);
    assert_read(draft->text, draft->length, items, length_max);
    free(draft->text);
    free(draft);
}

static copybook_draft *many_items(uint32_t count)
{
    copybook_draft *ret = draft_new();

    add(ret, "       01  REC.\n");
    for (uint32_t i = 1; i < count; i++)
        add(ret, "           05  A-RATHER-LONG-NAME-OF-AN-%05u PIC X(10).\n", i);
    return ret;
}

static void test_as_many_items_as_there_may_be(void **state)
{
    (void)state;
    assert_draft_read(many_items(PH_COPYBOOK_ITEMS_MAX), PH_COPYBOOK_ITEMS_MAX,
                      (PH_COPYBOOK_ITEMS_MAX - 1) * 10);
    assert_draft_refused(many_items(PH_COPYBOOK_ITEMS_MAX + 1), PH_COPYBOOK_ERROR_TOO_LARGE,
                         PH_COPYBOOK_ITEMS_MAX + 1);
    assert_draft_refused(many_items(100000), PH_COPYBOOK_ERROR_TOO_LARGE,
                         PH_COPYBOOK_ITEMS_MAX + 1);
}

/* The longest names and pictures that every item may have. */
static void test_memory_is_enough_for_every_copybook(void **state)
{
    copybook_draft *draft = draft_new();

    (void)state;
    add(draft, "01 REC.\n");
    for (uint32_t i = 1; i < PH_COPYBOOK_ITEMS_MAX; i++)
        add(draft, "05 A%0*u PIC X(%0*u).\n", PH_COPYBOOK_NAME_MAX - 1, i,
            PH_COPYBOOK_PICTURE_MAX - 3, 2u);
    assert_draft_read(draft, PH_COPYBOOK_ITEMS_MAX, (PH_COPYBOOK_ITEMS_MAX - 1) * 2);
}

/* Each name is found among all others: a table's counter, and of a chain of views the one before.
 */
static void test_references_among_many_items(void **state)
{
    enum { COUNT = 20000 };
    copybook_draft *draft = draft_new();
    ph_copybook copybook;
    ph_copybook_error error = { 0 };

    (void)state;
    add(draft, "01 REC.\n");
    for (uint32_t i = 0; i < COUNT; i++)
        add(draft, "05 Counter-%u PIC 9.\n", i);
    for (uint32_t i = 0; i < COUNT; i++)
        add(draft, "05 T-%u PIC X OCCURS 1 TO 2 DEPENDING ON COUNTER-%u.\n", i, i);
    add(draft, "01 VIEW-0 REDEFINES REC PIC X.\n");
    for (uint32_t i = 1; i < COUNT; i++)
        add(draft, "01 View-%u REDEFINES view-%u PIC X.\n", i, i - 1);
    assert_int_equal(fclose(draft->stream), 0);
    if (!read_text(draft->text, draft->length, &copybook, &error))
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    for (uint32_t i = 1; i <= COUNT; i++) {
        assert_int_equal(copybook.items[COUNT + i].counter, i);
        assert_int_equal(copybook.items[2 * COUNT + i].redefines, i == 1 ? 0 : 2 * COUNT + i - 1);
    }
    assert_int_equal(copybook.record_count, 1);
    free(draft->text);
    free(draft);
}

static void test_levels_as_deep_as_there_are(void **state)
{
    copybook_draft *draft = draft_new();

    (void)state;
    for (unsigned level = 1; level < PH_COPYBOOK_DEPTH_MAX; level++)
        add(draft, "%02u A%u.\n", level, level);
    add(draft, "%02u A PIC X.\n", PH_COPYBOOK_DEPTH_MAX);
    assert_draft_read(draft, PH_COPYBOOK_DEPTH_MAX, 1);

    draft = draft_new();
    for (unsigned level = 1; level < 60; level++)
        add(draft, "%02u A%u.\n", level, level);
    add(draft, "60 A PIC X.\n");
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_BAD_LEVEL, PH_COPYBOOK_DEPTH_MAX + 1);
}

static void test_a_record_as_long_as_one_may_be(void **state)
{
    copybook_draft *draft = draft_new();

    (void)state;
    add(draft, "01 REC.\n05 A PIC X(1048575) OCCURS 16.\n05 B PIC X(16).\n");
    assert_draft_read(draft, 3, 16 * MIB);

    draft = draft_new();
    add(draft, "01 REC PIC X(16777216).\n");
    assert_draft_read(draft, 1, 16 * MIB);

    draft = draft_new();
    add(draft, "01 REC.\n05 A PIC X(1048575) OCCURS 16.\n05 B PIC X(17).\n");
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_TOO_LARGE, 3);
}

static void test_lengths_do_not_wrap_around(void **state)
{
    static const char *const copybooks[] = {
        "01 REC.\n05 A PIC X(4294967295).\n",
        "01 REC.\n05 A PIC X(4294967297).\n",
        "01 REC.\n05 A PIC X(18446744073709551617).\n",
        "01 REC.\n05 A PIC X OCCURS 4294967295.\n",
        "01 REC.\n05 A PIC X(16) OCCURS 268435456.\n",
        "01 REC.\n05 A PIC X(2147483648)X(2147483648).\n",
        "01 REC.\n05 A PIC N(2147483649).\n",
        "01 REC. 02 A OCCURS 65536. 03 B OCCURS 65536. 04 C\nPIC X.\n",
        "01 REC.\n02 A OCCURS 1000. 03 B OCCURS 1000. 04 C OCCURS 1000.\n05 D OCCURS 1000 PIC X.\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(copybooks) / sizeof(*copybooks); i++) {
        ph_copybook copybook;
        ph_copybook_error error = { 0 };

        if (read_text(copybooks[i], strlen(copybooks[i]), &copybook, &error))
            fail_msg("it is read: %s", copybooks[i]);
        if ((error.kind != PH_COPYBOOK_ERROR_TOO_LARGE &&
             error.kind != PH_COPYBOOK_ERROR_BAD_PICTURE) ||
            error.line == 0)
            fail_msg("%s: %u:%u: %s", copybooks[i], error.line, error.column, error.message);
    }
}

static void test_as_many_elements_as_there_may_be(void **state)
{
    copybook_draft *draft = draft_new();

    (void)state;
    add(draft, "01 REC.\n05 A OCCURS 1000.\n10 B PIC X OCCURS 999.\n10 C PIC X.\n");
    assert_draft_read(draft, 4, 1000000);

    draft = draft_new();
    add(draft, "01 REC.\n05 A OCCURS 1000.\n10 B PIC X OCCURS 999.\n10 C PIC X.\n05 D PIC X.\n");
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_TOO_LARGE, 5);
}

static void test_a_source_that_is_too_long(void **state)
{
    const size_t length = (size_t)PH_COPYBOOK_SOURCE_MAX + 1;
    char *text = calloc(1, length);

    (void)state;
    assert_non_null(text);
    assert_refused(text, length, PH_COPYBOOK_ERROR_TOO_LARGE, 0);
    free(text);
}

/* One line of a megabyte, and megabytes of hardly anything. */
static void test_a_megabyte_of_one_thing(void **state)
{
    copybook_draft *draft = draft_new();

    (void)state;
    add(draft, "01 REC. 05 A PIC X.");
    add_often(draft, " 05 FILLER PIC X.", 50000);
    assert_draft_read(draft, 50002, 50001);

    draft = draft_new();
    add(draft, "01 REC PIC X.");
    add_often(draft, "    ", MIB / 4);
    assert_draft_read(draft, 1, 1);

    draft = draft_new();
    add_often(draft, "\n", MIB);
    add(draft, "01 REC PIC X.");
    assert_draft_read(draft, 1, 1);

    draft = draft_new();
    add_often(draft, ".", MIB);
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_UNKNOWN_WORD, 1);

    draft = draft_new();
    add_often(draft, " . ", MIB / 4);
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_BAD_LEVEL, 1);

    draft = draft_new();
    add_often(draft, " ", MIB);
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_NO_ITEM, 0);

    draft = draft_new();
    add_often(draft, "      -\n", MIB / 8);
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_NO_ITEM, 0);
}

static void test_a_word_of_a_megabyte(void **state)
{
    copybook_draft *draft = draft_new();

    (void)state;
    add(draft, "01 REC.\n05 ");
    add_often(draft, "A", MIB);
    add(draft, " PIC X.\n");
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_TOO_LARGE, 2);

    draft = draft_new();
    add(draft, "01 REC.\n05 A PIC ");
    add_often(draft, "X", MIB);
    add(draft, ".\n");
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_BAD_PICTURE, 2);

    draft = draft_new();
    add(draft, "01 REC.\n05 A PIC X VALUE '");
    add_often(draft, "A", MIB);
    add(draft, "'.\n");
    assert_draft_read(draft, 2, 1);

    draft = draft_new();
    add(draft, "01 REC.\n");
    add_often(draft, "0", MIB);
    add(draft, "5 A PIC X.\n");
    assert_draft_refused(draft, PH_COPYBOOK_ERROR_BAD_LEVEL, 2);
}

static void test_a_word_of_a_hundred_thousand_lines(void **state)
{
    copybook_draft *draft = draft_new();
    ph_copybook copybook;
    ph_copybook_error error = { 0 };

    (void)state;
    add(draft, "       01  REC");
    add_often(draft, "\n      -    A", 100000);
    add(draft, " PIC X.\n");
    assert_int_equal(fclose(draft->stream), 0);
    assert_false(read_as(PH_SOURCE_FORMAT_FIXED, draft->text, draft->length, &copybook, &error));
    assert_int_equal(error.kind, PH_COPYBOOK_ERROR_UNKNOWN_WORD);
    assert_int_equal(error.line, 1);
    free(draft->text);
    free(draft);
}

/* Columns are counted as far as they can be. */
static void test_a_column_beyond_all(void **state)
{
    copybook_draft *draft = draft_new();
    ph_copybook copybook;
    ph_copybook_error error = { 0 };

    (void)state;
    add(draft, "01 REC. 05 A PIC X.%*s PIC X.", 70000, "05");
    assert_int_equal(fclose(draft->stream), 0);
    assert_true(read_text(draft->text, draft->length, &copybook, &error));
    assert_int_equal(copybook.items[1].column, 9);
    assert_int_equal(copybook.items[2].column, UINT16_MAX);
    assert_int_equal(copybook.items[2].source_begin, 19 + 70000 - 2);
    free(draft->text);
    free(draft);
}

/* A text that may hold NUL, and its length. */
#define BYTES(text) text, sizeof(text) - 1

static void test_what_is_no_text(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        uint32_t line;
    } binaries[] = {
        { BYTES("\0"), 1 },
        { BYTES("       01  REC.\n           05  A\0 PIC X.\n"), 2 },
        { BYTES("       01  REC PIC X.\n\0\0\0\0"), 2 },
        { BYTES("       01  REC PIC X VALUE '\0'.\n"), 1 },
        { BYTES("      * a comment\001\n       01  REC PIC X.\n"), 1 },
        { BYTES("       01  REC PIC X.\n      \033[0m\n"), 2 },
        { BYTES("\177ELF\002\001\001\0\0\0\0\0\0\0\0\0\003\0\076\0\001\0\0\0"), 1 },
        /* "01 REC PIC X." in EBCDIC, and its line end. */
        { BYTES("\xf0\xf1\x40\xd9\xc5\xc3\x40\xd7\xc9\xc3\x40\xe7\x4b\x15"), 0 },
        /* In UTF-16. */
        { BYTES("\xff\xfe\x30\0\x31\0\x20\0\x41\0"), 1 },
        { BYTES("PK\003\004\024\0\0\0"), 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(binaries) / sizeof(*binaries); i++)
        assert_refused(binaries[i].bytes, binaries[i].length, PH_COPYBOOK_ERROR_NOT_TEXT,
                       binaries[i].line);
}

/* A comment and a literal may hold what they like; it changes nothing. */
static void test_letters_of_any_encoding(void **state)
{
    static const char *const copybooks[] = {
        "      * Gr\xfc\xdf"
        "e\n       01  REC.\n           05  A PIC X VALUE '\xe4'.\n",
        "      * Gr\xc3\xbc\xc3\x9f"
        "e\n       01  REC.\n           05  A PIC X VALUE '\xc3\xa4'.\n",
        /* Mostly a comment, in another script. */
        "      * \xe8\xa8\x98\xe9\x8c\xb2\xe8\xa8\x98\xe9\x8c\xb2\xe8\xa8\x98\xe9\x8c\xb2"
        "\xe8\xa8\x98\xe9\x8c\xb2\xe8\xa8\x98\xe9\x8c\xb2\xe8\xa8\x98\xe9\x8c\xb2"
        "\xe8\xa8\x98\xe9\x8c\xb2\xe8\xa8\x98\xe9\x8c\xb2\xe8\xa8\x98\xe9\x8c\xb2\n"
        "       01  REC. 05  A PIC X.\n",
        "\xef\xbb\xbf       01  REC.\n           05  A PIC X.\n",
        "\xef\xbb\xbf"
        "01 REC. 05 A PIC X.\n",
        "       01  REC.\r           05  A PIC X.\r",
        "       01  REC.\r\n           05  A PIC X.\r\n\x1a",
        "       01  REC.\n\f           05  A PIC X.",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(copybooks) / sizeof(*copybooks); i++)
        assert_read(copybooks[i], strlen(copybooks[i]), 2, 1);
    assert_refused(BYTES("       01  REC.\n           05  \xc3\xa4 PIC X.\n"),
                   PH_COPYBOOK_ERROR_BAD_NAME, 2);
    assert_refused(BYTES("       01  REC.\n           05  \xe4\xff PIC X.\n"),
                   PH_COPYBOOK_ERROR_BAD_NAME, 2);
}

/* A column is a character, of however many bytes: the period in column 72 is text, what follows is
 * none. */
static void test_columns_of_any_encoding(void **state)
{
    static const struct {
        const char *text;
        int columns;
    } texts[] = { { "ABC", 3 },          { "\344\344\344", 3 },     { "\303\244", 1 },
                  { "\342\202\254", 1 }, { "\360\237\230\200", 1 }, { "\377\303", 2 },
                  { "\342A", 2 },        { "\342\202", 2 },         { "\302\200", 1 } };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        copybook_draft *draft = draft_new();
        ph_copybook copybook;
        ph_copybook_error error = { 0 };

        add(draft, "       01  REC.\n           05  A PIC X(9) VALUE '%s'%*s.00000200\n",
            texts[i].text, 72 - 35 - texts[i].columns, "");
        add(draft, "           05  B PIC X.\n");
        assert_int_equal(fclose(draft->stream), 0);
        if (!read_as(PH_SOURCE_FORMAT_FIXED, draft->text, draft->length, &copybook, &error))
            fail_msg("%zu: %u:%u: %s", i, error.line, error.column, error.message);
        assert_int_equal(copybook.item_count, 3);
        free(draft->text);
        free(draft);
    }
}

/* All that an item may have. */
static const char everything[] =
    "       01  :T:-REC.\n"
    "           05  N                   PIC 9(2) COMP.\n"
    "           05  G1 SIGN LEADING SEPARATE.\n"
    "               10  A               PIC S9(3)V99.\n"
    "               10  B REDEFINES A   PIC X(6) JUST RIGHT.\n"
    "                   88  B-1         VALUE 'A' THRU 'Z', \"0\".\n"
    "               10  FILLER          PIC ZZ9.99CR.\n"
    "      * a comment\n"
    "           05  T OCCURS 1 TO 9 TIMES DEPENDING ON N OF :T:-REC\n"
    "                 ASCENDING KEY IS K INDEXED BY I.\n"
    "               10  K               PIC X.\n"
    "               10  D               PIC S9(9) BINARY SYNC.\n"
    "               10  LONG-NA\n"
    "      -    ME                      COMP-2.\n"
    "           05  E                   PIC S9(5)PP COMP-3 VALUE IS -100.\n"
    "           05  F                   PIC X(9) VALUE 'A\n"
    "      -    'B'.\n"
    "       66  R RENAMES N THRU G1.\n"
    "       77  S                       PIC N(3).\n";

static const ph_copybook_replacement replacement = { "T", "ALL" };
static const ph_copybook_options everything_options = { .replacements = &replacement,
                                                        .replacement_count = 1,
                                                        .pointer_bytes = 4 };

/* In memory of every size from none to enough, between pages that nobody may touch. */
static void test_memory_of_any_size(void **state)
{
    guarded_buffer buffer = guarded_buffer_new(64 << 10);
    size_t size = 0;
    ph_copybook copybook;
    ph_copybook_error error;

    (void)state;
    for (; !ph_copybook_read(everything, strlen(everything), &everything_options,
                             guarded_buffer_place(&buffer, size, 1), size, &copybook, &error);
         size++) {
        if (error.kind != PH_COPYBOOK_ERROR_TOO_LARGE)
            fail_msg("in %zu bytes: %u:%u: %s", size, error.line, error.column, error.message);
        assert_null(copybook_broken_refusal(&error, UINT32_MAX));
        assert_true(size < buffer.size);
    }
    assert_true(size > copybook.item_count * sizeof(*copybook.items));
    guarded_buffer_free(&buffer);
}

static void test_memory_that_is_not_aligned(void **state)
{
    ph_copybook copybook;
    ph_copybook_error error;
    char *aligned;

    (void)state;
    assert_true(ph_copybook_read(everything, strlen(everything), &everything_options, memory,
                                 sizeof(memory), &copybook, &error));
    aligned = copybook_text_new(&copybook, everything, true);
    for (size_t shift = 1; shift < 64; shift++) {
        char *text;
        uint32_t item;

        assert_true(ph_copybook_read(everything, strlen(everything), &everything_options,
                                     memory + shift, 64 << 10, &copybook, &error));
        assert_null(copybook_broken_promise(&copybook, memory + shift, 64 << 10, &item));
        text = copybook_text_new(&copybook, everything, true);
        assert_string_equal(text, aligned);
        free(text);
    }
    free(aligned);
}

static void check_damaged(const guarded_buffer *buffer, const char *text, size_t length)
{
    char *placed = (char *)guarded_buffer_place(buffer, length, 1);
    ph_copybook copybook;
    ph_copybook_error error;
    uint32_t item = 0;
    const char *broken;

    memcpy(placed, text, length);
    if (ph_copybook_read(placed, length, &everything_options, memory, sizeof(memory), &copybook,
                         &error))
        broken = copybook_broken_promise(&copybook, memory, sizeof(memory), &item);
    else
        broken = copybook_broken_refusal(&error, 32);
    if (broken)
        fail_msg("item %u: %s was expected of:\n%.*s", item, broken, (int)length, text);
}

/* Cut off anywhere, and with any byte another one: nothing beyond its end is looked at. */
static void test_damaged_copybooks(void **state)
{
    static const char others[] = " .-'\"(09AX*:\n\t,\xc3";
    guarded_buffer buffer = guarded_buffer_new(sizeof(everything));
    char text[sizeof(everything)];

    (void)state;
    for (size_t length = 0; length < sizeof(everything); length++)
        check_damaged(&buffer, everything, length);
    for (size_t at = 0; at < sizeof(everything) - 1; at++)
        for (const char *other = others; *other; other++) {
            memcpy(text, everything, sizeof(text));
            text[at] = *other;
            check_damaged(&buffer, text, sizeof(everything) - 1);
        }
    guarded_buffer_free(&buffer);
}

/* Whatever is quoted, a message is text that can be printed, and keeps what can be. */
static void test_any_bytes_in_a_message(void **state)
{
    static const char seconds[] = "\200\217\220\237\240\277A", others[] = "\200\277A";
    char text[] = "01 REC. 05 A\0\0\0\0 PIC X.";
    char *bytes = strchr(text, '\0');
    ph_copybook copybook;
    ph_copybook_error error = { 0 };

    (void)state;
    for (unsigned lead = 0x80; lead <= 0xff; lead++)
        for (unsigned i = 0; i < 7 * 3 * 3; i++) {
            bytes[0] = (char)lead;
            bytes[1] = seconds[i % 7];
            bytes[2] = others[i / 7 % 3];
            bytes[3] = others[i / 21];
            assert_false(read_text(text, sizeof(text) - 1, &copybook, &error));
            assert_int_equal(error.kind, PH_COPYBOOK_ERROR_BAD_NAME);
        }
}

/* What is wrong with a word is said wherever in an entry it stands. */
static void test_a_bad_word_between_any_two(void **state)
{
    char text[sizeof(everything) + 8];
    unsigned column = 0;

    (void)state;
    for (size_t at = 0; at + 1 < sizeof(everything) - 1; at++) {
        ph_copybook copybook;
        ph_copybook_error error = { 0 };
        int length;

        column = everything[at] == '\n' ? 0 : column + 1;
        if (column < 8 || everything[at] != ' ' || everything[at + 1] == ' ' ||
            strncmp(&everything[at - column + 1], "      *", 7) == 0)
            continue;
        length = snprintf(text, sizeof(text), "%.*s :U: %s", (int)at, everything, &everything[at]);
        assert_in_range(length, 1, sizeof(text) - 1);
        assert_false(ph_copybook_read(text, (size_t)length, &everything_options, memory,
                                      sizeof(memory), &copybook, &error));
        if (error.kind != PH_COPYBOOK_ERROR_UNSUPPORTED &&
            error.kind != PH_COPYBOOK_ERROR_BAD_LITERAL)
            fail_msg("%u:%u: %s\n%s", error.line, error.column, error.message, text);
    }
}

static void assert_replacement_refused(const char *text)
{
    const ph_copybook_replacement recursive = { "T", text };
    const ph_copybook_options options = { .replacements = &recursive, .replacement_count = 1 };
    const char *source = "       01  :T:-REC PIC X.\n";
    ph_copybook copybook;
    ph_copybook_error error;

    assert_false(ph_copybook_read(source, strlen(source), &options, memory, sizeof(memory),
                                  &copybook, &error));
    assert_int_equal(error.line, 1);
    assert_null(copybook_broken_refusal(&error, 1));
}

/* What stands for a tag is not looked through for tags again, and is a word or part of one. */
static void test_replacements_that_make_no_word(void **state)
{
    char text[1001];

    (void)state;
    memset(text, 'A', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_replacement_refused(text);
    assert_replacement_refused(":T:");
    assert_replacement_refused(":T");
    assert_replacement_refused("A B");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_many_items_as_there_may_be),
        cmocka_unit_test(test_memory_is_enough_for_every_copybook),
        cmocka_unit_test(test_references_among_many_items),
        cmocka_unit_test(test_levels_as_deep_as_there_are),
        cmocka_unit_test(test_a_record_as_long_as_one_may_be),
        cmocka_unit_test(test_lengths_do_not_wrap_around),
        cmocka_unit_test(test_as_many_elements_as_there_may_be),
        cmocka_unit_test(test_a_source_that_is_too_long),
        cmocka_unit_test(test_a_megabyte_of_one_thing),
        cmocka_unit_test(test_a_word_of_a_megabyte),
        cmocka_unit_test(test_a_word_of_a_hundred_thousand_lines),
        cmocka_unit_test(test_a_column_beyond_all),
        cmocka_unit_test(test_what_is_no_text),
        cmocka_unit_test(test_letters_of_any_encoding),
        cmocka_unit_test(test_columns_of_any_encoding),
        cmocka_unit_test(test_memory_of_any_size),
        cmocka_unit_test(test_memory_that_is_not_aligned),
        cmocka_unit_test(test_damaged_copybooks),
        cmocka_unit_test(test_any_bytes_in_a_message),
        cmocka_unit_test(test_a_bad_word_between_any_two),
        cmocka_unit_test(test_replacements_that_make_no_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
