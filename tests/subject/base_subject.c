/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base_subject.h"

#include <stdio.h>

#include "perfharness/codec.h"

static const char *status_name(ph_codec_status status)
{
    switch (status) {
    case PH_CODEC_OK: return "";
    case PH_CODEC_BAD_DIGIT: return "BAD_DIGIT";
    case PH_CODEC_BAD_ZONE: return "BAD_ZONE";
    case PH_CODEC_BAD_SIGN: return "BAD_SIGN";
    case PH_CODEC_BAD_CONTROL: return "BAD_CONTROL";
    case PH_CODEC_BAD_SHAPE: return "BAD_SHAPE";
    case PH_CODEC_NOT_LATIN1: return "NOT_LATIN1";
    }
    return "UNKNOWN";
}

static ph_decode_result decode(const ph_codec *codec, const ph_subject_column *column)
{
    const ph_column cells = { column->cells, column->stride, column->width, column->count };
    const ph_decimal decimal = { column->digits, (column->flags & PH_COLUMN_SIGNED) != 0 };
    const ph_code_page *const page = ph_code_page_find(column->ccsid);
    const ph_text_output text = { column->text, column->text_capacity, column->text_ends };

    if (column->operation == PH_OPERATION_DECODE_PACKED)
        return ph_packed_decode(codec, cells, decimal, column->values);
    if (column->operation == PH_OPERATION_DECODE_ZONED)
        return ph_zoned_decode(codec, cells, decimal, column->values);
    if (column->operation == PH_OPERATION_DECODE_TEXT && page)
        return ph_text_decode(codec, cells, page, PH_CONTROL_ERROR, text);
    return (ph_decode_result){ PH_CODEC_BAD_SHAPE, 0, 0 };
}

static int32_t base_open(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    (void)options, (void)outcome;
    *ret_state = NULL;
    return PH_SUBJECT_OK;
}

static void base_close(void *state)
{
    (void)state;
}

int32_t base_decode_column(void *state, const ph_subject_column *column,
                           ph_subject_outcome *outcome)
{
    const ph_decode_result result = decode(ph_codec_choose("scalar"), column);

    (void)state;
    outcome->items_done = result.record;
    if (column->text_ends && result.record > 0)
        outcome->output_length = column->text_ends[result.record - 1];
    if (result.status == PH_CODEC_OK)
        return PH_SUBJECT_OK;
    outcome->items_failed = 1;
    outcome->first_failed = result.record;
    outcome->byte = result.byte;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "%s", status_name(result.status));
    return PH_SUBJECT_FAILED;
}

static ph_encode_result encode(const ph_codec *codec, const ph_subject_encode_column *column)
{
    const ph_column_output cells = { column->cells, column->width, column->width, column->count };
    const ph_decimal decimal = { column->digits, (column->flags & PH_COLUMN_SIGNED) != 0 };
    const ph_code_page *const page = ph_code_page_find(column->ccsid);
    const ph_text_input text = { column->text, column->text_ends };

    if (column->operation == PH_OPERATION_ENCODE_PACKED)
        return ph_packed_encode(codec, column->values, decimal, cells);
    if (column->operation == PH_OPERATION_ENCODE_ZONED)
        return ph_zoned_encode(codec, column->values, decimal, cells);
    if (column->operation == PH_OPERATION_ENCODE_TEXT && page)
        return ph_text_encode(codec, text, page, cells);
    return (ph_encode_result){ PH_ENCODE_BAD_SHAPE, 0, 0 };
}

int32_t base_encode_column(void *state, const ph_subject_encode_column *column,
                           ph_subject_outcome *outcome)
{
    const ph_encode_result result = encode(ph_codec_choose("scalar"), column);

    (void)state;
    outcome->items_done = result.record;
    if (result.status == PH_ENCODE_OK)
        return PH_SUBJECT_OK;
    outcome->items_failed = 1;
    outcome->first_failed = result.record;
    outcome->byte = result.byte;
    snprintf(outcome->error_code, sizeof(outcome->error_code), "ENCODE_%d", (int)result.status);
    return PH_SUBJECT_FAILED;
}

ph_subject base_subject(const char *name)
{
    return (ph_subject){
        .struct_size = sizeof(ph_subject),
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations = PH_OPERATION_DECODE_TEXT | PH_OPERATION_DECODE_ZONED |
                      PH_OPERATION_DECODE_PACKED | PH_OPERATION_ENCODE_TEXT |
                      PH_OPERATION_ENCODE_ZONED | PH_OPERATION_ENCODE_PACKED,
        .name = name,
        .variant = "",
        .version = "1",
        .build = "test",
        .open = base_open,
        .close = base_close,
        .decode_column = base_decode_column,
        .encode_column = base_encode_column,
    };
}
