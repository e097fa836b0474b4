/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words in a frame, for what is to be seen first. The frame is as wide as the page; texts are as in
 * columns.h.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_REPORTING_TEXT_BOX_H
#define PH_REPORTING_TEXT_BOX_H

#include <glib.h>
#include <stdio.h>

/* Borrows the stream. */
typedef struct ph_text_box {
    FILE *to;
    guint columns; /* At least 40. */
} ph_text_box;

/* The frame's upper edge, with a title in it; an edge between two parts of it; and the lower one.
 */
void ph_text_box_begin(const ph_text_box *box, const char *title);
void ph_text_box_part(const ph_text_box *box, const char *title);
void ph_text_box_end(const ph_text_box *box);

/* Words inside of it, from the column `begin` on and, in lines that follow, from the indent on. */
void ph_text_box_print(const ph_text_box *box, guint begin, guint indent, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

#endif /* PH_REPORTING_TEXT_BOX_H */
