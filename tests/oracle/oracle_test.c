/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The native reference agrees with programs that GnuCOBOL compiled: COMP-3 and zoned decimals of 1
 * to 18 digits, signed and not, in all four sign positions.
 *
 * What a COBOL program moves into its fields, the reference decodes to the same values and encodes
 * to the same bytes. And what IF NUMERIC says of a cell, with every byte of it damaged in turn in
 * all 256 ways, the reference says too, but for the cells listed in
 * fixtures/gnucobol-differences.csv.
 *
 * GnuCOBOL works in ASCII here: zoned cells are translated as glibc iconv has IBM037.
 *
 * Usage: oracle_test LIST MOVE_VALUES_PROGRAM CLASS_CONDITION_PROGRAM
 */
#include <iconv.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "difference_list.h"
#include "perfharness/codec.h"
#include "perfharness/random.h"

enum {
    DIGITS_MAX = DIFFERENCE_DIGITS_MAX,
    CELL_BYTES_MAX = DIFFERENCE_CELL_BYTES_MAX,
    KINDS = 7,
    RANDOM_VALUES = 64, /* Per number of digits. */
    FIXED_VALUES = 8,
    VALUES_MAX = DIGITS_MAX * (FIXED_VALUES + RANDOM_VALUES),
    DAMAGED_MAX = KINDS * DIGITS_MAX * CELL_BYTES_MAX * 256,
    LINE_BYTES_MAX = 512,
};

#define LEADING  PH_DECIMAL_SIGN_LEADING
#define SEPARATE PH_DECIMAL_SIGN_SEPARATE
#define SIGNED   PH_DECIMAL_SIGNED

/* In the order of the programs' fields. */
static const struct kind {
    const char *name;
    bool is_zoned;
    uint32_t flags;
} kinds[KINDS] = {
    { "packed", false, SIGNED },
    { "packed", false, 0 },
    { "zoned", true, 0 },
    { "zoned", true, SIGNED },
    { "zoned-leading", true, SIGNED | LEADING },
    { "zoned-trailing-separate", true, SIGNED | SEPARATE },
    { "zoned-leading-separate", true, SIGNED | LEADING | SEPARATE },
};

typedef struct moved_value {
    int64_t value;
    uint32_t digits;
    bool is_minus_zero;
} moved_value;

typedef struct damaged_cell {
    uint32_t digits;
    uint32_t kind;
    uint8_t bytes[CELL_BYTES_MAX];
} damaged_cell;

static char **arguments;
static const ph_codec *codec;
static uint8_t to_ascii[256], to_ebcdic[256];
static moved_value moved[VALUES_MAX];
static size_t moved_count;
static damaged_cell damaged[DAMAGED_MAX];
static size_t damaged_count;
static difference_list list;

static size_t width_of(uint32_t kind, uint32_t digits)
{
    return kinds[kind].is_zoned ? PH_ZONED_WIDTH(digits, kinds[kind].flags)
                                : PH_PACKED_WIDTH(digits);
}

static ph_decode_result decode(uint32_t kind, uint32_t digits, const uint8_t *cell, int64_t *value)
{
    const size_t width = width_of(kind, digits);
    const ph_column column = { cell, width, width, 1 };
    const ph_decimal decimal = { digits, kinds[kind].flags };

    return kinds[kind].is_zoned ? ph_zoned_decode(codec, column, decimal, value)
                                : ph_packed_decode(codec, column, decimal, value);
}

static ph_encode_result encode(uint32_t kind, uint32_t digits, int64_t value,
                               ph_column_output column)
{
    const ph_decimal decimal = { digits, kinds[kind].flags };

    return kinds[kind].is_zoned ? ph_zoned_encode(codec, &value, decimal, column)
                                : ph_packed_encode(codec, &value, decimal, column);
}

static void read_code_page(void)
{
    char every_byte[256];
    char *from = every_byte, *to = (char *)to_ascii;
    size_t from_left = sizeof(every_byte), to_left = sizeof(to_ascii);
    iconv_t conversion = iconv_open("ISO-8859-1", "IBM037");

    for (int i = 0; i < 256; i++)
        every_byte[i] = (char)i;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is how POSIX spells the failure. */
    assert_true(conversion != (iconv_t)-1);
    assert_true(iconv(conversion, &from, &from_left, &to, &to_left) == 0);
    assert_int_equal(iconv_close(conversion), 0);
    for (int i = 0; i < 256; i++)
        to_ebcdic[to_ascii[i]] = (uint8_t)i;
}

