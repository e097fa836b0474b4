/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness import` for people. */
#include <math.h>
#include <string.h>

#include "columns.h"
#include "crosscheck_report.h"
#include "figure.h"
#include "text_table.h"

/* Columns, from the left. */
enum { NAME_BEGINS = 2, FIGURES_BEGIN = 6, TEXT_BEGINS = 2, TEXT_GOES_ON = 4 };

static void print_origin(FILE *to, const char *whose, const char *timestamp, const char *commit,
                         const char *host)
{
    g_autofree char *when = ph_error_printable(timestamp ? timestamp : "time not recorded");
    g_autofree char *what = ph_error_printable(commit ? commit : "not recorded");
    g_autofree char *where = ph_error_printable(host ? host : "not recorded");

    ph_columns_print(to, 0, TEXT_BEGINS, "%s: %s, host %s", whose, when, where);
    ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "commit %s", what);
}

static char *interval_of(ph_interval interval)
{
    g_autofree char *low = ph_figure_rate(interval.low);
    g_autofree char *high = ph_figure_rate(interval.high);

    return isnan(interval.low) ? g_strdup("-") : g_strdup_printf("%s … %s", low, high);
}

static gboolean has_remark(const ph_crosscheck_row *row, const char *remark)
{
    for (guint i = 0; i < row->remarks->len; i++)
        if (strcmp(row->remarks->pdata[i], remark) == 0)
            return TRUE;
    return FALSE;
}

/* So many rows have this remark. */
static guint count_rows(const ph_crosscheck *crosscheck, const char *remark)
{
    guint count = 0;

    for (guint i = 0; i < crosscheck->rows->len; i++)
        count += has_remark(crosscheck->rows->pdata[i], remark) ? 1 : 0;
    return count;
}

/* What is to be said of several rows is a note. */
static void add_row(ph_text_table *table, const ph_crosscheck *crosscheck,
                    const ph_crosscheck_row *row)
{
    g_autofree char *name = ph_error_printable(row->theirs->name);

    ph_text_table_add_words(table, NAME_BEGINS, name);
    ph_text_table_take_row(table, g_strdup(""), ph_figure_rate(row->theirs->mib_s),
                           interval_of(row->theirs->ci95_mib_s), ph_figure_rate(row->kernel_mib_s),
                           ph_figure_rate(row->record_mib_s), ph_figure_rate(row->file_mib_s),
                           ph_figure_factor(row->ratio), NULL);
    for (guint i = 0; i < row->remarks->len; i++) {
        g_autofree char *remark = ph_error_printable(row->remarks->pdata[i]);

        if (count_rows(crosscheck, row->remarks->pdata[i]) == 1)
            ph_text_table_add_words(table, FIGURES_BEGIN, remark);
    }
}

/* A remark of several rows, once, with their names. */
static void print_shared(FILE *to, const ph_crosscheck *crosscheck, const char *remark, guint count)
{
    g_autofree char *text = ph_error_printable(remark);
    g_autoptr(GString) names = g_string_new(NULL);

    if (count == crosscheck->rows->len) {
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "every figure: %s", text);
        return;
    }
    for (guint i = 0; i < crosscheck->rows->len; i++) {
        const ph_crosscheck_row *row = crosscheck->rows->pdata[i];
        g_autofree char *name = ph_error_printable(row->theirs->name);

        if (has_remark(row, remark))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
    }
    ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s: %s", text, names->str);
}

static void print_notes(FILE *to, const ph_crosscheck *crosscheck)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const char *title = "\nNotes\n";

    for (guint i = 0; i < crosscheck->rows->len; i++) {
        const ph_crosscheck_row *row = crosscheck->rows->pdata[i];

        for (guint j = 0; j < row->remarks->len; j++) {
            const guint count = count_rows(crosscheck, row->remarks->pdata[j]);

            if (count == 1 || !g_hash_table_add(seen, row->remarks->pdata[j]))
                continue;
            (void)fputs(title, to);
            title = "";
            print_shared(to, crosscheck, row->remarks->pdata[j], count);
        }
    }
    for (guint i = 0; i < crosscheck->remarks->len; i++) {
        g_autofree char *text = ph_error_printable(crosscheck->remarks->pdata[i]);

        (void)fputs(i == 0 ? title : "", to);
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s", text);
    }
}

void ph_crosscheck_text(FILE *to, const ph_crosscheck *crosscheck)
{
    static const char *const titles[] = {
        "", "theirs", "their 95 %", "kernel", "record", "file", "to record", NULL,
    };
    const ph_imported *theirs = crosscheck->imported;
    const ph_measurement *ours = crosscheck->measurement;
    g_autoptr(ph_text_table) table = ph_text_table_new(FIGURES_BEGIN, titles);

    print_origin(to, "Theirs", theirs->timestamp, theirs->commit,
                 theirs->fingerprint ? theirs->fingerprint : theirs->cpu_model);
    if (ours)
        print_origin(to, "Ours", ours->timestamp, ph_measurement_headline_commit(ours),
                     ph_measurement_fingerprint(ours));
    (void)fputc('\n', to);
    ph_columns_print(to, 0, TEXT_BEGINS,
                     "MiB/s; ours have the same name, or are copybook-rs on what it says: columns "
                     "(kernel), whole records, one file");
    for (guint i = 0; i < crosscheck->rows->len; i++)
        add_row(table, crosscheck, crosscheck->rows->pdata[i]);
    ph_text_table_print(to, table);
    print_notes(to, crosscheck);
}
