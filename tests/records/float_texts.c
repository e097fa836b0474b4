/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers by their bits, one a line in hexadecimal, to what the record decoder makes of them:
 * "d BITS" a double to its text, which strtod() reads back or the program ends; "h BYTES" of 4 or 8
 * bytes of hexadecimal floating point to a double's bits. float_texts_test.py knows better.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/double_text.h"
#include "record/hexadecimal_float.h"

static void write_text(uint64_t bits)
{
    char text[PH_DOUBLE_TEXT_MAX + 2];
    double value, again;

    memset(text, '?', sizeof(text));
    memcpy(&value, &bits, sizeof(value));
    const size_t length = ph_double_text(value, text);

    if (length > PH_DOUBLE_TEXT_MAX || text[length] != '?') {
        printf("a text of %zu bytes\n", length);
        exit(EXIT_FAILURE);
    }
    text[length] = '\0';
    again = strtod(text, NULL);
    if (length > 0 && memcmp(&again, &value, sizeof(value)) != 0) {
        printf("%s does not read back\n", text);
        exit(EXIT_FAILURE);
    }
    printf("%s\n", text);
}

static void write_double(const char *digits, size_t size)
{
    uint64_t bits = strtoull(digits, NULL, 16);
    uint8_t bytes[8];
    double value;

    for (size_t i = size; i-- > 0; bits >>= 8)
        bytes[i] = (uint8_t)bits;
    value = ph_hexadecimal_float(bytes, size);
    memcpy(&bits, &value, sizeof(bits));
    printf("%016" PRIx64 "\n", bits);
}

int main(void)
{
    char line[32];

    while (fgets(line, sizeof(line), stdin)) {
        const size_t digits = strcspn(line + 2, "\n");

        if (line[0] == 'd')
            write_text(strtoull(line + 2, NULL, 16));
        else
            write_double(line + 2, digits / 2);
    }
    return EXIT_SUCCESS;
}
