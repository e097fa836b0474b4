/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Saying how much is being checked, and how long that will take, where people would wait for it. */
#ifndef PH_HARNESS_WORKER_CHECK_NOTICE_H
#define PH_HARNESS_WORKER_CHECK_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ph_check_notice {
    uint64_t bytes; /* To be checked; 0: nobody would wait for that. */
    uint64_t bytes_checked;
    uint64_t start_ns;
    bool is_over; /* It was said, or it will not take long. */
} ph_check_notice;

ph_check_notice ph_check_notice_begin(uint64_t bytes, uint64_t now_ns);

/*
 * So many bytes more were checked.
 *
 * @param ret_seconds_left  What the rest will take, at the pace so far.
 * @return true once, after half a second, when more than a few seconds are left: to be said.
 */
bool ph_check_notice_is_due(ph_check_notice *notice, uint64_t bytes, uint64_t now_ns,
                            double *ret_seconds_left);

#endif /* PH_HARNESS_WORKER_CHECK_NOTICE_H */
