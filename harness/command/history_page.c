/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_page.h"

#include "ascii_text.h"
#include "columns.h"

void ph_history_page_open(ph_history_page *page, const ph_history_request *request, FILE *stream)
{
    const char *charset;

    page->text = ph_text_stream_new();
    page->to = ph_text_stream_file(page->text);
    page->stream = stream;
    page->columns = ph_columns_of_stream(stream);
    page->has_colour = ph_colour_is_wanted_when(stream, request->colour);
    page->is_ascii = request->is_ascii || !g_get_charset(&charset);
}

void ph_history_page_put(ph_history_page *page)
{
    const char *text = ph_text_stream_text(page->text);
    g_autofree char *ascii = page->is_ascii ? ph_ascii_text(text) : NULL;

    (void)fputs(ascii ? ascii : text, page->stream);
}

void ph_history_page_print(const ph_history_page *page, guint begin, guint indent,
                           const char *format, ...)
{
    g_autofree char *words = NULL;
    va_list arguments;

    va_start(arguments, format);
    words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    ph_columns_print_within(page->to, begin, indent, page->columns, "%s", words);
}

void ph_history_page_table(const ph_history_page *page, const ph_text_table *table)
{
    if (!ph_text_table_is_empty(table))
        ph_text_table_print_within(page->to, table, page->columns);
}

void ph_history_page_clear(ph_history_page *page)
{
    g_clear_pointer(&page->text, ph_text_stream_free);
    *page = (ph_history_page){ 0 };
}
