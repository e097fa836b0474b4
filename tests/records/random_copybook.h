/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copybooks that are thought of at random, with their whole layout, before a line of them is
 * written: the truth that a reader is held against. What COBOL leaves open is never asked for:
 * where slack bytes go behind a table or a redefinition, references that fit several items.
 */
#ifndef PH_TESTS_RECORDS_RANDOM_COPYBOOK_H
#define PH_TESTS_RECORDS_RANDOM_COPYBOOK_H

#include <glib.h>

#include "perfharness/random.h"
#include "perfharness/record.h"

typedef struct random_copybook {
    ph_copybook copybook;   /* Its format, and lines and columns of its items, are the writer's. */
    uint32_t pointer_bytes; /* That pointers in it have been given; 0 where it has none. */
    GArray *items;          /* ph_record_item. */
    GArray *records;        /* ph_record. */
    GStringChunk *texts;
} random_copybook;

/** What copybooks may hold. */
typedef enum random_copybook_scope {
    RANDOM_COPYBOOK_FULL,  /* All that the reader reads. */
    RANDOM_COPYBOOK_SHARED /* What GnuCOBOL lays out as IBM does: no SYNC, COMP-5, P, pointers. */
} random_copybook_scope;

/** A copybook of one to some sixty items. Free it. */
random_copybook *random_copybook_new(ph_random *random, random_copybook_scope scope);
void random_copybook_free(random_copybook *copybook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(random_copybook, random_copybook_free)

#endif /* PH_TESTS_RECORDS_RANDOM_COPYBOOK_H */
