/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the public functions do before a kernel does the rest: check the shape, choose the set. */
#include "perfharness/codec.h"

#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "kernel/kernel.h"
#include "perfharness/require.h"

/* Two dimensions: the address of one is a constant, as the tables need. */
static const char isa_names[PH_ISA_COUNT][sizeof("avx512/two-source/staged")] = {
#define X(identifier, name, separator) [PH_ISA_##identifier] = { name },
    PH_ISA_LIST(X)
#undef X
};

/* What sets without a kernel of their own use; each set's table names the others. */
#define SCALAR_WIDE_ENCODERS                                                                       \
    .packed_encode_128 = ph_packed_encode_128_scalar,                                              \
    .zoned_encode_128 = ph_zoned_encode_128_scalar, .decimal_text_128 = ph_decimal_text_128_scalar
#define SCALAR_ENCODERS                                                                            \
    .packed_encode = ph_packed_encode_scalar, .zoned_encode = ph_zoned_encode_scalar,              \
    .text_encode = ph_text_encode_scalar, .decimal_text = ph_decimal_text_scalar,                  \
    SCALAR_WIDE_ENCODERS
#define SCALAR_WIDE_DECODERS                                                                       \
    .packed_decode_128 = ph_packed_decode_128_scalar, .zoned_decode_128 = ph_zoned_decode_128_scalar
#define SCALAR_LINES                                                                               \
    .line_compile = ph_line_compile_scalar, .line_run = ph_line_run_scalar,                        \
    .record_take = ph_record_take_scalar

/* What the ways to use AVX-512 share; numbers become text by AVX2's kernel, for want of one. */
#define AVX512_COMMON                                                                              \
    .packed_takes = ph_packed_takes_avx512, .zoned_takes = ph_zoned_takes_avx512,                  \
    .text_takes = ph_text_takes_avx512, .decimal_text = ph_decimal_text_avx2,                      \
    .line_compile = ph_line_compile_avx512, .line_run = ph_line_run_avx512,                        \
    .record_take = ph_record_take_avx512, SCALAR_WIDE_DECODERS, SCALAR_WIDE_ENCODERS
#define AVX512_TWO_SOURCE                                                                          \
    .packed_decode = ph_packed_decode_avx512_two_source,                                           \
    .zoned_decode = ph_zoned_decode_avx512_two_source,                                             \
    .packed_decode_text = ph_packed_decode_text_avx512_two_source,                                 \
    .zoned_decode_text = ph_zoned_decode_text_avx512_two_source,                                   \
    .latin1_decode = ph_latin1_decode_avx512_two_source,                                           \
    .packed_encode = ph_packed_encode_avx512_two_source,                                           \
    .zoned_encode = ph_zoned_encode_avx512_two_source,                                             \
    .text_encode = ph_text_encode_avx512_two_source

#if defined(__x86_64__)
static const ph_codec avx512_two_source_streamed = {
    .isa = "avx512/two-source/staged, streamed",
    .text_decode = ph_text_decode_avx512_two_source_staged,
    AVX512_TWO_SOURCE,
    AVX512_COMMON,
};
#endif

