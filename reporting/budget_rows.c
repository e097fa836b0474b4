/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "budget_rows.h"

#include <math.h>

#include "allocation_rows.h"
#include "colour.h"
#include "document/json_member.h"
#include "figure.h"
#include "report_value.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, ROW_BEGINS = 4, WHY_BEGINS = 6 };

char *ph_budget_figure(ph_budget_kind kind, double value)
{
    const char *unit = ph_budget_unit(kind);

    if (isnan(value))
        return g_strdup("-");
    if (kind == PH_BUDGET_max_allocations_per_record)
        return ph_allocation_share_text(value);

    g_autofree char *rate = ph_figure_rate(value);
    return g_strdup_printf("%s %s", rate, unit);
}

static char *limit_text(const ph_budget_check *check)
{
    const char *unit = ph_budget_unit(check->kind);

    return g_strdup_printf("%g%s%s", check->limit, *unit ? " " : "", unit);
}

static void add_row(ph_text_table *table, const ph_budget_check *check, gboolean has_colour)
{
    const gboolean is_pass = check->verdict == PH_VERDICT_PASS;
    g_autofree char *word = ph_colour_verdict(check->verdict, has_colour);

    ph_text_table_take_row(
        table,
        g_strdup_printf("%s, %s", ph_figure_level_words(check->level), ph_budget_what(check->kind)),
        ph_budget_figure(check->kind, check->value), limit_text(check),
        g_strdup(is_pass ? word : ""), NULL);
    if (!is_pass) {
        g_autofree char *text = g_strdup_printf("%s: %s", word, check->why);

        ph_text_table_add_words(table, WHY_BEGINS, text);
    }
}

void ph_budgets_print(FILE *to, const GArray *checks, gboolean has_colour)
{
    static const char *const titles[] = { "", "is", "budget", "<", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(ROW_BEGINS, titles);
    const char *benchmark = NULL;

    for (guint i = 0; i < checks->len; i++) {
        const ph_budget_check *check = &g_array_index(checks, ph_budget_check, i);

        if (!check->is_asked)
            continue;
        if (g_strcmp0(benchmark, check->benchmark) != 0)
            ph_text_table_add_words(table, BENCHMARK_BEGINS, check->benchmark);
        benchmark = check->benchmark;
        add_row(table, check, has_colour);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fputs("\nBudgets of " PH_HEADLINE_SUBJECT "\n", to);
    ph_text_table_print(to, table);
}

void ph_budgets_json_add(cJSON *document, const GArray *checks)
{
    cJSON *list = checks->len ? cJSON_AddArrayToObject(document, "budgets") : NULL;

    for (guint i = 0; i < checks->len; i++) {
        const ph_budget_check *check = &g_array_index(checks, ph_budget_check, i);
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", check->benchmark);
        ph_json_add_text(entry, "level", check->level);
        cJSON_AddStringToObject(entry, "key", ph_budget_key(check->kind));
        ph_json_add_number(entry, "budget", check->limit);
        ph_json_add_number(entry, "value", check->value);
        ph_json_add_interval(entry, "ci95", check->ci95);
        ph_json_add_text(entry, "verdict", ph_verdict_word(check->verdict));
        ph_json_add_text(entry, "why", check->why);
        cJSON_AddItemToArray(list, entry);
    }
}

static cJSON *row_of(const ph_budget_check *check)
{
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", check->benchmark);
    ph_report_value_set(row, "level", ph_figure_level_words(check->level));
    ph_report_value_set(row, "what", ph_budget_what(check->kind));
    ph_report_value_take(row, "value", ph_budget_figure(check->kind, check->value));
    ph_report_value_take(row, "budget", limit_text(check));
    ph_report_value_set_verdict(row, check->verdict);
    ph_report_value_set(row, "why", check->why);
    return row;
}

void ph_budget_rows_add(cJSON *data, const GArray *checks)
{
    cJSON *list = cJSON_AddArrayToObject(data, "budgets");

    for (guint i = 0; i < checks->len; i++) {
        const ph_budget_check *check = &g_array_index(checks, ph_budget_check, i);

        if (check->is_asked)
            cJSON_AddItemToArray(list, row_of(check));
    }
}
