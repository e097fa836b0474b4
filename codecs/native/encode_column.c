/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: a column of subject.h encoded by the reference. */
#include <inttypes.h>

#include "column.h"
#include "failure.h"

static int32_t report(ph_encode_result result, ph_subject_outcome *outcome)
{
    static const struct {
        const char *code, *meaning;
    } errors[] = {
        [PH_ENCODE_OVERFLOW] = { "OVERFLOW", "the value does not fit the picture" },
        [PH_ENCODE_BAD_UTF8] = { "BAD_UTF8", "the text is not well-formed UTF-8" },
        [PH_ENCODE_UNMAPPABLE] = { "UNMAPPABLE", "the code page has no such character" },
        [PH_ENCODE_TOO_LONG] = { "TOO_LONG", "the text has more characters than the cell bytes" },
    };

    outcome->items_done = result.record;
    if (result.status == PH_ENCODE_OK)
        return PH_SUBJECT_OK;
    if (result.status == PH_ENCODE_BAD_SHAPE)
        return ph_native_fail(outcome, "BAD_SHAPE", "Width, digits and signs do not fit together.");
    return ph_native_fail_cell(outcome, errors[result.status].code, errors[result.status].meaning,
                               result.record, result.byte);
}

int32_t ph_native_encode_column(void *state, const ph_subject_encode_column *column,
                                ph_subject_outcome *outcome)
{
    const ph_codec *codec = ph_native_codec_for(state, column->flags);
    const ph_code_page *page = ph_code_page_find(column->ccsid);
    const ph_decimal decimal = { column->digits, ph_native_decimal_flags(column->flags) };
    const ph_text_input text = { column->text, column->text_ends };
    const ph_column_output cells = { column->cells, (size_t)column->width, (size_t)column->width,
                                     (size_t)column->count };

    if (column->operation == PH_OPERATION_ENCODE_PACKED)
        return report(ph_packed_encode(codec, column->values, decimal, cells), outcome);
    if (column->operation != PH_OPERATION_ENCODE_ZONED &&
        column->operation != PH_OPERATION_ENCODE_TEXT)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED, "No operation %" PRIu32 ".",
                              column->operation);
    if (!page)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No code page with CCSID %" PRIu32 ".", column->ccsid);
    if (column->operation == PH_OPERATION_ENCODE_ZONED)
        return report(ph_zoned_encode(codec, column->values, decimal, cells), outcome);
    return report(ph_text_encode(codec, text, page, cells), outcome);
}
