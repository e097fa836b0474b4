/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* z/Architecture hexadecimal floating point: COMP-1 and COMP-2 as COBOL on z/OS writes them. */
#ifndef PH_CODECS_RECORD_HEXADECIMAL_FLOAT_H
#define PH_CODECS_RECORD_HEXADECIMAL_FLOAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A sign, a 7-bit exponent of 16 in excess of 64, and a fraction of 24 or 56 bits, to the nearest
 * binary64, ties to even. Of 4 bytes always exact; a fraction need not be normalised. Minus zero is
 * -0.0. Source: z/Architecture Principles of Operation, "Hexadecimal-floating-point data format".
 *
 * @param size  4 or 8.
 */
double ph_hexadecimal_float(const uint8_t *bytes, size_t size);

/*
 * The way back, to the nearest such number, ties to even: of 8 bytes exact, but below 16^-65, where
 * fractions are not normalised any more. False: it is too large, or not finite.
 */
bool ph_hexadecimal_float_put(double value, uint8_t *bytes, size_t size);

#endif /* PH_CODECS_RECORD_HEXADECIMAL_FLOAT_H */
