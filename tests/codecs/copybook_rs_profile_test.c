/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * With the compatibility profile the native codecs and copybook-rs give the same answer for every
 * cell: for every picture of 1 to 18 digits, signed and not, all values of the first and the last
 * byte, with good digits between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "perfharness/codec.h"
#include "perfharness/subject.h"

enum { SKIPPED = 77 };

typedef struct answer {
    int is_ok;
    int64_t value;
} answer;

typedef ph_decode_result decimal_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                        int64_t *out);

/* One family and picture. */
typedef struct sweep {
    uint32_t operation;
    decimal_decode *decode;
    ph_decimal decimal;
    uint8_t filler;
    size_t width;
    unsigned long good; /* Cells that both take. */
} sweep;

static const ph_subject *copybook_rs;
static void *copybook_rs_state;

static int load(void **state)
{
    void *library = dlopen(PH_COPYBOOK_RS_SUBJECT, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    ph_subject_entry_fn *entry;

    (void)state;
    if (!symbol)
        return -1;
    memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from object to function pointer. */
    copybook_rs = entry(0);
    return copybook_rs->open("", &copybook_rs_state, &outcome);
}

static answer ask_copybook_rs(const sweep *s, const uint8_t *cell)
{
    answer given = { 0 };
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = s->operation,
        .flags = (s->decimal.flags & PH_DECIMAL_SIGNED) != 0 ? PH_COLUMN_SIGNED : 0,
        .ccsid = 37,
        .digits = s->decimal.digits,
        .cells = cell,
        .stride = s->width,
        .width = s->width,
        .count = 1,
        .values = &given.value,
    };

    given.is_ok = copybook_rs->decode_column(copybook_rs_state, &column, &outcome) == PH_SUBJECT_OK;
    return given;
}

/* Behind copies of itself, so that the fast paths answer, too. */
static answer ask_native(const sweep *s, const uint8_t *cell, size_t copies)
{
    enum { COPIES_MAX = 25 };
    uint8_t cells[COPIES_MAX * PH_DECIMAL_MAX_DIGITS];
    int64_t values[COPIES_MAX];

    for (size_t i = 0; i < copies; i++)
        memcpy(cells + i * s->width, cell, s->width);
    const ph_decode_result result =
        s->decode(ph_codec_choose(NULL), (ph_column){ cells, s->width, s->width, copies },
                  s->decimal, values);

    assert_true(result.status == PH_CODEC_OK || result.record == 0);
    return (answer){ result.status == PH_CODEC_OK,
                     result.status == PH_CODEC_OK ? values[copies - 1] : 0 };
}

static void expect_same(const sweep *s, const uint8_t *cell, answer native, answer other)
{
    if (native.is_ok == other.is_ok && (!native.is_ok || native.value == other.value))
        return;
    fail_msg("operation %u, %u digits, flags %#x, cell %02X..%02X: native %s %lld, copybook-rs %s "
             "%lld",
             s->operation, s->decimal.digits, s->decimal.flags, cell[0], cell[s->width - 1],
             native.is_ok ? "value" : "error", (long long)native.value,
             other.is_ok ? "value" : "error", (long long)other.value);
}

static void run(sweep *s)
{
    uint8_t cell[PH_DECIMAL_MAX_DIGITS];

    for (unsigned ends = 0; ends < 0x10000; ends++) {
        memset(cell, s->filler, sizeof(cell));
        cell[0] = (uint8_t)(ends >> 8);
        cell[s->width - 1] = (uint8_t)ends;

        const answer other = ask_copybook_rs(s, cell);
        expect_same(s, cell, ask_native(s, cell, 1), other);
        if (other.is_ok)
            expect_same(s, cell, ask_native(s, cell, 25), other);
        s->good += other.is_ok ? 1 : 0;
    }
    assert_true(s->good > 0);
}

static void packed_agrees(void **state)
{
    (void)state;
    for (uint32_t digits = 1; digits <= PH_DECIMAL_MAX_DIGITS; digits++)
        for (uint32_t sign = 0; sign <= PH_DECIMAL_SIGNED; sign += PH_DECIMAL_SIGNED)
            run(&(sweep){ PH_OPERATION_DECODE_PACKED,
                          ph_packed_decode,
                          { digits, sign | PH_DECIMAL_COPYBOOK_RS },
                          0x12,
                          PH_PACKED_WIDTH(digits),
                          0 });
}

static void zoned_agrees(void **state)
{
    (void)state;
    for (uint32_t digits = 1; digits <= PH_DECIMAL_MAX_DIGITS; digits++)
        for (uint32_t sign = 0; sign <= PH_DECIMAL_SIGNED; sign += PH_DECIMAL_SIGNED)
            run(&(sweep){ PH_OPERATION_DECODE_ZONED,
                          ph_zoned_decode,
                          { digits, sign | PH_DECIMAL_COPYBOOK_RS },
                          0xf1,
                          digits,
                          0 });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_agrees),
        cmocka_unit_test(zoned_agrees),
    };

    if (access(PH_COPYBOOK_RS_SUBJECT, R_OK) != 0) {
        printf("copybook-rs was not built here.\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, load, NULL);
}
