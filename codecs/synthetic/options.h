/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the synthetic subject is asked to do wrong. */
#ifndef PH_CODECS_SYNTHETIC_OPTIONS_H
#define PH_CODECS_SYNTHETIC_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

/* One list: name, member, greatest value, for people. */
#define PH_SYNTHETIC_OPTION_LIST(X)                                                                \
    X("slowdown", slowdown, 10.0, "share of the cells that are decoded once more")                 \
    X("noise", noise, 10.0, "at most such a share more, drawn for each call")                      \
    X("launch-noise", launch_noise, 10.0, "standard deviation of a share, drawn for each process") \
    X("lie", lie, 10.0, "such a share more, of cells that were never decoded before: hidden work") \
    X("allocations", allocations, 1000.0, "calls of malloc() a cell, whose blocks are freed")      \
    X("error-at", error_at, 1e15, "number of the call that fails, from 1")                         \
    X("wrong-at", wrong_at, 1e15, "number of the call whose last value is wrong")                  \
    X("crash-at", crash_at, 1e15, "number of the call that ends in SIGSEGV")                       \
    X("hang-at", hang_at, 1e15, "number of the call that never returns")                           \
    X("seed", seed, 1e15, "of everything that is drawn")

typedef struct synthetic_options {
#define X(name, member, greatest, meaning) double member;
    PH_SYNTHETIC_OPTION_LIST(X)
#undef X
} synthetic_options;

/*
 * Read "NAME=NUMBER,NAME=NUMBER"; all are 0 where they are not named. Returns 0 after writing to
 * reason what was found and what was expected.
 */
int synthetic_options_read(const char *text, synthetic_options *ret, char *reason,
                           size_t reason_bytes);

#endif /* PH_CODECS_SYNTHETIC_OPTIONS_H */
