/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_imported.h"

#include <string.h>

#include "error/error.h"
#include "history/commit_position.h"
#include "history/series_method.h"
#include "perfharness/require.h"

void ph_history_imports_init(ph_history_imports *imports, ph_run_store *store,
                             const ph_history_request *request)
{
    *imports = (ph_history_imports){ .store = store, .request = request };
}

void ph_history_imports_clear(ph_history_imports *imports)
{
    if (imports->positions)
        g_hash_table_unref(imports->positions);
    g_free(imports->outside_why);
    *imports = (ph_history_imports){ 0 };
}

ph_run_entry *ph_history_imported_entry(GBytes *document, const char *host, const char *suite,
                                        const char *source)
{
    ph_run_entry *entry = ph_run_entry_new();
    ph_history_run *run = entry->run;

    entry->document = document;
    run->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, document);
    run->host = g_strdup(host);
    run->suite = ph_error_printable(suite);
    run->source = ph_error_printable(source);
    run->event = PH_RUN_EVENT_IMPORT;
    run->keep = ph_run_event_keep(PH_RUN_EVENT_IMPORT);
    run->status = g_strdup("");
    run->position = PH_NO_POSITION;
    run->committed_us = run->started_us = PH_NO_TIME;
    return entry;
}

void ph_history_imported_add(ph_run_entry *entry, const char *benchmark, const char *subject,
                             const char *unit, double log_ns, double error, guint launches)
{
    g_autofree char *origin = g_strdup_printf("%s\n%s", entry->run->source, unit);
    g_autofree char *method = ph_series_method_of_import(origin);
    g_autofree char *printable = ph_error_printable(benchmark);
    g_autofree char *printable_subject = ph_error_printable(subject);
    const ph_series_key key = {
        .host = entry->run->host,
        .suite = entry->run->suite,
        .benchmark = printable,
        .level = (char *)PH_SERIES_IMPORTED,
        .subject = printable_subject,
        .metric = PH_METRIC_TIME,
        .method = method,
    };

    ph_run_entry_add(entry, &key, log_ns, error, launches);
}

void ph_history_imports_locate(ph_history_imports *imports, const GPtrArray *commits)
{
    if (imports->positions)
        g_hash_table_unref(imports->positions);
    imports->positions = ph_commit_positions_find(imports->request->repository, commits,
                                                  imports->request->main_branch);
}

static void note_outside(ph_history_imports *imports, const char *why)
{
    imports->outside++;
    if (!imports->outside_why)
        imports->outside_why = g_strdup(why);
}

void ph_history_imported_place(ph_history_imports *imports, ph_history_run *run, const char *commit)
{
    const ph_commit_position *position;

    if (!commit || !ph_commit_is_sha(commit)) {
        note_outside(imports, "no commit is named in full");
        return;
    }
    position = (const ph_commit_position *)g_hash_table_lookup(imports->positions, commit);
    PH_REQUIRE(position != NULL);
    run->sha = g_strdup(commit);
    run->position = position->position;
    run->committed_us = position->committed_us;
    if (position->summary) {
        g_free(run->summary);
        run->summary = g_strdup(position->summary);
    }
    if (position->position == PH_NO_POSITION)
        note_outside(imports, position->reason);
}

gboolean ph_history_imports_hand_in(ph_history_imports *imports, const ph_run_entry *entry,
                                    GError **error)
{
    ph_run_added added;

    if (entry->results->len == 0) {
        imports->empty++;
        return TRUE;
    }
    if (!ph_run_store_add_run(imports->store, entry, &added, NULL, error))
        return FALSE;
    imports->added += added == PH_RUN_ADDED ? 1 : 0;
    imports->there += added == PH_RUN_WAS_THERE ? 1 : 0;
    imports->deleted += added == PH_RUN_WAS_DELETED ? 1 : 0;
    return TRUE;
}
