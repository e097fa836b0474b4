/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a file text at all? */
#include <stdio.h>

#include "record/source.h"

/* In EBCDIC a blank is 40, and letters are 80 and above: as they are in comments in UTF-8, but
 * those have blanks of ASCII; what is random has few blanks of either. */
static bool looks_like_ebcdic(const char *source, size_t length)
{
    size_t blanks = 0;
    size_t ascii_blanks = 0;
    size_t high = 0;

    for (size_t i = 0; i < length; i++) {
        blanks += source[i] == '\x40';
        ascii_blanks += source[i] == ' ';
        high += (unsigned char)source[i] >= 0x80;
    }
    return blanks + high > length / 2 && blanks >= ascii_blanks && blanks >= length / 16;
}

static bool refuse(ph_copybook_error *error, const char *sentence)
{
    *error = (ph_copybook_error){ .kind = PH_COPYBOOK_ERROR_NOT_TEXT };
    (void)snprintf(error->message, sizeof(error->message), "%s", sentence);
    return false;
}

static bool is_control(unsigned char c)
{
    return (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7F;
}

/* The control character that stands at a place. */
static bool refuse_control(const char *source, size_t at, ph_copybook_error *error)
{
    uint32_t line = 1;
    size_t begin = 0;

    for (size_t i = 0; i < at; i++) {
        if (source[i] != '\n' && (source[i] != '\r' || source[i + 1] == '\n'))
            continue;
        line++;
        begin = i + 1;
    }
    *error = (ph_copybook_error){ .kind = PH_COPYBOOK_ERROR_NOT_TEXT,
                                  .line = line,
                                  .column = (uint32_t)(at - begin) + 1 };
    (void)snprintf(error->message, sizeof(error->message),
                   "the byte %02X is no character of a copybook: is it a text file?",
                   (unsigned char)source[at]);
    return false;
}

bool ph_source_check(const char *source, size_t length, ph_copybook_error *error)
{
    if (length > PH_COPYBOOK_SOURCE_MAX) {
        *error = (ph_copybook_error){ .kind = PH_COPYBOOK_ERROR_TOO_LARGE };
        (void)snprintf(error->message, sizeof(error->message),
                       "it is longer than %u bytes, the most that is read: is it a copybook?",
                       PH_COPYBOOK_SOURCE_MAX);
        return false;
    }
    if (length > 0 && looks_like_ebcdic(source, length))
        return refuse(error,
                      "it seems to be in EBCDIC: make it UTF-8 first, as iconv -f IBM-1047 -t "
                      "UTF-8 does");
    for (size_t i = 0; i < length; i++) {
        if (source[i] == '\x1A') /* DOS: the end of a text. */
            return true;
        if (is_control((unsigned char)source[i]))
            return refuse_control(source, i, error);
    }
    return true;
}
