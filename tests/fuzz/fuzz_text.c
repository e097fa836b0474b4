/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as EBCDIC text come back as the same bytes from UTF-8; any bytes as UTF-8 are encoded
 * or refused. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codepage/codepage.h"

enum { TEXT_MAX = 1024 };

static const ph_code_page *const pages[] = {
#define X(ccsid) &ph_code_page_##ccsid,
    PH_CODE_PAGE_TABLES(X)
#undef X
};

static void check_round_trip(const ph_code_page *page, const uint8_t *cell, size_t width)
{
    const ph_codec *codec = ph_codec_choose(NULL);
    uint8_t utf8[TEXT_MAX * PH_TEXT_MAX_UTF8_PER_BYTE], again[TEXT_MAX];
    uint32_t end;
    const ph_column column = { cell, width, width, 1 };
    const ph_text_output output = { utf8, sizeof(utf8), &end };
    const ph_text_input input = { utf8, &end };
    const ph_column_output back = { again, width, width, 1 };

    if (ph_text_decode(codec, column, page, PH_CONTROL_PASS, output).status != PH_CODEC_OK ||
        ph_text_encode(codec, input, page, back).status != PH_ENCODE_OK ||
        memcmp(again, cell, width) != 0)
        abort();
}

static void check_encode(const ph_code_page *page, const uint8_t *bytes, uint32_t length)
{
    uint8_t cell[TEXT_MAX];
    const ph_text_input input = { bytes, &length };
    const ph_column_output output = { cell, sizeof(cell), sizeof(cell), 1 };
    const ph_encode_result result = ph_text_encode(ph_codec_choose(NULL), input, page, output);

    if (result.status != PH_ENCODE_OK && result.byte >= length)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const ph_code_page *page;

    if (length < 2 || length > TEXT_MAX)
        return 0;
    page = pages[bytes[0] % (sizeof(pages) / sizeof(*pages))];
    check_round_trip(page, bytes + 1, length - 1);
    check_encode(page, bytes + 1, (uint32_t)length - 1);
    return 0;
}
