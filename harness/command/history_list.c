/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history list`: the runs, newest first. */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/command.h"
#include "command/history_action.h"
#include "command/history_case_text.h"
#include "command/history_json.h"
#include "document/json_member.h"
#include "history/history_clock.h"
#include "text_table.h"

enum { RUNS_SHOWN = 20, RUN_DIGITS = 8, HOST_DIGITS = 8 };

static char *short_of(const char *digits, gsize count)
{
    return g_strndup(digits ? digits : "", count);
}

/* "2026-11-30 23:00", of the store's clock; "+" where the runner's was ahead of it. */
static char *time_of(const ph_history_run *run)
{
    g_autofree char *text = ph_history_time_text(run->received_us);
    char *separator = strchr(text, 'T');

    if (!separator)
        return g_steal_pointer(&text);
    *separator = ' ';
    text[strlen("2026-11-30 23:00")] = '\0';
    return g_strconcat(text, ph_history_run_is_ahead(run) ? "+" : "", NULL);
}

static char *position_of(const ph_history_run *run)
{
    if (run->event == PH_RUN_EVENT_PULL_REQUEST && run->pull_request > 0)
        return g_strdup_printf("#%" G_GINT64_FORMAT, run->pull_request);
    if (run->position == PH_NO_POSITION)
        return g_strdup("-");
    return g_strdup_printf("%" G_GINT64_FORMAT, run->position);
}

static gboolean has_hosts(const GPtrArray *runs)
{
    for (guint i = 1; i < runs->len; i++)
        if (g_strcmp0(((const ph_history_run *)runs->pdata[i])->host,
                      ((const ph_history_run *)runs->pdata[0])->host) != 0)
            return TRUE;
    return FALSE;
}

static void add_row(ph_text_table *table, const ph_history_run *run, gboolean has_host)
{
    ph_text_table_take_row(table, g_strdup(*run->suite ? run->suite : "-"), time_of(run),
                           short_of(run->digest, RUN_DIGITS), ph_history_short_sha(run->sha),
                           position_of(run), g_strdup(ph_run_event_word(run->event)),
                           has_host ? short_of(run->host, HOST_DIGITS) : g_strdup(""),
                           has_host ? g_strdup("") : g_strdup_printf("%u", run->results), NULL);
}

static void print_table(const GPtrArray *runs)
{
    static const char *const titles[] = { "suite",   "<received, UTC", "<run",
                                          "<commit", "position",       "<event",
                                          "<host",   "series",         NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(0, titles);
    /* Both have no room in 80 columns. */
    const gboolean has_host = has_hosts(runs);
    gboolean is_ahead = FALSE;

    for (guint i = 0; i < runs->len; i++) {
        const ph_history_run *run = (const ph_history_run *)runs->pdata[i];

        add_row(table, run, has_host);
        is_ahead = is_ahead || ph_history_run_is_ahead(run);
    }
    ph_text_table_print(stdout, table);
    if (is_ahead)
        ph_columns_print(stdout, 0, 0, "+ the runner's clock was ahead of the history's");
}

static cJSON *run_json(const ph_history_run *run)
{
    cJSON *object = cJSON_CreateObject();

    ph_json_add_text(object, "digest", run->digest);
    ph_json_add_text(object, "fingerprint", run->host);
    ph_json_add_text(object, "cpu_model", run->cpu_model);
    ph_json_add_text(object, "machine", run->machine);
    ph_json_add_text(object, "suite", *run->suite ? run->suite : NULL);
    ph_json_add_text(object, "event", ph_run_event_word(run->event));
    ph_history_json_add_integer(object, "pull_request", run->pull_request, 0);
    ph_json_add_text(object, "commit", run->sha);
    ph_json_add_text(object, "branch", run->branch);
    ph_json_add_text(object, "summary", run->summary);
    ph_history_json_add_integer(object, "position", run->position, PH_NO_POSITION);
    ph_history_json_add_time(object, "committed", run->committed_us);
    ph_history_json_add_time(object, "started", run->started_us);
    ph_history_json_add_time(object, "received", run->received_us);
    cJSON_AddBoolToObject(object, "is_clock_ahead", ph_history_run_is_ahead(run));
    cJSON_AddBoolToObject(object, "is_in_trend", ph_history_run_is_in_trend(run));
    ph_json_add_text(object, "status", run->status);
    ph_json_add_text(object, "imported_from", run->source);
    ph_json_add_text(object, "kept_as", ph_run_keep_word(run->keep));
    cJSON_AddBoolToObject(object, "has_document", run->has_document);
    cJSON_AddNumberToObject(object, "results", run->results);
    return object;
}

static void print_json(const ph_history_request *request, const GPtrArray *runs)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddStringToObject(document, "schema_version", "perfharness-history-runs-1");
    ph_json_add_text(document, "store", request->place->name);
    list = cJSON_AddArrayToObject(document, "runs");
    for (guint i = 0; i < runs->len; i++)
        cJSON_AddItemToArray(list, run_json((const ph_history_run *)runs->pdata[i]));
    ph_command_print_json(document);
}

ph_exit ph_history_action_list(const ph_history_request *request, GError **error)
{
    const guint newest = request->is_all ? 0 : request->last > 0 ? request->last : RUNS_SHOWN;
    g_autoptr(ph_run_store) store =
        ph_history_open(request, PH_STORE_READ, request->is_json, error);
    g_autoptr(GPtrArray) runs =
        store ? ph_run_store_runs(store, &(ph_run_query){ .newest = newest }, error) : NULL;

    if (!runs)
        return PH_EXIT_FAILED;
    if (request->is_json)
        print_json(request, runs);
    else if (runs->len == 0)
        ph_columns_print(stdout, 0, 0, "no runs yet: perfharness history add perf.json");
    else
        print_table(runs);
    if (!request->is_json && newest > 0 && runs->len == newest)
        ph_columns_print(stdout, 0, 0, "the newest %u: --all lists all", newest);
    return PH_EXIT_PASS;
}
