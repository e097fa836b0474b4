/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as packed and zoned decimals of any picture: nothing is read outside the column, and
 * what decodes comes back as the same value when it is encoded and decoded again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/codec.h"

enum { COUNT_MAX = 64, CELLS_MAX_BYTES = COUNT_MAX * 33 };

typedef ph_decode_result decode_fn(const ph_codec *, ph_column, ph_decimal, ph_int128 *);
typedef ph_encode_result encode_fn(const ph_codec *, const ph_int128 *, ph_decimal,
                                   ph_column_output);

static void check(decode_fn *decode, encode_fn *encode, ph_column column, ph_decimal decimal)
{
    const ph_codec *codec = ph_codec_choose(NULL);
    ph_int128 values[COUNT_MAX], again[COUNT_MAX];
    uint8_t cells[CELLS_MAX_BYTES];
    const ph_decode_result first = decode(codec, column, decimal, values);
    const ph_column_output output = { cells, column.width, column.width, first.record };

    if (first.record > column.count || first.byte > column.width)
        abort();
    if (first.status == PH_CODEC_BAD_SHAPE || first.record == 0)
        return;
    if (encode(codec, values, decimal, output).status != PH_ENCODE_OK)
        abort();

    const ph_column back = { cells, column.width, column.width, first.record };
    if (decode(codec, back, decimal, again).status != PH_CODEC_OK ||
        memcmp(values, again, first.record * sizeof(*values)) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length < 4)
        return 0;

    /* The compatibility profile takes cells that no encoder writes. */
    const ph_decimal decimal = { bytes[0] % 34u, bytes[1] & ~PH_DECIMAL_COPYBOOK_RS };
    const int is_packed = bytes[2] & 1;
    const size_t width =
        is_packed ? PH_PACKED_WIDTH(decimal.digits) : PH_ZONED_WIDTH(decimal.digits, decimal.flags);
    const size_t stride = width + bytes[3] % 4u;
    const size_t count = width ? (length - 4) / stride : 0;
    const ph_column column = { bytes + 4, stride, width, count > COUNT_MAX ? COUNT_MAX : count };

    if (is_packed)
        check(ph_packed_decode_128, ph_packed_encode_128, column, decimal);
    else
        check(ph_zoned_decode_128, ph_zoned_encode_128, column, decimal);
    return 0;
}