/* Ascending: ph_codec_choose() prefers the last one that suits the CPU. */
static const ph_codec codecs[PH_ISA_COUNT] = {
    [PH_ISA_SCALAR] = {
        .isa = isa_names[PH_ISA_SCALAR],
        .packed_decode = ph_packed_decode_scalar,
        .zoned_decode = ph_zoned_decode_scalar,
        .packed_decode_text = ph_packed_decode_text_scalar,
        .zoned_decode_text = ph_zoned_decode_text_scalar,
        .text_decode = ph_text_decode_scalar,
        .latin1_decode = ph_latin1_decode_scalar,
        SCALAR_WIDE_DECODERS,
        SCALAR_ENCODERS,
        SCALAR_LINES,
    },
#if defined(__aarch64__)
    [PH_ISA_NEON] = {
        .isa = isa_names[PH_ISA_NEON],
        .packed_takes = ph_packed_takes_neon,
        .zoned_takes = ph_zoned_takes_neon,
        .packed_decode = ph_packed_decode_neon,
        .zoned_decode = ph_zoned_decode_neon,
        .packed_decode_text = ph_packed_decode_text_scalar,
        .zoned_decode_text = ph_zoned_decode_text_scalar,
        .text_decode = ph_text_decode_neon,
        .latin1_decode = ph_latin1_decode_scalar,
        SCALAR_WIDE_DECODERS,
        .packed_encode = ph_packed_encode_neon,
        .zoned_encode = ph_zoned_encode_neon,
        .text_encode = ph_text_encode_neon,
        .decimal_text = ph_decimal_text_scalar,
        SCALAR_WIDE_ENCODERS,
        SCALAR_LINES,
    },
#endif
#if defined(__x86_64__)
    [PH_ISA_AVX2] = {
        .isa = isa_names[PH_ISA_AVX2],
        .packed_takes = ph_packed_takes_avx2,
        .packed_decode = ph_packed_decode_avx2,
        .zoned_takes = ph_zoned_takes_avx2,
        .zoned_decode = ph_zoned_decode_avx2,
        .packed_decode_text = ph_packed_decode_text_avx2,
        .zoned_decode_text = ph_zoned_decode_text_avx2,
        .text_takes = ph_text_takes_avx2,
        .text_decode = ph_text_decode_avx2,
        .latin1_decode = ph_latin1_decode_avx2,
        SCALAR_WIDE_DECODERS,
        .packed_encode = ph_packed_encode_avx2,
        .zoned_encode = ph_zoned_encode_avx2,
        .text_encode = ph_text_encode_avx2,
        .decimal_text = ph_decimal_text_avx2,
        SCALAR_WIDE_ENCODERS,
        .line_compile = ph_line_compile_avx2,
        .line_run = ph_line_run_avx2,
        .record_take = ph_record_take_avx2,
    },
    [PH_ISA_AVX512] = {
        .isa = isa_names[PH_ISA_AVX512],
        .packed_decode = ph_packed_decode_avx512,
        .zoned_decode = ph_zoned_decode_avx512,
        .packed_decode_text = ph_packed_decode_text_avx512,
        .zoned_decode_text = ph_zoned_decode_text_avx512,
        .text_decode = ph_text_decode_avx512,
        .latin1_decode = ph_latin1_decode_avx512,
        .packed_encode = ph_packed_encode_avx512,
        .zoned_encode = ph_zoned_encode_avx512,
        .text_encode = ph_text_encode_avx512,
        AVX512_COMMON,
    },
    [PH_ISA_AVX512_TWO_SOURCE] = {
        .isa = isa_names[PH_ISA_AVX512_TWO_SOURCE],
        .text_decode = ph_text_decode_avx512_two_source,
        AVX512_TWO_SOURCE,
        AVX512_COMMON,
    },
    [PH_ISA_AVX512_TWO_SOURCE_STAGED] = {
        .isa = isa_names[PH_ISA_AVX512_TWO_SOURCE_STAGED],
        .text_decode = ph_text_decode_avx512_two_source,
        AVX512_TWO_SOURCE,
        AVX512_COMMON,
        .streamed = &avx512_two_source_streamed,
    },
#endif
};

static int cpu_runs(ph_isa isa)
{
    switch (isa) {
    case PH_ISA_SCALAR: return 1;
#if defined(__x86_64__)
    case PH_ISA_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2");
    case PH_ISA_AVX512:
    case PH_ISA_AVX512_TWO_SOURCE:
    case PH_ISA_AVX512_TWO_SOURCE_STAGED:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512ifma") &&
               __builtin_cpu_supports("avx512bitalg") &&
               __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("gfni");
#elif defined(__aarch64__)
    case PH_ISA_NEON: return 1; /* Part of the architecture's baseline. */
#endif
    default: return 0;
    }
}

#if defined(__x86_64__)
/*
 * Whether text from memory is faster through a stage: on AMD's Zen 5 it was by a fifth, on Intel's
 * Emerald Rapids it was slower. What it takes is a short "rep movsb" that is fast (FSRM).
 */
static int streams_through_stage(void)
{
    enum { ZEN_5 = 0x1a, FSRM = 1 << 4 };
    unsigned eax, ebx, ecx, edx;

    if (!__builtin_cpu_is("amd") || !__get_cpuid(1, &eax, &ebx, &ecx, &edx))
        return 0;
    const unsigned family = (eax >> 8 & 0xf) + (eax >> 20 & 0xff);

    return family >= ZEN_5 && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (edx & FSRM) != 0;
}
#endif

