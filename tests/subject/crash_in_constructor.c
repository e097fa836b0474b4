/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dies of SIGSEGV while it is being loaded, before any call: the harness must survive because it
 * never loads a subject itself, and name the library.
 */
#include "base_subject.h"

#include <signal.h>

__attribute__((constructor)) static void crash(void)
{
    raise(SIGSEGV);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("crash-in-constructor");
    return index == 0 ? &subject : NULL;
}
