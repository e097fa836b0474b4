/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history dashboard`: all that stands in a history, as one page of HTML. */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/history_case_text.h"
#include "command/history_dashboard_parts.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "history/history_clock.h"
#include "history/store_check.h"
#include "history/witness.h"
#include "settings/installation.h"
#include "settings/template_file.h"
#include "storage/output_file.h"

enum { DAYS_SHOWN = 365 };

static const char template_setting[] = "templates/history_dashboard.html";
static const char style_setting[] = "templates/report.css";

static void gathering_clear(ph_history_gathering *in)
{
    g_clear_pointer(&in->view, ph_history_view_free);
    g_clear_pointer(&in->runs, g_ptr_array_unref);
    g_clear_pointer(&in->run_of, g_hash_table_unref);
    g_clear_pointer(&in->commits, ph_commit_log_free);
    g_clear_pointer(&in->series_of, g_hash_table_unref);
    g_clear_pointer(&in->page, ph_dashboard_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_history_gathering, gathering_clear)

gboolean ph_history_is_asked_for(const ph_history_gathering *in, const char *host,
                                 const char *suite)
{
    return (!in->request->host || g_str_has_prefix(host, in->request->host)) &&
           (!in->request->suite || strcmp(suite, in->request->suite) == 0);
}

/* All commits that the page may name. */
static GPtrArray *commits_named(const ph_history_view *view)
{
    GPtrArray *shas = g_ptr_array_new();

    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *entry = view->book->entries->pdata[i];

        if (entry->largest && entry->largest->first_sha)
            g_ptr_array_add(shas, entry->largest->first_sha);
        if (entry->largest && entry->largest->last_good_sha)
            g_ptr_array_add(shas, entry->largest->last_good_sha);
    }
    return shas;
}

static gboolean read_store(ph_history_gathering *in, GError **error)
{
    g_autoptr(GPtrArray) shas = NULL;

    in->now_us = ph_history_now_us();
    in->view = ph_history_view_new(in->store, in->request, error);
    in->runs = in->view ? ph_run_store_runs(in->store, &(ph_run_query){ 0 }, error) : NULL;
    if (!in->runs)
        return FALSE;
    ph_history_view_tell_unread(in->view);
    in->run_of = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < in->runs->len; i++) {
        ph_history_run *run = in->runs->pdata[i];

        g_hash_table_insert(in->run_of, &run->id, run);
    }
    in->series_of = g_hash_table_new(g_int64_hash, g_int64_equal);
    shas = commits_named(in->view);
    in->commits = ph_commit_log_read(in->request->repository, shas);
    return TRUE;
}

/* What contradicts the chain: how much, and what first. */
typedef struct faults {
    guint count;
    char *first;
} faults;

static void hear_fault(const char *fault, gpointer data)
{
    faults *heard = (faults *)data;

    if (heard->count++ == 0)
        heard->first = g_strdup(fault);
}

static gboolean check_chain(ph_history_gathering *in, GError **error)
{
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();
    faults heard = { 0 };
    ph_store_check check = {
        .chain = "the history", .witnesses = witnesses, .found = hear_fault, .data = &heard
    };
    g_autofree char *first = NULL;

    if (!ph_store_check_run(&check, in->store, error)) {
        g_free(heard.first);
        return FALSE;
    }
    if (ph_run_store_doubt(in->store))
        hear_fault(ph_run_store_doubt(in->store), &heard);
    first = heard.first;
    in->page->is_chain_whole = heard.count == 0;
    in->page->chain =
        heard.count == 0
            ? g_strdup_printf("%" G_GINT64_FORMAT " receipt%s, all whole", check.receipts,
                              check.receipts == 1 ? "" : "s")
            : g_strdup_printf("%u contradiction%s in %" G_GINT64_FORMAT
                              " receipts (perfharness verify): %s",
                              heard.count, heard.count == 1 ? "" : "s", check.receipts, first);
    return TRUE;
}

/* "main up to 3f2a91c4, measured 2026-11-30": the newest of what is asked for; and how long ago
 * that is, where a night was missed. */
static char *until_of(const ph_history_gathering *in)
{
    for (guint i = 0; i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];
        g_autofree char *sha = ph_history_short_sha(run->sha);
        g_autofree char *day = ph_history_day(run->received_us);
        const gint64 days = (in->now_us - run->received_us) / G_TIME_SPAN_DAY;
        g_autofree char *ago =
            days < 2 ? g_strdup("") : g_strdup_printf(", %" G_GINT64_FORMAT " days ago", days);

        if (ph_history_run_is_in_trend(run) && !run->source &&
            ph_history_is_asked_for(in, run->host, run->suite))
            return g_strdup_printf("%s%sup to %s, measured %s%s", run->branch ? run->branch : "",
                                   run->branch ? " " : "", sha, day, ago);
    }
    return NULL;
}

/* Something of what is asked for is there; of an empty history, nothing has to be. */
static gboolean check_asked(const ph_history_gathering *in, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) known = NULL;
    gboolean is_there = in->view->suites->len == 0;

    for (guint i = 0; i < in->view->suites->len; i++) {
        const ph_series_key *key = ((const ph_history_suite *)in->view->suites->pdata[i])->key;

        g_strv_builder_add(builder, in->request->suite ? key->suite : key->host);
        is_there = is_there || ph_history_is_asked_for(in, key->host, key->suite);
    }
    known = g_strv_builder_end(builder);
    const ph_word_list list = { in->request->suite ? "suite" : "host",
                                in->request->suite ? "--suite" : "--host", NULL,
                                (const char *const *)known };
    return is_there || ph_refuse_word(error, &list,
                                      in->request->suite ? in->request->suite : in->request->host);
}

static gboolean gather(ph_history_gathering *in, GError **error)
{
    if (!read_store(in, error) || !check_asked(in, error))
        return FALSE;
    in->page = ph_dashboard_new();
    in->page->store = g_strdup(in->request->place->name);
    in->page->made_us = in->now_us;
    in->page->days = in->days;
    in->page->until = until_of(in);
    ph_history_gather_suites(in);
    ph_history_gather_cases(in);
    ph_history_gather_house(in);
    return ph_history_gather_hosts(in, error) && check_chain(in, error);
}

/* The page in HTML; NULL and error. */
static char *render(const ph_history_gathering *in, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *style_path = ph_installation_setting(style_setting);
    g_autofree char *text = ph_template_file_read_setting(NULL, template_setting, &path, error);
    g_autofree char *style = text ? ph_template_file_read(style_path, error) : NULL;
    const ph_template from = { path, text };

    return style ? ph_dashboard_html(in->page, &from, style, error) : NULL;
}

static gboolean write_page(const char *path, const char *text, GError **error)
{
    if (!ph_output_file_write(path, text, NULL, error)) {
        g_prefix_error(error, "writing the dashboard %s: ", path);
        return FALSE;
    }
    ph_columns_print(ph_output_is_standard(path) ? stderr : stdout, 0, 2, "dashboard: %s, %.0f KB",
                     path, (double)strlen(text) / 1000.0);
    return TRUE;
}

ph_exit ph_history_action_dashboard(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = NULL;
    g_auto(ph_history_gathering) in = { .request = request };
    g_autofree char *text = NULL;

    if (!request->output) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "history dashboard: -o FILE was expected");
        return PH_EXIT_USAGE;
    }
    store = ph_history_open(request, PH_STORE_READ, ph_output_is_standard(request->output), error);
    if (!store)
        return PH_EXIT_FAILED;
    in.store = store;
    in.days = request->days > 0 ? request->days : DAYS_SHOWN;
    text = gather(&in, error) ? render(&in, error) : NULL;
    return text && write_page(request->output, text, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
