/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Adding a run to the history. */
#include "error/error.h"
#include "history/document_bytes.h"
#include "history/history_clock.h"
#include "history/run_store_object.h"
#include "perfharness/require.h"

/* What is added, and what becomes of it. */
typedef struct addition {
    const ph_run_entry *entry;
    guint8 digest[PH_STORE_DIGEST_BYTES];
    gint64 now_us;
    gint64 host_id;
    gint64 revision_id; /* 0: of no known commit. */
    gint64 run_id;
    ph_run_added outcome;
} addition;

typedef struct known_revision {
    gint64 id; /* 0: there is none. */
    gint64 position;
} known_revision;

static gboolean take_revision(const ph_store_value *columns, gpointer data)
{
    known_revision *known = (known_revision *)data;

    known->id = ph_store_as_integer(&columns[0], 0);
    known->position = ph_store_as_integer(&columns[3], PH_NO_POSITION);
    return FALSE;
}

typedef struct host_row {
    gint64 id; /* 0: there is none. */
    gboolean has_model;
} host_row;

static gboolean take_host(const ph_store_value *columns, gpointer data)
{
    host_row *host = (host_row *)data;

    host->id = ph_store_as_integer(&columns[0], 0);
    host->has_model = columns[1].type == PH_STORE_TEXT;
    return FALSE;
}

static gboolean find_host(ph_run_store *store, const char *fingerprint, host_row *ret,
                          GError **error)
{
    const ph_store_value parameters[] = { ph_store_text(fingerprint) };

    return ph_run_store_ask(store, PH_STATEMENT_FIND_HOST, parameters, take_host, ret, error);
}

static gboolean place_host(ph_run_store *store, addition *added, GError **error)
{
    const ph_history_run *run = added->entry->run;
    const ph_store_value parameters[] = { ph_store_text(run->host), ph_store_text(run->cpu_model) };
    host_row host = { 0 };

    if (!find_host(store, run->host, &host, error))
        return FALSE;
    if (host.id == 0) {
        if (!ph_run_store_ask_integer(store, PH_STATEMENT_ADD_HOST, parameters, &added->host_id,
                                      error))
            return FALSE;
        if (added->host_id > 0)
            return TRUE;
        /* Somebody else has added it meanwhile. */
        if (!find_host(store, run->host, &host, error))
            return FALSE;
    }
    added->host_id = host.id;
    if (!host.has_model && run->cpu_model) {
        const ph_store_value completed[] = { ph_store_text(run->cpu_model),
                                             ph_store_integer(host.id) };

        return ph_run_store_ask(store, PH_STATEMENT_COMPLETE_HOST, completed, NULL, NULL, error);
    }
    return TRUE;
}

static gboolean find_revision(ph_run_store *store, const char *sha, known_revision *ret,
                              GError **error)
{
    const ph_store_value parameters[] = { ph_store_text(sha) };

    return ph_run_store_ask(store, PH_STATEMENT_FIND_REVISION, parameters, take_revision, ret,
                            error);
}

/* What is new of a commit is put beside what is known. */
static gboolean complete_revision(ph_run_store *store, const ph_history_run *run,
                                  const known_revision *known, GError **error)
{
    const ph_store_value parameters[] = {
        ph_store_text(run->branch),
        ph_store_text(run->summary),
        ph_store_integer_but(run->position, PH_NO_POSITION),
        ph_store_integer_but(run->committed_us, PH_NO_TIME),
        ph_store_integer(known->id),
    };

    if (run->position == PH_NO_POSITION)
        return TRUE;
    if (known->position != PH_NO_POSITION)
        return known->position == run->position ||
               ph_refuse(error, PH_ERROR_DATA,
                         "commit %s is at position %" G_GINT64_FORMAT
                         " of the main branch, and not at %" G_GINT64_FORMAT
                         ": was the branch written anew, or is the checkout shallow?",
                         run->sha, known->position, run->position);
    return ph_run_store_ask(store, PH_STATEMENT_COMPLETE_REVISION, parameters, NULL, NULL, error);
}

static gboolean place_revision(ph_run_store *store, addition *added, GError **error)
{
    const ph_history_run *run = added->entry->run;
    const ph_store_value parameters[] = {
        ph_store_text(run->sha),
        ph_store_text(run->branch),
        ph_store_text(run->summary),
        ph_store_integer_but(run->position, PH_NO_POSITION),
        ph_store_integer_but(run->committed_us, PH_NO_TIME),
    };
    known_revision known = { 0, PH_NO_POSITION };

    if (!run->sha)
        return TRUE;
    if (!find_revision(store, run->sha, &known, error))
        return FALSE;
    if (known.id == 0) {
        if (!ph_run_store_ask_integer(store, PH_STATEMENT_ADD_REVISION, parameters,
                                      &added->revision_id, error))
            return FALSE;
        if (added->revision_id > 0)
            return TRUE;
        if (!find_revision(store, run->sha, &known, error))
            return FALSE;
    }
    added->revision_id = known.id;
    return complete_revision(store, run, &known, error);
}

