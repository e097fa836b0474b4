/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history import`: runs that others measured, so that nobody starts empty. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/history_handing.h"
#include "command/history_import.h"
#include "command/history_imported.h"
#include "document/json_member.h"
#include "error/error.h"
#include "error/unknown_word.h"

enum { HOST_DIGITS = 16 };

#define DOCUMENT_VERSION "perfharness-imported-run-1"
#define US_PER_MS        1000

char **ph_history_import_formats(void)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    g_strv_builder_add(words, PH_HISTORY_IMPORT_BASELINES);
    for (const ph_import_format *format = ph_import_formats; format->name; format++)
        if (format->read_history)
            g_strv_builder_add(words, format->name);
    return g_strv_builder_end(words);
}

void ph_history_import_describe(ph_manual_list *list)
{
    ph_manual_list_add(list, PH_HISTORY_IMPORT_BASELINES,
                       "the histories of a baseline.json, or of a folder of baselines: each "
                       "promotion, with what was measured");
    for (const ph_import_format *format = ph_import_formats; format->name; format++)
        if (format->read_history)
            ph_manual_list_add(list, format->name, format->read_history_of);
}

/* What stands in the place of a fingerprint: no host's, and the same for the same place alone. */
static char *host_of(const char *source, const char *testbed)
{
    g_autofree char *text =
        g_strdup_printf("perfharness-import-1\n%s\n%s", source, testbed ? testbed : "");
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    return g_strndup(digest, HOST_DIGITS);
}

static cJSON *value_json(const ph_imported_value *value)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "name", value->name);
    cJSON_AddStringToObject(object, "unit", ph_imported_of_word(value->of));
    cJSON_AddNumberToObject(object, "value", value->ns);
    return object;
}

/* A run as it is kept; what it says is all that makes it the same run. */
static GBytes *document_of(const ph_imported_run *run, const char *source)
{
    cJSON *document = cJSON_CreateObject();
    cJSON *list;
    char *printed;
    GBytes *bytes;

    cJSON_AddStringToObject(document, "schema_version", DOCUMENT_VERSION);
    cJSON_AddStringToObject(document, "source", source);
    cJSON_AddStringToObject(document, "suite", run->suite);
    ph_json_add_text(document, "testbed", run->testbed);
    ph_json_add_text(document, "commit", run->commit);
    ph_json_add_number(document, "started_ms", run->started_ms < 0 ? NAN : (double)run->started_ms);
    list = cJSON_AddArrayToObject(document, "values");
    for (guint i = 0; i < run->values->len; i++)
        cJSON_AddItemToArray(list, value_json(run->values->pdata[i]));
    printed = cJSON_PrintUnformatted(document);
    bytes = g_bytes_new(printed, strlen(printed));
    cJSON_free(printed);
    cJSON_Delete(document);
    return bytes;
}

static ph_run_entry *entry_of(ph_history_imports *imports, const ph_imported_run *run,
                              const ph_import_format *format, const char *source)
{
    g_autofree char *host = host_of(source, run->testbed);
    ph_run_entry *entry =
        ph_history_imported_entry(document_of(run, source), host, run->suite, source);
    ph_history_run *made = entry->run;

    made->branch = run->branch ? ph_error_printable(run->branch) : NULL;
    made->summary = run->summary ? ph_error_printable(run->summary) : NULL;
    if (run->started_ms >= 0)
        made->started_us = run->started_ms * US_PER_MS;
    for (guint i = 0; i < run->values->len; i++) {
        const ph_imported_value *value = run->values->pdata[i];

        ph_history_imported_add(entry, value->name, format->name, ph_imported_of_word(value->of),
                                log(value->ns), NAN, 0);
    }
    if (entry->results->len > 0)
        ph_history_imported_place(imports, made, run->commit);
    return entry;
}

static void locate_commits(ph_history_imports *imports, const ph_imported_history *history)
{
    g_autoptr(GPtrArray) commits = g_ptr_array_new();

    for (guint i = 0; i < history->runs->len; i++)
        g_ptr_array_add(commits, ((const ph_imported_run *)history->runs->pdata[i])->commit);
    ph_history_imports_locate(imports, commits);
}

static gboolean import_runs(ph_history_imports *imports, const ph_import_format *format,
                            const char *operand, GError **error)
{
    const ph_history_request *request = imports->request;
    g_autoptr(ph_imported_history) history =
        ph_import_read_history(format, operand, request->schemas, error);
    const char *source;

    if (!history)
        return FALSE;
    locate_commits(imports, history);
    source = request->source ? request->source : history->source ? history->source : format->name;
    for (guint i = 0; i < history->runs->len; i++) {
        g_autoptr(ph_run_entry) entry = entry_of(imports, history->runs->pdata[i], format, source);

        if (!ph_history_imports_hand_in(imports, entry, error))
            return FALSE;
    }
    if (history->of_other_units > 0)
        ph_columns_print(stdout, 0, 2, "%u values are left out: they are no times and no speeds",
                         history->of_other_units);
    if (history->of_same_name > 0)
        ph_columns_print(stdout, 0, 2,
                         "%u values are left out: another of their run has the same name",
                         history->of_same_name);
    return TRUE;
}

static void print_outcome(const ph_history_imports *imports, const char *operand)
{
    g_autofree char *shown = ph_error_printable(operand);
    g_autofree char *deleted =
        imports->deleted > 0
            ? g_strdup_printf(", %u stay deleted, as their time was over", imports->deleted)
            : g_strdup("");

    ph_columns_print(stdout, 0, 2, "%s: %u imported, %u already there%s", shown, imports->added,
                     imports->there, deleted);
    if (imports->empty > 0)
        ph_columns_print(stdout, 0, 2, "%u runs have nothing that can be taken", imports->empty);
    if (imports->outside > 0)
        ph_columns_print(stdout, 0, 2, "%u in no trend; of the first: %s", imports->outside,
                         imports->outside_why);
}

static gboolean import_operand(ph_run_store *store, const ph_history_request *request,
                               const char *operand, GError **error)
{
    g_auto(ph_history_imports) imports = { 0 };
    const ph_import_format *format = ph_import_find(request->format);
    gboolean is_done;

    ph_history_imports_init(&imports, store, request);
    is_done = format ? import_runs(&imports, format, operand, error)
                     : ph_history_import_baselines(&imports, operand, error);
    if (is_done || imports.added > 0)
        print_outcome(&imports, operand);
    return is_done;
}

static gboolean check_request(const ph_history_request *request, GError **error)
{
    g_auto(GStrv) names = ph_history_import_formats();
    const ph_word_list known = { "format", "--from", NULL, (const char *const *)names };

    if (!request->format || !g_strv_contains((const char *const *)names, request->format))
        return ph_refuse_word(error, &known, request->format);
    return !request->source || strcmp(request->format, PH_HISTORY_IMPORT_BASELINES) != 0 ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--source: baselines say themselves of which host and suite they are");
}

ph_exit ph_history_action_import(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = NULL;
    ph_history_failures failures = { 0 };

    if (!check_request(request, error))
        return PH_EXIT_USAGE;
    store = ph_history_open(request, PH_STORE_WRITE, FALSE, error);
    if (!store)
        return PH_EXIT_FAILED;
    for (guint i = 0; request->operands[i]; i++) {
        GError *failed = NULL;

        failures.tried++;
        if (!import_operand(store, request, request->operands[i], &failed))
            ph_history_failures_note(&failures, failed);
    }
    return ph_history_failures_end(&failures, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}
