/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The header compiles alone as C++11, its macros in use. */
#include "perfharness/subject.h"

extern "C" ph_subject_entry_fn ph_subject_entry;

extern "C" const ph_subject *ph_subject_entry(uint32_t index)
{
    static const ph_subject subject = {
        sizeof(ph_subject),
        PH_SUBJECT_ABI_MAJOR,
        PH_SUBJECT_ABI_MINOR,
        PH_OPERATION_DECODE_TEXT | PH_OPERATION_DECODE_FILE,
        "cxx11",
        "",
        "1",
        "",
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
    };

    return index == 0 && !PH_SUBJECT_HAS(&subject, decode_records) ? &subject : nullptr;
}
