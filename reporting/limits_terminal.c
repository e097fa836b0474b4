/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness limits` for people. */
#include <math.h>
#include <string.h>

#include "limits_table.h"

enum { BAR_COLUMNS = 32, EIGHTHS = 8 };

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

/* To the right; "-" without a number. */
static void print_figure(FILE *to, int columns, int decimals, double value, const char *unit)
{
    g_autofree char *text =
        isfinite(value) ? g_strdup_printf("%.*f%s", decimals, value, unit) : g_strdup("-");

    (void)fprintf(to, " %*s", columns, text);
}

static void print_roof(FILE *to, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) names = ph_limits_names(measurement);
    g_autoptr(GPtrArray) sets = ph_limits_working_sets(measurement);

    (void)fprintf(to, "\nThe roof, MiB/s\n  %-8s", "");
    for (guint i = 0; i < names->len; i++)
        (void)fprintf(to, " %9s", (const char *)names->pdata[i]);
    for (guint set = 0; set < sets->len; set++) {
        (void)fprintf(to, "\n  %-8s", (const char *)sets->pdata[set]);
        for (guint i = 0; i < names->len; i++)
            print_figure(to, 9, 0, ph_limits_roof(measurement, names->pdata[i], sets->pdata[set]),
                         "");
    }
    (void)fputc('\n', to);
}

static void print_row(FILE *to, const ph_limits_row *row, gboolean is_first_of_set)
{
    const ph_result *result = row->result;
    g_autofree char *drawn = NULL;

    (void)fprintf(to, "  %-8s %-20s", is_first_of_set ? result->working_set : "", result->subject);
    if (result->state != PH_STATE_MEASURED) {
        (void)fprintf(to, " %s: %s\n", ph_state_name(result->state), result->reason);
        return;
    }
    drawn = isfinite(result->share_of_memcpy) ? bar(result->share_of_memcpy) : g_strdup("");
    print_figure(to, 7, 0, result->throughput_mib_s, "");
    print_figure(to, 9, 1, 100.0 * result->share_of_memcpy, " %");
    print_figure(to, 9, 1, 100.0 * result->share_of_read, " %");
    print_figure(to, 7, 3, row->cycles_per_byte, "");
    print_figure(to, 8, 2, row->cycles_per_item, "");
    print_figure(to, 9, 1, row->reference_factor, " x");
    (void)fprintf(to, "  %s\n", drawn);
}

static void print_heading(FILE *to, const char *workload)
{
    (void)fprintf(to, "\n%-31s %7s %9s %9s %7s %8s %9s  0 %*s\n", workload, "MiB/s", "of memcpy",
                  "of read", "cycles", "cycles", "reference", BAR_COLUMNS - 2, "memcpy");
    (void)fprintf(to, "%-31s %7s %9s %9s %7s %8s %9s\n", "", "", "", "", "a byte", "an item",
                  "is faster");
}

static void print_subjects(FILE *to, const ph_measurement *measurement)
{
    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];

        (void)fprintf(to, "  %s %s%s%s\n", info->name, info->version, *info->chosen ? ", " : "",
                      info->chosen);
    }
}

void ph_limits_print(FILE *to, const ph_measurement *measurement)
{
    g_autoptr(GArray) rows = ph_limits_rows(measurement);
    const ph_result *previous = NULL;

    (void)fprintf(to, "What this machine can do on CPU %u, core clock %.2f GHz while measured\n",
                  measurement->facts.cpu, measurement->facts.core_clock_hz / 1e9);
    print_subjects(to, measurement);
    print_roof(to, measurement);
    for (guint i = 0; i < rows->len; i++) {
        const ph_limits_row *row = &g_array_index(rows, ph_limits_row, i);
        const gboolean is_new = !previous || strcmp(previous->workload, row->result->workload) != 0;

        if (is_new)
            print_heading(to, row->result->workload);
        print_row(to, row,
                  is_new || g_strcmp0(previous->working_set, row->result->working_set) != 0);
        previous = row->result;
    }
    for (guint i = 0; i < measurement->errors->len; i++)
        (void)fprintf(to, "\n%s\n", (const char *)measurement->errors->pdata[i]);
}
