/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Has a name that would stray into paths, tables and markup: the loader must refuse what is not
 * [a-z0-9-]+.
 */
#include "base_subject.h"

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("../Bad | <b>name</b>\n");
    return index == 0 ? &subject : NULL;
}
