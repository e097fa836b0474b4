/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/store_check.h"

#include <stdarg.h>
#include <string.h>

#include "error/error.h"
#include "history/derived_run.h"
#include "history/results_digest.h"
#include "history/retention.h"
#include "history/run_store_object.h"
#include "history/witness.h"

/* The receipts for one digest of one kind. */
typedef struct receipt_note {
    gint64 id;          /* The newest. */
    gboolean is_of_run; /* Of a deletion: the run went, not its document alone. */
    gboolean is_row;    /* What it is for was found. */
    char *of_run;       /* What it says of a run; NULL: of none. */
} receipt_note;

static void free_note(gpointer data)
{
    receipt_note *note = (receipt_note *)data;

    g_free(note->of_run);
    g_free(note);
}

/* What a receipt says that the results of the runs before it come to. */
typedef struct results_sum {
    gint64 id;
    char *digest; /* NULL: that receipt is not there yet. */
    char *note;
    GPtrArray *runs; /* Their digests. */
} results_sum;

static void free_sum(gpointer data)
{
    results_sum *sum = (results_sum *)data;

    g_free(sum->digest);
    g_free(sum->note);
    g_ptr_array_unref(sum->runs);
    g_free(sum);
}

typedef struct store_walk {
    ph_store_check *check;
    ph_run_store *store;
    ph_receipt_check chain;
    GHashTable *notes[PH_RECEIPT_KIND_COUNT]; /* Digest to receipt_note. */
    GPtrArray *sums;                          /* results_sum. */
    GHashTable *results; /* Digest of a run to that of its results, of a deep check alone. */
} store_walk;

static void tell(const ph_store_check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void tell(const ph_store_check *check, const char *format, ...)
{
    g_autofree char *fault = NULL;
    va_list arguments;

    va_start(arguments, format);
    fault = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    check->found(fault, check->data);
}

static receipt_note *note_of(const store_walk *walk, ph_receipt_kind kind, const char *digest)
{
    return (receipt_note *)g_hash_table_lookup(walk->notes[kind], digest);
}

/* The sum that takes further runs. */
static results_sum *open_sum(GPtrArray *sums)
{
    results_sum *last = sums->len > 0 ? (results_sum *)sums->pdata[sums->len - 1] : NULL;

    if (!last || last->digest) {
        last = g_new0(results_sum, 1);
        last->runs = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(sums, last);
    }
    return last;
}

static void note_results(store_walk *walk, const ph_receipt *receipt)
{
    const char *deleted =
        receipt->kind == PH_RECEIPT_DELETE ? ph_retention_note_results(receipt->note) : NULL;

    if (deleted)
        g_hash_table_insert(walk->results, g_strdup(receipt->digest), g_strdup(deleted));
    if (receipt->kind == PH_RECEIPT_RUN)
        g_ptr_array_add(open_sum(walk->sums)->runs, g_strdup(receipt->digest));
    if (receipt->kind == PH_RECEIPT_WITNESS) {
        results_sum *sum = open_sum(walk->sums);

        sum->id = receipt->id;
        sum->digest = g_strdup(receipt->digest);
        sum->note = ph_error_printable(receipt->note);
    }
}

static gboolean take_receipt(const ph_receipt *receipt, gpointer data)
{
    store_walk *walk = (store_walk *)data;
    receipt_note *note;

    ph_receipt_check_next(&walk->chain, receipt);
    ph_witnesses_hold(walk->check->witnesses, walk->check->chain, receipt->id, receipt->sha256,
                      receipt->at_us);
    if (walk->check->shown)
        walk->check->shown(receipt, walk->check->data);
    walk->check->receipts++;
    if (walk->check->is_deep)
        note_results(walk, receipt);
    if (receipt->kind == PH_RECEIPT_KIND_COUNT)
        return TRUE;
    note = note_of(walk, receipt->kind, receipt->digest);
    if (!note) {
        note = g_new0(receipt_note, 1);
        g_hash_table_insert(walk->notes[receipt->kind], g_strdup(receipt->digest), note);
    }
    note->id = receipt->id;
    note->is_of_run |= g_str_has_prefix(receipt->note, "run ");
    if (receipt->kind == PH_RECEIPT_RUN && !note->of_run)
        note->of_run = g_strdup(receipt->note);
    return TRUE;
}

static gboolean walk_receipts(store_walk *walk, GError **error)
{
    if (!ph_run_store_receipts(walk->store, take_receipt, walk, error))
        return FALSE;
    ph_witnesses_end(walk->check->witnesses, walk->check->chain, walk->chain.last.id);
    return TRUE;
}

/* A row whose text a receipt has the digest of. Frees the text. */
static void check_row(store_walk *walk, ph_receipt_kind kind, gint64 id, char *text)
{
    g_autofree char *owned = text;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, owned, -1);
    receipt_note *note = note_of(walk, kind, digest);

    if (note)
        note->is_row = TRUE;
    else
        tell(walk->check, "%s %" G_GINT64_FORMAT ": no receipt is for it as it is",
             ph_receipt_kind_word(kind), id);
}

