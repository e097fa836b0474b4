/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GnuCOBOL's runtime as a subject: what a program compiled by cobc calls for
 * `IF CELL IS NUMERIC MOVE CELL TO VALUE`, with VALUE PIC S9(18) COMP-5.
 *
 *   gnucobol        cob_is_numeric() and cob_move(), which is the statement above.
 *   gnucobol-llint  cob_is_numeric() and cob_get_llint(), which C programs are offered: quicker.
 *
 * Packed cells are read where they lie. libcob has no EBCDIC digits here, only EBCDIC's signs, and
 * writes into zoned cells while it reads them: so each is translated to ASCII into a buffer first,
 * and each that is written is translated back. That is part of the timed call.
 *
 * cob_move() into a cell never fails, it drops the digits that do not fit and the sign of unsigned
 * fields. A value beyond its picture is refused here instead, before libcob sees it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libcob.h>

#include "ascii.h"
#include "perfharness/subject.h"
#include "runtime.h"

enum { DIGITS_MAX = 18, CELL_BYTES_MAX = DIGITS_MAX + 1 };

#define ZONED_POSITION (PH_COLUMN_SIGN_LEADING | PH_COLUMN_SIGN_SEPARATE)

__attribute__((visibility("default"))) ph_subject_entry_fn ph_subject_entry;

typedef struct state {
    bool uses_get_llint;
    gnucobol_ascii ascii;
} state;

/* A column of either direction, as far as it says what a cell is. */
typedef struct cell_shape {
    uint32_t operation, flags, ccsid, digits;
    uint64_t width;
} cell_shape;

/* PIC S9(18) COMP-5, whose picture truncates nothing. */
static const cob_field_attr binary_attr = { COB_TYPE_NUMERIC_BINARY, DIGITS_MAX, 0,
                                            COB_FLAG_HAVE_SIGN | COB_FLAG_REAL_BINARY, NULL };

/* A failure that is not one cell's: nothing was done. */
__attribute__((format(printf, 3, 4))) static int32_t fail(ph_subject_outcome *outcome,
                                                          const char *code, const char *format, ...)
{
    va_list args;

    outcome->byte = PH_BYTE_UNKNOWN;
    (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "%s", code);
    va_start(args, format);
    (void)vsnprintf(outcome->error_detail, sizeof(outcome->error_detail), format, args);
    va_end(args);
    return PH_SUBJECT_FAILED;
}

static int32_t fail_item(ph_subject_outcome *outcome, uint64_t item, const char *code,
                         const char *meaning)
{
    outcome->items_done = item;
    outcome->items_failed = 1;
    outcome->first_failed = item;
    return fail(outcome, code, "Cell %" PRIu64 " %s.", item, meaning);
}

static int32_t open_with(bool uses_get_llint, const char *options, void **ret_state,
                         ph_subject_outcome *outcome)
{
    if (options[0] != '\0')
        return fail(outcome, "UNKNOWN_OPTION", "Unknown option \"%s\"; there are none.", options);

    state *opened = calloc(1, sizeof(*opened));
    if (!opened)
        return fail(outcome, "NO_MEMORY", "There is no memory for the subject's state.");
    opened->uses_get_llint = uses_get_llint;
    if (!gnucobol_ascii_init(&opened->ascii)) {
        free(opened);
        return fail(outcome, "NO_CODE_PAGE", "iconv cannot translate IBM037 to ISO-8859-1.");
    }
    if (!gnucobol_runtime_start()) {
        free(opened);
        return fail(outcome, "NO_RUNTIME", "libcob does not start.");
    }
    *ret_state = opened;
    return PH_SUBJECT_OK;
}

static int32_t gnucobol_open(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    return open_with(false, options, ret_state, outcome);
}

static int32_t gnucobol_open_llint(const char *options, void **ret_state,
                                   ph_subject_outcome *outcome)
{
    return open_with(true, options, ret_state, outcome);
}

static void gnucobol_close(void *opened)
{
    gnucobol_runtime_stop();
    free(opened);
}

