/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "explanation_rows.h"

#include <math.h>

#include "columns.h"
#include "contrast_words.h"
#include "report_value.h"
#include "text_table.h"

/* So many of each origin on a terminal; so many in a comment before it is unfolded. */
enum { SHOWN_MAX = 6, TOLD_FIRST = 3 };

/* On a terminal, of a function's name and, two further, of its figures; and room for that name. */
enum { INDENT = 4, NAME_COLUMNS = 3 * (PH_COLUMNS - INDENT - 2) };

/* Of instructions an item, as they are printed. */
#define SHOWN_AT_ALL 0.05

#define NOT_INLINED                                                                                \
    "a build says nothing of what is inlined into what: what a function takes in is counted as "   \
    "its own"

/* "" for a function that is not run. */
static char *instructions(const ph_function_work *work, double figure)
{
    return work->inclusive > 0.0 ? g_strdup_printf("%.1f", figure) : g_strdup("");
}

static char *change_text(double change)
{
    const double rounded = round(change * 10.0) / 10.0;

    return g_strdup_printf("%s%.1f", rounded < 0.0 ? "−" : "+", fabs(rounded));
}

/* What a function is ordered by. */
static double figure_of(const ph_function_change *change, const ph_function_work *work)
{
    return change->origin == PH_FUNCTION_MEASURED ? work->own : work->self;
}

static char *rest_text(const ph_explanation *explanation, guint more, double more_change)
{
    const guint count = explanation->rest_count + more;
    g_autofree char *change =
        change_text(explanation->head_rest - explanation->base_rest + more_change);

    return count ? g_strdup_printf("%u more functions, of their own lines: %s", count, change)
                 : NULL;
}

/* Where it is not what the comparison says, why; the caller frees it. NULL: it is. */
static char *draws_text(const ph_contrast *contrast)
{
    const ph_explanation *explanation = contrast->explanation;

    if (contrast->work_logs->len == 0 ||
        (fabs(explanation->base - contrast->base_work) < SHOWN_AT_ALL &&
         fabs(explanation->head - contrast->head_work) < SHOWN_AT_ALL))
        return NULL;
    return g_strdup_printf("functions are those of one call, and over all %u that were counted it "
                           "is %.1f, before %.1f: what chance decides differs, as the seeds of "
                           "hash tables and where the heap lies",
                           contrast->work_logs->len, contrast->head_work, contrast->base_work);
}

static void add_row(ph_text_table *table, const ph_function_change *change)
{
    const ph_function_work *base = &change->base, *head = &change->head;
    g_autofree char *name = ph_columns_shorten(change->name, NAME_COLUMNS);

    ph_text_table_add_words(table, INDENT, name);
    if (change->place)
        ph_text_table_add_words(table, INDENT + 2, change->place);
    ph_text_table_take_row(
        table, g_strdup(ph_function_fate_word(ph_function_fate_of(change))),
        instructions(base, figure_of(change, base)), instructions(head, figure_of(change, head)),
        change_text(ph_function_growth(change)), change_text(head->self - base->self),
        change_text(head->inclusive - base->inclusive), NULL);
}

