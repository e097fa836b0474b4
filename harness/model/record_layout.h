/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a user's records are laid out: as their copybook says, and whether a subject has it so.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_RECORD_LAYOUT_H
#define PH_HARNESS_MODEL_RECORD_LAYOUT_H

#include <glib.h>
#include <stdint.h>

#include "protocol/own_layout.h"

typedef struct ph_record_layout {
    char *record;        /* The name of its 01; NULL: the copybook could not be read. Owned. */
    uint64_t length_min; /* Bytes, as long as its tables' counters let it be. */
    uint64_t length_max;
    char *unknown; /* Why the copybook could not be read, "F.cpy:5:12: ..."; else NULL. Owned. */
    ph_layout_compared compared;
    char *difference; /* What the subject has otherwise, a sentence; NULL: nothing. Owned. */
} ph_record_layout;

/* Free with ph_record_layout_free(), as copies. */
ph_record_layout *ph_record_layout_copy(const ph_record_layout *layout);
void ph_record_layout_free(ph_record_layout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_record_layout, ph_record_layout_free)

/* "items" and so on. Static. */
const char *ph_layout_compared_name(ph_layout_compared compared);

/* By its name; PH_LAYOUT_COMPARED_NOTHING for NULL and for a name that is none. */
ph_layout_compared ph_layout_compared_find(const char *name);

/* Why a figure that was measured all the same is of another layout, or of who knows which: a
 * sentence. NULL where it is of the copybook's, and for NULL. The caller frees it. */
char *ph_record_layout_doubt(const ph_record_layout *layout);

#endif /* PH_HARNESS_MODEL_RECORD_LAYOUT_H */
