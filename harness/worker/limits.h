/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The machine's own limits, timed as arms of a benchmark beside the subjects. */
#ifndef PH_HARNESS_WORKER_LIMITS_H
#define PH_HARNESS_WORKER_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#include "protocol/limit_list.h"

/* Of length bytes. A limit that only reads, or only writes, leaves the other side alone. */
typedef void ph_limit_run(uint8_t *restrict to, const uint8_t *restrict from, size_t length);

typedef struct ph_limit {
    const char *name;
    ph_limit_run *run;
} ph_limit;

/* By name; NULL when there is none of that name. Static. */
const ph_limit *ph_limit_find(const char *name);

/* Read every byte once: the sum of the 64-bit words, which no compiler may leave out. */
void ph_limit_read(const uint8_t *bytes, size_t length);

#endif /* PH_HARNESS_WORKER_LIMITS_H */
