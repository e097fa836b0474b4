/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The machine's own limits, timed as arms of every benchmark beside the subjects. */
#ifndef PH_LIMITS_H
#define PH_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* Copy with the C library's memcpy. */
void ph_limit_memcpy(uint8_t *restrict to, const uint8_t *restrict from, size_t length);

/* Read every byte once: the sum of the 64-bit words, which no compiler may leave out. */
void ph_limit_read(const uint8_t *bytes, size_t length);

#endif /* PH_LIMITS_H */
