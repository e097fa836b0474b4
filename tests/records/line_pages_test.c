/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text in records is what glibc's iconv makes of it, escaped as JSON has it: every byte of every
 * code page at every place of an item, one record after the other and in batches; and every
 * character of PIC N.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <iconv.h>

#include "codepage/codepage.h"
#include "perfharness/isa.h"
#include "perfharness/record_lines.h"

enum {
    CODES = 256,
    ESCAPED_MAX = 6,
    NATIONAL_CHARACTERS = 256,
    LINE_MAX_BYTES = 16 + ESCAPED_MAX * CODES,
};

/* A decoder of records of one item, in memory of its own. */
typedef struct page_reader {
    void *copybook_memory, *decoder_memory;
    ph_copybook copybook;
    ph_line_decoder *decoder;
} page_reader;

static page_reader open_reader(const char *source, const ph_line_options *options)
{
    page_reader ret = { .copybook_memory = malloc(PH_COPYBOOK_MEMORY_MAX) };
    ph_copybook_error error;

    assert_true(ph_copybook_read(source, strlen(source), &(ph_copybook_options){ 0 },
                                 ret.copybook_memory, PH_COPYBOOK_MEMORY_MAX, &ret.copybook,
                                 &error));
    ret.decoder_memory = malloc(ph_line_decoder_size(&ret.copybook, ret.copybook.records));
    ret.decoder =
        ph_line_decoder_make(&ret.copybook, ret.copybook.records, options, ret.decoder_memory);
    return ret;
}

static void close_reader(page_reader *reader)
{
    free(reader->decoder_memory);
    free(reader->copybook_memory);
}

static iconv_t open_iconv(const char *from)
{
    iconv_t converter = iconv_open("UTF-8", from);

    /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is how POSIX spells the failure. */
    assert_ptr_not_equal(converter, (iconv_t)-1);
    return converter;
}

/* One character, as iconv has it, as a line has it. */
static void append_character(char *line, iconv_t converter, const uint8_t *bytes, size_t length,
                             ph_control_policy policy)
{
    static const char shorts[] = "\"\"\\\\\tt\nn\rr";
    char utf8[8] = "", input[4];
    char *in = memcpy(input, bytes, length), *out = utf8;
    size_t in_left = length, out_left = sizeof(utf8) - 1;

    line += strlen(line);
    assert_int_equal(iconv(converter, &in, &in_left, &out, &out_left), 0);
    for (size_t i = 0; shorts[i]; i += 2)
        if (utf8[0] == shorts[i]) {
            (void)snprintf(line, ESCAPED_MAX, "\\%c", shorts[i + 1]);
            return;
        }
    if ((uint8_t)utf8[0] >= ' ')
        (void)snprintf(line, sizeof(utf8), "%s", utf8);
    else if (policy == PH_CONTROL_REPLACE)
        (void)snprintf(line, sizeof(utf8), "\xEF\xBF\xBD");
    else
        (void)snprintf(line, ESCAPED_MAX + 1, "\\u%04X", (unsigned)utf8[0]);
}

/* Each byte once, beginning with another one in each record. */
static void make_record(uint8_t *record, unsigned first)
{
    for (unsigned i = 0; i < CODES; i++)
        record[i] = (uint8_t)(first + i);
}

static void make_line(char *line, const ph_code_page *page, const uint8_t *record,
                      ph_control_policy policy)
{
    iconv_t converter = open_iconv(page->iconv_name);

    (void)snprintf(line, LINE_MAX_BYTES, "{\"A\":\"");
    for (unsigned i = 0; i < CODES; i++)
        append_character(line, converter, record + i, 1, policy);
    (void)snprintf(line + strlen(line), sizeof("\"}\n"), "\"}\n");
    (void)iconv_close(converter);
}

static void check_batch(ph_line_decoder *decoder, const char *isa, const uint8_t *records,
                        const char *lines, size_t length)
{
    const ph_codec *codec = ph_codec_choose(isa);

    if (!codec)
        return;
    void *lent = malloc(ph_line_batch_size(decoder));
    uint8_t *out = malloc(CODES * ph_line_length_max(decoder));
    const ph_line_batch_result result =
        ph_line_batch_decode(ph_line_batch_make(decoder, codec, lent),
                             (ph_line_input){ records, (size_t)CODES * CODES, CODES, CODES }, 1,
                             out, CODES * ph_line_length_max(decoder));

    assert_int_equal(result.failed.status, PH_LINE_STATUS_OK);
    assert_int_equal(result.written, length);
    assert_memory_equal(out, lines, length);
    free(out);
    free(lent);
}