static gboolean walk_facts(store_walk *walk, GError **error)
{
    g_autoptr(GPtrArray) facts = ph_run_store_facts(walk->store, PH_RECEIPT_KIND_COUNT, error);

    for (guint i = 0; facts && i < facts->len; i++) {
        const ph_history_fact *fact = (const ph_history_fact *)facts->pdata[i];

        check_row(walk, fact->kind, fact->id, ph_history_fact_text(fact));
    }
    return facts != NULL;
}

static gboolean walk_levels(store_walk *walk, GError **error)
{
    g_autoptr(GPtrArray) levels = ph_run_store_levels(walk->store, 0, error);

    for (guint i = 0; levels && i < levels->len; i++) {
        const ph_history_level *level = (const ph_history_level *)levels->pdata[i];

        check_row(walk, PH_RECEIPT_LEVEL, level->id, ph_history_level_text(level));
    }
    return levels != NULL;
}

static gboolean walk_cases(store_walk *walk, GError **error)
{
    g_autoptr(GPtrArray) cases = ph_run_store_cases(walk->store, error);
    g_autoptr(GPtrArray) events = cases ? ph_run_store_events(walk->store, 0, error) : NULL;

    if (!events)
        return FALSE;
    for (guint i = 0; i < cases->len; i++) {
        const ph_history_case *found = (const ph_history_case *)cases->pdata[i];

        check_row(walk, PH_RECEIPT_CASE, found->id, ph_history_case_text(found));
    }
    for (guint i = 0; i < events->len; i++) {
        const ph_history_event *event = (const ph_history_event *)events->pdata[i];

        check_row(walk, PH_RECEIPT_EVENT, event->id, ph_history_event_text(event));
    }
    return TRUE;
}

static gboolean walk_alerts(store_walk *walk, GError **error)
{
    g_autoptr(GPtrArray) alerts = ph_run_store_alerts(walk->store, error);

    for (guint i = 0; alerts && i < alerts->len; i++) {
        const ph_history_alert *alert = (const ph_history_alert *)alerts->pdata[i];

        check_row(walk, PH_RECEIPT_ALERT, alert->id, ph_history_alert_text(alert));
    }
    return alerts != NULL;
}

static void check_deletion(store_walk *walk, const ph_history_run *run)
{
    const receipt_note *deleted = note_of(walk, PH_RECEIPT_DELETE, run->digest);

    if (deleted && deleted->is_of_run)
        tell(walk->check,
             "run %.*s: receipt %" G_GINT64_FORMAT " says that it was deleted, and it is there",
             PH_DIGEST_DIGITS_SHOWN, run->digest, deleted->id);
    else if (deleted && run->has_document)
        tell(walk->check,
             "run %.*s: receipt %" G_GINT64_FORMAT
             " says that its document was deleted, and it is there",
             PH_DIGEST_DIGITS_SHOWN, run->digest, deleted->id);
    else if (!deleted && !run->has_document && !run->source)
        tell(walk->check,
             "run %.*s: its document is not there, and no receipt says that it was deleted",
             PH_DIGEST_DIGITS_SHOWN, run->digest);
}

/* Of a run that is there, whatever a receipt says. */
static gboolean take_results(store_walk *walk, const ph_history_run *run, GError **error)
{
    g_autoptr(GPtrArray) results = ph_run_store_results(walk->store, run->id, error);

    if (results)
        g_hash_table_insert(walk->results, g_strdup(run->digest),
                            ph_results_digest(run->digest, results));
    return results != NULL;
}

/* Documents may be gone: what was added up while they were there still holds. */
static void check_sums(const store_walk *walk)
{
    for (guint i = 0; i < walk->sums->len; i++) {
        const results_sum *sum = (const results_sum *)walk->sums->pdata[i];
        g_autofree char *digest = NULL;
        ph_results_total total;

        if (!sum->digest)
            continue;
        ph_results_total_begin(&total);
        for (guint run = 0; run < sum->runs->len; run++) {
            const char *of_run = (const char *)sum->runs->pdata[run];
            const char *known = (const char *)g_hash_table_lookup(walk->results, of_run);

            ph_results_total_add(&total, of_run, known ? known : PH_RESULTS_NO_DIGEST);
        }
        digest = ph_results_total_end(&total);
        if (strcmp(digest, sum->digest) != 0)
            tell(walk->check, "receipt %" G_GINT64_FORMAT ": the %s are not as they were added up",
                 sum->id, sum->note);
    }
}

