/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_promotions.h"

#include <stdio.h>

#include "baseline/store.h"
#include "columns.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "platform/path.h"
#include "series/canonical_text.h"

static void add_member(GString *object, const cJSON *document, const char *name)
{
    g_autofree char *printable = ph_json_printable(document, name);

    ph_canonical_text(object, name, printable);
}

static ph_history_fact *make_fact(const ph_baseline *entry, guint number)
{
    static const char *const members[] = { "action", "promoted_at", "timestamp", "commit_sha",
                                           "reason", "reason_kind", "restores",  "previous" };
    g_autofree char *text = NULL;
    GString *object = ph_canonical_new();
    ph_history_fact *fact;

    ph_canonical_integer(object, "entry", number);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        add_member(object, entry->document, members[i]);
    ph_canonical_text(object, "forced",
                      cJSON_IsTrue(ph_json_member(entry->document, "forced")) ? "true" : "false");
    text = ph_canonical_end(object);
    fact = ph_history_fact_new(PH_RECEIPT_PROMOTION, entry->fingerprint, entry->suite, text,
                               entry->sha256);
    fact->actor = ph_baseline_actor(entry);
    return fact;
}

/* Those that the history has. */
static gboolean keep_runs(ph_run_store *store, const ph_baseline *entry, GError **error)
{
    const cJSON *file;

    cJSON_ArrayForEach(file, ph_json_member(entry->document, PH_EVIDENCE_RUNS))
    {
        const char *sha256 = ph_json_text(file, "sha256");
        g_autoptr(ph_history_run) run = sha256 ? ph_run_store_run(store, sha256, NULL) : NULL;

        if (run && !ph_run_store_keep(store, run->id, PH_RUN_KEEP_BASELINE, error))
            return FALSE;
    }
    return TRUE;
}

gboolean ph_history_add_promotions(ph_run_store *store, const ph_chain *history, guint *ret_added,
                                   GError **error)
{
    *ret_added = 0;
    for (guint i = 0; i < history->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(history, i);
        g_autoptr(ph_history_fact) fact = make_fact(entry, i + 1);
        gboolean is_new = FALSE;

        if (!ph_run_store_add_fact(store, fact, &is_new, error) || !keep_runs(store, entry, error))
            return FALSE;
        *ret_added += is_new ? 1 : 0;
    }
    return TRUE;
}

gboolean ph_history_add_chain(ph_run_store *store, const ph_chain *history, GError **error)
{
    g_autofree char *path = ph_error_printable(history->path);
    guint added;

    if (!ph_history_add_promotions(store, history, &added, error))
        return FALSE;
    ph_columns_print(stdout, 0, 2, "added: %u of %u promotions and rollbacks of %s", added,
                     history->entries->len, path);
    return TRUE;
}

gboolean ph_history_is_baseline(const char *path)
{
    cJSON *document;
    gboolean is_baseline;

    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_autofree char *perf = ph_path_join(path, "perf.json", NULL);
        g_autoptr(GPtrArray) places = ph_baseline_places(path);

        return !g_file_test(perf, G_FILE_TEST_EXISTS) && places->len > 0;
    }
    if (g_str_has_suffix(path, ".jsonl"))
        return TRUE;
    document = ph_document_read(path, NULL);
    is_baseline = document && ph_document_is_baseline(document);
    cJSON_Delete(document);
    return is_baseline;
}

static GPtrArray *chains_of_place(const ph_baseline_place *place, const char *schemas,
                                  GError **error)
{
    g_autoptr(ph_baseline_store) baselines =
        ph_baseline_store_open_at(place, schemas, PH_BASELINE_STORE_READ, error);
    g_autoptr(GPtrArray) chains = baselines ? ph_baseline_store_chains(baselines, error) : NULL;

    if (chains && !chains->len) {
        ph_refuse(error, PH_ERROR_BASELINE, "%s: there is no history beside it", place->path);
        return NULL;
    }
    return g_steal_pointer(&chains);
}

static void free_chain(gpointer chain)
{
    ph_chain_free((ph_chain *)chain);
}

static GPtrArray *chain_of_file(const char *path, GError **error)
{
    ph_chain *chain = ph_chain_read_file(path, error);
    GPtrArray *chains = chain ? g_ptr_array_new_with_free_func(free_chain) : NULL;

    if (chains)
        g_ptr_array_add(chains, chain);
    return chains;
}

/* All places of a folder have the folder's histories. */
static GPtrArray *chains_of_folder(const char *folder, const char *schemas, GError **error)
{
    g_autoptr(GPtrArray) places = ph_baseline_places(folder);

    if (places->len > 0)
        return chains_of_place(places->pdata[0], schemas, error);
    ph_refuse(error, PH_ERROR_BASELINE,
              "%s: there is no history of a baseline, FINGERPRINT/SUITE.jsonl", folder);
    return NULL;
}

GPtrArray *ph_history_baseline_chains(const char *path, const char *schemas, GError **error)
{
    g_autoptr(ph_baseline_place) place = NULL;

    if (g_str_has_suffix(path, ".jsonl"))
        return chain_of_file(path, error);
    if (ph_baseline_place_is_folder(path))
        return chains_of_folder(path, schemas, error);
    place = ph_baseline_place_of_file(path);
    return chains_of_place(place, schemas, error);
}

gboolean ph_history_add_baseline(ph_run_store *store, const char *path, const char *schemas,
                                 GError **error)
{
    g_autoptr(GPtrArray) chains = ph_history_baseline_chains(path, schemas, error);

    for (guint i = 0; chains && i < chains->len; i++)
        if (!ph_history_add_chain(store, chains->pdata[i], error))
            return FALSE;
    return chains != NULL;
}

static gboolean tell(const char *store_name, const ph_chain *history, GError **error)
{
    g_autoptr(ph_store_place) place = ph_store_place_choose(store_name, error);
    g_autofree char *note = NULL;
    g_autoptr(ph_run_store) store =
        place ? ph_run_store_open(place, PH_STORE_WRITE, &note, error) : NULL;
    guint added;

    if (!store || !ph_history_add_promotions(store, history, &added, error))
        return FALSE;
    ph_columns_print(stdout, 0, 2, "history: %s%s%s", place->name, note ? ": " : "",
                     note ? note : "");
    return TRUE;
}

void ph_history_tell_promotion(const char *store_name, const ph_chain *history)
{
    const char *variable = g_getenv("PERFHARNESS_STORE");
    g_autoptr(GError) cause = NULL;
    g_autofree char *path = NULL;
    g_autofree char *why = NULL;

    if (!store_name && !(variable && *variable))
        return;
    if (tell(store_name, history, &cause))
        return;
    why = ph_error_printable(cause->message);
    path = ph_error_printable(history->path);
    ph_columns_print(stdout, 0, 2,
                     "the history was not told: %s; `perfharness history add %s` does it later",
                     why, path);
}
