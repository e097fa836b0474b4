/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dies of SIGSEGV in its first call: the harness must see the worker's signal and name the subject.
 */
#include "base_subject.h"

#include <signal.h>

static int32_t crash(void *state, const ph_subject_column *column, ph_subject_outcome *outcome)
{
    (void)state, (void)column, (void)outcome;
    raise(SIGSEGV);
    return PH_SUBJECT_OK;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("crash-on-call");
    subject.decode_column = crash;
    return index == 0 ? &subject : NULL;
}
