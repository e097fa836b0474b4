/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_search.h"

#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "history/case_search.h"

/* What is new in one suite of one host. */
static gboolean search_suite(ph_run_store *store, const ph_history_run *run, GError **error)
{
    const ph_series_query query = { .host = run->host, .suite = run->suite };
    g_autoptr(ph_case_search) search = ph_case_search_run(store, &query, error);

    if (!search)
        return FALSE;
    if (search->opened > 0)
        ph_columns_print(stdout, 0, 2,
                         "%u case%s suspected: perfharness history confirm compares their builds",
                         search->opened, search->opened == 1 ? " is" : "s are");
    return TRUE;
}

static gboolean is_beside(const ph_history_run *a, const ph_history_run *b)
{
    return strcmp(a->host, b->host) == 0 && strcmp(a->suite, b->suite) == 0;
}

static gboolean is_first_of_suite(const GPtrArray *runs, guint i)
{
    for (guint before = 0; before < i; before++)
        if (ph_history_run_is_in_trend(runs->pdata[before]) &&
            is_beside(runs->pdata[before], runs->pdata[i]))
            return FALSE;
    return ph_history_run_is_in_trend(runs->pdata[i]);
}

gboolean ph_history_search_since(ph_run_store *store, gint64 since_us, GError **error)
{
    const ph_run_query query = { .received_us = since_us };
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &query, error);

    for (guint i = 0; runs && i < runs->len; i++)
        if (is_first_of_suite(runs, i) && !search_suite(store, runs->pdata[i], error)) {
            g_prefix_error(error, "what was added is there; looking for what has moved: ");
            return FALSE;
        }
    return runs != NULL;
}
