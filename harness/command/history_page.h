/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is shown of a history, as a whole: as wide as the terminal, and where that has ASCII alone,
 * in that.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_COMMAND_HISTORY_PAGE_H
#define PH_HARNESS_COMMAND_HISTORY_PAGE_H

#include <stdio.h>

#include <glib.h>

#include "command/history_action.h"
#include "platform/text_stream.h"
#include "text_table.h"

/* Borrows the stream, owns the text. */
typedef struct ph_history_page {
    FILE *to;            /* Print the page here, in UTF-8. */
    guint columns;       /* It may be as wide. */
    gboolean has_colour; /* On a terminal, if nobody minds. */
    gboolean is_ascii;   /* It comes out in ASCII: what takes more than one line may take one. */
    FILE *stream;
    ph_text_stream *text;
} ph_history_page;

/* Begin one for a stream, as a request has it. */
void ph_history_page_open(ph_history_page *page, const ph_history_request *request, FILE *stream);

/* Put it there. */
void ph_history_page_put(ph_history_page *page);

/* Print words, from the column `begin` of a new line on and, in lines that follow, from the
 * indent on. */
void ph_history_page_print(const ph_history_page *page, guint begin, guint indent,
                           const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Print a table; of one that is empty, nothing. */
void ph_history_page_table(const ph_history_page *page, const ph_text_table *table);

void ph_history_page_clear(ph_history_page *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_history_page, ph_history_page_clear)

#endif /* PH_HARNESS_COMMAND_HISTORY_PAGE_H */
