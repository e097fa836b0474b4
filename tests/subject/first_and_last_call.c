/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges by leaving out: learns from the pauses between blocks how many calls a block has, and then
 * decodes in the first and in the last of them only, whose output may be looked at.
 *
 * Stopped by blocks of random length of which a random call is compared, and by the referee.
 */
#include "block_watch.h"
#include "forgery.h"

static int32_t decode_at_the_ends(void *state, const ph_subject_column *column,
                                  ph_subject_outcome *outcome)
{
    const uint64_t call = block_watch_enter(), length = block_watch_length();
    int32_t result = PH_SUBJECT_OK;

    if (call == 0 || call + 1 >= length || !column->values)
        result = forgery_decode_slowly(state, column, outcome);
    else
        outcome->items_done = column->count;
    block_watch_leave();
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("first-and-last-call");
    subject.decode_column = decode_at_the_ends;
    return index == 0 ? &subject : NULL;
}
