/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The native reference and a peer give the same answer for every cell but those listed in the
 * peer's file of differences, and for those they do differ, as the list says: an entry too many
 * fails as one too few does.
 *
 * Swept for every picture of 1 to 18 digits, signed and not, in all four sign positions: all values
 * of the first and the last byte, with good digits between; and all 256 bytes of text in every code
 * page. What the
 * peer cannot do at all is no difference.
 *
 * Usage: differences_test LIST NATIVE_SUBJECT PEER_SUBJECT [INDEX_OF_VARIANT]
 */
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
#include "subject/code_page.h"
#include "subject/subject_library.h"

typedef struct kind {
    const char *name;
    uint32_t operation;
    uint32_t flags;
    uint8_t filler; /* A good byte for between the ends. */
    uint32_t ccsid; /* Of text, and zoned decimals. */
} kind;

typedef struct subject {
    ph_subject_library library;
    const ph_subject *variant;
    void *state;
} subject;

typedef struct answer {
    bool is_ok;
    bool is_unsupported;
    int64_t value;
    uint8_t text[8];
    uint64_t text_length;
} answer;

#define LEADING  PH_COLUMN_SIGN_LEADING
#define SEPARATE PH_COLUMN_SIGN_SEPARATE

static const kind kinds[] = {
    { "packed", PH_OPERATION_DECODE_PACKED, 0, 0x12, 37 },
    { "packed", PH_OPERATION_DECODE_PACKED, PH_COLUMN_SIGNED, 0x12, 37 },
    { "zoned", PH_OPERATION_DECODE_ZONED, 0, 0xf1, 37 },
    { "zoned", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGNED, 0xf1, 37 },
    { "zoned-leading", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGNED | LEADING, 0xf1, 37 },
    { "zoned-trailing-separate", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGNED | SEPARATE, 0xf1, 37 },
    { "zoned-leading-separate", PH_OPERATION_DECODE_ZONED, PH_COLUMN_SIGNED | LEADING | SEPARATE,
      0xf1, 37 },
};
#define TEXT(page, number, separator)                                                              \
    { .name = "text-" page, .operation = PH_OPERATION_DECODE_TEXT, .ccsid = (number) },
static const kind texts[] = { PH_CODE_PAGE_LIST(TEXT) };
#undef TEXT

static char **arguments;
static difference_list list;
static subject native, peer;

static void load(const char *path, size_t variant, subject *ret)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    char reason[512];

    if (!ph_subject_library_open(path, &ret->library, reason, sizeof(reason)))
        fail_msg("%s", reason);
    assert_true(variant < ret->library.variant_count);
    ret->variant = ret->library.variants[variant];
    assert_int_equal(ret->variant->open("", &ret->state, &outcome), PH_SUBJECT_OK);
}

static int set_up(void **state)
{
    (void)state;
    load(arguments[2], 0, &native);
    load(arguments[3], arguments[4] ? strtoul(arguments[4], NULL, 10) : 0, &peer);
    difference_list_read(arguments[1], peer.variant->version, &list);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    native.variant->close(native.state);
    peer.variant->close(peer.state);
    ph_subject_library_close(&native.library);
    ph_subject_library_close(&peer.library);
    return 0;
}

static answer ask(const subject *from, const kind *of, uint32_t digits, const uint8_t *cell,
                  size_t width)
{
    answer given = { 0 };
    uint32_t end;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const bool is_text = of->operation == PH_OPERATION_DECODE_TEXT;
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = of->operation,
        .flags = of->flags,
        .ccsid = of->ccsid,
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

    given.is_ok = from->variant->decode_column(from->state, &column, &outcome) == PH_SUBJECT_OK;
    given.is_unsupported = strcmp(outcome.error_code, PH_SUBJECT_ERROR_UNSUPPORTED) == 0;
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

/* False when the peer cannot do it at all. */
static bool compare(const kind *of, uint32_t digits, const uint8_t *cell, size_t width)
{
    const answer reference = ask(&native, of, digits, cell, width);
    const answer other = ask(&peer, of, digits, cell, width);

    assert_false(reference.is_unsupported);
    if (other.is_unsupported)
        return false;
    difference_list_compare(&list, &(difference_case){
                                       .kind = of->name,
                                       .digits = digits,
                                       .is_signed = (of->flags & PH_COLUMN_SIGNED) != 0,
                                       .cell = cell,
                                       .width = width,
                                       .is_reference_ok = reference.is_ok,
                                       .is_peer_ok = other.is_ok,
                                       .is_different = differ(&reference, &other),
                                   });
    return true;
}

static size_t width_of(const kind *of, uint32_t digits)
{
    if (of->operation == PH_OPERATION_DECODE_PACKED)
        return digits / 2 + 1;
    return (of->flags & SEPARATE) != 0 ? digits + 1 : digits;
}

static void sweep(const kind *of, uint32_t digits)
{
    uint8_t cell[DIFFERENCE_CELL_BYTES_MAX];
    const size_t width = width_of(of, digits);

    for (unsigned ends = 0; ends < 65536; ends++) {
        memset(cell, of->filler, sizeof(cell));
        cell[0] = (uint8_t)(ends >> 8);
        cell[width - 1] = (uint8_t)ends;
        if (!compare(of, digits, cell, width))
            return;
    }
}

static void test_decimals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        for (uint32_t digits = 1; digits <= DIFFERENCE_DIGITS_MAX; digits++)
            sweep(&kinds[i], digits);
}

static void test_text(void **state)
{
    (void)state;
    for (size_t page = 0; page < sizeof(texts) / sizeof(*texts); page++)
        for (unsigned byte = 0; byte < 256; byte++) {
            const uint8_t cell = (uint8_t)byte;

            (void)compare(&texts[page], 0, &cell, 1);
        }
}

static void test_every_row_is_needed(void **state)
{
    (void)state;
    difference_list_finish(&list);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals), cmocka_unit_test(test_text),
        cmocka_unit_test(test_every_row_is_needed), /* After the sweeps, which count. */
    };

    if (argc < 4 || argc > 5) {
        (void)fprintf(stderr, "Usage: %s LIST NATIVE_SUBJECT PEER_SUBJECT [VARIANT]\n", argv[0]);
        return 2;
    }
    arguments = argv;
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
