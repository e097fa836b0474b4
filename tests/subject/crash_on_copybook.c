/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Refuses every copybook, and dies over one with the word GLOBAL in it: the others must be judged.
 */
#include "base_subject.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char word[] = "GLOBAL";

/* It is not NUL-terminated. */
static int has_word(const ph_subject_layout *layout)
{
    for (uint64_t i = 0; i + sizeof(word) - 1 <= layout->copybook_length; i++)
        if (memcmp(layout->copybook + i, word, sizeof(word) - 1) == 0)
            return 1;
    return 0;
}

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state, (void)ret_layout, (void)ret_record_length;
    if (has_word(layout))
        (void)raise(SIGSEGV);
    (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "NO_COPYBOOK");
    return PH_SUBJECT_FAILED;
}

static void close_layout(void *state, void *layout)
{
    (void)state, (void)layout;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    (void)state, (void)layout, (void)records, (void)outcome;
    return PH_SUBJECT_FAILED;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("crash-on-copybook");
    subject.operations = PH_OPERATION_DECODE_RECORDS;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    return index == 0 ? &subject : NULL;
}
