/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is over is deleted, after the receipts that say so. */
#include "history/history_clock.h"
#include "history/results_digest.h"
#include "history/run_store_object.h"

/* A run that a rule ends, or whose document it ends. */
typedef struct outdated_run {
    gint64 run_id;
    char *digest;
} outdated_run;

static void clear_run(gpointer run)
{
    g_free(((outdated_run *)run)->digest);
}

static gboolean take_outdated(const ph_store_value *columns, gpointer data)
{
    const outdated_run run = { ph_store_as_integer(&columns[0], 0),
                               ph_store_bytes_to_hex(&columns[1]) };

    g_array_append_val((GArray *)data, run);
    return TRUE;
}

/* outdated_run; NULL and error. */
static GArray *find_outdated(ph_run_store *store, ph_retention_rule rule, gint64 now_us,
                             GError **error)
{
    const ph_statement statement = ph_retention_rule_scope(rule) == PH_RETENTION_RUN
                                       ? PH_STATEMENT_OUTDATED_RUNS
                                       : PH_STATEMENT_OUTDATED_DOCUMENTS;
    const ph_store_value parameters[] = {
        ph_store_text(ph_run_keep_word(ph_retention_keep(rule))),
        ph_store_integer(ph_retention_before(rule, now_us)),
    };
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(outdated_run));

    g_array_set_clear_func(runs, clear_run);
    if (!ph_run_store_ask(store, statement, parameters, take_outdated, runs, error))
        return NULL;
    return g_steal_pointer(&runs);
}

gboolean ph_run_store_outdated(ph_run_store *store, gint64 now_us, ph_pruned *ret, GError **error)
{
    *ret = (ph_pruned){ 0 };
    for (guint rule = 0; rule < PH_RETENTION_RULE_COUNT; rule++) {
        g_autoptr(GArray) runs = NULL;

        if (ph_retention_rule_scope((ph_retention_rule)rule) == PH_RETENTION_ARCHIVE)
            continue; /* Not the store's. */
        runs = find_outdated(store, (ph_retention_rule)rule, now_us, error);
        if (!runs)
            return FALSE;
        ret->count[rule] = runs->len;
    }
    return TRUE;
}

static gboolean delete_run(ph_run_store *store, ph_retention_scope scope, gint64 run_id,
                           GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(run_id) };

    if (!ph_run_store_ask(store, PH_STATEMENT_DELETE_DOCUMENT, parameters, NULL, NULL, error))
        return FALSE;
    return scope == PH_RETENTION_DOCUMENT ||
           (ph_run_store_ask(store, PH_STATEMENT_DELETE_RESULTS, parameters, NULL, NULL, error) &&
            ph_run_store_ask(store, PH_STATEMENT_DELETE_RUN, parameters, NULL, NULL, error));
}

/* What goes is said with its results' digest, so that what remains can still be added up. */
static gboolean announce(ph_run_store *store, ph_store_chain *chain, ph_retention_rule rule,
                         const outdated_run *run, GError **error)
{
    g_autoptr(GPtrArray) results = NULL;
    g_autofree char *digest = NULL;
    g_autofree char *note = NULL;

    if (ph_retention_rule_scope(rule) == PH_RETENTION_RUN) {
        results = ph_run_store_results(store, run->run_id, error);
        if (!results)
            return FALSE;
        digest = ph_results_digest(run->digest, results);
    }
    note = ph_retention_note(rule, digest);
    return ph_store_chain_add(chain, PH_RECEIPT_DELETE, run->digest, ph_history_now_us(), note,
                              error);
}

typedef struct pruning {
    gint64 now_us;
    ph_pruned pruned;
} pruning;

static gboolean apply_rule(ph_run_store *store, ph_store_chain *chain, ph_retention_rule rule,
                           pruning *asked, GError **error)
{
    g_autoptr(GArray) runs = find_outdated(store, rule, asked->now_us, error);

    if (!runs)
        return FALSE;
    for (guint i = 0; i < runs->len; i++)
        if (!announce(store, chain, rule, &g_array_index(runs, outdated_run, i), error))
            return FALSE;
    for (guint i = 0; i < runs->len; i++)
        if (!delete_run(store, ph_retention_rule_scope(rule),
                        g_array_index(runs, outdated_run, i).run_id, error))
            return FALSE;
    asked->pruned.count[rule] = runs->len;
    return TRUE;
}

static gboolean prune(ph_run_store *store, gpointer data, GError **error)
{
    g_auto(ph_store_chain) chain = { 0 };

    if (!ph_store_chain_begin(&chain, store->engine, error))
        return FALSE;
    /* What goes as a whole first: its document is not announced apart. */
    for (guint scope = 0; scope <= PH_RETENTION_DOCUMENT; scope++)
        for (guint rule = 0; rule < PH_RETENTION_RULE_COUNT; rule++)
            if (ph_retention_rule_scope((ph_retention_rule)rule) == (ph_retention_scope)scope &&
                !apply_rule(store, &chain, (ph_retention_rule)rule, (pruning *)data, error))
                return FALSE;
    return TRUE;
}

gboolean ph_run_store_prune(ph_run_store *store, gint64 now_us, ph_pruned *ret, char **ret_erasure,
                            GError **error)
{
    pruning asked = { .now_us = now_us };

    if (!ph_run_store_transact(store, prune, &asked, error))
        return FALSE;
    *ret = asked.pruned;
    *ret_erasure = store->engine->calls->erase(store->engine);
    return TRUE;
}