static bool is_ebcdic(uint32_t ccsid)
{
    return ccsid == 37 || ccsid == 273 || ccsid == 500 || ccsid == 1047 || ccsid == 1140;
}

static int32_t check_zoned(const cell_shape *shape, ph_subject_outcome *outcome)
{
    const bool is_separate = (shape->flags & PH_COLUMN_SIGN_SEPARATE) != 0;

    if (!is_ebcdic(shape->ccsid))
        return fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                    "CCSID %" PRIu32 " is no EBCDIC known here.", shape->ccsid);
    if ((shape->flags & PH_COLUMN_BLANK_WHEN_ZERO) != 0)
        return fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                    "To libcob a field that is blank when zero is edited text, not a number.");
    if (shape->width != (uint64_t)shape->digits + is_separate ||
        ((shape->flags & PH_COLUMN_SIGNED) == 0 && (shape->flags & ZONED_POSITION) != 0))
        return fail(outcome, "BAD_SHAPE", "Width, digits and flags do not fit together.");
    return PH_SUBJECT_OK;
}

static int32_t check_shape(const cell_shape *shape, bool is_zoned, ph_subject_outcome *outcome)
{
    if (shape->digits > DIGITS_MAX)
        return fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED, "This subject has up to %d digits.",
                    DIGITS_MAX);
    if (shape->digits == 0)
        return fail(outcome, "BAD_SHAPE", "A picture has at least one digit.");
    if (is_zoned)
        return check_zoned(shape, outcome);
    if (shape->width != shape->digits / 2 + 1 || (shape->flags & ~PH_COLUMN_SIGNED) != 0)
        return fail(outcome, "BAD_SHAPE", "Width, digits and flags do not fit together.");
    return PH_SUBJECT_OK;
}

static cob_field_attr make_attr(const cell_shape *shape, bool is_zoned)
{
    unsigned flags = 0;

    if ((shape->flags & PH_COLUMN_SIGNED) != 0)
        flags |= COB_FLAG_HAVE_SIGN;
    if ((shape->flags & PH_COLUMN_SIGN_LEADING) != 0)
        flags |= COB_FLAG_SIGN_LEADING;
    if ((shape->flags & PH_COLUMN_SIGN_SEPARATE) != 0)
        flags |= COB_FLAG_SIGN_SEPARATE;
    return (cob_field_attr){
        .type = is_zoned ? COB_TYPE_NUMERIC_DISPLAY : COB_TYPE_NUMERIC_PACKED,
        .digits = (unsigned short)shape->digits,
        .flags = (unsigned short)flags,
    };
}

static void translate(const uint8_t table[static 256], const uint8_t *from, size_t length,
                      uint8_t *to)
{
    for (size_t i = 0; i < length; i++)
        to[i] = table[from[i]];
}

static int32_t decode(const state *opened, const ph_subject_column *column,
                      const cob_field_attr *attr, bool is_zoned, ph_subject_outcome *outcome)
{
    uint8_t ascii[CELL_BYTES_MAX];
    cob_field cell = { (size_t)column->width, ascii, attr };
    cob_field value = { sizeof(int64_t), NULL, &binary_attr };

    for (uint64_t i = 0; i < column->count; i++) {
        const uint8_t *bytes = column->cells + i * column->stride;

        if (is_zoned)
            translate(opened->ascii.from_ebcdic, bytes, cell.size, ascii);
        else
            cell.data = (uint8_t *)bytes; /* libcob only reads packed cells. */
        if (!cob_is_numeric(&cell))
            return fail_item(outcome, i, "NOT_NUMERIC", "is not numeric to libcob");
        if (opened->uses_get_llint) {
            column->values[i] = cob_get_llint(&cell);
        } else {
            value.data = (uint8_t *)&column->values[i];
            cob_move(&cell, &value);
        }
    }
    outcome->items_done = column->count;
    return PH_SUBJECT_OK;
}

