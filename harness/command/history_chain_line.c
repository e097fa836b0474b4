/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_chain_line.h"

#include "colour.h"
#include "command/history_case_text.h"
#include "figure.h"
#include "history/receipt_check.h"

/* The chain while it is read. */
typedef struct chain_reader {
    ph_receipt_check check;
    char *fault;         /* The first; NULL: it is whole. Owned. */
    const char *doubt;   /* What of the schema is not as it was made; NULL: nothing. */
    gint64 witnessed_us; /* When all results were last added up in a receipt. */
} chain_reader;

static void note_fault(const char *fault, gpointer data)
{
    chain_reader *reader = data;

    if (!reader->fault)
        reader->fault = g_strdup(fault);
}

static gboolean take_receipt(const ph_receipt *receipt, gpointer data)
{
    chain_reader *reader = data;

    ph_receipt_check_next(&reader->check, receipt);
    if (receipt->kind == PH_RECEIPT_WITNESS)
        reader->witnessed_us = receipt->at_us;
    return TRUE;
}

static void chain_reader_clear(chain_reader *reader)
{
    ph_receipt_check_clear(&reader->check);
    g_free(reader->fault);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(chain_reader, chain_reader_clear)

static void print_state(const ph_history_page *page, const chain_reader *reader)
{
    g_autofree char *count = ph_figure_count((guint64)MAX(reader->check.last.id, 0));
    g_autofree char *day =
        reader->witnessed_us == PH_NO_TIME ? NULL : ph_history_day(reader->witnessed_us);
    const char *colour = page->has_colour ? ph_colour_of(PH_VERDICT_FAIL) : "";

    if (reader->fault)
        ph_history_page_print(page, 0, 2,
                              "%sreceipts 1 … %s are not whole%s: %s: `perfharness verify` tells "
                              "what was changed",
                              colour, count, *colour ? PH_COLOUR_END : "", reader->fault);
    else if (reader->doubt)
        ph_history_page_print(
            page, 0, 2,
            "%sreceipts 1 … %s whole, and yet the history is not as it was made%s: "
            "%s: `perfharness verify` tells what else was changed",
            colour, count, *colour ? PH_COLOUR_END : "", reader->doubt);
    else
        ph_history_page_print(page, 0, 2,
                              "receipts 1 … %s whole%s%s. `history show SERIES` for "
                              "one, `--commit SHA` for a commit on every host.",
                              count, day ? "; all results last added up " : "", day ? day : "");
}

gboolean ph_history_print_chain(const ph_history_page *page, ph_run_store *store, GError **error)
{
    g_auto(chain_reader) reader = { .witnessed_us = PH_NO_TIME };

    reader.check.found = note_fault;
    reader.check.data = &reader;
    if (!ph_run_store_receipts(store, take_receipt, &reader, error))
        return FALSE;
    reader.doubt = ph_run_store_doubt(store);
    (void)fputc('\n', page->to);
    print_state(page, &reader);
    return TRUE;
}
