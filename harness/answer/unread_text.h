/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands in a copybook's source and is none of its text: comments, and columns without any. */
#ifndef PH_HARNESS_ANSWER_UNREAD_TEXT_H
#define PH_HARNESS_ANSWER_UNREAD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer/name_index.h"
#include "perfharness/record.h"

/* The names that stand in such places behind a number, as in an entry: those of items that a
 * program took from there. */
typedef struct ph_unread_text {
    ph_name_index names; /* Borrows from the source. */
} ph_unread_text;

/*
 * Read all of it, once.
 *
 * @param format  FIXED or FREE, as the source was read.
 * @param ret     Written on success only; free with ph_unread_text_free().
 * @return        False without memory.
 */
bool ph_unread_text_read(const char *source, size_t length, ph_source_format format,
                         ph_unread_text *ret);

/*
 * Where a name stands first in such a place.
 *
 * @param ret_line  From 1.
 * @param ret_what  Static: "is a comment", to stand behind "line 5".
 */
bool ph_unread_text_find(const ph_unread_text *text, const char *name, uint32_t *ret_line,
                         const char **ret_what);

void ph_unread_text_free(ph_unread_text *text);

#endif /* PH_HARNESS_ANSWER_UNREAD_TEXT_H */
