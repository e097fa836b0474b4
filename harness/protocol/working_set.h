/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a kernel's input is when a block begins. */
#ifndef PH_HARNESS_PROTOCOL_WORKING_SET_H
#define PH_HARNESS_PROTOCOL_WORKING_SET_H

/* One list: identifier, name, for people. */
#define PH_WORKING_SET_LIST(X)                                                                     \
    X(L1, "L1", "two chunks, in the L1 data cache with the output of one")                         \
    X(L2, "L2", "in the L2 cache")                                                                 \
    X(L3, "L3", "in the L3 cache")                                                                 \
    X(DRAM, "DRAM", "cold, in chunks as large as the L2 cache, which their output leaves")         \
    X(STREAM, "stream", "cold, in chunks of 64 KiB, whose output stays there: as a decoder streams")

#endif /* PH_HARNESS_PROTOCOL_WORKING_SET_H */