static int set_up(void **state)
{
    (void)state;
    codec = ph_codec_choose(NULL);
    assert_non_null(codec);
    difference_list_read(arguments[1], "3.1.2", &list);
    read_code_page();
    return 0;
}

/* The program, reading the file of questions and giving one line of answer for each. */
static FILE *run(const char *program, const char *questions)
{
    char command[4096];
    const int length = snprintf(command, sizeof(command), "'%s' <'%s'", program, questions);

    assert_true(length > 0 && (size_t)length < sizeof(command));
    FILE *answers = popen(command, "r"); /* NOLINT(cert-env33-c): a test's own programs. */
    assert_non_null(answers);
    return answers;
}

static void finish(FILE *answers)
{
    assert_int_equal(fgetc(answers), EOF);
    assert_int_equal(pclose(answers), 0);
}

static void add_value(uint32_t digits, int64_t value)
{
    assert_true(moved_count < VALUES_MAX);
    moved[moved_count++] = (moved_value){ value, digits, false };
}

static void draw_values(void)
{
    ph_random random = ph_random_stream(1, 0);
    int64_t most = 0;

    for (uint32_t digits = 1; digits <= DIGITS_MAX; digits++) {
        const int64_t ten = most + 1; /* The least value of so many digits. */

        most = 10 * most + 9;
        add_value(digits, 0);
        moved[moved_count++] = (moved_value){ 0, digits, true };
        add_value(digits, 1);
        add_value(digits, -1);
        add_value(digits, most);
        add_value(digits, -most);
        add_value(digits, ten);
        add_value(digits, -ten);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            const int64_t value = (int64_t)ph_random_below(&random, (uint64_t)most + 1);

            add_value(digits, i % 2 ? -value : value);
        }
    }
}

static void read_cell(const char *hex, uint32_t kind, size_t width, uint8_t *cell)
{
    assert_int_equal(strlen(hex), 2 * width);
    for (size_t i = 0; i < width; i++) {
        const char digits[] = { hex[2 * i], hex[2 * i + 1], '\0' };
        char *end;
        const unsigned long byte = strtoul(digits, &end, 16);

        assert_ptr_equal(end, digits + 2);
        cell[i] = kinds[kind].is_zoned ? to_ebcdic[byte] : (uint8_t)byte;
    }
}

static void check_moved(const moved_value *given, uint32_t kind, const char *hex)
{
    uint8_t cell[CELL_BYTES_MAX], encoded[CELL_BYTES_MAX];
    const size_t width = width_of(kind, given->digits);
    int64_t decoded = INT64_MIN;

    /* COBOL moves the absolute value into an unsigned field. */
    if (given->value < 0 && (kinds[kind].flags & SIGNED) == 0)
        return;
    read_cell(hex, kind, width, cell);
    if (decode(kind, given->digits, cell, &decoded).status != PH_CODEC_OK ||
        decoded != given->value)
        fail_msg("%s, %u digits, cell %s: decoded to %" PRId64 ", moved from %" PRId64,
                 kinds[kind].name, given->digits, hex, decoded, given->value);
    if (given->is_minus_zero) /* There is no such int64. */
        return;
    const ph_column_output column = { encoded, width, width, 1 };
    if (encode(kind, given->digits, given->value, column).status != PH_ENCODE_OK ||
        memcmp(cell, encoded, width) != 0)
        fail_msg("%s, %u digits, %" PRId64 ": not encoded as %s", kinds[kind].name, given->digits,
                 given->value, hex);
}

static void test_moved_values(void **state)
{
    const char *path = "move_values.txt";
    FILE *questions = fopen(path, "w");
    char line[LINE_BYTES_MAX];

    (void)state;
    assert_non_null(questions);
    draw_values();
    for (size_t i = 0; i < moved_count; i++)
        (void)fprintf(questions, "%02u%c%018" PRId64 "\n", moved[i].digits,
                      moved[i].value < 0 || moved[i].is_minus_zero ? '-' : '+',
                      moved[i].value < 0 ? -moved[i].value : moved[i].value);
    assert_int_equal(fclose(questions), 0);

    FILE *answers = run(arguments[2], path);
    for (size_t i = 0; i < moved_count; i++) {
        char *rest = line;

        assert_non_null(fgets(line, sizeof(line), answers));
        for (uint32_t kind = 0; kind < KINDS; kind++)
            check_moved(&moved[i], kind, strsep(&rest, " \n"));
    }
    finish(answers);
}

