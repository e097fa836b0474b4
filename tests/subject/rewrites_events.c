/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges what the worker says of its own speed: changes the lines of its events while they are
 * made, so that they have a tenth of its times and nothing else is amiss; with sanitizers a
 * hundredth, as the referee forgives six times as many there, and a busy host makes two of it.
 *
 * Stopped by the referee: nobody saw it decode as fast.
 */
#include "event_rewriting.h"
#include "forgery.h"

__attribute__((constructor)) static void rewrite(void)
{
    static char name[64];
    int is_ours = 0;

    for (unsigned i = 0; !is_ours && forgery_named_subject(i, name, sizeof(name), &is_ours); i++)
        ;
    if (is_ours)
        event_rewriting_begin(name, TIMES_SAID);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("rewrites-events");
    return index == 0 ? &subject : NULL;
}
