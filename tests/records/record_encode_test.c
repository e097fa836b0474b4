/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines become the records, or are refused with the words, that are written beside them: by hand,
 * after the rules of the language and of z/Architecture. Bytes are in hexadecimal, two digits each,
 * but blanks between them.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "perfharness/isa.h"
#include "perfharness/record_encode.h"

enum { TEXT_BYTES = 1024, PAGE_037 = 37 };

/* One line; where what is expected begins with '!', it is path and words. */
typedef struct encode_case {
    const char *line;
    const char *expected;
} encode_case;

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

static void say_bytes(const uint8_t *bytes, size_t length, char *text)
{
    for (size_t i = 0; i < length; i++)
        (void)snprintf(text + 2 * i, 3, "%02X", bytes[i]);
    text[2 * length] = '\0';
}

static void say_refusal(const ph_copybook *copybook, const ph_record_encode_result *result,
                        char *text, size_t size)
{
    char path[TEXT_BYTES / 4], words[TEXT_BYTES / 4];

    (void)ph_record_encode_path(copybook, result, path, sizeof(path));
    ph_record_encode_words(copybook, result, words, sizeof(words));
    (void)snprintf(text, size, "!%s: %s%s%.*s", path, words, result->member ? ": " : "",
                   (int)result->member_length, result->member ? result->member : "");
}

static void remove_blanks(const char *text, char *ret)
{
    for (; *text; text++)
        if (*text != ' ')
            *ret++ = *text;
    *ret = '\0';
}

static const char *const isas[] = {
#define X(identifier, name, separator) name,
    PH_ISA_LIST(X)
#undef X
};
#define ISAS (sizeof(isas) / sizeof(*isas))

/* What every plan takes is the same record; NULL: this CPU has not that one. */
static void check_plans(ph_record_encode_plan *const plans[ISAS], const char *line,
                        const ph_record_encode_result *result, const uint8_t *record, size_t room)
{
    const size_t size = strlen(line) + 1;
    char *text = malloc(size);
    uint8_t *made = malloc(room > 0 ? room : 1);
    size_t length = 0;

    memcpy(text, line, size - 1);
    text[size - 1] = '\n';
    for (size_t i = 0; i < ISAS; i++)
        if (plans[i] && ph_record_encode_planned(plans[i], text, size, made, &length) > 0 &&
            (result->status != PH_RECORD_ENCODE_OK || length != result->length ||
             memcmp(made, record, length) != 0))
            fail_msg("%s: by its plan %s makes another record", line, isas[i]);
    free(made);
    free(text);
}

static void check_line(ph_record_encoder *encoder, ph_record_encode_plan *const plans[ISAS],
                       const ph_copybook *copybook, const encode_case *expected)
{
    const size_t length = strlen(expected->line), room = copybook->records[0].length_max;
    char *line = malloc(length + 1);
    uint8_t *record = malloc(room > 0 ? room : 1);
    char found[TEXT_BYTES], wanted[TEXT_BYTES];

    memcpy(line, expected->line, length + 1);
    const ph_record_encode_result result = ph_record_encode(encoder, line, length, record);

    if (result.status == PH_RECORD_ENCODE_OK) {
        say_bytes(record, result.length, found);
        remove_blanks(expected->expected, wanted);
    } else {
        say_refusal(copybook, &result, found, sizeof(found));
        (void)snprintf(wanted, sizeof(wanted), "%s", expected->expected);
        assert_int_equal(result.length, 0);
    }
    if (strcmp(found, wanted) != 0)
        fail_msg("%s\nfound    %s\nexpected %s", expected->line, found, wanted);
    check_plans(plans, expected->line, &result, record, room);
    free(record);
    free(line);
}

static void check(const char *source, ph_line_options options, const encode_case *cases,
                  size_t count)
{
    ph_copybook copybook;
    ph_copybook_error error;

    options.page = ph_code_page_find(PAGE_037);
    options.page_name = "cp037";
    if (!ph_copybook_read(source, strlen(source), &(ph_copybook_options){ .pointer_bytes = 4 },
                          memory, sizeof(memory), &copybook, &error))
        fail_msg("%u: %s", error.line, error.message);
    void *lent = malloc(ph_record_encoder_size(&copybook, &copybook.records[0], &options));
    ph_record_encoder *encoder =
        ph_record_encoder_make(&copybook, &copybook.records[0], &options, lent);
    ph_record_encode_plan *plans[ISAS] = { 0 };

    for (size_t i = 0; i < ISAS; i++)
        if (ph_codec_choose(isas[i]))
            plans[i] = ph_record_encode_plan_make(encoder, ph_codec_choose(isas[i]),
                                                  malloc(ph_record_encode_plan_size(encoder)));
    for (size_t i = 0; i < count; i++)
        check_line(encoder, plans, &copybook, &cases[i]);
    for (size_t i = 0; i < ISAS; i++)
        free(plans[i]);
    free(lent);
}

