/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness limits` for people. */
#include <math.h>
#include <string.h>

#include "colour.h"
#include "columns.h"
#include "figure.h"
#include "limits_table.h"
#include "no_number.h"
#include "text_table.h"

enum { BAR_COLUMNS = 12, EIGHTHS = 8 };
/* Columns, from the left. */
enum { TEXT_BEGINS = 2, TEXT_GOES_ON = 4 };

/* Columns in eighths, full at memcpy; what is faster than memcpy fills it and gets a plus. */
static char *bar(double share)
{
    static const char *const ends[EIGHTHS] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    GString *text = g_string_new(NULL);
    const guint eighths = (guint)lround(fmin(share, 1.0) * BAR_COLUMNS * EIGHTHS);

    for (guint i = 0; i < eighths / EIGHTHS; i++)
        g_string_append(text, "█");
    /* A bar that is there at all must be seen. */
    g_string_append(text, ends[eighths ? eighths % EIGHTHS : 1]);
    if (share > 1.0)
        g_string_append_c(text, '+');
    return g_string_free(text, FALSE);
}

/* "-" without a number. */
static char *figure(int decimals, double value)
{
    return isfinite(value) ? g_strdup_printf("%.*f", decimals, value) : g_strdup("-");
}

static void print_roof(FILE *to, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) names = ph_limits_names(measurement);
    g_autoptr(GPtrArray) sets = ph_limits_working_sets(measurement);
    g_autoptr(GPtrArray) titles = g_ptr_array_new();

    g_ptr_array_add(titles, (char *)"");
    for (guint i = 0; i < names->len; i++)
        g_ptr_array_add(titles, names->pdata[i]);
    g_ptr_array_add(titles, NULL);

    g_autoptr(ph_text_table) table =
        ph_text_table_new(TEXT_BEGINS, (const char *const *)titles->pdata);
    for (guint set = 0; set < sets->len; set++) {
        char **cells = g_new0(char *, names->len + 2);

        cells[0] = g_strdup(sets->pdata[set]);
        for (guint i = 0; i < names->len; i++)
            cells[i + 1] =
                figure(0, ph_limits_roof(measurement, names->pdata[i], sets->pdata[set]));
        ph_text_table_take_cells(table, cells);
    }
    if (sets->len == 0)
        return; /* Records are of no working set. */
    (void)fputs("\nThe roof, MiB/s\n", to);
    ph_text_table_print(to, table);
}

static void add_row(ph_text_table *table, const ph_limits_row *row, gboolean has_colour)
{
    const ph_result *result = row->result;

    if (result->state == PH_STATE_MEASURED)
        ph_text_table_take_row(
            table, g_strdup(result->subject), figure(0, result->throughput_mib_s),
            ph_figure_share(result->share_of_memcpy),
            result->output_bytes ? ph_figure_share(result->output_share_of_memcpy) : g_strdup(""),
            ph_figure_share(result->share_of_read), figure(3, row->cycles_per_byte),
            isfinite(result->share_of_memcpy) ? bar(result->share_of_memcpy) : g_strdup(""), NULL);
    else
        ph_text_table_take_row(table, g_strdup(result->subject),
                               ph_colour_state(result, has_colour), g_strdup(""), g_strdup(""),
                               g_strdup(""), g_strdup(""), g_strdup(""), NULL);
}

/* "L2: copybook-rs is 16 × slower than C": what begins at this row. */
static void add_group(ph_text_table *table, const GArray *rows, guint begin)
{
    const ph_limits_row *first = &g_array_index(rows, ph_limits_row, begin);
    g_autoptr(GString) text =
        g_string_new(first->result->working_set ? first->group : ph_figure_level(first->result));

    for (guint i = begin; i < rows->len; i++) {
        const ph_limits_row *row = &g_array_index(rows, ph_limits_row, i);
        g_autofree char *speed = ph_figure_speed(1.0 / row->reference_factor, "C");

        if (ph_result_is_same_work(row->result, first->result) &&
            strcmp(row->result->subject, PH_HEADLINE_SUBJECT) == 0 &&
            isfinite(row->reference_factor))
            g_string_append_printf(text, ": " PH_HEADLINE_SUBJECT " is %s", speed);
    }
    ph_text_table_add_words(table, TEXT_BEGINS, text->str);
}

/* The rows of one workload, from this one on; returns where the next begins. */
static guint print_workload(FILE *to, const GArray *rows, guint begin, gboolean has_colour)
{
    const gboolean is_encoding =
        ph_result_is_encoding(g_array_index(rows, ph_limits_row, begin).result);
    const char *const titles[] = {
        "",        "MiB/s",       "of memcpy",     is_encoding ? "of input" : "of output",
        "of read", "cycles/byte", "<0     memcpy", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(TEXT_GOES_ON, titles);
    const char *workload = g_array_index(rows, ph_limits_row, begin).result->workload;
    const char *group = NULL;
    guint i = begin;

    for (; i < rows->len; i++) {
        const ph_limits_row *row = &g_array_index(rows, ph_limits_row, i);

        if (strcmp(row->result->workload, workload) != 0)
            break;
        if (g_strcmp0(group, row->group) != 0)
            add_group(table, rows, i);
        group = row->group;
        add_row(table, row, has_colour);
    }
    (void)fprintf(to, "\n%s\n", workload);
    ph_text_table_print(to, table);
    return i;
}

static void print_subjects(FILE *to, const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];

        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s %s%s%s", info->name, info->version,
                         *info->chosen ? ", " : "", info->chosen);
    }
}

static void print_errors(FILE *to, const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->errors->len; i++) {
        const char *error = measurement->errors->pdata[i];

        if (ph_no_number_find(measurement, error))
            continue;
        (void)fputc('\n', to);
        ph_columns_print(to, 0, TEXT_BEGINS, "%s", error);
    }
}

static void print_notes(FILE *to, const GPtrArray *notes)
{
    if (notes->len > 0)
        (void)fputs("\nNotes\n", to);
    for (guint i = 0; i < notes->len; i++)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s", (const char *)notes->pdata[i]);
}

void ph_limits_print(FILE *to, const ph_measurement *measurement, const GPtrArray *notes,
                     gboolean has_colour)
{
    g_autoptr(GArray) rows = ph_limits_rows(measurement);

    (void)fprintf(to, "What this machine can do on CPU %u, core clock %.2f GHz while measured\n",
                  measurement->facts.cpu, measurement->facts.core_clock_hz / 1e9);
    print_subjects(to, measurement);
    print_roof(to, measurement);
    for (guint i = 0; i < rows->len;)
        i = print_workload(to, rows, i, has_colour);
    print_notes(to, notes);
    ph_no_number_print(to, measurement, has_colour);
    print_errors(to, measurement);
}
