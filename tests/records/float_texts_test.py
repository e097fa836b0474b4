#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Floats against two other implementations.

    float_texts_test.py PROGRAM [SEED]

A million doubles are written with the digits of Python's repr(), which is David Gay's algorithm: all
exponents, powers of two and of ten and what is beside them, subnormals, short decimals, whole numbers,
random bits. Hexadecimal floats are the nearest doubles, ties to even, by rational arithmetic.
"""

import random
import struct
import subprocess
import sys
import time
from fractions import Fraction

COUNT = 1_000_000
HEXADECIMAL_COUNT = 60_000
SIGN = 1 << 63
INFINITY = 0x7FF << 52


def bits_of(value):
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def double_of(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def written(value):
    """repr()'s digits, in the form of serde_json: an exponent below 1e-5 and from 1e16 on."""
    text = repr(value)
    if text in ("inf", "-inf", "nan"):
        return ""
    if "e" not in text:
        return text
    digits, exponent = text.split("e")
    if exponent == "-05":
        sign, digits = ("-", digits[1:]) if digits[0] == "-" else ("", digits)
        return sign + "0.0000" + digits.replace(".", "")
    return f"{digits}e{int(exponent):+d}"


def doubles(source):
    """Bits of doubles: those that are hard first, then random ones."""
    for exponent in range(0x800):
        for fraction in (0, 1, 2, (1 << 51), (1 << 52) - 2, (1 << 52) - 1):
            yield exponent << 52 | fraction
        for _ in range(40):
            yield exponent << 52 | source.getrandbits(52)
    for power in range(-324, 309):
        for digits in ("1", "5", "9", "2.5", "9.99", "1.7976931348623157", "8.41"):
            bits = bits_of(float(f"{digits}e{power}"))
            yield from (near for near in range(bits - 3, bits + 4) if 0 <= near < INFINITY)
    for shift in range(52):
        yield from (1 << shift, (1 << shift) - 1, (1 << shift) + 1)
    for bits in (0, INFINITY, INFINITY | 1, INFINITY | 1 << 51, bits_of(9007199254740993.0)):
        yield from (bits, bits | SIGN)
    for _ in range(100_000):
        yield bits_of(source.randrange(10 ** source.randint(1, 17)) / 10 ** source.randint(0, 22))
        yield bits_of(float(source.getrandbits(source.randint(1, 64))))


def hexadecimals(source):
    """Bytes of hexadecimal floats."""
    for exponent in range(0x80):
        for sign in (0, 0x80):
            for fraction in (0, 1, 0x100000, 0xFFFFFF):
                yield bytes([sign | exponent]) + fraction.to_bytes(3, "big")
            # 56 bits into 53: below, at and above the middle, with an even and an odd neighbour.
            for fraction in (0, 1, *range(0x80000000000000, 0x80000000000020),
                             *range(0xFFFFFFFFFFFFE0, 0x100000000000000),
                             *range(0x40000000000000, 0x40000000000008),
                             *range(0x20000000000000, 0x20000000000004), 0x1FFFFFFFFFFFFF):
                yield bytes([sign | exponent]) + fraction.to_bytes(7, "big")
    for _ in range(HEXADECIMAL_COUNT):
        yield source.randbytes(source.choice((4, 8)))


def nearest(data):
    """The bits of the double that is nearest to a hexadecimal float."""
    fraction = Fraction(int.from_bytes(data[1:], "big"), 1 << 8 * (len(data) - 1))
    value = float(fraction * Fraction(16) ** ((data[0] & 0x7F) - 64))
    return bits_of(-value if data[0] & 0x80 else value)


def compare(program, asked, expected):
    done = subprocess.run([program], input="\n".join(asked) + "\n", capture_output=True, text=True,
                          check=False)
    found = done.stdout.split("\n")[:-1]
    assert done.returncode == 0, f"exit status {done.returncode}: {found[-1]} {done.stderr}"
    assert len(found) == len(expected), f"{len(found)} answers to {len(expected)} questions"
    for question, answer, right in zip(asked, found, expected):
        assert answer == right, f"{question} is {answer}, expected {right}"


def main():
    program = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns()
    source = random.Random(seed)
    print("seed", seed)

    bits = list(doubles(source))
    bits += [source.getrandbits(64) for _ in range(COUNT - len(bits))]
    compare(program, [f"d {b:016x}" for b in bits], [written(double_of(b)) for b in bits])

    data = list(hexadecimals(source))
    compare(program, ["h " + d.hex() for d in data], [f"{nearest(d):016x}" for d in data])
    print(len(bits), "doubles,", len(data), "hexadecimal floats")


main()
