/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words a judgement ends in, and what a command's exit status says. Any thread; no state. */
#ifndef PH_HARNESS_VERDICT_VERDICT_H
#define PH_HARNESS_VERDICT_VERDICT_H

#include "model/verdict_list.h"

/* From best to worst, so that the worst of several is the largest. */
typedef enum ph_verdict {
#define X(name) PH_VERDICT_##name,
    PH_VERDICT_LIST(X)
#undef X
} ph_verdict;

/* "PASS", ... */
const char *ph_verdict_word(ph_verdict verdict);

/* Exit statuses are part of the interface: CI branches on them. One list: identifier, meaning. */
#define PH_EXIT_LIST(X)                                                                            \
    X(PASS, "the job is done and nothing is wrong (also: a warning)")                              \
    X(FAILED, "the job could not be done: a file, the machine, the time, a signal")                \
    X(USAGE, "the command line is wrong")                                                          \
    X(REGRESSION, "found: a missed floor, slower, a crash, a wrong answer, an unfit host")         \
    X(INCONCLUSIVE, "it cannot be told: too noisy, too few, or nothing to compare with")

typedef enum ph_exit {
#define X(name, meaning) PH_EXIT_##name,
    PH_EXIT_LIST(X)
#undef X
        PH_EXIT_COUNT,
} ph_exit;

const char *ph_exit_meaning(ph_exit status);

#endif /* PH_HARNESS_VERDICT_VERDICT_H */
