/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A desk at which somebody on another CPU does half of a subject's work, so that the clock stands
 * for one half only. Memory that both sides have, at the same address.
 */
#ifndef PH_TESTS_SUBJECT_HELPER_DESK_H
#define PH_TESTS_SUBJECT_HELPER_DESK_H

#include <stdatomic.h>
#include <sys/types.h>

#include "perfharness/subject.h"

enum { HELPER_CELL_BYTES = 1 << 17, HELPER_VALUES = 1 << 14 };

typedef struct helper_desk {
    pid_t client;      /* The subject's process, to be set before anybody serves. */
    atomic_uint asked; /* Columns so far. */
    atomic_uint done;  /* Of them. */
    int32_t result;    /* Of the last. */
    ph_subject_column column;
    uint8_t cells[HELPER_CELL_BYTES];
    int64_t values[HELPER_VALUES];
} helper_desk;

/** The helper's side, on any CPU but the one that is measured. Does not return. */
void helper_desk_serve(helper_desk *desk);

/** The subject's side: decode with the helper, or alone where that is late. */
int32_t helper_desk_decode(helper_desk *desk, const ph_subject_column *column,
                           ph_subject_outcome *outcome);

#endif /* PH_TESTS_SUBJECT_HELPER_DESK_H */