/* 1111… with a sign of plus. */
static void fill_good(uint32_t kind, uint32_t digits, uint8_t *cell)
{
    const uint32_t flags = kinds[kind].flags;
    const size_t width = width_of(kind, digits);
    uint8_t *sign = (flags & LEADING) != 0 ? cell : cell + width - 1;

    memset(cell, kinds[kind].is_zoned ? 0xf1 : 0x11, width);
    if (!kinds[kind].is_zoned) {
        *sign = (flags & SIGNED) != 0 ? 0x1c : 0x1f;
        if (digits % 2 == 0)
            cell[0] = 0x01;
    } else if ((flags & SEPARATE) != 0) {
        *sign = 0x4e;
    } else if ((flags & SIGNED) != 0) {
        *sign = 0xc1;
    }
}

static void damage_cells(uint32_t kind, uint32_t digits)
{
    const size_t width = width_of(kind, digits);

    for (size_t at = 0; at < width; at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            damaged_cell *cell = &damaged[damaged_count++];

            cell->kind = kind;
            cell->digits = digits;
            fill_good(kind, digits, cell->bytes);
            cell->bytes[at] = (uint8_t)byte;
        }
}

static void write_damaged(FILE *questions, const damaged_cell *cell)
{
    const size_t width = width_of(cell->kind, cell->digits);

    (void)fprintf(questions, "%02u%u", cell->digits, cell->kind + 1);
    for (size_t i = 0; i < width; i++)
        (void)fprintf(questions, "%02X",
                      kinds[cell->kind].is_zoned ? to_ascii[cell->bytes[i]] : cell->bytes[i]);
    (void)fputc('\n', questions);
}

static void check_damaged(const damaged_cell *cell, const char *answer)
{
    int64_t value = 0;
    const bool is_ok = decode(cell->kind, cell->digits, cell->bytes, &value).status == PH_CODEC_OK;
    const bool is_numeric = strcmp(answer, "not numeric\n") != 0;
    const bool is_different =
        is_ok != is_numeric || (is_ok && strtoll(answer, NULL, 10) != (long long)value);

    difference_list_compare(&list, &(difference_case){
                                       .kind = kinds[cell->kind].name,
                                       .digits = cell->digits,
                                       .is_signed = (kinds[cell->kind].flags & SIGNED) != 0,
                                       .cell = cell->bytes,
                                       .width = width_of(cell->kind, cell->digits),
                                       .is_reference_ok = is_ok,
                                       .is_peer_ok = is_numeric,
                                       .is_different = is_different,
                                   });
}

static void test_class_condition(void **state)
{
    const char *path = "class_condition.txt";
    FILE *questions = fopen(path, "w");
    char line[LINE_BYTES_MAX];

    (void)state;
    assert_non_null(questions);
    for (uint32_t kind = 0; kind < KINDS; kind++)
        for (uint32_t digits = 1; digits <= DIGITS_MAX; digits++)
            damage_cells(kind, digits);
    for (size_t i = 0; i < damaged_count; i++)
        write_damaged(questions, &damaged[i]);
    assert_int_equal(fclose(questions), 0);

    FILE *answers = run(arguments[3], path);
    for (size_t i = 0; i < damaged_count; i++) {
        assert_non_null(fgets(line, sizeof(line), answers));
        check_damaged(&damaged[i], line);
    }
    finish(answers);
}

static void test_every_row_is_needed(void **state)
{
    (void)state;
    difference_list_finish(&list);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moved_values), cmocka_unit_test(test_class_condition),
        cmocka_unit_test(test_every_row_is_needed), /* After the sweep, which counts. */
    };

    if (argc != 4) {
        (void)fprintf(stderr, "Usage: %s LIST MOVE_VALUES CLASS_CONDITION\n", argv[0]);
        return 2;
    }
    arguments = argv;
    return cmocka_run_group_tests(tests, set_up, NULL);
}
