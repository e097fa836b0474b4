/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fills the harness: writes a line to the worker's events that does not end, all of which was kept
 * until it would.
 *
 * Stopped by lines of bounded length.
 */
#include "forgery.h"

#include <string.h>
#include <unistd.h>

static int32_t write_without_end(void *state, const ph_subject_column *column,
                                 ph_subject_outcome *outcome)
{
    static char text[1 << 16];
    const int stream = forgery_event_stream();

    memset(text, 'x', sizeof(text));
    while (stream >= 0 && write(stream, text, sizeof(text)) > 0)
        ;
    return forgery_decode_slowly(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("endless-line");
    subject.decode_column = write_without_end;
    return index == 0 ? &subject : NULL;
}
