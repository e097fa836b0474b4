/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: a column of subject.h decoded by the reference. */
#include <inttypes.h>

#include "column.h"
#include "failure.h"

static int32_t report(ph_decode_result result, ph_subject_outcome *outcome)
{
    static const struct {
        const char *code, *meaning;
    } errors[] = {
        [PH_CODEC_BAD_DIGIT] = { "BAD_DIGIT", "a digit is above 9 or the pad nibble is not 0" },
        [PH_CODEC_BAD_ZONE] = { "BAD_ZONE", "the zone of a digit is not F" },
        [PH_CODEC_BAD_SIGN] = { "BAD_SIGN", "the sign is not one or not allowed in the field" },
        [PH_CODEC_BAD_CONTROL] = { "BAD_CONTROL", "a control character is not allowed" },
    };

    outcome->items_done = result.record;
    if (result.status == PH_CODEC_OK)
        return PH_SUBJECT_OK;
    if (result.status == PH_CODEC_BAD_SHAPE)
        return ph_native_fail(outcome, "BAD_SHAPE",
                              "Width, stride, digits and signs do not fit together.");
    return ph_native_fail_cell(outcome, errors[result.status].code, errors[result.status].meaning,
                               result.record, result.byte);
}

static int32_t decode_text(const ph_codec *codec, const ph_subject_column *column, ph_column cells,
                           const ph_code_page *page, ph_subject_outcome *outcome)
{
    const ph_text_output output = { column->text, (size_t)column->text_capacity,
                                    column->text_ends };
    const ph_control_policy policy =
        column->flags & PH_COLUMN_PASS_CONTROLS ? PH_CONTROL_PASS : PH_CONTROL_ERROR;

    /* The kernels store before they know how long a character is. */
    if (cells.width > 0 &&
        column->text_capacity / PH_TEXT_MAX_UTF8_PER_BYTE / cells.width < cells.count)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_OUTPUT_FULL,
                              "The text buffer holds %" PRIu64 " bytes; %d are needed per byte of "
                              "%zu cells of %zu bytes.",
                              column->text_capacity, PH_TEXT_MAX_UTF8_PER_BYTE, cells.count,
                              cells.width);

    const ph_decode_result result = ph_text_decode(codec, cells, page, policy, output);
    if (result.record > 0)
        outcome->output_length = output.ends[result.record - 1];
    return report(result, outcome);
}

/* ph_subject_wide is laid out as ph_int128 is, so the host's buffer can be written to directly. */
static ph_int128 *as_int128(ph_subject_wide *values)
{
    _Static_assert(sizeof(ph_subject_wide) == sizeof(ph_int128) &&
                       offsetof(ph_subject_wide, high) == offsetof(ph_int128, high),
                   "both sides hold wide values alike");
    return (ph_int128 *)(void *)values;
}

static int32_t decode_decimals(const ph_codec *codec, const ph_subject_column *column,
                               ph_column cells, ph_subject_outcome *outcome)
{
    const ph_decimal decimal = { column->digits, ph_native_decimal_flags(column->flags) };
    const int is_packed = column->operation == PH_OPERATION_DECODE_PACKED;

    if (!column->values && column->wide_values) {
        ph_int128 *const out = as_int128(column->wide_values);

        return report(is_packed ? ph_packed_decode_128(codec, cells, decimal, out)
                                : ph_zoned_decode_128(codec, cells, decimal, out),
                      outcome);
    }
    return report(is_packed ? ph_packed_decode(codec, cells, decimal, column->values)
                            : ph_zoned_decode(codec, cells, decimal, column->values),
                  outcome);
}

int32_t ph_native_decode_column(void *state, const ph_subject_column *column,
                                ph_subject_outcome *outcome)
{
    const ph_codec *codec = ph_native_codec_for(state, column->flags);
    const ph_code_page *page = ph_code_page_find(column->ccsid);
    const ph_column cells = { column->cells, (size_t)column->stride, (size_t)column->width,
                              (size_t)column->count };

    if (column->operation == PH_OPERATION_DECODE_PACKED)
        return decode_decimals(codec, column, cells, outcome);
    if (column->operation != PH_OPERATION_DECODE_ZONED &&
        column->operation != PH_OPERATION_DECODE_TEXT)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED, "No operation %" PRIu32 ".",
                              column->operation);
    if (!page)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No code page with CCSID %" PRIu32 ".", column->ccsid);
    if (column->operation == PH_OPERATION_DECODE_ZONED)
        return decode_decimals(codec, column, cells, outcome);
    return decode_text(codec, column, cells, page, outcome);
}
