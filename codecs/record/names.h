/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Items by their names, in whatever case; found as fast in a copybook of many as of few. */
#ifndef PH_CODECS_RECORD_NAMES_H
#define PH_CODECS_RECORD_NAMES_H

#include "perfharness/record.h"

enum { PH_NAME_CHAINS = 4096 };

/*
 * Chains of items whose names hash alike, the last one first. They are linked by their offsets,
 * which items have no other use for until they get their places.
 */
typedef struct ph_names {
    uint32_t chains[PH_NAME_CHAINS]; /* Index of an item and 1; 0: none. */
} ph_names;

void ph_names_add(ph_names *names, ph_record_item *items, uint32_t item);

/*
 * The last item of that name before another one, and not before first.
 *
 * @param before  PH_RECORD_NO_ITEM: of all; else an item that was found so.
 * @return        PH_RECORD_NO_ITEM when there is none.
 */
uint32_t ph_names_find(const ph_names *names, const ph_record_item *items, const char *name,
                       uint32_t first, uint32_t before);

#endif /* PH_CODECS_RECORD_NAMES_H */
