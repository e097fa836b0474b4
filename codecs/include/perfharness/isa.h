/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The instruction sets that the native reference has kernels for, wherever it is built.
 *
 * Macros only.
 */
#ifndef PERFHARNESS_ISA_H
#define PERFHARNESS_ISA_H

/**
 * Identifier, name, what stands behind it in a sentence. Ascending: of those that a CPU runs, the
 * last is the best, but for those that use the instructions of AVX512 otherwise: TWO_SOURCE is so
 * on AMD's alone, and STAGED, which differs in text that ph_codec_streamed() decodes, from Zen 5
 * on.
 */
#define PH_ISA_LIST(X)                                                                             \
    X(SCALAR, "scalar", ", ")                                                                      \
    X(NEON, "neon", ", ")                                                                          \
    X(AVX2, "avx2", ", ")                                                                          \
    X(AVX512, "avx512", ", ") /* With VBMI2, BITALG, IFMA and GFNI: Ice Lake and Zen 4 on. */      \
    X(AVX512_TWO_SOURCE, "avx512/two-source", " or ")                                              \
    X(AVX512_TWO_SOURCE_STAGED, "avx512/two-source/staged", "")

/** "scalar, neon, avx2, ... or avx512/two-source/staged", a literal. */
#define PH_ISA_NAMED(identifier, name, separator) name separator
#define PH_ISA_NAMES                              PH_ISA_LIST(PH_ISA_NAMED)

#endif /* PERFHARNESS_ISA_H */
