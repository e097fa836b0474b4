/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Claims all operations and has the function of none: the loader must refuse it. */
#include "base_subject.h"

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("null-operations");
    subject.operations |= PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE;
    subject.decode_column = NULL;
    return index == 0 ? &subject : NULL;
}
