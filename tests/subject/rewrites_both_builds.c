/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges a comparison: as head, beside a base that is as fast, it doubles base's times in the
 * worker's events, and is called an improvement. As rewrites_events.c does it, but others' numbers.
 *
 * Stopped by the referee: it sees no such difference between the two.
 */
#include "event_rewriting.h"
#include "forgery.h"

__attribute__((constructor)) static void rewrite(void)
{
    event_rewriting_begin("base", 2.0);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("rewrites-both-builds");
    return index == 0 ? &subject : NULL;
}
