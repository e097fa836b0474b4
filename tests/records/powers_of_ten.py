#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The powers of ten that shortest decimals of doubles are made with.

    powers_of_ten.py HEADER            complains, and exits with 1, where it is not what is made here
    powers_of_ten.py --write HEADER    writes it
"""

import pathlib
import sys
from fractions import Fraction

LOWEST, HIGHEST = -292, 324

TOP = """/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Powers of ten from 10^{lowest} to 10^{highest}: the 128 bits from the highest one on, rounded up. Made by
 * tests/records/powers_of_ten.py.
 */
#ifndef PH_CODECS_RECORD_POWERS_OF_TEN_H
#define PH_CODECS_RECORD_POWERS_OF_TEN_H

#include <stdint.h>

enum {{
    PH_POWER_OF_TEN_MIN = {lowest},
    PH_POWER_OF_TEN_MAX = {highest},
}};

static const struct {{
    uint64_t high;
    uint64_t low;
}} ph_powers_of_ten[] = {{
"""
BOTTOM = """};

#endif /* PH_CODECS_RECORD_POWERS_OF_TEN_H */
"""


def significant(exponent):
    """The 128 bits of 10^exponent from its highest one on, rounded up."""
    power = Fraction(10) ** exponent
    bits = power.numerator.bit_length() - power.denominator.bit_length()
    if Fraction(2) ** bits > power:
        bits -= 1
    scaled = power * Fraction(2) ** (127 - bits)
    return -(-scaled.numerator // scaled.denominator)


def header():
    lines = []
    for exponent in range(LOWEST, HIGHEST + 1):
        number = significant(exponent)
        assert number.bit_length() == 128
        lines.append(f"    {{ UINT64_C(0x{number >> 64:016X}), "
                     f"UINT64_C(0x{number & (1 << 64) - 1:016X}) }},\n")
    return TOP.format(lowest=LOWEST, highest=HIGHEST) + "".join(lines) + BOTTOM


def main():
    path = pathlib.Path(sys.argv[-1])
    if sys.argv[1] == "--write":
        path.write_text(header(), encoding="utf-8")
    elif path.read_text(encoding="utf-8") != header():
        sys.exit(f"{path} is not what {sys.argv[0]} makes: {sys.argv[0]} --write {path}")


main()
