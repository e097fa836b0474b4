/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Was built for another major version of the interface: the loader must refuse it. */
#include "base_subject.h"

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("wrong-abi");
    subject.abi_major = PH_SUBJECT_ABI_MAJOR + 1;
    return index == 0 ? &subject : NULL;
}
