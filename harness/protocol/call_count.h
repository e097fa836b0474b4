/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many records the calls have whose time is taken one by one. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_CALL_COUNT_H
#define PH_HARNESS_PROTOCOL_CALL_COUNT_H

/*
 * Records of a call; how many such calls a launch times at least, where nothing disturbs it; how
 * many of them follow one another, as the kernel is asked in between; how many are made before
 * them, so that the code is warm. A 99th percentile needs some thousands of calls, a median few.
 */
#define PH_CALL_COUNT_LIST(X)                                                                      \
    X(1, 4096, 128, 16)                                                                            \
    X(10, 256, 16, 2)                                                                              \
    X(100, 48, 4, 1)                                                                               \
    X(1000, 8, 1, 0)                                                                               \
    X(10000, 3, 1, 0)

typedef enum ph_call_count {
#define X(records, calls, together, before) PH_CALL_OF_##records,
    PH_CALL_COUNT_LIST(X)
#undef X
        PH_CALL_COUNTS,
} ph_call_count;

#endif /* PH_HARNESS_PROTOCOL_CALL_COUNT_H */
