/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Contracts that headers state in prose, asserted: for what no caller of ours may do, never for
 * what a file, a user, the network or a subject may bring. ISO C11, libc; any thread.
 *
 * The application asserts in every build: a violated contract would end in a wrong verdict or a
 * damaged history, which is worse for its users than a program that stops and says where. What is
 * measured, or linked into what measures (the codecs, the fixtures, the subject loader, the
 * worker), is compiled with PH_NO_REQUIRE unless PH_CONTRACTS is set, as the presets dev, asan and
 * fuzz do: nothing that is timed changes. Not in the loops of the codecs' kernels.
 */
#ifndef PERFHARNESS_REQUIRE_H
#define PERFHARNESS_REQUIRE_H

#include <stdio.h>
#include <stdlib.h>

/* One line on standard error, "perfharness: FILE:LINE: FUNCTION: contract violated: CONDITION". */
static inline _Noreturn void ph_require_failed(const char *file, int line, const char *function,
                                               const char *condition)
{
    (void)fprintf(stderr, "perfharness: %s:%d: %s: contract violated: %s\n", file, line, function,
                  condition);
    abort();
}

/** The caller owes it that the condition holds; else the process aborts. It has no side effects. */
#ifdef PH_NO_REQUIRE
#define PH_REQUIRE(condition) ((void)sizeof(!(condition)))
#else
#define PH_REQUIRE(condition)                                                                      \
    ((condition) ? (void)0 : ph_require_failed(__FILE__, __LINE__, __func__, #condition))
#endif

#endif /* PERFHARNESS_REQUIRE_H */