#define CHECK(source, options, cases)                                                              \
    check(source, options, cases, sizeof(cases) / sizeof(*(cases)))
#define PLAIN       ((ph_line_options){ .shape = PH_LINE_SHAPE_PLAIN })
#define VARIABLE    ((ph_line_options){ .is_variable = true })
#define COPYBOOK_RS ((ph_line_options){ .shape = PH_LINE_SHAPE_COPYBOOK_RS })
#define IEEE        ((ph_line_options){ .floats = PH_LINE_FLOAT_IEEE })

static void test_decimals(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 P PIC S9(4)V9 COMP-3.\n"
                                 "   05 Z PIC S9(3).\n";
    static const encode_case cases[] = {
        { "{\"P\":\"123.4\",\"Z\":\"7\"}", "01234C F0F0C7" },
        { "{\"P\":\"-123.4\",\"Z\":\"-007\"}", "01234D F0F0D7" },
        { "{\"Z\":-12,\"P\":-0.1}", "00001D F0F1D2" },
        { "{\"P\":1e2,\"Z\":1.20E+1}", "01000C F0F1C2" },
        { "{\"P\":\"-0\",\"Z\":-0.0e999999999999999999}", "00000C F0F0C0" },
        { "{\"P\":9999.9,\"Z\":\"999.000\"}", "99999C F9F9C9" },
        { "{\"P\":\"-0.0\",\"Z\":\"-000\"}", "00000C F0F0C0" },
        { "{\"P\":\"12345.6\",\"Z\":\"0\"}", "!R.P: it is too large for its item" },
        { "{\"P\":\"00001.0\",\"Z\":\"0001\"}", "00010C F0F0C1" },
        { "{\"P\":10000,\"Z\":0}", "!R.P: it is too large for its item" },
        { "{\"P\":0.05,\"Z\":0}", "!R.P: it has a digit behind the last of its picture" },
        { "{\"P\":1e999999999999999999999,\"Z\":0}", "!R.P: it is too large for its item" },
        { "{\"P\":1e-999999999999999999999,\"Z\":0}",
          "!R.P: it has a digit behind the last of its picture" },
        { "{\"P\":\"\",\"Z\":0}", "!R.P: it is no decimal number" },
        { "{\"P\":\"+1\",\"Z\":0}", "!R.P: it is no decimal number" },
        { "{\"P\":\"1.\",\"Z\":0}", "!R.P: it is no decimal number" },
        { "{\"P\":\"1 \",\"Z\":0}", "!R.P: it is no decimal number" },
        { "{\"P\":\"0x1\",\"Z\":0}", "!R.P: it is no decimal number" },
        { "{\"P\":\"1e\",\"Z\":0}", "!R.P: it is no decimal number" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

/* All of its digits stand behind the point. */
static void test_decimals_only(void **state)
{
    static const char source[] = "01 R.\n   05 P PIC SV9(3) COMP-3.\n   05 U PIC V99.\n";
    static const encode_case cases[] = {
        { "{\"P\":\"-0.125\",\"U\":\"0.99\"}", "125D F9F9" },
        { "{\"P\":\"1.125\",\"U\":\"0.99\"}", "!R.P: it is too large for its item" },
        { "{\"P\":\"0.125\",\"U\":\"1.99\"}", "!R.U: it is too large for its item" },
        { "{\"P\":\"0.000\",\"U\":\"-0.00\"}", "000C F0F0" },
        { "{\"P\":\"0.000\",\"U\":\"-0.01\"}",
          "!R.U: it is below zero, and its picture has no sign" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static void test_signs(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 L PIC S99 SIGN LEADING.\n"
                                 "   05 S PIC S99 SIGN TRAILING SEPARATE.\n"
                                 "   05 T PIC S9 SIGN LEADING SEPARATE.\n"
                                 "   05 U PIC 99.\n"
                                 "   05 B PIC 99 BLANK WHEN ZERO.\n"
                                 "   05 V PIC 9 COMP-3.\n";
    static const encode_case cases[] = {
        { "{\"L\":12,\"S\":-12,\"T\":3,\"U\":4,\"B\":0,\"V\":5}", "C1F2 F1F260 4EF3 F0F4 4040 5F" },
        { "{\"L\":-12,\"S\":12,\"T\":-3,\"U\":0,\"B\":1,\"V\":0}",
          "D1F2 F1F24E 60F3 F0F0 F0F1 0F" },
        { "{\"L\":0,\"S\":0,\"T\":0,\"U\":-1,\"B\":0,\"V\":0}",
          "!R.U: it is below zero, and its picture has no sign" },
        { "{\"L\":0,\"S\":0,\"T\":0,\"U\":-0.0,\"B\":-100,\"V\":0}",
          "!R.B: it is below zero, and its picture has no sign" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

/* Of the longest pictures, in and out of quotes. */
static void test_no_digit_is_lost(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 P PIC S9(31) COMP-3.\n"
                                 "   05 Z PIC 9(18)V9(13).\n"
                                 "   05 N PIC 99PPP.\n"
                                 "   05 F PIC VPP99.\n";
    static const encode_case cases[] = {
        { "{\"P\":-1234567890123456789012345678901,\"Z\":123456789012345678.9012345678901,"
          "\"N\":12000,\"F\":0.0012}",
          "1234567890123456789012345678901D"
          "F1F2F3F4F5F6F7F8F9F0F1F2F3F4F5F6F7F8F9F0F1F2F3F4F5F6F7F8F9F0F1 F1F2 F1F2" },
        { "{\"P\":\"9999999999999999999999999999999\",\"Z\":\"0.0000000000001\",\"N\":\"0\","
          "\"F\":\"0.0099\"}",
          "9999999999999999999999999999999C"
          "F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F1 F0F0 F9F9" },
        { "{\"P\":10000000000000000000000000000000,\"Z\":0,\"N\":0,\"F\":0}",
          "!R.P: it is too large for its item" },
        { "{\"P\":0,\"Z\":0.00000000000001,\"N\":0,\"F\":0}",
          "!R.Z: it has a digit behind the last of its picture" },
        { "{\"P\":0,\"Z\":0,\"N\":12345,\"F\":0}",
          "!R.N: it has a digit behind the last of its picture" },
        { "{\"P\":0,\"Z\":0,\"N\":0,\"F\":0.01}", "!R.F: it is too large for its item" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static void test_binary(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 A PIC S9(4) COMP.\n"
                                 "   05 B PIC 9(4) COMP.\n"
                                 "   05 C PIC S9(8)V9 COMP-5.\n"
                                 "   05 D PIC S9(18) BINARY.\n"
                                 "   05 E PIC 9(18) COMP-4.\n";
    static const encode_case cases[] = {
        { "{\"A\":-1,\"B\":65535,\"C\":0.5,\"D\":-9223372036854775808,"
          "\"E\":18446744073709551615}",
          "FFFF FFFF 00000005 8000000000000000 FFFFFFFFFFFFFFFF" },
        { "{\"A\":32767,\"B\":0,\"C\":-214748364.8,\"D\":9223372036854775807,\"E\":\"1\"}",
          "7FFF 0000 80000000 7FFFFFFFFFFFFFFF 0000000000000001" },
        { "{\"A\":32768,\"B\":0,\"C\":0,\"D\":0,\"E\":0}", "!R.A: it is too large for its item" },
        { "{\"A\":-32769,\"B\":0,\"C\":0,\"D\":0,\"E\":0}", "!R.A: it is too large for its item" },
        { "{\"A\":0,\"B\":-1,\"C\":0,\"D\":0,\"E\":0}",
          "!R.B: it is below zero, and its picture has no sign" },
        { "{\"A\":0,\"B\":0,\"C\":0,\"D\":9223372036854775808,\"E\":0}",
          "!R.D: it is too large for its item" },
        { "{\"A\":0,\"B\":0,\"C\":0,\"D\":0,\"E\":18446744073709551616}",
          "!R.E: it is too large for its item" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static const char floats[] = "01 R.\n"
                             "   05 A COMP-1.\n"
                             "   05 B COMP-2.\n";

/* z/Architecture Principles of Operation: 1.0 is 41100000. */
static void test_hexadecimal_floats(void **state)
{
    static const encode_case cases[] = {
        { "{\"A\":1,\"B\":\"-118.625\"}", "41100000 C276A00000000000" },
        { "{\"A\":0.1,\"B\":0.1}", "4019999A 401999999999999A" },
        { "{\"A\":0,\"B\":-0.0}", "00000000 8000000000000000" },
        { "{\"A\":7.2370051e75,\"B\":5.397605346934028e-79}", "7FFFFFFF 0010000000000000" },
        { "{\"A\":16777215.9,\"B\":0}", "47100000 0000000000000000" },
        { "{\"A\":1e76,\"B\":0}", "!R.A: it is too large for its item" },
        { "{\"A\":1e-99,\"B\":0}", "!R.A: it has a digit behind the last of its picture" },
        { "{\"A\":0,\"B\":1e400}", "!R.B: it is too large for its item" },
        { "{\"A\":\"nan\",\"B\":0}", "!R.A: it is no decimal number" },
        { "{\"A\":null,\"B\":0}", "!R.A: a number was expected, and it is null" },
    };

    (void)state;
    CHECK(floats, PLAIN, cases);
}

static void test_ieee_floats(void **state)
{
    static const encode_case cases[] = {
        { "{\"A\":1,\"B\":-118.625}", "3F800000 C05DA80000000000" },
        { "{\"A\":0.1,\"B\":0.1}", "3DCCCCCD 3FB999999999999A" },
        { "{\"A\":-0,\"B\":1e-310}", "80000000 000012688B70E62B" },
        { "{\"A\":1e39,\"B\":0}", "!R.A: it is too large for its item" },
        { "{\"A\":1e-46,\"B\":0}", "!R.A: it has a digit behind the last of its picture" },
    };

    (void)state;
    CHECK(floats, IEEE, cases);
}

static void test_text(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 A PIC X(4).\n"
                                 "   05 J PIC X(3) JUSTIFIED RIGHT.\n"
                                 "   05 N PIC N(3).\n"
                                 "   05 E PIC Z9.9-.\n"
                                 "   05 P POINTER.\n";
#define WITH(a, j, n, e, p) "{\"A\":" a ",\"J\":" j ",\"N\":" n ",\"E\":" e ",\"P\":" p "}"
    static const encode_case cases[] = {
        { WITH("\"Ab\"", "\"x\"", "\"A\"", "\" 1.5-\"", "\"00FFabAB\""),
          "C1824040 4040A7 004100200020 40F14BF560 00FFABAB" },
        { WITH("\"\\u0000\\u00E9\\n|\"", "\"\"", "\"\\ud83d\\uDE00é\"", "\"\"", "\"01020304\""),
          "0051254F 404040 D83DDE0000E9 4040404040 01020304" },
        { WITH("\"abcde\"", "\"\"", "\"\"", "\"\"", "\"00000000\""),
          "!R.A: it is longer than its 4 bytes" },
        { WITH("\"ab\u20AC\"", "\"\"", "\"\"", "\"\"", "\"00000000\""),
          "!R.A: the code page has not its character 3" },
        { WITH("\"\"", "\"abcd\"", "\"\"", "\"\"", "\"00000000\""),
          "!R.J: it is longer than its 3 bytes" },
        { WITH("\"\"", "\"\"", "\"ab\\ud83d\\ude00\"", "\"\"", "\"00000000\""),
          "!R.N: it is longer than its 6 bytes" },
        { WITH("\"\"", "\"\"", "\"\"", "\"\"", "\"000000\""),
          "!R.P: it is not two hexadecimal digits for each byte" },
        { WITH("\"\"", "\"\"", "\"\"", "\"\"", "\"0000000g\""),
          "!R.P: it is not two hexadecimal digits for each byte" },
        { WITH("\"\"", "\"\"", "\"\"", "\"\"", "\"0000000000\""),
          "!R.P: it is longer than its 4 bytes" },
        { WITH("12", "\"\"", "\"\"", "\"\"", "\"00000000\""),
          "!R.A: a text was expected, and it is a number" },
        { WITH("[]", "\"\"", "\"\"", "\"\"", "\"00000000\""),
          "!R.A: a text was expected, and it is an array" },
        { WITH("true", "\"\"", "\"\"", "\"\"", "\"00000000\""),
          "!R.A: a text was expected, and it is true or false" },
    };
#undef WITH

    (void)state;
    CHECK(source, PLAIN, cases);
}

/* What is not JSON, by RFC 8259, is told where it begins. */
static void test_json(void **state)
{
    static const char source[] = "01 R.\n   05 A PIC X.\n   05 G.\n      10 B PIC 9.\n";
    static const encode_case cases[] = {
        { "\t {\"G\" : {\"B\":1 } , \"A\": \"x\"}\r", "A7 F1" },
        { "", "!: it is no JSON, from its byte 1 on" },
        { "{\"A\":\"x\",\"G\":{\"B\":01}}", "!: it is no JSON, from its byte 20 on" },
        { "{\"A\":\"x\",\"G\":{\"B\":+1}}", "!: it is no JSON, from its byte 19 on" },
        { "{\"A\":\"x\",\"G\":{\"B\":1.}}", "!: it is no JSON, from its byte 21 on" },
        { "{\"A\":\"x\",\"G\":{\"B\":NaN}}", "!: it is no JSON, from its byte 19 on" },
        { "{\"A\":\"x\",\"G\":{\"B\":1}} 2", "!: it is no JSON, from its byte 23 on" },
        { "{\"A\":\"x\",\"G\":{\"B\":1},}", "!: it is no JSON, from its byte 22 on" },
        { "{\"A\":\"\t\",\"G\":{\"B\":1}}", "!: it is no JSON, from its byte 7 on" },
        { "{\"A\":\"\\q\",\"G\":{\"B\":1}}", "!: it is no JSON, from its byte 8 on" },
        { "{\"A\":\"\\ud83d\",\"G\":{\"B\":1}}", "!: it is no JSON, from its byte 13 on" },
        { "{\"A\":\"\\ude00\",\"G\":{\"B\":1}}", "!: it is no JSON, from its byte 13 on" },
        { "{\"A\":\"\xC0\x80\",\"G\":{\"B\":1}}", "!: it is no JSON, from its byte 7 on" },
        { "{\"A\":\"\xED\xA0\x80\",\"G\":{\"B\":1}}", "!: it is no JSON, from its byte 7 on" },
        { "{'A':1}", "!: it is no JSON, from its byte 2 on" },
        { "[]", "!: an object was expected, and it is an array" },
        { "\"A\"", "!: an object was expected, and it is a text" },
        { "{\"A\":\"x\",\"G\":[{\"B\":1}]}", "!R.G: an object was expected, and it is an array" },
        { "{\"A\":\"x\"}", "!R.G: it is missing" },
        { "{\"A\":\"x\",\"G\":{}}", "!R.G.B: it is missing" },
        { "{\"A\":\"x\",\"G\":{\"B\":1,\"C\":2}}", "!R.G: a member that the copybook has not: C" },
        { "{\"A\":\"x\",\"A\":\"x\",\"G\":{\"B\":1}}", "!: a member that is there twice: A" },
        { "{\"a\":\"x\",\"G\":{\"B\":1}}", "!: a member that the copybook has not: a" },
        { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
          "!: it has more values than a record of the copybook" },
        { "{\"A\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}",
          "!: it has more values than a record of the copybook" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static void test_nesting(void **state)
{
    static const char source[] = "01 R.\n   05 A PIC X OCCURS 100.\n";
    static const encode_case cases[] = {
        { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
          "!: it is nested deeper than any record" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static void test_filler_and_slack(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 A PIC X.\n"
                                 "   05 B PIC S9(4) COMP SYNC.\n"
                                 "   05 FILLER PIC X(2).\n"
                                 "   05 FILLER PIC S9(3) COMP-3.\n"
                                 "   05 FILLER PIC 9(2).\n"
                                 "   05 FILLER.\n"
                                 "      10 C PIC X.\n"
                                 "      10 FILLER PIC N.\n";
    static const encode_case cases[] = {
        { "{\"A\":\"a\",\"B\":1,\"C\":\"c\"}", "8100 0001 4040 000C F0F0 83 0020" },
        { "{\"A\":\"a\",\"B\":1}", "!R.FILLER.C: it is missing" },
        { "{\"A\":\"a\",\"B\":1,\"FILLER\":{\"C\":\"c\"}}",
          "!: a member that the copybook has not: FILLER" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static void test_tables(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 N PIC 9.\n"
                                 "   05 T OCCURS 1 TO 3 DEPENDING ON N.\n"
                                 "      10 A PIC X.\n"
                                 "      10 B PIC 9 OCCURS 2.\n"
                                 "   05 E PIC X.\n";
    static const encode_case fixed[] = {
        { "{\"N\":1,\"T\":[{\"A\":\"a\",\"B\":[1,2]}],\"E\":\"e\"}", "F1 81F1F2 85 000000000000" },
        { "{\"E\":\"e\",\"T\":[{\"A\":\"a\",\"B\":[1,2]},{\"B\":[3,4],\"A\":\"b\"}],\"N\":2}",
          "F2 81F1F2 82F3F4 85 000000" },
        { "{\"N\":2,\"T\":[{\"A\":\"a\",\"B\":[1,2]}],\"E\":\"e\"}",
          "!R.T: its elements are not as many as R.N says" },
        { "{\"N\":1,\"T\":[{\"A\":\"a\",\"B\":[1,2]},{\"A\":\"a\",\"B\":[1,2]}],\"E\":\"e\"}",
          "!R.T: its elements are not as many as R.N says" },
        { "{\"N\":0,\"T\":[],\"E\":\"e\"}", "!R.N: a count that its table does not allow" },
        { "{\"N\":4,\"T\":[],\"E\":\"e\"}", "!R.N: a count that its table does not allow" },
        { "{\"N\":1.5,\"T\":[],\"E\":\"e\"}", "!R.N: a count that its table does not allow" },
        { "{\"N\":\"one\",\"T\":[],\"E\":\"e\"}", "!R.N: it is no decimal number" },
        { "{\"N\":{},\"T\":[],\"E\":\"e\"}", "!R.N: a number was expected, and it is an object" },
        { "{\"T\":[{\"A\":\"a\",\"B\":[1,2]}],\"E\":\"e\"}", "!R.N: it is missing" },
        { "{\"N\":1,\"T\":[{\"A\":\"a\",\"B\":[1]}],\"E\":\"e\"}",
          "!R.T[1].B: it is to have 2 elements" },
        { "{\"N\":1,\"T\":[{\"A\":\"a\",\"B\":[1,2,3]}],\"E\":\"e\"}",
          "!R.T[1].B: it is to have 2 elements" },
        { "{\"N\":2,\"T\":[{\"A\":\"a\",\"B\":[1,2]},{\"A\":\"a\",\"B\":[1,\"x\"]}],\"E\":\"e\"}",
          "!R.T[2].B[2]: it is no decimal number" },
        { "{\"N\":1,\"T\":{\"A\":\"a\",\"B\":[1,2]},\"E\":\"e\"}",
          "!R.T: an array was expected, and it is an object" },
        { "{\"N\":1,\"T\":[null],\"E\":\"e\"}", "!R.T[1]: an object was expected, and it is null" },
    };
    static const encode_case variable[] = {
        { "{\"N\":1,\"T\":[{\"A\":\"a\",\"B\":[1,2]}],\"E\":\"e\"}", "F1 81F1F2 85" },
        { "{\"N\":2,\"T\":[{\"A\":\"a\",\"B\":[1,2]}]}", "F2 81F1F2" },
        { "{\"N\":2,\"T\":[{\"A\":\"a\",\"B\":[1]}]}", "F2 81F1" },
        { "{\"N\":2,\"T\":[{\"A\":\"a\"}]}", "F2 81" },
        { "{\"N\":2}", "F2" },
        { "{}", "" },
        { "{\"E\":\"e\"}", "!R.N: it is missing" },
        { "{\"N\":2,\"T\":[{\"A\":\"a\",\"B\":[1]},{\"A\":\"a\"}]}",
          "!R.T[1].B: it is to have 2 elements" },
    };

    (void)state;
    CHECK(source, PLAIN, fixed);
    CHECK(source, VARIABLE, variable);
}

/* A table without elements is there: the record ends no earlier than where it stands. */
static void test_a_record_that_ends_at_an_empty_table(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 N PIC 9.\n"
                                 "   05 FILLER PIC XX.\n"
                                 "   05 T PIC X OCCURS 0 TO 3 DEPENDING ON N.\n"
                                 "   05 E PIC X.\n";
    static const encode_case cases[] = {
        { "{\"N\":0}", "F0" },
        { "{\"N\":0,\"T\":[]}", "F0 4040" },
        { "{\"N\":2,\"T\":[\"a\"]}", "F2 4040 81" },
        { "{\"N\":0,\"T\":[],\"E\":\"e\"}", "F0 4040 85" },
    };

    (void)state;
    CHECK(source, VARIABLE, cases);
}

static void test_variable_records(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 A PIC X(3).\n"
                                 "   05 N PIC 9(2).\n"
                                 "   05 B PIC X(3).\n"
                                 "   05 FILLER PIC X(2).\n";
    static const encode_case cases[] = {
        { "{\"A\":\"abc\",\"N\":12,\"B\":\"xyz\"}", "818283 F1F2 A7A8A9 4040" },
        { "{\"A\":\"a\",\"N\":12,\"B\":\"x\"}", "814040 F1F2 A7" },
        { "{\"A\":\"a\",\"N\":12}", "814040 F1F2" },
        { "{\"A\":\"a\"}", "81" },
        { "{\"A\":\"a\",\"B\":\"x\"}", "!R.N: it is missing" },
    };

    (void)state;
    CHECK(source, VARIABLE, cases);
}

static void test_views(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 D PIC X(4).\n"
                                 "   05 P REDEFINES D.\n"
                                 "      10 Y PIC 99.\n"
                                 "      10 M PIC 99.\n"
                                 "   05 S REDEFINES D PIC S9(4).\n"
                                 "   05 L REDEFINES D PIC X(5).\n"
                                 "   05 E PIC X.\n"
                                 "   66 Q RENAMES D.\n"
                                 "   66 V RENAMES S.\n";
    static const encode_case cases[] = {
        { "{\"D\":\"2604\",\"P\":{\"Y\":\"26\",\"M\":\"4\"},\"S\":\"2604\",\"L\":\"2604x\","
          "\"E\":\"e\",\"Q\":\"2604\"}",
          "F2F6F0F4 A7 85" },
        { "{\"P\":{\"Y\":\"26\",\"M\":\"4\"},\"E\":\"e\"}", "F2F6F0F4 40 85" },
        { "{\"D\":null,\"S\":-2604,\"E\":\"e\"}", "F2F6F0D4 40 85" },
        { "{\"L\":\"26\",\"E\":\"e\"}", "F2F6404040 85" },
        { "{\"D\":\"2604\",\"S\":2604,\"E\":\"e\"}", "F2F6F0F4 40 85" },
        { "{\"D\":\"2604\",\"S\":-2604,\"E\":\"e\"}",
          "!R.S: it does not agree with R.D, which has the same bytes" },
        { "{\"D\":\"2604\",\"P\":{\"Y\":\"26\",\"M\":\"5\"},\"E\":\"e\"}",
          "!R.P.M: it does not agree with R.D, which has the same bytes" },
        { "{\"D\":\"2604\",\"P\":{\"Y\":\"26\"},\"E\":\"e\"}", "!R.P.M: it is missing" },
        { "{\"D\":\"2604\",\"L\":\"2605\",\"E\":\"e\"}",
          "!R.L: it does not agree with R.D, which has the same bytes" },
        { "{\"D\":\"2604\",\"E\":\"e\",\"V\":\"-2604\"}",
          "!R.V: it does not agree with R.D, which has the same bytes" },
        { "{\"S\":\"-2604\",\"E\":\"e\",\"V\":-2604.0}", "F2F6F0D4 40 85" },
        { "{\"D\":\"2604\",\"E\":\"e\",\"Q\":\"2605\"}",
          "!R.Q: it does not agree with R.D, which has the same bytes" },
        { "{\"E\":\"e\"}", "!R.D: it is missing" },
        { "{\"D\":null,\"P\":null,\"E\":\"e\"}",
          "!R.D: it is null, and so is whatever redefines it" },
        { "{\"D\":\"2604\",\"E\":null}", "!R.E: a text was expected, and it is null" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

/* A sign has the form that a view has which has no other. */
static void test_views_of_signs(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 P PIC S9(3) COMP-3.\n"
                                 "   05 B REDEFINES P PIC 9(4) COMP.\n"
                                 "   05 A.\n"
                                 "      10 Y PIC S99.\n"
                                 "      10 Z PIC S99.\n"
                                 "   05 W REDEFINES A PIC S9(4).\n";
    static const encode_case cases[] = {
        { "{\"P\":12,\"B\":303,\"W\":1234}", "012F F1F2F3C4" },
        { "{\"P\":12,\"B\":300,\"W\":1234}", "012C F1F2F3C4" },
        { "{\"P\":-12,\"B\":301,\"W\":-1234}", "012D F1F2F3D4" },
        { "{\"P\":12,\"B\":301,\"W\":1234}",
          "!R.P: it does not agree with R.B, which has the same bytes" },
        { "{\"P\":12,\"B\":296,\"W\":1234}",
          "!R.P: it does not agree with R.B, which has the same bytes" },
        { "{\"P\":12,\"A\":{\"Y\":12,\"Z\":34},\"W\":1234}",
          "!R.W: it does not agree with R.A.Y, which has the same bytes" },
    };

    (void)state;
    CHECK(source, PLAIN, cases);
}

static void test_shape_of_copybook_rs(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 A PIC X.\n"
                                 "   05 G.\n"
                                 "      10 A PIC 9.\n"
                                 "      10 B PIC 9.\n"
                                 "   05 T OCCURS 2 PIC X.\n"
                                 "   05 X PIC X.\n"
                                 "   05 Y REDEFINES X.\n"
                                 "      10 C PIC X.\n";
#define FIELDS                                                                                     \
    "\"fields\":{\"A\":\"a\",\"G\":{\"A\":1,\"B\":2},\"T\":[\"t\",\"u\"],\"X\":\"x\",\"C\":\"x\"," \
    "\"Y\":{\"C\":\"x\"}}"
    static const encode_case cases[] = {
        { "{\"schema\":\"copybook.v1\",\"record_index\":7,\"codepage\":\"cp037\",\"A\":\"1\","
          "\"B\":\"2\",\"T\":[\"t\",\"u\"],\"X\":\"x\",\"C\":\"x\"," FIELDS "}",
          "81 F1F2 A3A4 A7" },
        { "{" FIELDS "}", "81 F1F2 A3A4 A7" },
        { "{\"B\":\"3\"," FIELDS "}", "!R.G.B: it is there twice, with two values" },
        { "{\"A\":\"2\"," FIELDS "}", "!R.G.A: it is there twice, with two values" },
        { "{\"T\":[\"t\",\"v\"]," FIELDS "}", "!R.T[2]: it is there twice, with two values" },
        { "{\"C\":\"y\"," FIELDS "}",
          "!R.Y.C: it does not agree with R.X, which has the same bytes" },
        { "{\"Z\":\"2\"," FIELDS "}", "!: a member that the copybook has not: Z" },
        { "{\"codepage\":\"cp273\"," FIELDS "}", "!: the line is of another code page" },
        { "{\"schema\":\"copybook.v2\"," FIELDS "}",
          "!: the line is of another schema than copybook.v1" },
        { "{\"A\":\"a\"}", "!: it has no member \"fields\": fields" },
        { "{\"fields\":[]}", "!: an object was expected, and it is an array" },
    };
#undef FIELDS

    (void)state;
    CHECK(source, COPYBOOK_RS, cases);
}

/* The second of a name in its group has a number; a counter behind a table, and one in a view. */
/* Where the number of a record stands, which says nothing. */
static void test_record_number(void **state)
{
    static const char source[] = "01 R.\n   05 A PIC X.\n   05 B PIC X.\n";
#define NUMBERED(number)                                                                           \
    "{\"schema\":\"copybook.v1\",\"record_index\":" number ",\"codepage\":\"cp037\","              \
    "\"A\":\"a\",\"B\":\"b\",\"fields\":{\"A\":\"a\",\"B\":\"b\"}}"
    static const encode_case cases[] = {
        { NUMBERED("12"), "8182" },
        { NUMBERED("0"), "8182" },
        { NUMBERED("123456789012345678901234567890"), "8182" },
        { NUMBERED("null"), "8182" },
        { NUMBERED("01"), "!: it is no JSON, from its byte 41 on" },
        { NUMBERED(""), "!: it is no JSON, from its byte 40 on" },
    };
#undef NUMBERED

    (void)state;
    CHECK(source, COPYBOOK_RS, cases);
}

static void test_names_and_counters(void **state)
{
    static const char source[] = "01 R.\n"
                                 "   05 A PIC X.\n"
                                 "   05 A PIC 9.\n"
                                 "   05 H PIC X.\n"
                                 "   05 N REDEFINES H PIC 9.\n"
                                 "   05 T PIC X OCCURS 0 TO 2 DEPENDING ON N.\n"
                                 "   05 M PIC 9 COMP.\n"
                                 "   05 U PIC X OCCURS 0 TO 2 DEPENDING ON M.\n";
    static const encode_case cases[] = {
        { "{\"A\":\"a\",\"A__dup2\":1,\"H\":\"1\",\"N\":1,\"T\":[\"t\"],\"M\":2,"
          "\"U\":[\"u\",\"v\"]}",
          "81F1 F1 A3 0002 A4A5" },
        { "{\"A\":\"a\",\"A__dup2\":1,\"H\":\"2\",\"T\":[\"t\",\"u\"],\"M\":0,\"U\":[]}",
          "81F1 F2 A3A4 0000" },
        { "{\"A\":\"a\",\"A__dup2\":1,\"H\":\"2\",\"T\":[\"t\"],\"M\":0,\"U\":[]}",
          "!R.T: its elements are not as many as R.N says" },
        { "{\"A\":\"a\",\"A__dup2\":1,\"H\":\"x\",\"T\":[\"t\"],\"M\":0,\"U\":[]}",
          "!R.T: its elements are not as many as R.N says" },
    };

    (void)state;
    CHECK(source, VARIABLE, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_decimals_only),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_no_digit_is_lost),
        cmocka_unit_test(test_binary),
        cmocka_unit_test(test_hexadecimal_floats),
        cmocka_unit_test(test_ieee_floats),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_filler_and_slack),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_a_record_that_ends_at_an_empty_table),
        cmocka_unit_test(test_variable_records),
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_views_of_signs),
        cmocka_unit_test(test_shape_of_copybook_rs),
        cmocka_unit_test(test_record_number),
        cmocka_unit_test(test_names_and_counters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
