/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "perfharness/codec.h"

#include <string.h>

#include "kernel/kernel.h"

/* Ascending: ph_codec_choose() prefers the last one that the CPU runs. */
static const ph_codec codecs[PH_ISA_COUNT] = {
    [PH_ISA_SCALAR] = { "scalar", ph_packed_decode_scalar, ph_zoned_decode_scalar,
                        ph_text_decode_scalar },
};

static int cpu_runs(ph_isa isa)
{
    switch (isa) {
    case PH_ISA_SCALAR: return 1;
    case PH_ISA_COUNT: break;
    }
    return 0;
}

const ph_codec *ph_codec_for_isa(ph_isa isa)
{
    return cpu_runs(isa) && codecs[isa].isa ? &codecs[isa] : NULL;
}

const ph_codec *ph_codec_choose(const char *isa)
{
    for (int i = PH_ISA_COUNT - 1; i >= 0; i--) {
        const ph_codec *codec = ph_codec_for_isa((ph_isa)i);

        if (codec && (!isa || strcmp(isa, codec->isa) == 0))
            return codec;
    }
    return NULL;
}

const char *ph_codec_isa(const ph_codec *codec)
{
    return codec->isa;
}

static const ph_decode_result bad_shape = { PH_CODEC_BAD_SHAPE, 0, 0 };

static int has_digits(ph_decimal decimal)
{
    return decimal.digits >= 1 && decimal.digits <= PH_DECIMAL_MAX_DIGITS;
}

ph_decode_result ph_packed_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                  int64_t *out)
{
    size_t redone;

    if (!has_digits(decimal) || column.width != PH_PACKED_WIDTH(decimal.digits) ||
        column.stride < column.width)
        return bad_shape;
    return codec->packed_decode(column, decimal, out, &redone);
}

ph_decode_result ph_zoned_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                 int64_t *out)
{
    size_t redone;

    if (!has_digits(decimal) || column.width != decimal.digits || column.stride < column.width)
        return bad_shape;
    return codec->zoned_decode(column, decimal, out, &redone);
}

/* Room for the longest answer, all of whose offsets a uint32_t can hold. */
static int has_room(ph_column column, ph_text_output output)
{
    const size_t capacity = output.capacity < UINT32_MAX ? output.capacity : UINT32_MAX;

    return capacity / PH_TEXT_MAX_UTF8_PER_BYTE / column.width >= column.count;
}

ph_decode_result ph_text_decode(const ph_codec *codec, ph_column column, const ph_code_page *page,
                                ph_control_policy policy, ph_text_output output)
{
    size_t redone;

    if (column.width == 0 || column.stride < column.width || !has_room(column, output))
        return bad_shape;
    return codec->text_decode(column, page, policy, output, &redone);
}
