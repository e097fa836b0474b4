/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_commit.h"

#include <math.h>
#include <string.h>

#include "columns.h"
#include "command/command.h"
#include "command/history_case_text.h"
#include "command/history_json.h"
#include "document/json_member.h"
#include "error/error.h"
#include "series/signed_text.h"
#include "text_table.h"

enum { SUITE_COLUMNS = 16 };

/* The series of a result; NULL: it has no point in a trend. */
static const ph_surveyed_series *series_of(const ph_history_view *view, const ph_series_key *key)
{
    for (guint i = 0; i < view->survey->series->len; i++) {
        const ph_surveyed_series *series = view->survey->series->pdata[i];

        if (ph_series_key_equals(&series->key, key))
            return series;
    }
    return NULL;
}

/* How far a value is from the level that its series is on now, as a share; NAN: not known. */
static double change_of(const ph_surveyed_series *series, double value)
{
    const double level = series->found.level.value;

    if (series->kind == PH_SERIES_EXACT)
        return level == 0.0 ? NAN : value / level - 1.0;
    return expm1(value - level);
}

typedef struct commit_row {
    const ph_history_run *run;
    const ph_surveyed_series *series;
    double change;
} commit_row;

static gboolean collect(ph_run_store *store, const ph_history_view *view, const ph_history_run *run,
                        GArray *rows, GError **error)
{
    g_autoptr(GPtrArray) results = ph_run_store_results(store, run->id, error);

    for (guint i = 0; results && i < results->len; i++) {
        const ph_run_result *result = results->pdata[i];
        const ph_surveyed_series *series = series_of(view, &result->key);

        if (!series || !series->is_watched)
            continue;
        const commit_row row = { run, series, change_of(series, result->value) };
        g_array_append_val(rows, row);
    }
    return results != NULL;
}

static char *change_text(double change)
{
    g_autofree char *percent = ph_percent_text(change, 2);

    return g_strdup_printf("%s %%", percent);
}

static void print_table(const ph_history_page *page, const GArray *rows)
{
    static const char *const titles[] = { "series",       "<host",  "<suite",
                                          "to its level", "spread", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);

    for (guint i = 0; i < rows->len; i++) {
        const commit_row *row = &g_array_index(rows, commit_row, i);
        const double spread = row->series->found.level.spread;

        ph_text_table_take_row(table, ph_series_key_name(&row->series->key),
                               g_strdup(row->run->host),
                               ph_columns_shorten(row->run->suite, SUITE_COLUMNS),
                               isnan(row->change) ? g_strdup("learning") : change_text(row->change),
                               isnan(spread) || row->series->kind == PH_SERIES_EXACT
                                   ? g_strdup("")
                                   : g_strdup_printf("%.2f %%", 100.0 * spread),
                               NULL);
    }
    ph_history_page_table(page, table);
}

static cJSON *row_json(const commit_row *row)
{
    cJSON *object = ph_history_json_series(row->series);

    ph_json_add_text(object, "run", row->run->digest);
    ph_json_add_number(object, "change", row->change);
    return object;
}

static void print_json(const ph_history_request *request, const ph_history_run *run,
                       const GArray *rows)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddStringToObject(document, "schema_version", "perfharness-history-commit-1");
    ph_json_add_text(document, "store", request->place->name);
    ph_json_add_text(document, "commit", run->sha);
    ph_json_add_text(document, "summary", run->summary);
    ph_history_json_add_integer(document, "position", run->position, PH_NO_POSITION);
    list = cJSON_AddArrayToObject(document, "results");
    for (guint i = 0; i < rows->len; i++)
        cJSON_AddItemToArray(list, row_json(&g_array_index(rows, commit_row, i)));
    ph_command_print_json(document);
}

static gboolean check_one(const GPtrArray *runs, const char *asked, GError **error)
{
    g_autofree char *printable = ph_error_printable(asked);

    if (runs->len == 0)
        return ph_refuse(error, PH_ERROR_USAGE, "--commit: no run of the history is of %s",
                         printable);
    for (guint i = 1; i < runs->len; i++)
        if (strcmp(((const ph_history_run *)runs->pdata[i])->sha,
                   ((const ph_history_run *)runs->pdata[0])->sha) != 0)
            return ph_refuse(error, PH_ERROR_USAGE, "--commit: more than one commit begins with %s",
                             printable);
    return TRUE;
}

gboolean ph_history_print_commit(const ph_history_page *page, ph_run_store *store,
                                 const ph_history_request *request, const ph_history_view *view,
                                 GError **error)
{
    const ph_run_query query = { .sha = request->commit };
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &query, error);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(commit_row));
    const ph_history_run *first;

    if (!runs || !check_one(runs, request->commit, error))
        return FALSE;
    first = runs->pdata[0];
    for (guint i = 0; i < runs->len; i++)
        if (!collect(store, view, runs->pdata[i], rows, error))
            return FALSE;
    if (request->is_json) {
        print_json(request, first, rows);
        return TRUE;
    }
    (void)fputc('\n', page->to);
    ph_history_page_print(page, 0, 2, "%s%s%s, position %" G_GINT64_FORMAT ", %u run%s", first->sha,
                          first->summary ? ": " : "", first->summary ? first->summary : "",
                          first->position, runs->len, runs->len == 1 ? "" : "s");
    print_table(page, rows);
    return TRUE;
}
