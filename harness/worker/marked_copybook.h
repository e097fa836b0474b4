/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The copybook of a workload, of which one name is another in each call: who remembers copybooks,
 * or their layouts, does not know that name. It follows from the record that is decoded.
 *
 * Of names, the last field's is another: whoever wants to know it has read the copybook to its end.
 */
#ifndef PH_HARNESS_WORKER_MARKED_COPYBOOK_H
#define PH_HARNESS_WORKER_MARKED_COPYBOOK_H

#include <stddef.h>
#include <stdint.h>

#include "perfharness/workload.h"

typedef struct ph_marked_copybook {
    char *text; /* Owned; NULL: there is none. */
    size_t length;
    const char *name; /* That, as the workload has it; of six characters or more. */
    size_t name_at;   /* Where it stands in the text. */
} ph_marked_copybook;

/* Takes the text over, which is the workload's. */
ph_marked_copybook ph_marked_copybook_of(const ph_workload *workload, char *text, size_t length);

/* Write the name that goes with this record. */
void ph_marked_copybook_mark(ph_marked_copybook *copybook, const uint8_t *record, size_t length);

/* Give the name in a line of JSON back as the workload has it, and spoil it where it is not the one
 * that was written last. */
void ph_marked_copybook_unmark(const ph_marked_copybook *copybook, uint8_t *line, size_t length);

#endif /* PH_HARNESS_WORKER_MARKED_COPYBOOK_H */
