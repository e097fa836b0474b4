/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Never returns from open(): the harness's deadline must hold before the first call, too. */
#include "base_subject.h"

static int32_t loop(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    static volatile int is_forever = 1;

    (void)options, (void)ret_state, (void)outcome;
    while (is_forever)
        continue;
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("hang-in-open");
    subject.open = loop;
    return index == 0 ? &subject : NULL;
}
