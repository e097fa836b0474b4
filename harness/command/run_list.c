/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/run_list.h"

#include "columns.h"
#include "measure/category.h"
#include "measure/run.h"
#include "text_table.h"

enum { TEXT_BEGINS = 0, TEXT_GOES_ON = 2, ROW_BEGINS = 2, SECONDS_A_MINUTE = 60 };

static char *join_names(const GPtrArray *subjects)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < subjects->len; i++) {
        const ph_run_subject *subject = subjects->pdata[i];

        g_string_append_printf(names, "%s%s", i ? ", " : "", subject->name);
    }
    return g_string_free(names, FALSE);
}

/* What a suite may take beside building, for each benchmark alike; 0: nobody says. */
static double budget_s(const ph_suite *suite, guint benchmarks)
{
    if (!suite)
        return 0.0;
    if (suite->quick_seconds)
        return (double)suite->quick_seconds / benchmarks;
    return suite->budget_minutes * SECONDS_A_MINUTE / benchmarks;
}

static char *budget_text(double seconds)
{
    return seconds > 0.0 ? g_strdup_printf("%.3g s", seconds) : g_strdup("-");
}

static const char *levels_text(const ph_benchmark *benchmark)
{
    if (benchmark->stored)
        return PH_LEVEL_NAME_DISK;
    if (benchmark->threads)
        return "file";
    if (ph_benchmark_reads_copybook(benchmark))
        return PH_LEVEL_NAME_COPYBOOK;
    return ph_benchmark_has_records(benchmark) ? "record, file" : "kernel";
}

void ph_run_list_print(FILE *to, const GPtrArray *plan, const GPtrArray *subjects,
                       const ph_suite *suite, guint launches)
{
    static const char *const titles[] = { "benchmark", "<level", "<category", "budget", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(ROW_BEGINS, titles);
    g_autofree char *names = join_names(subjects);
    const double each_s = budget_s(suite, plan->len);

    for (guint i = 0; i < plan->len; i++) {
        const ph_benchmark *benchmark = plan->pdata[i];

        ph_text_table_take_row(table, g_strdup(benchmark->name), g_strdup(levels_text(benchmark)),
                               g_strdup(ph_category_name(ph_category_of(benchmark))),
                               budget_text(each_s), NULL);
    }
    ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%u benchmark%s%s%s, %u launch%s of each",
                     plan->len, plan->len == 1 ? "" : "s", suite ? " of the suite " : "",
                     suite ? suite->name : "", launches, launches == 1 ? "" : "es");
    ph_text_table_print(to, table);
    ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "Subjects: %s", names);
    if (each_s > 0.0)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "No launch begins after %.4g s",
                         each_s * plan->len);
}