static void print_explanation(FILE *to, const ph_contrast *contrast)
{
    static const char *const titles[] = { "", "base", "head", "change", "self", "inclusive", NULL };
    const ph_explanation *explanation = contrast->explanation;
    g_autoptr(ph_text_table) table = ph_text_table_new(INDENT + 2, titles);
    g_autofree char *name = ph_contrast_name(contrast);
    guint shown[PH_FUNCTION_ORIGIN_COUNT] = { 0 };
    guint left_out = 0;
    double left_out_change = 0.0;

    ph_columns_print(to, 2, INDENT, "%s: %.1f, before %.1f", name, explanation->head,
                     explanation->base);
    for (guint i = 0; i < explanation->functions->len; i++) {
        const ph_function_change *change = explanation->functions->pdata[i];

        if (shown[change->origin] >= SHOWN_MAX) {
            left_out++;
            left_out_change += change->head.self - change->base.self;
            continue;
        }
        if (change->origin == PH_FUNCTION_OTHER && shown[change->origin] == 0)
            ph_text_table_add_words(table, 2, "Others' code, of its own lines");
        shown[change->origin]++;
        add_row(table, change);
    }
    g_autofree char *rest = rest_text(explanation, left_out, left_out_change);
    g_autofree char *draws = draws_text(contrast);

    if (ph_text_table_is_empty(table))
        ph_columns_print(to, INDENT, INDENT, "no function does more or less");
    else
        ph_text_table_print(to, table);
    if (rest)
        ph_columns_print(to, INDENT, INDENT, "%s", rest);
    if (draws)
        ph_columns_print(to, INDENT, INDENT, "%s", draws);
    if (!explanation->has_inlined)
        ph_columns_print(to, INDENT, INDENT, "%s", NOT_INLINED);
}

void ph_explanation_print(FILE *to, const ph_contrast_report *report)
{
    gboolean is_titled = FALSE;

    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (!contrast->explanation)
            continue;
        if (!is_titled)
            (void)fputs("\nWhich functions: instructions an item, with what others' code does for "
                        "them\n",
                        to);
        is_titled = TRUE;
        print_explanation(to, contrast);
    }
}

static cJSON *row_of(const ph_function_change *change)
{
    const ph_function_work *base = &change->base, *head = &change->head;
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", change->name);
    ph_report_value_set(row, "place", change->place);
    ph_report_value_take(row, "base", instructions(base, figure_of(change, base)));
    ph_report_value_take(row, "head", instructions(head, figure_of(change, head)));
    ph_report_value_take(row, "change", change_text(ph_function_growth(change)));
    ph_report_value_take(row, "self", change_text(head->self - base->self));
    ph_report_value_take(row, "inclusive", change_text(head->inclusive - base->inclusive));
    ph_report_value_set(row, "fate", ph_function_fate_word(ph_function_fate_of(change)));
    cJSON_AddBoolToObject(row, "measured", change->origin == PH_FUNCTION_MEASURED);
    return row;
}

static cJSON *explained_of(const ph_contrast *contrast)
{
    const ph_explanation *explanation = contrast->explanation;
    cJSON *entry = cJSON_CreateObject();
    cJSON *first = cJSON_AddArrayToObject(entry, "functions");
    cJSON *further = cJSON_AddArrayToObject(entry, "further_functions");

    ph_report_value_take(entry, "name", ph_contrast_name(contrast));
    ph_report_value_take(entry, "base", g_strdup_printf("%.1f", explanation->base));
    ph_report_value_take(entry, "head", g_strdup_printf("%.1f", explanation->head));
    ph_report_value_set(entry, "not_inlined", explanation->has_inlined ? NULL : NOT_INLINED);
    for (guint i = 0; i < explanation->functions->len; i++)
        cJSON_AddItemToArray(i < TOLD_FIRST ? first : further,
                             row_of(explanation->functions->pdata[i]));
    ph_report_value_take(entry, "rest", rest_text(explanation, 0, 0.0));
    ph_report_value_take(entry, "draws", draws_text(contrast));
    cJSON_AddBoolToObject(entry, "has_functions", cJSON_GetArraySize(first) > 0);
    cJSON_AddBoolToObject(entry, "has_further", cJSON_GetArraySize(further) > 0);
    return entry;
}

void ph_explanation_add_rows(cJSON *data, const GPtrArray *contrasts)
{
    cJSON *list = cJSON_AddArrayToObject(data, "explained");

    for (guint i = 0; i < contrasts->len; i++) {
        const ph_contrast *contrast = contrasts->pdata[i];

        if (contrast->explanation)
            cJSON_AddItemToArray(list, explained_of(contrast));
    }
}