static int32_t gnucobol_decode_column(void *opened, const ph_subject_column *column,
                                      ph_subject_outcome *outcome)
{
    const cell_shape shape = { column->operation, column->flags & ~PH_COLUMN_STREAMED,
                               column->ccsid, column->digits, column->width };
    const bool is_zoned = column->operation == PH_OPERATION_DECODE_ZONED;

    if (!is_zoned && column->operation != PH_OPERATION_DECODE_PACKED)
        return fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                    "This subject has no operation %" PRIu32 ".", column->operation);
    if (check_shape(&shape, is_zoned, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    if (column->stride < column->width || !column->values)
        return fail(outcome, "BAD_SHAPE", "The stride is below the width, or values is NULL.");

    const cob_field_attr attr = make_attr(&shape, is_zoned);
    return decode(opened, column, &attr, is_zoned, outcome);
}

static int32_t encode(const state *opened, const ph_subject_encode_column *column,
                      const cob_field_attr *attr, bool is_zoned, ph_subject_outcome *outcome)
{
    uint8_t ascii[CELL_BYTES_MAX] = { 0 }; /* libcob looks at a sign before it writes one. */
    cob_field cell = { (size_t)column->width, ascii, attr };
    cob_field value = { sizeof(int64_t), NULL, &binary_attr };
    int64_t limit = 1; /* The first value with a digit too many. */

    for (uint32_t i = 0; i < column->digits; i++)
        limit *= 10;
    const int64_t least = (column->flags & PH_COLUMN_SIGNED) != 0 ? -limit + 1 : 0;

    for (uint64_t i = 0; i < column->count; i++) {
        uint8_t *bytes = column->cells + i * column->width;

        if (column->values[i] < least || column->values[i] >= limit)
            return fail_item(outcome, i, "OVERFLOW", "has too few digits, or no sign");
        value.data = (uint8_t *)&column->values[i]; /* libcob only reads it. */
        if (!is_zoned)
            cell.data = bytes;
        cob_move(&value, &cell);
        if (is_zoned)
            translate(opened->ascii.to_ebcdic, ascii, cell.size, bytes);
    }
    outcome->items_done = column->count;
    return PH_SUBJECT_OK;
}

static int32_t gnucobol_encode_column(void *opened, const ph_subject_encode_column *column,
                                      ph_subject_outcome *outcome)
{
    const cell_shape shape = { column->operation, column->flags & ~PH_COLUMN_STREAMED,
                               column->ccsid, column->digits, column->width };
    const bool is_zoned = column->operation == PH_OPERATION_ENCODE_ZONED;

    if (!is_zoned && column->operation != PH_OPERATION_ENCODE_PACKED)
        return fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                    "This subject has no operation %" PRIu32 ".", column->operation);
    if (check_shape(&shape, is_zoned, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    if (!column->values)
        return fail(outcome, "BAD_SHAPE", "values is NULL.");

    const cob_field_attr attr = make_attr(&shape, is_zoned);
    return encode(opened, column, &attr, is_zoned, outcome);
}

#define DECODE (PH_OPERATION_DECODE_ZONED | PH_OPERATION_DECODE_PACKED)
#define ENCODE (PH_OPERATION_ENCODE_ZONED | PH_OPERATION_ENCODE_PACKED)

static ph_subject subjects[] = {
    {
        .struct_size = sizeof(ph_subject),
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations = DECODE | ENCODE,
        .name = "gnucobol",
        .variant = "",
        .build = PH_GNUCOBOL_BUILD,
        .open = gnucobol_open,
        .close = gnucobol_close,
        .decode_column = gnucobol_decode_column,
        .encode_column = gnucobol_encode_column,
    },
    {
        .struct_size = sizeof(ph_subject),
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations = DECODE,
        .name = "gnucobol",
        .variant = "llint",
        .build = PH_GNUCOBOL_BUILD,
        .open = gnucobol_open_llint,
        .close = gnucobol_close,
        .decode_column = gnucobol_decode_column,
    },
};

const ph_subject *ph_subject_entry(uint32_t index)
{
    if (index >= sizeof(subjects) / sizeof(*subjects))
        return NULL;
    subjects[index].version = libcob_version(); /* Of the libcob that is loaded. */
    return &subjects[index];
}
