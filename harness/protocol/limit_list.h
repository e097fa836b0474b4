/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The machine's own limits, which are timed as arms of a benchmark beside the subjects. */
#ifndef PH_HARNESS_PROTOCOL_LIMIT_LIST_H
#define PH_HARNESS_PROTOCOL_LIMIT_LIST_H

/* Identifier, name in requests and reports. */
#define PH_LIMIT_LIST(X)                                                                           \
    X(memcpy, "memcpy")   /* Copy with the C library's memcpy. */                                  \
    X(nt_copy, "nt-copy") /* Copy with stores that go past the caches. */                          \
    X(read, "read")       /* Read every byte once: the sum of the 64-bit words. */                 \
    X(write, "write")     /* Write every byte once. */

#endif /* PH_HARNESS_PROTOCOL_LIMIT_LIST_H */
