/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `perfharness layout`: where the items of a copybook's record lie, for people and for programs.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_LAYOUT_TABLE_H
#define PH_REPORTING_LAYOUT_TABLE_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "perfharness/record.h"

/* A record of a copybook that was read; all borrowed. */
typedef struct ph_layout {
    const char *path;   /* Of the copybook, as it was named. */
    const char *source; /* What was read. */
    const ph_copybook *copybook;
    const ph_record *record;
} ph_layout;

/*
 * A record and its items, one inside the other, as layout.schema.json has it. The caller frees the
 * document with cJSON_Delete().
 */
cJSON *ph_layout_json(const ph_layout *layout);

/*
 * The words of an item's VALUE on one line, fit to be shown; NULL where it has none. The caller
 * frees it.
 */
char *ph_layout_value(const ph_layout *layout, uint32_t item);

/*
 * The same as a table, a line an item where it fits, and below it the record's length and how the
 * source was read.
 */
void ph_layout_print(FILE *to, const ph_layout *layout);

#endif /* PH_REPORTING_LAYOUT_TABLE_H */