static gboolean check_run(store_walk *walk, const ph_history_run *run, GError **error)
{
    receipt_note *note = note_of(walk, PH_RECEIPT_RUN, run->digest);

    if (!note)
        tell(walk->check, "run %.*s: no receipt is for it", PH_DIGEST_DIGITS_SHOWN, run->digest);
    else if (!ph_history_run_is_noted(run, note->of_run))
        tell(walk->check,
             "run %.*s: its event, commit, position or pull request is not that of "
             "receipt %" G_GINT64_FORMAT,
             PH_DIGEST_DIGITS_SHOWN, run->digest, note->id);
    if (note)
        note->is_row = TRUE;
    check_deletion(walk, run);
    if (!walk->check->is_deep)
        return TRUE;
    walk->check->documents += run->has_document ? 1 : 0;
    return take_results(walk, run, error) &&
           ph_derived_run_check(walk->store, run, walk->check->schemas, walk->check->found,
                                walk->check->data, error);
}

static gboolean walk_runs(store_walk *walk, GError **error)
{
    g_autoptr(GPtrArray) runs =
        ph_run_store_runs(walk->store, &(ph_run_query){ .host = NULL }, error);

    /* Oldest first, as receipts are. */
    for (guint i = runs ? runs->len : 0; i > 0; i--)
        if (!check_run(walk, (const ph_history_run *)runs->pdata[i - 1], error))
            return FALSE;
    return runs != NULL;
}

/* Of what no row is written, or of what was deleted, none is missed. */
static gboolean has_row(const store_walk *walk, ph_receipt_kind kind, const char *digest)
{
    const receipt_note *deleted;

    if (kind == PH_RECEIPT_DELETE || kind == PH_RECEIPT_WITNESS || kind == PH_RECEIPT_MIGRATE)
        return FALSE;
    deleted = note_of(walk, PH_RECEIPT_DELETE, digest);
    return kind != PH_RECEIPT_RUN || !deleted || !deleted->is_of_run;
}

static void find_missing_rows(const store_walk *walk)
{
    for (guint kind = 0; kind < PH_RECEIPT_KIND_COUNT; kind++) {
        GHashTableIter notes;
        gpointer digest, note;

        g_hash_table_iter_init(&notes, walk->notes[kind]);
        while (g_hash_table_iter_next(&notes, &digest, &note))
            if (!((const receipt_note *)note)->is_row &&
                has_row(walk, (ph_receipt_kind)kind, (const char *)digest))
                tell(walk->check,
                     "receipt %" G_GINT64_FORMAT ": the %s that it is for is not there as it was",
                     ((const receipt_note *)note)->id, ph_receipt_kind_word((ph_receipt_kind)kind));
    }
}

/* Others may write meanwhile. */
static gboolean walk_store(store_walk *walk, GError **error)
{
    ph_store_engine *engine = walk->store->engine;
    gboolean is_read;

    if (!engine->calls->begin_to_read(engine, error))
        return FALSE;
    is_read = walk_receipts(walk, error) && walk_facts(walk, error) && walk_levels(walk, error) &&
              walk_cases(walk, error) && walk_alerts(walk, error) && walk_runs(walk, error);
    engine->calls->rollback(engine);
    return is_read;
}

gboolean ph_store_check_run(ph_store_check *check, ph_run_store *store, GError **error)
{
    store_walk walk = {
        .check = check,
        .store = store,
        .chain = { .found = check->found, .data = check->data },
        .sums = g_ptr_array_new_with_free_func(free_sum),
        .results = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
    };
    gboolean is_read;

    check->receipts = 0;
    check->documents = 0;
    for (guint kind = 0; kind < PH_RECEIPT_KIND_COUNT; kind++)
        walk.notes[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_note);
    is_read = walk_store(&walk, error);
    if (is_read) {
        find_missing_rows(&walk);
        check_sums(&walk);
    }
    g_ptr_array_unref(walk.sums);
    g_hash_table_unref(walk.results);
    for (guint kind = 0; kind < PH_RECEIPT_KIND_COUNT; kind++)
        g_hash_table_unref(walk.notes[kind]);
    ph_receipt_check_clear(&walk.chain);
    return is_read;
}
