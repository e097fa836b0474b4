/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The header compiles alone as C99, its macros in use. */
#include "perfharness/subject.h"

ph_subject_entry_fn ph_subject_entry;

const ph_subject *ph_subject_entry(uint32_t index)
{
    static const ph_subject subject = {
        sizeof(ph_subject),
        PH_SUBJECT_ABI_MAJOR,
        PH_SUBJECT_ABI_MINOR,
        0,
        "c99",
        "",
        "1",
        "",
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
    };

    return index == 0 && !PH_SUBJECT_HAS(&subject, decode_records) ? &subject : NULL;
}
