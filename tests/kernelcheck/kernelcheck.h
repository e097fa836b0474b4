/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Proves every kernel that the CPU runs against a second implementation, which is written here
 * straight from the rules in codec.h and shares no code with the kernels; times them on request.
 */
#ifndef PH_TESTS_KERNELCHECK_KERNELCHECK_H
#define PH_TESTS_KERNELCHECK_KERNELCHECK_H

#include <stdint.h>

#include "kernel/kernel.h"

/* Of each instruction set the kernels for columns of any kind, and those for columns that stream.
 */
#define KERNELCHECK_CODECS_MAX (2 * PH_ISA_COUNT)

/* One family of kernels of one instruction set under test. */
typedef struct kernelcheck {
    const ph_codec *codec;
    uint64_t seed;
    int failures;
} kernelcheck;

uint64_t kernelcheck_random(kernelcheck *check);
unsigned kernelcheck_random_below(kernelcheck *check, unsigned limit);

/* Counts a difference; prints the first of them. */
void kernelcheck_fail(kernelcheck *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One per kernel family. */
void check_packed_decode(kernelcheck *check);
void check_zoned_decode(kernelcheck *check);
void check_packed_encode(kernelcheck *check);
void check_zoned_encode(kernelcheck *check);
void check_decimal_text(kernelcheck *check);
void check_text_decode(kernelcheck *check);
void check_text_encode(kernelcheck *check);
void check_record_lines(kernelcheck *check);
void check_line_records(kernelcheck *check);

/*
 * Prints the speed of the kernels of all the codecs, which NULL ends, in the cases whose name has
 * part_of_name in it. Returns the number of failures.
 */
int bench_kernels(const ph_codec *const *codecs, uint64_t seed, const char *part_of_name);

/* As bench_kernels(), of whole records. */
int bench_record_lines(const ph_codec *const *codecs, uint64_t seed, const char *part_of_name);

#endif /* PH_TESTS_KERNELCHECK_KERNELCHECK_H */