static gboolean write_run(ph_run_store *store, addition *added, GError **error)
{
    const ph_history_run *run = added->entry->run;
    guint8 machine[PH_STORE_MACHINE_BYTES];
    const gboolean has_machine = ph_store_hex_to_bytes(run->machine, machine, sizeof machine);
    const ph_store_value parameters[] = {
        ph_store_bytes(added->digest, sizeof added->digest),
        ph_store_integer(added->host_id),
        ph_store_integer_but(added->revision_id, 0),
        ph_store_text(run->suite),
        ph_store_text(ph_run_event_word(run->event)),
        ph_store_integer_but(run->pull_request, 0),
        ph_store_integer_but(run->started_us, PH_NO_TIME),
        ph_store_integer(added->now_us),
        ph_store_text(run->status ? run->status : ""),
        has_machine ? ph_store_bytes(machine, sizeof machine) : ph_store_text(NULL),
        ph_store_text(run->source),
        ph_store_text(ph_run_keep_word(run->keep)),
        ph_store_integer(added->entry->results->len),
    };

    return ph_run_store_ask_integer(store, PH_STATEMENT_ADD_RUN, parameters, &added->run_id, error);
}

static gboolean write_document(ph_run_store *store, const addition *added, GError **error)
{
    g_autoptr(GBytes) deflated = NULL;

    if (!added->entry->document)
        return TRUE;
    deflated = ph_document_bytes_deflate(added->entry->document, error);
    if (!deflated)
        return FALSE;
    {
        const ph_store_value parameters[] = {
            ph_store_integer(added->run_id),
            ph_store_bytes(g_bytes_get_data(deflated, NULL), g_bytes_get_size(deflated)),
        };

        return ph_run_store_ask(store, PH_STATEMENT_ADD_DOCUMENT, parameters, NULL, NULL, error);
    }
}

/* The series of one host and suite. */
typedef struct known_series {
    const ph_history_run *run;
    GHashTable *ids; /* ph_history_series, by their keys. */
    gboolean is_unknown;
} known_series;

static guint hash_key(gconstpointer key)
{
    return ph_series_key_hash((const ph_series_key *)key);
}

static gboolean are_equal_keys(gconstpointer a, gconstpointer b)
{
    return ph_series_key_equals((const ph_series_key *)a, (const ph_series_key *)b);
}

static void free_series(gpointer series)
{
    ph_history_series_free((ph_history_series *)series);
}

static gboolean take_series(const ph_store_value *columns, gpointer data)
{
    known_series *known = (known_series *)data;
    ph_history_series *series;

    /* A metric of a newer version's is nobody's here. */
    if (ph_metric_of(ph_store_as_text(&columns[4])) == PH_METRIC_COUNT)
        return TRUE;
    series = g_new0(ph_history_series, 1);
    series->id = ph_store_as_integer(&columns[0], 0);
    series->key = (ph_series_key){
        .host = g_strdup(known->run->host),
        .suite = g_strdup(known->run->suite),
        .benchmark = ph_store_copy_known(&columns[1]),
        .level = ph_store_copy_known(&columns[2]),
        .subject = ph_store_copy_known(&columns[3]),
        .metric = ph_metric_of(ph_store_as_text(&columns[4])),
        .method = ph_store_bytes_to_hex(&columns[5]),
    };
    g_hash_table_insert(known->ids, &series->key, series);
    return TRUE;
}

static gboolean add_series(ph_run_store *store, gint64 host_id, const ph_series_key *key,
                           gint64 *ret_id, GError **error)
{
    guint8 method[PH_STORE_DIGEST_BYTES];
    const gboolean is_hex = ph_store_hex_to_bytes(key->method, method, sizeof method);
    const ph_store_value parameters[] = {
        ph_store_integer(host_id),
        ph_store_text(key->suite),
        ph_store_text(key->benchmark),
        ph_store_text(key->level),
        ph_store_text(key->subject),
        ph_store_text(ph_metric_word(key->metric)),
        ph_store_bytes(method, sizeof method),
    };

    PH_REQUIRE(is_hex);
    if (!ph_run_store_ask_integer(store, PH_STATEMENT_ADD_SERIES, parameters, ret_id, error))
        return FALSE;
    return *ret_id > 0 ||
           ph_run_store_ask_integer(store, PH_STATEMENT_FIND_SERIES, parameters, ret_id, error);
}

