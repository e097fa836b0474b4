/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text_table.h"

#include "columns.h"
#include "perfharness/require.h"

enum { GAP = 2, NAME_COLUMNS_MIN = 8 };

/* A row has cells, other lines have words. */
typedef struct table_line {
    char **cells; /* NULL-terminated; NULL: words. */
    char *words;
    guint begin; /* Of words. */
} table_line;

struct ph_text_table {
    guint indent;
    guint count; /* Columns. */
    char **titles;
    gboolean *is_left; /* By column. */
    GPtrArray *lines;  /* table_line. */
};

static void line_free(gpointer data)
{
    table_line *line = data;

    g_strfreev(line->cells);
    g_free(line->words);
    g_free(line);
}

ph_text_table *ph_text_table_new(guint indent, const char *const *titles)
{
    ph_text_table *table = g_new0(ph_text_table, 1);

    table->indent = indent;
    table->titles = g_strdupv((char **)titles);
    table->count = g_strv_length(table->titles);
    PH_REQUIRE(table->count >= 1);
    table->is_left = g_new0(gboolean, table->count);
    table->lines = g_ptr_array_new_with_free_func(line_free);
    for (guint i = 0; i < table->count; i++) {
        const gboolean is_marked = table->titles[i][0] == '<';

        table->is_left[i] = i == 0 || is_marked;
        if (is_marked) {
            g_free(table->titles[i]);
            table->titles[i] = g_strdup(titles[i] + 1);
        }
    }
    return table;
}

void ph_text_table_free(ph_text_table *table)
{
    g_strfreev(table->titles);
    g_free(table->is_left);
    g_ptr_array_unref(table->lines);
    g_free(table);
}

void ph_text_table_take_cells(ph_text_table *table, char **cells)
{
    table_line *line = g_new0(table_line, 1);

    PH_REQUIRE(g_strv_length(cells) == table->count);
    line->cells = cells;
    g_ptr_array_add(table->lines, line);
}

void ph_text_table_take_row(ph_text_table *table, ...)
{
    char **row = g_new0(char *, table->count + 1);
    va_list cells;

    va_start(cells, table);
    for (guint i = 0; i < table->count; i++)
        row[i] = va_arg(cells, char *);
    PH_REQUIRE(va_arg(cells, char *) == NULL);
    va_end(cells);
    ph_text_table_take_cells(table, row);
}

void ph_text_table_add_words(ph_text_table *table, guint begin, const char *words)
{
    table_line *line = g_new0(table_line, 1);

    line->words = g_strdup(words);
    line->begin = begin;
    g_ptr_array_add(table->lines, line);
}

gboolean ph_text_table_is_empty(const ph_text_table *table)
{
    return table->lines->len == 0;
}

/* 0 for a column without content. */
static guint columns_needed(const ph_text_table *table, guint column)
{
    guint needed = 0;

    for (guint i = 0; i < table->lines->len; i++) {
        const table_line *line = table->lines->pdata[i];

        if (line->cells)
            needed = MAX(needed, ph_columns_of(line->cells[column]));
    }
    return needed ? MAX(needed, ph_columns_of(table->titles[column])) : 0;
}

/* The columns of each; the first gives way where there is not room for all. NULL: nor then is
 * there. */
static guint *measure(const ph_text_table *table, guint width)
{
    g_autofree guint *needed = g_new(guint, table->count);
    guint others = table->indent;

    for (guint i = 0; i < table->count; i++) {
        needed[i] = columns_needed(table, i);
        others += i > 0 && needed[i] ? needed[i] + GAP : 0;
    }
    if (needed[0] + others > width) {
        if (others + NAME_COLUMNS_MIN > width)
            return NULL;
        needed[0] = width - others;
    }
    return g_steal_pointer(&needed);
}

/* Nothing is padded behind the last text of a line. */
static void print_cells(FILE *to, const ph_text_table *table, char **cells, const guint *columns)
{
    guint begin = table->indent, ended = 0;

    for (guint i = 0; i < table->count; i++) {
        g_autofree char *text = columns[i] ? ph_columns_shorten(cells[i], columns[i]) : NULL;
        const guint taken = text ? ph_columns_of(text) : 0;
        const guint at = begin + (table->is_left[i] ? 0 : columns[i] - taken);

        if (taken) {
            (void)fprintf(to, "%*s%s", (int)(at - ended), "", text);
            ended = at + taken;
        }
        begin += columns[i] ? columns[i] + GAP : 0;
    }
    (void)fputc('\n', to);
}

/* A name, and below it each figure with its title. */
static void print_in_words(FILE *to, const ph_text_table *table, char **cells, guint width)
{
    g_autofree char *name = ph_columns_shorten(cells[0], width - table->indent);
    GString *words = g_string_new(NULL);

    for (guint i = 1; i < table->count; i++)
        if (*cells[i])
            g_string_append_printf(words, "%s%s%s%s", words->len ? ", " : "", table->titles[i],
                                   *table->titles[i] ? " " : "", cells[i]);
    ph_columns_print_within(to, table->indent, table->indent + GAP, width, "%s", name);
    if (words->len)
        ph_columns_print_within(to, table->indent + GAP, table->indent + GAP, width, "%s",
                                words->str);
    g_string_free(words, TRUE);
}

static gboolean has_titles(const ph_text_table *table)
{
    for (guint i = 0; i < table->count; i++)
        if (*table->titles[i])
            return TRUE;
    return FALSE;
}

void ph_text_table_print_within(FILE *to, const ph_text_table *table, guint width)
{
    g_autofree guint *columns = measure(table, width);

    if (columns && has_titles(table))
        print_cells(to, table, table->titles, columns);
    for (guint i = 0; i < table->lines->len; i++) {
        const table_line *line = table->lines->pdata[i];

        if (!line->cells)
            ph_columns_print_within(to, line->begin, line->begin + GAP, width, "%s", line->words);
        else if (columns)
            print_cells(to, table, line->cells, columns);
        else
            print_in_words(to, table, line->cells, width);
    }
}

void ph_text_table_print(FILE *to, const ph_text_table *table)
{
    ph_text_table_print_within(to, table, PH_COLUMNS);
}