/* Whether it is chosen where it runs and nobody asks for it. */
static int suits_cpu(ph_isa isa)
{
#if defined(__x86_64__)
    if (isa == PH_ISA_AVX512_TWO_SOURCE_STAGED)
        return streams_through_stage();
    return isa != PH_ISA_AVX512_TWO_SOURCE || __builtin_cpu_is("amd");
#else
    (void)isa;
    return 1;
#endif
}

const ph_codec *ph_codec_for_isa(ph_isa isa)
{
    return cpu_runs(isa) && codecs[isa].isa ? &codecs[isa] : NULL;
}

const ph_codec *ph_codec_choose(const char *isa)
{
    for (int i = PH_ISA_COUNT - 1; i >= 0; i--) {
        const ph_codec *codec = ph_codec_for_isa((ph_isa)i);

        if (codec && (isa ? strcmp(isa, codec->isa) == 0 : suits_cpu((ph_isa)i)))
            return codec;
    }
    return NULL;
}

const ph_codec *ph_codec_streamed(const ph_codec *codec)
{
    return codec->streamed ? codec->streamed : codec;
}

const char *ph_codec_isa(const ph_codec *codec)
{
    return codec->isa;
}

static const ph_decode_result bad_shape = { PH_CODEC_BAD_SHAPE, 0, 0 };
static const ph_encode_result bad_output_shape = { PH_ENCODE_BAD_SHAPE, 0, 0 };

/* The compatibility profile goes as far as copybook-rs does. */
static int has_digits(ph_decimal decimal, uint32_t most)
{
    const int is_copybook_rs = (decimal.flags & PH_DECIMAL_COPYBOOK_RS) != 0;

    return decimal.digits >= 1 && decimal.digits <= (is_copybook_rs ? PH_DECIMAL_MAX_DIGITS : most);
}

static int is_packed(ph_decimal decimal, size_t width, size_t stride, uint32_t most_digits)
{
    return has_digits(decimal, most_digits) &&
           (decimal.flags & ~(PH_DECIMAL_SIGNED | PH_DECIMAL_COPYBOOK_RS)) == 0 &&
           width == PH_PACKED_WIDTH(decimal.digits) && stride >= width;
}

static int has_zoned_flags(uint32_t flags)
{
    static const uint32_t known = PH_DECIMAL_SIGNED | PH_DECIMAL_SIGN_LEADING |
                                  PH_DECIMAL_SIGN_SEPARATE | PH_DECIMAL_BLANK_WHEN_ZERO |
                                  PH_DECIMAL_ASCII | PH_DECIMAL_COPYBOOK_RS;
    static const uint32_t need_sign = PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE;
    static const uint32_t exclusive = PH_DECIMAL_ASCII | PH_DECIMAL_COPYBOOK_RS;

    return (flags & ~known) == 0 && (flags & exclusive) != exclusive &&
           ((flags & PH_DECIMAL_SIGNED) != 0 || (flags & need_sign) == 0);
}

static int is_zoned(ph_decimal decimal, size_t width, size_t stride, uint32_t most_digits)
{
    return has_digits(decimal, most_digits) && has_zoned_flags(decimal.flags) &&
           width == PH_ZONED_WIDTH(decimal.digits, decimal.flags) && stride >= width;
}

ph_decode_result ph_packed_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                  int64_t *out)
{
    PH_REQUIRE(codec != NULL);

    size_t redone;

    if (!is_packed(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS))
        return bad_shape;
    return codec->packed_decode(column, decimal, out, &redone);
}

ph_decode_result ph_zoned_decode(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                 int64_t *out)
{
    PH_REQUIRE(codec != NULL);

    size_t redone;

    if (!is_zoned(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS))
        return bad_shape;
    return codec->zoned_decode(column, decimal, out, &redone);
}

ph_decode_result ph_packed_decode_128(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                      ph_int128 *out)
{
    size_t redone;

    if (!is_packed(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS_128))
        return bad_shape;
    return codec->packed_decode_128(column, decimal, out, &redone);
}

ph_decode_result ph_zoned_decode_128(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                     ph_int128 *out)
{
    size_t redone;

    if (!is_zoned(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS_128))
        return bad_shape;
    return codec->zoned_decode_128(column, decimal, out, &redone);
}

/* Room for the longest answer, all of whose offsets a uint32_t can hold. */
static int has_room(size_t count, size_t width, size_t bytes_each, ph_text_output output)
{
    const size_t capacity = output.capacity < UINT32_MAX ? output.capacity : UINT32_MAX;

    return capacity / bytes_each / width >= count;
}

