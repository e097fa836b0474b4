/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A copybook that was read as lines of text, with all that is known of it but what is as usual:
 *
 *     record ORDER 16..96
 *     01 ORDER 0 96 group size-varies
 *       05 COUNT 0 2 zoned picture=99 digits=2
 *       05 LINE 2 5 group occurs=0..18 counter=ORDER.COUNT
 *
 * Of an item: level, name, offset, size, kind, then attributes in the order of copybook_text.c.
 */
#ifndef PH_TESTS_RECORDS_COPYBOOK_TEXT_H
#define PH_TESTS_RECORDS_COPYBOOK_TEXT_H

#include <stdbool.h>

#include "perfharness/record.h"

/*
 * The caller frees it. source: what was read, for the words of values. with_places: every item ends
 * with @LINE:COLUMN.
 */
char *copybook_text_new(const ph_copybook *copybook, const char *source, bool with_places);

#endif /* PH_TESTS_RECORDS_COPYBOOK_TEXT_H */
