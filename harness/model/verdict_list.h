/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verdicts from best to worst: the worst of several is the last of them. No state. */
#ifndef PH_HARNESS_MODEL_VERDICT_LIST_H
#define PH_HARNESS_MODEL_VERDICT_LIST_H

/* One list: identifier, which is the word as well. */
#define PH_VERDICT_LIST(X)                                                                         \
    X(NEUTRAL)   /* There was nothing to judge. */                                                 \
    X(UNCHANGED) /* Two builds are the same machine code: nothing was timed. */                    \
    X(IMPROVED)  /* A pass, and faster. */                                                         \
    X(PASS)                                                                                        \
    X(WARN)                                                                                        \
    X(INCONCLUSIVE)                                                                                \
    X(FAIL)

#endif /* PH_HARNESS_MODEL_VERDICT_LIST_H */