static int has_decimal_text(size_t count, uint32_t scale, ph_text_output output)
{
    return scale <= PH_DECIMAL_MAX_SCALE && has_room(count, 1, PH_DECIMAL_TEXT_MAX, output);
}

ph_decode_result ph_packed_decode_text(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                       uint32_t scale, ph_text_output output)
{
    size_t redone;

    if (!is_packed(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS_128) ||
        !has_decimal_text(column.count, scale, output))
        return bad_shape;
    return codec->packed_decode_text(column, decimal, scale, output, &redone);
}

ph_decode_result ph_zoned_decode_text(const ph_codec *codec, ph_column column, ph_decimal decimal,
                                      uint32_t scale, ph_text_output output)
{
    size_t redone;

    if (!is_zoned(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS_128) ||
        !has_decimal_text(column.count, scale, output))
        return bad_shape;
    return codec->zoned_decode_text(column, decimal, scale, output, &redone);
}

ph_decode_result ph_text_decode(const ph_codec *codec, ph_column column, const ph_code_page *page,
                                ph_control_policy policy, ph_text_output output)
{
    PH_REQUIRE(codec && page);

    size_t redone;

    if (column.width == 0 || column.stride < column.width ||
        !has_room(column.count, column.width, PH_TEXT_MAX_UTF8_PER_BYTE, output))
        return bad_shape;
    return codec->text_decode(column, page, policy, output, &redone);
}

ph_decode_result ph_text_decode_latin1(const ph_codec *codec, ph_column column,
                                       const ph_code_page *page, uint8_t *out)
{
    PH_REQUIRE(codec && page);

    size_t redone;

    if (column.width == 0 || column.stride < column.width)
        return bad_shape;
    return codec->latin1_decode(column, page, out, &redone);
}

ph_encode_result ph_packed_encode(const ph_codec *codec, const int64_t *values, ph_decimal decimal,
                                  ph_column_output column)
{
    PH_REQUIRE(codec != NULL);

    size_t redone;

    if (!is_packed(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS))
        return bad_output_shape;
    return codec->packed_encode(values, decimal, column, &redone);
}

ph_encode_result ph_zoned_encode(const ph_codec *codec, const int64_t *values, ph_decimal decimal,
                                 ph_column_output column)
{
    PH_REQUIRE(codec != NULL);

    size_t redone;

    if (!is_zoned(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS))
        return bad_output_shape;
    return codec->zoned_encode(values, decimal, column, &redone);
}

ph_encode_result ph_packed_encode_128(const ph_codec *codec, const ph_int128 *values,
                                      ph_decimal decimal, ph_column_output column)
{
    if (!is_packed(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS_128))
        return bad_output_shape;
    return codec->packed_encode_128(values, decimal, column);
}

ph_encode_result ph_zoned_encode_128(const ph_codec *codec, const ph_int128 *values,
                                     ph_decimal decimal, ph_column_output column)
{
    if (!is_zoned(decimal, column.width, column.stride, PH_DECIMAL_MAX_DIGITS_128))
        return bad_output_shape;
    return codec->zoned_encode_128(values, decimal, column);
}

ph_encode_result ph_decimal_text(const ph_codec *codec, const int64_t *values, size_t count,
                                 uint32_t scale, ph_text_output output)
{
    if (!has_decimal_text(count, scale, output))
        return bad_output_shape;
    codec->decimal_text(values, count, scale, output);
    return (ph_encode_result){ PH_ENCODE_OK, count, 0 };
}

ph_encode_result ph_decimal_text_128(const ph_codec *codec, const ph_int128 *values, size_t count,
                                     uint32_t scale, ph_text_output output)
{
    if (!has_decimal_text(count, scale, output))
        return bad_output_shape;
    codec->decimal_text_128(values, count, scale, output);
    return (ph_encode_result){ PH_ENCODE_OK, count, 0 };
}

ph_encode_result ph_text_encode(const ph_codec *codec, ph_text_input input,
                                const ph_code_page *page, ph_column_output column)
{
    PH_REQUIRE(codec && page);

    size_t redone;

    if (column.width == 0 || column.stride < column.width)
        return bad_output_shape;
    return codec->text_encode(input, page, column, &redone);
}
