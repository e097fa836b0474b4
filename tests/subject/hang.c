/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Never returns from its first call: the harness's deadline must end the worker. */
#include "base_subject.h"

static int32_t loop(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    static volatile int is_forever = 1;

    (void)state, (void)column, (void)outcome;
    while (is_forever)
        continue;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("hang");
    subject.decode_column = loop;
    return index == 0 ? &subject : NULL;
}
