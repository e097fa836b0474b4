/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness layout` for people. */
#include <glib.h>

#include "columns.h"
#include "error/error.h"
#include "layout_table.h"
#include "perfharness/codec.h"
#include "text_table.h"

/* What there is room for beside a picture, however long names are; more where they are short. */
enum { PICTURE_COLUMNS_MIN = 20 };
enum { INDENT_COLUMNS = 2, GAP_COLUMNS = 2, LEVEL_COLUMNS = 3 };
/* Clauses begin no further right, so that a picture of 50 characters is on one line. */
enum { CLAUSES_BEGIN_MAX = 28 };

enum { CELL_OFFSET, CELL_SIZE, CELL_OCCURS, CELL_PICTURE, CELL_LINE, CELL_COUNT };
static const char *const titles[] = { "",         "offset", "size", "occurs", /* As the cells. */
                                      "<picture", "line",   NULL };

/* What is shown of an item. */
typedef struct layout_row {
    guint depth; /* Items it stands in. */
    char *name;  /* With its level. */
    char *cells[CELL_COUNT];
    char *clauses; /* Beside its picture, or, where there is no room, below it; NULL: none. */
    gboolean is_condition;
} layout_row;

static void row_free(gpointer data)
{
    layout_row *row = data;

    g_free(row->name);
    for (guint i = 0; i < CELL_COUNT; i++)
        g_free(row->cells[i]);
    g_free(row->clauses);
    g_free(row);
}

static guint depth_of(const ph_copybook *copybook, const ph_record_item *item)
{
    guint depth = 0;

    for (; item->parent != PH_RECORD_NO_ITEM; item = &copybook->items[item->parent])
        depth++;
    return depth;
}

static char *bytes_text(guint32 bytes, gboolean is_largest)
{
    return g_strdup_printf("%s%u", is_largest ? "≤ " : "", bytes);
}

static char *occurs_text(const ph_record_item *item)
{
    if (item->counter != PH_RECORD_NO_ITEM)
        return g_strdup_printf("%u to %u", item->occurs_min, item->occurs_max);
    return item->is_table ? g_strdup_printf("%u", item->occurs_max) : g_strdup("");
}

static void add_clause(GString *clauses, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_clause(GString *clauses, const char *format, ...)
{
    va_list arguments;

    if (clauses->len)
        g_string_append_c(clauses, ' ');
    va_start(arguments, format);
    g_string_append_vprintf(clauses, format, arguments);
    va_end(arguments);
}

static void add_storage_clauses(GString *clauses, const ph_record_item *item)
{
    if (item->flags & (PH_DECIMAL_SIGN_LEADING | PH_DECIMAL_SIGN_SEPARATE))
        add_clause(clauses, "SIGN %s%s",
                   item->flags & PH_DECIMAL_SIGN_LEADING ? "LEADING" : "TRAILING",
                   item->flags & PH_DECIMAL_SIGN_SEPARATE ? " SEPARATE" : "");
    if (item->is_synchronized)
        add_clause(clauses, "SYNC");
    if (item->is_justified)
        add_clause(clauses, "JUST");
    if (item->flags & PH_DECIMAL_BLANK_WHEN_ZERO)
        add_clause(clauses, "BLANK WHEN ZERO");
}

/* What stands beside the picture, in COBOL's words, of those that say where bytes are; NULL:
 * nothing does. */
static char *clauses_of(const ph_copybook *copybook, const ph_record_item *item)
{
    GString *clauses = g_string_new(NULL);

    add_storage_clauses(clauses, item);
    if (item->kind == PH_RECORD_KIND_RENAMES)
        add_clause(clauses, "RENAMES %s", copybook->items[item->redefines].name);
    else if (item->redefines != PH_RECORD_NO_ITEM)
        add_clause(clauses, "REDEFINES %s", copybook->items[item->redefines].name);
    if (item->kind == PH_RECORD_KIND_RENAMES && item->last != item->redefines)
        add_clause(clauses, "THRU %s", copybook->items[item->last].name);
    if (item->counter != PH_RECORD_NO_ITEM)
        add_clause(clauses, "DEPENDING ON %s", copybook->items[item->counter].name);
    return g_string_free(clauses, clauses->len == 0);
}

static char *picture_and_usage(const ph_record_item *item)
{
    return g_strdup_printf("%s%s%s", item->picture, *item->picture && *item->usage ? " " : "",
                           item->usage);
}

/* A condition has no storage, and a value of any length. */
static void fill_condition(layout_row *row, const ph_layout *layout, uint32_t condition)
{
    g_autofree char *value = ph_layout_value(layout, condition);

    row->cells[CELL_OFFSET] = g_strdup("");
    row->cells[CELL_SIZE] = g_strdup("");
    row->cells[CELL_OCCURS] = g_strdup("");
    row->cells[CELL_PICTURE] = g_strconcat("VALUE ", value ? value : "", NULL);
    row->is_condition = TRUE;
}

static layout_row *row_new(const ph_layout *layout, guint32 index)
{
    const ph_copybook *copybook = layout->copybook;
    const ph_record_item *item = &copybook->items[index];
    layout_row *row = g_new0(layout_row, 1);

    row->depth = depth_of(copybook, item);
    row->name = g_strdup_printf("%02u %s", item->level, item->name);
    row->cells[CELL_LINE] = g_strdup_printf("%u", item->line);
    if (item->kind == PH_RECORD_KIND_CONDITION) {
        fill_condition(row, layout, index);
        return row;
    }
    row->cells[CELL_OFFSET] = bytes_text(item->offset, item->offset_varies);
    row->cells[CELL_SIZE] = bytes_text(item->size, item->size_varies);
    row->cells[CELL_OCCURS] = occurs_text(item);
    row->cells[CELL_PICTURE] = picture_and_usage(item);
    row->clauses = clauses_of(copybook, item);
    return row;
}

/* The columns that these cells take, from the gap before them on; 0: they are all empty. */
static guint columns_of_cells(const GPtrArray *rows, guint cell)
{
    guint columns = 0;

    for (guint i = 0; i < rows->len; i++)
        columns = MAX(columns, ph_columns_of(((layout_row *)rows->pdata[i])->cells[cell]));
    return columns ? MAX(columns, ph_columns_of(titles[cell + 1])) + GAP_COLUMNS : 0;
}

/* What is left for names and pictures together. */
static guint columns_left(const GPtrArray *rows)
{
    guint taken = 0;

    for (guint cell = 0; cell < CELL_COUNT; cell++)
        taken += cell == CELL_PICTURE ? 0 : columns_of_cells(rows, cell);
    return PH_COLUMNS - taken;
}

static guint columns_of_name(const layout_row *row, guint indent)
{
    return row->depth * indent + ph_columns_of(row->name);
}

static guint columns_of_names(const GPtrArray *rows, guint indent)
{
    guint columns = 0;

    for (guint i = 0; i < rows->len; i++)
        columns = MAX(columns, columns_of_name(rows->pdata[i], indent));
    return columns;
}

/* The clauses beside their picture as far as there is room for them; a value of any length is cut.
 */
static void place_clauses(layout_row *row, guint columns)
{
    char **cell = &row->cells[CELL_PICTURE];
    g_autofree char *picture = g_steal_pointer(cell);
    g_autofree char *all = row->clauses
                               ? g_strconcat(picture, *picture ? " " : "", row->clauses, NULL)
                               : g_strdup(picture);

    if (row->is_condition) {
        *cell = ph_columns_shorten(picture, columns);
    } else if (ph_columns_of(all) <= columns) {
        *cell = g_steal_pointer(&all);
        g_clear_pointer(&row->clauses, g_free);
    } else if (ph_columns_of(picture) <= columns) {
        *cell = g_steal_pointer(&picture);
    } else {
        *cell = g_strdup("");
        g_free(row->clauses);
        row->clauses = g_steal_pointer(&all);
    }
}

/* A name that is still too long has a line to itself. */
static void add_row(ph_text_table *table, layout_row *row, guint indent, guint columns)
{
    const guint begin = row->depth * indent;
    const gboolean has_room = columns_of_name(row, indent) <= columns;

    if (!has_room)
        ph_text_table_add_words(table, MIN(begin, PH_COLUMNS - ph_columns_of(row->name)),
                                row->name);
    ph_text_table_take_row(
        table, has_room ? g_strdup_printf("%*s%s", (int)begin, "", row->name) : g_strdup(""),
        g_steal_pointer(&row->cells[CELL_OFFSET]), g_steal_pointer(&row->cells[CELL_SIZE]),
        g_steal_pointer(&row->cells[CELL_OCCURS]), g_steal_pointer(&row->cells[CELL_PICTURE]),
        g_steal_pointer(&row->cells[CELL_LINE]), NULL);
    if (row->clauses)
        ph_text_table_add_words(table, MIN(begin + LEVEL_COLUMNS, CLAUSES_BEGIN_MAX), row->clauses);
}

/* Names come first; of long ones, or deep ones, levels are nearer to each other. */
static void add_rows(ph_text_table *table, const GPtrArray *rows)
{
    const guint left = columns_left(rows), wide = columns_of_names(rows, INDENT_COLUMNS);
    const guint for_pictures =
        MAX(PICTURE_COLUMNS_MIN, left > wide + GAP_COLUMNS ? left - wide - GAP_COLUMNS : 0);
    guint for_names;

    for (guint i = 0; i < rows->len; i++)
        place_clauses(rows->pdata[i], for_pictures);
    for_names = left - columns_of_cells(rows, CELL_PICTURE);
    for (guint i = 0; i < rows->len; i++)
        add_row(table, rows->pdata[i], wide <= for_names ? INDENT_COLUMNS : 1, for_names);
}

static void print_items(FILE *to, const ph_layout *layout)
{
    const ph_record *record = layout->record;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
    g_autoptr(ph_text_table) table = ph_text_table_new(0, titles);

    for (guint32 i = 0; i < record->item_count; i++)
        g_ptr_array_add(rows, row_new(layout, record->first + i));
    add_rows(table, rows);
    ph_text_table_print(to, table);
}

static gboolean is_any_at_most(const ph_layout *layout)
{
    const ph_record_item *items = layout->copybook->items + layout->record->first;

    for (guint32 i = 0; i < layout->record->item_count; i++)
        if (items[i].offset_varies || items[i].size_varies)
            return TRUE;
    return FALSE;
}

static void print_length(FILE *to, const ph_record *record)
{
    if (record->length_min == record->length_max)
        (void)fprintf(to, "\nRecord length: %u byte%s\n", record->length_max,
                      record->length_max == 1 ? "" : "s");
    else
        (void)fprintf(to, "\nRecord length: %u to %u bytes\n", record->length_min,
                      record->length_max);
}

void ph_layout_print(FILE *to, const ph_layout *layout)
{
    print_items(to, layout);
    print_length(to, layout->record);
    if (is_any_at_most(layout))
        (void)fputs("≤ at most: tables may have fewer occurrences, as their counters say.\n", to);
    if (layout->record->is_wrapped)
        (void)fputs("Its entries stand in no 01: they are taken for one record.\n", to);
    (void)fputs(layout->copybook->format == PH_SOURCE_FORMAT_FIXED
                    ? "Read as fixed format: columns 1-6 and 73-80 are no text.\n"
                    : "Read as free format: all of a line is text.\n",
                to);
}
