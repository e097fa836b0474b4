/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "kernelcheck.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
    const char *name;
    void (*run)(kernelcheck *check);
} checks[] = {
    { "packed decode", check_packed_decode }, { "zoned decode", check_zoned_decode },
    { "packed encode", check_packed_encode }, { "zoned encode", check_zoned_encode },
    { "decimal text", check_decimal_text },   { "text decode", check_text_decode },
    { "text encode", check_text_encode },
};

uint64_t kernelcheck_random(kernelcheck *check)
{
    /* splitmix64, by Sebastiano Vigna (public domain). */
    uint64_t z = check->seed += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

unsigned kernelcheck_random_below(kernelcheck *check, unsigned limit)
{
    return (unsigned)(kernelcheck_random(check) % limit);
}

void kernelcheck_fail(kernelcheck *check, const char *format, ...)
{
    va_list args;

    if (check->failures++ > 0)
        return; /* The first difference is the useful one. */
    fprintf(stderr, "FAIL %s: ", ph_codec_isa(check->codec));
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static int run_checks(const ph_codec *codec, uint64_t seed, bool bench)
{
    int failures = 0;

    for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
        kernelcheck check = { codec, seed, 0 };

        checks[i].run(&check);
        printf("%-14s %-8s %s\n", checks[i].name, ph_codec_isa(codec),
               check.failures ? "FAILED" : "ok");
        failures += check.failures;
    }
    /* The speed of wrong answers is of no interest. */
    if (bench && failures == 0)
        bench_kernels(&(kernelcheck){ codec, seed, 0 });
    return failures;
}

int main(int argc, char **argv)
{
    uint64_t seed = (uint64_t)time(NULL);
    bool bench = false;
    int failures = 0;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--bench") == 0) {
            bench = true;
        } else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
            seed = strtoull(argv[++i], NULL, 0);
        } else {
            fprintf(stderr, "usage: kernelcheck [--seed N] [--bench]\n");
            return 2;
        }
    }
    printf("kernelcheck: seed %" PRIu64 "\n", seed);
    (void)fflush(stdout); /* A kernel that strays ends in a signal. */
    for (int isa = 0; isa < PH_ISA_COUNT; isa++) {
        const ph_codec *codec = ph_codec_for_isa((ph_isa)isa);

        if (codec)
            failures += run_checks(codec, seed, bench);
    }
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
