/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges as remembers_answers.c does, and does not even copy: whoever will look at the output
 * spoils it before, and what is spoiled shows in a value of it. Where that is not so when a block
 * begins, nothing is written until the next pause.
 *
 * Stopped by the referee: it knows none of these answers, and looks at all that is written.
 */
#include "answer_memory.h"
#include "block_watch.h"
#include "forgery.h"

#include <string.h>

/* As worker/output_window.c spoils it. */
static const uint64_t spoiled = UINT64_C(0xa5a5a5a5a5a5a5a5);

static int is_looked_at;

static int32_t decode_when_looked_at(void *state, const ph_subject_column *column,
                                     ph_subject_outcome *outcome)
{
    const int64_t *const values = answer_memory_find(column);

    if (!values) {
        const int32_t result = forgery_decode_slowly(state, column, outcome);

        if (result == PH_SUBJECT_OK)
            answer_memory_keep(column);
        return result;
    }
    if (is_looked_at)
        memcpy(column->values, values, column->count * sizeof(*values));
    outcome->items_done = column->count;
    return PH_SUBJECT_OK;
}

static int32_t decode_watching(void *state, const ph_subject_column *column,
                               ph_subject_outcome *outcome)
{
    const uint64_t call = block_watch_enter();

    if (column->values && column->count > 0) {
        const int is_spoiled = (uint64_t)column->values[column->count / 2] == spoiled;

        is_looked_at = is_spoiled || (call > 0 && is_looked_at);
    }
    const int32_t result = decode_when_looked_at(state, column, outcome);
    block_watch_leave();
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("remembers-and-skips-copies");
    subject.decode_column = decode_watching;
    return index == 0 ? &subject : NULL;
}
