/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decodes correctly, always: nothing may catch it. Without it the other subjects prove nothing. */
#include "base_subject.h"

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("well-behaved");
    return index == 0 ? &subject : NULL;
}
