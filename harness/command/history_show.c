/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history show`: what changed, when, by which commit, on which host, is it real, who
 * knows. */
#include <stdio.h>

#include "command/history_case_box.h"
#include "command/history_chain_line.h"
#include "command/history_commit.h"
#include "command/history_page.h"
#include "command/history_series_page.h"
#include "command/history_suite_table.h"
#include "command/history_view.h"
#include "error/error.h"

/* Of one suite its head comes before all; of several each before its own table. */
static gboolean print_view(const ph_history_page *page, ph_run_store *store,
                           const ph_history_request *request, const ph_history_view *view,
                           GError **error)
{
    const gboolean is_one = view->suites->len == 1;

    if (view->suites->len == 0) {
        ph_history_page_print(page, 0, 2,
                              "no run stands in a trend yet: add takes a commit's place from a "
                              "checkout (--repository), or is told it (--position)");
        /* Cases outlive the runs that they were found in. */
        if (view->book->entries->len == 0)
            return TRUE;
    }
    if (is_one)
        ph_history_print_suite_head(page, view->suites->pdata[0]);
    ph_history_print_cases(page, view, request->is_all);
    for (guint i = 0; i < view->suites->len; i++) {
        if (is_one)
            (void)fputc('\n', page->to);
        else
            ph_history_print_suite_head(page, view->suites->pdata[i]);
        ph_history_print_suite(page, request, view, view->suites->pdata[i]);
    }
    return ph_history_print_chain(page, store, error);
}

/* What was asked for, to a page. */
static gboolean print_page(const ph_history_page *page, ph_run_store *store,
                           const ph_history_request *request, const ph_history_view *view,
                           GError **error)
{
    if (request->commit)
        return ph_history_print_commit(page, store, request, view, error);
    if (request->operands[0])
        return ph_history_print_series(page, store, request, view, error);
    return print_view(page, store, request, view, error);
}

static gboolean show(ph_run_store *store, const ph_history_request *request,
                     const ph_history_view *view, GError **error)
{
    g_auto(ph_history_page) page = { 0 };
    gboolean is_good;

    if (request->is_json && !request->commit) {
        ph_history_view_print_json(request, view);
        return TRUE;
    }
    ph_history_page_open(&page, request, stdout);
    is_good = print_page(&page, store, request, view, error);
    if (is_good)
        ph_history_page_put(&page);
    return is_good;
}

ph_exit ph_history_action_show(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store =
        ph_history_open(request, PH_STORE_READ, request->is_json, error);
    g_autoptr(ph_history_view) view = store ? ph_history_view_new(store, request, error) : NULL;

    if (!view)
        return PH_EXIT_FAILED;
    ph_history_view_tell_unread(view);
    if (show(store, request, view, error))
        return PH_EXIT_PASS;
    return error && g_error_matches(*error, PH_ERROR, PH_ERROR_USAGE) ? PH_EXIT_USAGE
                                                                      : PH_EXIT_FAILED;
}
