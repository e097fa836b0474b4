/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness import` for people. */
#include <math.h>

#include "crosscheck_report.h"
#include "figure.h"

enum { INTERVAL_COLUMNS = 17 };

static void print_origin(FILE *to, const char *whose, const char *timestamp, const char *commit,
                         const char *host)
{
    g_autofree char *when = ph_error_printable(timestamp ? timestamp : "time not recorded");
    g_autofree char *what = ph_error_printable(commit ? commit : "not recorded");
    g_autofree char *where = ph_error_printable(host ? host : "not recorded");

    (void)fprintf(to, "%s: %s, commit %s, host %s\n", whose, when, what, where);
}

static void print_rate(FILE *to, double mib_s)
{
    g_autofree char *rate = ph_figure_rate(mib_s);

    (void)fprintf(to, " %8s", rate);
}

static void print_remarks(FILE *to, const char *margin, const GPtrArray *remarks)
{
    for (guint i = 0; i < remarks->len; i++) {
        g_autofree char *text = ph_error_printable(remarks->pdata[i]);

        (void)fprintf(to, "%s%s\n", margin, text);
    }
}

static void print_row(FILE *to, const ph_crosscheck_row *row)
{
    const ph_interval interval = row->theirs->ci95_mib_s;
    g_autofree char *name = ph_error_printable(row->theirs->name);
    g_autofree char *ratio = ph_figure_factor(row->ratio);
    g_autofree char *low = ph_figure_rate(interval.low);
    g_autofree char *high = ph_figure_rate(interval.high);
    g_autofree char *between =
        isnan(interval.low) ? g_strdup("-") : g_strdup_printf("%s … %s", low, high);

    (void)fprintf(to, "  %-40s", name);
    print_rate(to, row->theirs->mib_s);
    (void)fprintf(to, " %*s%s", INTERVAL_COLUMNS - (int)g_utf8_strlen(between, -1), "", between);
    print_rate(to, row->kernel_mib_s);
    print_rate(to, row->record_mib_s);
    print_rate(to, row->file_mib_s);
    (void)fprintf(to, " %9s\n", ratio);
    print_remarks(to, "      ", row->remarks);
}

void ph_crosscheck_text(FILE *to, const ph_crosscheck *crosscheck)
{
    const ph_imported *theirs = crosscheck->imported;
    const ph_measurement *ours = crosscheck->measurement;

    print_origin(to, "Theirs", theirs->timestamp, theirs->commit,
                 theirs->fingerprint ? theirs->fingerprint : theirs->cpu_model);
    if (ours)
        print_origin(to, "Ours", ours->timestamp, ph_measurement_headline_commit(ours),
                     ph_measurement_fingerprint(ours));
    (void)fprintf(to,
                  "\nMiB/s; ours have the same name, or are copybook-rs on what it says:\n"
                  "columns (kernel), whole records, one file\n  %-40s %8s %*s %8s %8s %8s %9s\n",
                  "figure", "theirs", INTERVAL_COLUMNS, "their 95 %", "kernel", "record", "file",
                  "to ours");
    for (guint i = 0; i < crosscheck->rows->len; i++)
        print_row(to, crosscheck->rows->pdata[i]);
    if (crosscheck->remarks->len)
        (void)fputs("\nNotes\n", to);
    print_remarks(to, "  ", crosscheck->remarks);
}
