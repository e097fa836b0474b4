/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The native reference and copybook-rs give the same answer for every cell but those listed in
 * fixtures/copybook-rs-differences.csv, and for those they do differ, as the list says: an entry
 * too many fails as one too few does.
 *
 * Swept for every picture of 1 to 18 digits, signed and not: all values of the first and the last
 * byte, with good digits between; and all 256 bytes of text.
 */
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "subject/subject_library.h"

enum { DIGITS_MAX = 18, ROWS_MAX = 64, LINE_MAX_BYTES = 512, COLUMNS = 7, HEX_MAX = 2 * 18 + 1 };

typedef struct row {
    char line[LINE_MAX_BYTES]; /* What the texts below point into. */
    const char *kind;
    const char *digits;
    bool is_signed;
    const char *cell;
    bool is_reference_ok;
    bool is_copybook_rs_ok;
    unsigned long differing[DIGITS_MAX + 1]; /* Cells that it was needed for, by digits. */
} row;

typedef struct subject {
    ph_subject_library library;
    void *state;
} subject;

typedef struct answer {
    bool is_ok;
    int64_t value;
    uint8_t text[8];
    uint64_t text_length;
} answer;

static row rows[ROWS_MAX];
static size_t row_count;
static subject native, copybook_rs;

static void read_row(row *entry)
{
    char *fields[COLUMNS], *rest = entry->line;

    for (int i = 0; i < COLUMNS; i++) {
        fields[i] = strsep(&rest, i == COLUMNS - 1 ? "\n" : ",");
        assert_non_null(fields[i]);
    }
    entry->kind = fields[0];
    entry->digits = fields[1];
    entry->is_signed = strcmp(fields[2], "1") == 0;
    entry->cell = fields[3];
    entry->is_reference_ok = strcmp(fields[4], "value") == 0;
    entry->is_copybook_rs_ok = strcmp(fields[5], "value") == 0;
}

static void read_rows(void)
{
    FILE *file = fopen(PH_DIFFERENCES, "r");
    char heading[LINE_MAX_BYTES];

    assert_non_null(file);
    assert_non_null(fgets(heading, sizeof(heading), file));
    while (fgets(rows[row_count].line, LINE_MAX_BYTES, file)) {
        read_row(&rows[row_count++]);
        assert_true(row_count < ROWS_MAX);
    }
    assert_int_equal(fclose(file), 0);
}

static void load(const char *path, subject *ret)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    char reason[512];

    if (!ph_subject_library_open(path, &ret->library, reason, sizeof(reason)))
        fail_msg("%s", reason);
    assert_int_equal(ret->library.variants[0]->open("", &ret->state, &outcome), PH_SUBJECT_OK);
}

static int set_up(void **state)
{
    (void)state;
    load(PH_NATIVE_SUBJECT, &native);
    load(PH_COPYBOOK_RS_SUBJECT, &copybook_rs);
    read_rows();
    return 0;
}

static answer ask(const subject *from, uint32_t operation, uint32_t digits, bool is_signed,
                  const uint8_t *cell, size_t width)
{
    answer given = { 0 };
    uint32_t end;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const bool is_text = operation == PH_OPERATION_DECODE_TEXT;
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = operation,
        .flags = is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = 37,
        .digits = digits,
        .cells = cell,
        .stride = width,
        .width = width,
        .count = 1,
        .values = is_text ? NULL : &given.value,
        .text = is_text ? given.text : NULL,
        .text_capacity = is_text ? sizeof(given.text) : 0,
        .text_ends = is_text ? &end : NULL,
    };

    given.is_ok =
        from->library.variants[0]->decode_column(from->state, &column, &outcome) == PH_SUBJECT_OK;
    given.text_length = outcome.output_length;
    return given;
}

