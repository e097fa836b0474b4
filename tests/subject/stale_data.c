/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stale_data.h"

#include "answer_memory.h"
#include "base_subject.h"

int32_t stale_data_decode(void *state, const ph_subject_column *column, ph_subject_outcome *outcome,
                          int *is_fresh)
{
    static int is_seen_again;
    const int is_known = answer_memory_find(column) != NULL;
    const int32_t result = base_decode_column(state, column, outcome);

    *is_fresh = is_seen_again && !is_known;
    is_seen_again |= is_known;
    if (result == PH_SUBJECT_OK)
        answer_memory_keep(column);
    return result;
}