static void check_page(const ph_code_page *page, ph_control_policy policy)
{
    static const char *const isas[] = {
#define X(id, name, ...) (name),
        PH_ISA_LIST(X)
#undef X
    };
    static uint8_t records[CODES][CODES];
    static char lines[CODES * LINE_MAX_BYTES];
    page_reader reader = open_reader("01 R. 05 A PIC X(256).",
                                     &(ph_line_options){ .page = page, .controls = policy });
    const size_t room = ph_line_length_max(reader.decoder);
    uint8_t *out = malloc(room);
    size_t length = 0;

    for (unsigned i = 0; i < CODES; i++) {
        make_record(records[i], i);
        make_line(lines + length, page, records[i], policy);
        const ph_line_result result =
            ph_line_decode(reader.decoder, records[i], CODES, 1, out, room);

        assert_int_equal(result.status, PH_LINE_STATUS_OK);
        assert_int_equal(result.length, strlen(lines + length));
        assert_memory_equal(out, lines + length, result.length);
        length += result.length;
    }
    for (size_t i = 0; i < sizeof(isas) / sizeof(*isas); i++)
        check_batch(reader.decoder, isas[i], &records[0][0], lines, length);
    free(out);
    close_reader(&reader);
}

/* What is refused is what iconv has below the blank, but TAB, LF and CR. */
static void check_refused(const ph_code_page *page)
{
    page_reader reader = open_reader("01 R. 05 A PIC X.", &(ph_line_options){ .page = page });
    iconv_t converter = open_iconv(page->iconv_name);
    uint8_t out[64];

    for (unsigned code = 0; code < CODES; code++) {
        const uint8_t record = (uint8_t)code;
        char character[ESCAPED_MAX + 1] = "";

        append_character(character, converter, &record, 1, PH_CONTROL_PASS);
        const bool is_refused = strncmp(character, "\\u00", 4) == 0;
        const ph_line_result result =
            ph_line_decode(reader.decoder, &record, 1, 1, out, sizeof(out));

        assert_int_equal(result.status,
                         is_refused ? PH_LINE_STATUS_BAD_CONTROL : PH_LINE_STATUS_OK);
        assert_int_equal(result.value, is_refused ? code : 0);
    }
    (void)iconv_close(converter);
    close_reader(&reader);
}

static void bytes_of_every_page_are_iconv_s(void **state)
{
    const ph_code_page *const *pages = ph_code_page_list();

    (void)state;
    for (size_t i = 0; pages[i]; i++) {
        check_page(pages[i], PH_CONTROL_PASS);
        check_page(pages[i], PH_CONTROL_REPLACE);
        check_refused(pages[i]);
    }
}

/* Bytes of a character in UTF-16, big-endian; none is half of a pair. */
static size_t put_utf16(uint8_t *bytes, uint32_t character)
{
    if (character < 0x10000) {
        bytes[0] = (uint8_t)(character >> 8);
        bytes[1] = (uint8_t)character;
        return 2;
    }
    (void)put_utf16(bytes, 0xD800 + ((character - 0x10000) >> 10));
    (void)put_utf16(bytes + 2, 0xDC00 + (character & 0x3FF));
    return 4;
}

static void national_characters_are_iconv_s(void **state)
{
    page_reader reader =
        open_reader("01 R. 05 A PIC N(256).", &(ph_line_options){ .page = ph_code_page_find(37),
                                                                  .controls = PH_CONTROL_PASS });
    const size_t room = ph_line_length_max(reader.decoder);
    uint8_t record[2 * NATIONAL_CHARACTERS], *out = malloc(room);
    iconv_t converter = open_iconv("UTF-16BE");
    char line[LINE_MAX_BYTES];
    uint32_t character = 0;

    (void)state;
    while (character < 0x110000) {
        (void)snprintf(line, sizeof(line), "{\"A\":\"");
        for (size_t at = 0; at < sizeof(record);) {
            if (character == 0xD800)
                character = 0xE000;
            const size_t length = put_utf16(record + at, character);

            append_character(line, converter, record + at, length, PH_CONTROL_PASS);
            at += length;
            character++;
        }
        (void)snprintf(line + strlen(line), sizeof("\"}\n"), "\"}\n");
        const ph_line_result result =
            ph_line_decode(reader.decoder, record, sizeof(record), 1, out, room);

        assert_int_equal(result.status, PH_LINE_STATUS_OK);
        assert_int_equal(result.length, strlen(line));
        assert_memory_equal(out, line, result.length);
    }
    (void)iconv_close(converter);
    free(out);
    close_reader(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_of_every_page_are_iconv_s),
        cmocka_unit_test(national_characters_are_iconv_s),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