static gboolean write_result_rows(ph_run_store *store, const addition *added, GHashTable *known,
                                  GError **error)
{
    const GPtrArray *results = added->entry->results;
    g_autoptr(GArray) rows = g_array_sized_new(FALSE, FALSE, sizeof(ph_store_result), results->len);

    for (guint i = 0; i < results->len; i++) {
        const ph_run_result *result = (const ph_run_result *)results->pdata[i];
        const ph_history_series *series =
            (const ph_history_series *)g_hash_table_lookup(known, &result->key);
        ph_store_result row = { series ? series->id : 0, result->value, result->error,
                                result->launches };

        if (row.series_id == 0 &&
            !add_series(store, added->host_id, &result->key, &row.series_id, error))
            return FALSE;
        g_array_append_val(rows, row);
    }
    return store->engine->calls->add_results(store->engine, added->run_id,
                                             (const ph_store_result *)(const void *)rows->data,
                                             rows->len, error);
}

static gboolean write_results(ph_run_store *store, const addition *added, GError **error)
{
    g_autoptr(GHashTable) ids = g_hash_table_new_full(hash_key, are_equal_keys, NULL, free_series);
    known_series known = { added->entry->run, ids, FALSE };
    const ph_store_value parameters[] = { ph_store_integer(added->host_id),
                                          ph_store_text(added->entry->run->suite) };

    return ph_run_store_ask(store, PH_STATEMENT_SERIES_OF_SUITE, parameters, take_series, &known,
                            error) &&
           write_result_rows(store, added, ids, error);
}

static gboolean write_receipts(ph_run_store *store, const addition *added, GError **error)
{
    const ph_run_entry *entry = added->entry;
    g_autofree char *note = ph_history_run_note(entry->run, entry->run->position);
    g_auto(ph_store_chain) chain = { 0 };

    if (!ph_store_chain_begin(&chain, store->engine, error) ||
        !ph_store_chain_add(&chain, PH_RECEIPT_RUN, entry->run->digest, added->now_us, note, error))
        return FALSE;
    for (guint i = 0; i < entry->facts->len; i++)
        if (!ph_run_store_write_fact(store, &chain, (const ph_history_fact *)entry->facts->pdata[i],
                                     added->now_us, NULL, error))
            return FALSE;
    return TRUE;
}

/* It was there, or it was deleted; a run that is neither is to be added. */
static gboolean look_for_run(ph_run_store *store, addition *added, GError **error)
{
    const ph_store_value digest[] = { ph_store_bytes(added->digest, sizeof added->digest) };
    const ph_store_value receipt[] = { digest[0],
                                       ph_store_text(ph_receipt_kind_word(PH_RECEIPT_RUN)) };
    gint64 receipt_id = 0;

    if (!ph_run_store_ask_integer(store, PH_STATEMENT_FIND_RUN, digest, &added->run_id, error))
        return FALSE;
    if (added->run_id > 0) {
        added->outcome = PH_RUN_WAS_THERE;
        return TRUE;
    }
    if (!ph_run_store_ask_integer(store, PH_STATEMENT_FIND_RECEIPT, receipt, &receipt_id, error))
        return FALSE;
    added->outcome = receipt_id > 0 ? PH_RUN_WAS_DELETED : PH_RUN_ADDED;
    return TRUE;
}

static gboolean add_run(ph_run_store *store, gpointer data, GError **error)
{
    addition *added = (addition *)data;

    if (!look_for_run(store, added, error))
        return FALSE;
    if (added->outcome == PH_RUN_WAS_DELETED)
        return TRUE;
    if (!place_host(store, added, error) || !place_revision(store, added, error))
        return FALSE;
    if (added->outcome == PH_RUN_WAS_THERE)
        return TRUE;
    if (!write_run(store, added, error))
        return FALSE;
    if (added->run_id == 0) { /* Somebody else has added it meanwhile. */
        const ph_store_value digest[] = { ph_store_bytes(added->digest, sizeof added->digest) };

        added->outcome = PH_RUN_WAS_THERE;
        return ph_run_store_ask_integer(store, PH_STATEMENT_FIND_RUN, digest, &added->run_id,
                                        error);
    }
    return write_document(store, added, error) && write_results(store, added, error) &&
           write_receipts(store, added, error);
}

static gint compare_results(gconstpointer a, gconstpointer b)
{
    const ph_run_result *first = *(const ph_run_result *const *)a;
    const ph_run_result *second = *(const ph_run_result *const *)b;

    return ph_series_key_compare(&first->key, &second->key);
}

gboolean ph_run_store_add_run(ph_run_store *store, const ph_run_entry *entry,
                              ph_run_added *ret_added, gint64 *ret_run_id, GError **error)
{
    addition added = { .entry = entry, .now_us = ph_history_now_us() };

    PH_REQUIRE(ph_store_hex_to_bytes(entry->run->digest, added.digest, sizeof added.digest));
    /* All that write at once take what they share in one order. */
    g_ptr_array_sort(entry->results, compare_results);
    if (!ph_run_store_transact(store, add_run, &added, error))
        return FALSE;
    *ret_added = added.outcome;
    if (ret_run_id)
        *ret_run_id = added.run_id;
    return TRUE;
}