static bool differ(const answer *a, const answer *b)
{
    if (a->is_ok != b->is_ok)
        return true;
    return a->is_ok && (a->value != b->value || a->text_length != b->text_length ||
                        memcmp(a->text, b->text, sizeof(a->text)) != 0);
}

/* "4", "1-18" or "6 8 10". */
static bool covers(const char *list, uint32_t digits)
{
    const char *at = list;

    while (*at) {
        char *end;
        const unsigned long low = strtoul(at, &end, 10);
        const unsigned long high = *end == '-' ? strtoul(end + 1, &end, 10) : low;

        if (digits >= low && digits <= high)
            return true;
        at = end + strspn(end, " ");
    }
    return false;
}

static row *find_row(const char *kind, uint32_t digits, bool is_signed, const char *hex,
                     const answer *reference)
{
    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].kind, kind) == 0 && rows[i].is_signed == is_signed &&
            covers(rows[i].digits, digits) && rows[i].is_reference_ok == reference->is_ok &&
            fnmatch(rows[i].cell, hex, 0) == 0)
            return &rows[i];
    return NULL;
}

static void to_hex(const uint8_t *cell, size_t width, char *hex)
{
    for (size_t i = 0; i < width; i++)
        (void)sprintf(hex + 2 * i, "%02X", cell[i]);
}

static void compare(const char *kind, uint32_t operation, uint32_t digits, bool is_signed,
                    const uint8_t *cell, size_t width)
{
    const answer reference = ask(&native, operation, digits, is_signed, cell, width);
    const answer other = ask(&copybook_rs, operation, digits, is_signed, cell, width);
    const bool is_different = differ(&reference, &other);
    char hex[HEX_MAX];

    to_hex(cell, width, hex);
    row *listed = find_row(kind, digits, is_signed, hex, &reference);
    if (is_different && (!listed || listed->is_copybook_rs_ok != other.is_ok))
        fail_msg("%s, %u digits, signed %d, cell %s: they differ and it is not listed", kind,
                 digits, is_signed, hex);
    if (!is_different && listed && listed->is_copybook_rs_ok != reference.is_ok)
        fail_msg("%s, %u digits, signed %d, cell %s: listed (%s), but they agree", kind, digits,
                 is_signed, hex, listed->cell);
    if (is_different)
        listed->differing[digits]++;
}

static void sweep(const char *kind, uint32_t operation, uint32_t digits, bool is_signed,
                  uint8_t filler, size_t width)
{
    uint8_t cell[DIGITS_MAX];

    for (unsigned ends = 0; ends < 65536; ends++) {
        memset(cell, filler, sizeof(cell));
        cell[0] = (uint8_t)(ends >> 8);
        cell[width - 1] = (uint8_t)ends;
        compare(kind, operation, digits, is_signed, cell, width);
    }
}

static void test_decimals(void **state)
{
    (void)state;
    for (uint32_t digits = 1; digits <= DIGITS_MAX; digits++)
        for (int is_signed = 0; is_signed <= 1; is_signed++) {
            sweep("zoned", PH_OPERATION_DECODE_ZONED, digits, is_signed, 0xf1, digits);
            sweep("packed", PH_OPERATION_DECODE_PACKED, digits, is_signed, 0x12, digits / 2 + 1);
        }
}

static void test_text(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t cell = (uint8_t)byte;

        compare("text", PH_OPERATION_DECODE_TEXT, 0, false, &cell, 1);
    }
}

static void test_every_row_is_needed(void **state)
{
    (void)state;
    for (size_t i = 0; i < row_count; i++)
        for (uint32_t digits = 1; digits <= DIGITS_MAX; digits++)
            if (covers(rows[i].digits, digits) && rows[i].differing[digits] == 0)
                fail_msg("row %zu (%s %s) lists a difference that is none for %u digits", i + 1,
                         rows[i].kind, rows[i].cell, digits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals), cmocka_unit_test(test_text),
        cmocka_unit_test(test_every_row_is_needed), /* After the sweeps, which count. */
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
