/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "kernelcheck.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A family of kernels: what proves it, and where ph_codec has its kernels. */
typedef struct kernel_family {
    const char *name;
    void (*run)(kernelcheck *check);
    size_t kernels[3]; /* Offsets; the same one again where there are fewer. */
} kernel_family;

#define AT(member) offsetof(ph_codec, member)

static const kernel_family families[] = {
    { "packed decode",
      check_packed_decode,
      { AT(packed_decode), AT(packed_decode_128), AT(packed_decode_text) } },
    { "zoned decode",
      check_zoned_decode,
      { AT(zoned_decode), AT(zoned_decode_128), AT(zoned_decode_text) } },
    { "packed encode",
      check_packed_encode,
      { AT(packed_encode), AT(packed_encode_128), AT(packed_encode) } },
    { "zoned encode",
      check_zoned_encode,
      { AT(zoned_encode), AT(zoned_encode_128), AT(zoned_encode) } },
    { "decimal text",
      check_decimal_text,
      { AT(decimal_text), AT(decimal_text_128), AT(decimal_text) } },
    { "text decode", check_text_decode, { AT(text_decode), AT(text_decode), AT(text_decode) } },
    { "text encode", check_text_encode, { AT(text_encode), AT(text_encode), AT(text_encode) } },
    { "record lines", check_record_lines, { AT(line_compile), AT(line_run), AT(line_run) } },
    { "line records", check_line_records, { AT(record_take), AT(record_take), AT(record_take) } },
};

static bool has_kernels_of(const kernel_family *family, const ph_codec *codec,
                           const ph_codec *other)
{
    typedef void (*kernel)(void);

    for (size_t i = 0; i < sizeof(family->kernels) / sizeof(*family->kernels); i++)
        if (memcmp((const char *)codec + family->kernels[i],
                   (const char *)other + family->kernels[i], sizeof(kernel)) != 0)
            return false;
    return true;
}

/* The set with whose kernels those of a family are proven: an earlier one that has all of them;
 * NULL: none has. */
static const ph_codec *find_proven(const kernel_family *family, const ph_codec *codec)
{
    for (int i = 0; i < PH_ISA_COUNT; i++) {
        const ph_codec *other = ph_codec_for_isa((ph_isa)i);

        if (other == codec)
            return NULL;
        if (other && has_kernels_of(family, codec, other))
            return other;
    }
    return NULL;
}

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

static int run_checks(const ph_codec *codec, uint64_t seed)
{
    int failures = 0;

    for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
        const kernel_family *const family = &families[i];
        const ph_codec *const proven = find_proven(family, codec);
        kernelcheck check = { codec, seed, 0 };

        if (!proven)
            family->run(&check);
        printf("%-14s %-34s %s%s\n", family->name, ph_codec_isa(codec),
               proven ? "as " : (check.failures ? "FAILED" : "ok"),
               proven ? ph_codec_isa(proven) : "");
        failures += check.failures;
    }
    return failures;
}

typedef struct kernelcheck_options {
    uint64_t seed;
    const char *isa;        /* NULL: every one that the CPU runs. */
    const char *bench_case; /* NULL: no benchmark; else a part of the names of those to run. */
} kernelcheck_options;

/* Returns false when the command line is wrong. */
static bool parse(int argc, char **argv, kernelcheck_options *ret)
{
    *ret = (kernelcheck_options){ .seed = (uint64_t)time(NULL) };
    for (int i = 1; i < argc; i++) {
        const bool has_value = i + 1 < argc;

        if (strcmp(argv[i], "--bench") == 0)
            ret->bench_case = ret->bench_case ? ret->bench_case : "";
        else if (strcmp(argv[i], "--case") == 0 && has_value)
            ret->bench_case = argv[++i];
        else if (strcmp(argv[i], "--isa") == 0 && has_value)
            ret->isa = argv[++i];
        else if (strcmp(argv[i], "--seed") == 0 && has_value)
            ret->seed = strtoull(argv[++i], NULL, 0);
        else
            return false;
    }
    return true;
}

/* The codecs to look at, ended by NULL. */
static void find_codecs(const char *isa, const ph_codec *ret[KERNELCHECK_CODECS_MAX + 1])
{
    size_t count = 0;

    for (int i = 0; i < PH_ISA_COUNT; i++) {
        const ph_codec *codec = ph_codec_for_isa((ph_isa)i);

        if (!codec || (isa && strcmp(isa, ph_codec_isa(codec)) != 0))
            continue;
        ret[count++] = codec;
        if (ph_codec_streamed(codec) != codec)
            ret[count++] = ph_codec_streamed(codec);
    }
    ret[count] = NULL;
}

int main(int argc, char **argv)
{
    const ph_codec *codecs[KERNELCHECK_CODECS_MAX + 1];
    kernelcheck_options options;
    int failures = 0;

    if (!parse(argc, argv, &options)) {
        fprintf(stderr, "usage: kernelcheck [--seed N] [--isa NAME] [--bench] [--case PART]\n");
        return 2;
    }
    find_codecs(options.isa, codecs);
    if (!codecs[0]) {
        fprintf(stderr, "kernelcheck: this CPU or this build has no kernels named %s\n",
                options.isa);
        return 2;
    }
    printf("kernelcheck: seed %" PRIu64 "\n", options.seed);
    (void)fflush(stdout); /* A kernel that strays ends in a signal. */
    for (size_t i = 0; codecs[i]; i++)
        failures += run_checks(codecs[i], options.seed);
    /* The speed of wrong answers is of no interest. */
    if (options.bench_case && failures == 0) {
        failures += bench_kernels(codecs, options.seed, options.bench_case);
        failures += bench_record_lines(codecs, options.seed, options.bench_case);
    }
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
