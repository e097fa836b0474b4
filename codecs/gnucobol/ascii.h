/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bytes that stand for each other in EBCDIC and in the character set that libcob works in.
 *
 * The whole of CCSID 037 to ISO 8859-1 and back, one to one, as glibc iconv has it: so every byte
 * that is wrong stays a wrong one, and libcob is the judge. The bytes of zoned decimals are the
 * same in every EBCDIC code page, so one table does for all.
 */
#ifndef PH_CODECS_GNUCOBOL_ASCII_H
#define PH_CODECS_GNUCOBOL_ASCII_H

#include <stdbool.h>
#include <stdint.h>

typedef struct gnucobol_ascii {
    uint8_t from_ebcdic[256];
    uint8_t to_ebcdic[256];
} gnucobol_ascii;

/* False when iconv does not know IBM037. */
bool gnucobol_ascii_init(gnucobol_ascii *ret);

#endif /* PH_CODECS_GNUCOBOL_ASCII_H */
