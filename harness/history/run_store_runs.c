/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking for the runs of the history. */
#include <string.h>

#include "error/error.h"
#include "history/document_bytes.h"
#include "history/run_store_object.h"
#include "perfharness/require.h"

static void free_run(gpointer run)
{
    ph_history_run_free((ph_history_run *)run);
}

gpointer ph_run_store_take_run(const ph_store_value *columns)
{
    g_autoptr(ph_history_run) run = ph_history_run_new();

    run->id = ph_store_as_integer(&columns[0], 0);
    run->digest = ph_store_bytes_to_hex(&columns[1]);
    run->host = ph_store_copy_known(&columns[2]);
    run->cpu_model = ph_store_copy_text(&columns[3]);
    run->sha = ph_store_copy_text(&columns[4]);
    run->branch = ph_store_copy_text(&columns[5]);
    run->summary = ph_store_copy_text(&columns[6]);
    run->position = ph_store_as_integer(&columns[7], PH_NO_POSITION);
    run->committed_us = ph_store_as_integer(&columns[8], PH_NO_TIME);
    run->suite = ph_store_copy_known(&columns[9]);
    run->event = ph_run_event_of(ph_store_as_text(&columns[10]));
    run->pull_request = ph_store_as_integer(&columns[11], 0);
    run->started_us = ph_store_as_integer(&columns[12], PH_NO_TIME);
    run->received_us = ph_store_as_integer(&columns[13], PH_NO_TIME);
    run->status = ph_store_copy_known(&columns[14]);
    run->machine = columns[15].type == PH_STORE_NULL ? NULL : ph_store_bytes_to_hex(&columns[15]);
    run->source = ph_store_copy_text(&columns[16]);
    run->keep = ph_run_keep_of(ph_store_as_text(&columns[17]));
    run->has_document = ph_store_as_integer(&columns[18], 0) != 0;
    run->results = (guint)ph_store_as_integer(&columns[19], 0);
    if (run->event == PH_RUN_EVENT_COUNT || run->keep == PH_RUN_KEEP_COUNT)
        return NULL;
    return g_steal_pointer(&run);
}

GPtrArray *ph_run_store_runs(ph_run_store *store, const ph_run_query *query, GError **error)
{
    const ph_store_value parameters[] = {
        ph_store_any_text(query->host),
        ph_store_any_text(query->suite),
        ph_store_any_text(query->sha),
        ph_store_integer(query->received_us),
        ph_store_integer(query->newest > 0 ? query->newest : G_MAXINT64),
    };

    return ph_run_store_collect(store, PH_STATEMENT_LIST_RUNS, parameters, ph_run_store_take_run,
                                free_run, error);
}

enum { DIGEST_DIGITS = 2 * PH_STORE_DIGEST_BYTES, PREFIX_DIGITS_MIN = 8 };

/* The first and the last digest that begin so. */
static gboolean read_range(const char *prefix, guint8 *low, guint8 *high)
{
    const gsize length = strlen(prefix);
    char digits[DIGEST_DIGITS + 1];

    if (length < PREFIX_DIGITS_MIN || length > DIGEST_DIGITS)
        return FALSE;
    memcpy(digits, prefix, length);
    digits[DIGEST_DIGITS] = '\0';
    memset(digits + length, '0', DIGEST_DIGITS - length);
    if (!ph_store_hex_to_bytes(digits, low, PH_STORE_DIGEST_BYTES))
        return FALSE;
    memset(digits + length, 'f', DIGEST_DIGITS - length);
    return ph_store_hex_to_bytes(digits, high, PH_STORE_DIGEST_BYTES);
}

ph_history_run *ph_run_store_run(ph_run_store *store, const char *digest, GError **error)
{
    guint8 low[PH_STORE_DIGEST_BYTES], high[PH_STORE_DIGEST_BYTES];
    const ph_store_value parameters[] = { ph_store_bytes(low, sizeof low),
                                          ph_store_bytes(high, sizeof high) };
    g_autofree char *printable = ph_error_printable(digest);
    g_autoptr(GPtrArray) found = NULL;

    if (!read_range(digest, low, high)) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "%s: the first %d to %d digits of a run's digest were expected", printable,
                        PREFIX_DIGITS_MIN, DIGEST_DIGITS);
        return NULL;
    }
    found = ph_run_store_collect(store, PH_STATEMENT_RUN_BY_DIGEST, parameters,
                                 ph_run_store_take_run, free_run, error);
    if (found && found->len == 1)
        return (ph_history_run *)g_ptr_array_steal_index(found, 0);
    if (found)
        (void)ph_refuse(error, PH_ERROR_USAGE, "%s: %s", printable,
                        found->len == 0 ? "no run of the history has that digest"
                                        : "more than one run's digest begins so");
    return NULL;
}

static gboolean take_bytes(const ph_store_value *columns, gpointer data)
{
    GBytes **bytes = (GBytes **)data;

    *bytes = g_bytes_new(columns[0].bytes, columns[0].length);
    return FALSE;
}

GBytes *ph_run_store_document(ph_run_store *store, gint64 run_id, GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(run_id) };
    g_autoptr(GBytes) deflated = NULL;

    if (!ph_run_store_ask(store, PH_STATEMENT_DOCUMENT, parameters, take_bytes, &deflated, error) ||
        !deflated)
        return NULL;
    return ph_document_bytes_inflate(deflated, error);
}

static gpointer take_result(const ph_store_value *columns)
{
    const ph_metric metric = ph_metric_of(ph_store_as_text(&columns[5]));
    ph_run_result *result;

    if (metric == PH_METRIC_COUNT)
        return NULL;
    result = g_new0(ph_run_result, 1);
    result->key = (ph_series_key){
        .host = ph_store_copy_known(&columns[0]),
        .suite = ph_store_copy_known(&columns[1]),
        .benchmark = ph_store_copy_known(&columns[2]),
        .level = ph_store_copy_known(&columns[3]),
        .subject = ph_store_copy_known(&columns[4]),
        .metric = metric,
        .method = ph_store_bytes_to_hex(&columns[6]),
    };
    result->value = ph_store_as_real(&columns[7]);
    result->error = ph_store_as_real(&columns[8]);
    result->launches = (guint)ph_store_as_integer(&columns[9], 0);
    return result;
}

GPtrArray *ph_run_store_results(ph_run_store *store, gint64 run_id, GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(run_id) };

    return ph_run_store_collect(store, PH_STATEMENT_RESULTS_OF_RUN, parameters, take_result,
                                ph_run_result_free, error);
}

typedef struct kept_run {
    gint64 run_id;
    ph_run_keep keep;
} kept_run;

/* From whatever keeps it for less. */
static gboolean keep_run(ph_run_store *store, gpointer data, GError **error)
{
    const kept_run *kept = (const kept_run *)data;

    for (guint less = 0; less < kept->keep; less++) {
        const ph_store_value parameters[] = {
            ph_store_text(ph_run_keep_word(kept->keep)),
            ph_store_integer(kept->run_id),
            ph_store_text(ph_run_keep_word((ph_run_keep)less)),
        };

        if (!ph_run_store_ask(store, PH_STATEMENT_KEEP_RUN, parameters, NULL, NULL, error))
            return FALSE;
    }
    return TRUE;
}

gboolean ph_run_store_keep(ph_run_store *store, gint64 run_id, ph_run_keep keep, GError **error)
{
    kept_run kept = { run_id, keep };

    return ph_run_store_transact(store, keep_run, &kept, error);
}
