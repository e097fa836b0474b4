/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native reference as a subject. Options: "" or "isa=NAME". */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "perfharness/codec.h"
#include "perfharness/subject.h"

__attribute__((visibility("default"))) ph_subject_entry_fn ph_subject_entry;

/* A failure that is not one cell's: nothing was decoded. */
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

static int32_t native_open(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    static const char isa_option[] = "isa=";
    const char *isa = NULL;

    if (strncmp(options, isa_option, strlen(isa_option)) == 0)
        isa = options + strlen(isa_option);
    else if (options[0] != '\0')
        return fail(outcome, "UNKNOWN_OPTION", "Unknown option \"%s\"; the only one is isa=NAME.",
                    options);

    const ph_codec *codec = ph_codec_choose(isa);
    if (!codec)
        return fail(outcome, "UNKNOWN_ISA",
                    "This build or CPU has no kernels for instruction set \"%s\".", isa ? isa : "");
    *ret_state = (void *)codec; /* Never written through: every use is a const ph_codec. */
    return PH_SUBJECT_OK;
}

static void native_close(void *state)
{
    (void)state; /* Static. */
}

static int32_t report_cell(ph_decode_result result, ph_subject_outcome *outcome)
{
    static const struct {
        const char *code, *meaning;
    } errors[] = {
        [PH_CODEC_BAD_DIGIT] = { "BAD_DIGIT", "a digit is above 9 or the pad nibble is not 0" },
        [PH_CODEC_BAD_ZONE] = { "BAD_ZONE", "the zone of a digit is not F" },
        [PH_CODEC_BAD_SIGN] = { "BAD_SIGN", "the sign is not one or not allowed in the field" },
        [PH_CODEC_BAD_CONTROL] = { "BAD_CONTROL", "a control character is not allowed" },
        [PH_CODEC_BAD_SHAPE] = { "BAD_SHAPE", "Width, stride and digits do not fit together." },
    };

    outcome->items_done = result.record;
    if (result.status == PH_CODEC_OK)
        return PH_SUBJECT_OK;
    if (result.status == PH_CODEC_BAD_SHAPE)
        return fail(outcome, errors[result.status].code, "%s", errors[result.status].meaning);

    (void)fail(outcome, errors[result.status].code, "In cell %zu, byte %zu, %s.", result.record,
               result.byte, errors[result.status].meaning);
    outcome->items_failed = 1;
    outcome->first_failed = result.record;
    outcome->byte = result.byte;
    return PH_SUBJECT_FAILED;
}

static int32_t decode_text(const ph_codec *codec, const ph_subject_column *column, ph_column cells,
                           const ph_code_page *page, ph_subject_outcome *outcome)
{
    const ph_text_output output = { column->text, (size_t)column->text_capacity,
                                    column->text_ends };

    /* The kernels store before they know how long a character is. */
    if (cells.width > 0 &&
        column->text_capacity / PH_TEXT_MAX_UTF8_PER_BYTE / cells.width < cells.count)
        return fail(outcome, PH_ERROR_OUTPUT_FULL,
                    "The text buffer holds %" PRIu64 " bytes; %d are needed per byte of %zu cells "
                    "of %zu bytes.",
                    column->text_capacity, PH_TEXT_MAX_UTF8_PER_BYTE, cells.count, cells.width);

    const ph_decode_result result = ph_text_decode(codec, cells, page, PH_CONTROL_ERROR, output);
    if (result.record > 0)
        outcome->output_length = output.ends[result.record - 1];
    return report_cell(result, outcome);
}

static int32_t native_decode_column(void *state, const ph_subject_column *column,
                                    ph_subject_outcome *outcome)
{
    const ph_codec *codec = state;
    const ph_code_page *page = ph_code_page_find(column->ccsid);
    const ph_decimal decimal = { column->digits, (column->flags & PH_COLUMN_SIGNED) != 0 };
    const ph_column cells = { column->cells, (size_t)column->stride, (size_t)column->width,
                              (size_t)column->count };

    if (column->operation == PH_OPERATION_DECODE_PACKED)
        return report_cell(ph_packed_decode(codec, cells, decimal, column->values), outcome);
    if (column->operation != PH_OPERATION_DECODE_ZONED &&
        column->operation != PH_OPERATION_DECODE_TEXT)
        return fail(outcome, "BAD_OPERATION", "This subject has no operation %" PRIu32 ".",
                    column->operation);
    if (!page)
        return fail(outcome, "BAD_CCSID", "This subject has no code page with CCSID %" PRIu32 ".",
                    column->ccsid);
    if (column->operation == PH_OPERATION_DECODE_ZONED)
        return report_cell(ph_zoned_decode(codec, cells, decimal, column->values), outcome);
    return decode_text(codec, column, cells, page, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static const ph_subject subject = {
        .struct_size = sizeof(subject),
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations =
            PH_OPERATION_DECODE_TEXT | PH_OPERATION_DECODE_ZONED | PH_OPERATION_DECODE_PACKED,
        .name = "native",
        .variant = "",
        .version = PH_NATIVE_VERSION,
        .build = PH_NATIVE_BUILD,
        .open = native_open,
        .close = native_close,
        .decode_column = native_decode_column,
    };

    return index == 0 ? &subject : NULL;
}
