/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/derived_run.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "error/error.h"
#include "history/receipt.h"
#include "history/run_document.h"

/* What logarithms of two C libraries differ by, and no figure of anybody's. */
#define SAME_SHARE 1e-12

typedef struct derivation {
    const ph_history_run *run;
    ph_fault_function found;
    gpointer data;
} derivation;

static void tell(const derivation *of, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void tell(const derivation *of, const char *format, ...)
{
    g_autofree char *what = NULL;
    g_autofree char *fault = NULL;
    va_list arguments;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fault = g_strdup_printf("run %.*s: %s", PH_DIGEST_DIGITS_SHOWN, of->run->digest, what);
    of->found(fault, of->data);
}

static gboolean is_same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= SAME_SHARE * fmax(1.0, fabs(b));
}

/* The names in it come from the store, whose owner may have written anything. */
static char *name_of(const ph_series_key *key)
{
    g_autofree char *name =
        g_strdup_printf("%s %s %s", key->benchmark, key->subject, ph_metric_word(key->metric));

    return ph_error_printable(name);
}

static GHashTable *by_key(const GPtrArray *results)
{
    GHashTable *table =
        g_hash_table_new((GHashFunc)ph_series_key_hash, (GEqualFunc)ph_series_key_equals);

    for (guint i = 0; i < results->len; i++) {
        ph_run_result *result = (ph_run_result *)results->pdata[i];

        g_hash_table_insert(table, &result->key, result);
    }
    return table;
}

/* "6.9077 ± 0.0012"; a size has no error. The caller frees it. */
static char *value_text(const ph_run_result *result)
{
    return isnan(result->error) ? g_strdup_printf("%.9g", result->value)
                                : g_strdup_printf("%.9g ± %.3g", result->value, result->error);
}

static void tell_other(const derivation *of, const char *name, const ph_run_result *stored,
                       const ph_run_result *derived)
{
    g_autofree char *there = value_text(stored);
    g_autofree char *expected = value_text(derived);

    tell(of, "%s: %s of %u launches is stored, and its document gives %s of %u", name, there,
         stored->launches, expected, derived->launches);
}

static void compare_one(const derivation *of, const ph_run_result *stored,
                        const ph_run_result *derived)
{
    g_autofree char *name = name_of(&stored->key);

    if (!derived)
        tell(of, "%s: its document has no such result", name);
    else if (!is_same(stored->value, derived->value) || !is_same(stored->error, derived->error) ||
             stored->launches != derived->launches)
        tell_other(of, name, stored, derived);
}

/* Of runs that were added before there were series of it, there is none: that nothing was taken
 * away is seen by how many there are. */
static gboolean is_of_later_versions(const ph_run_result *derived, const GPtrArray *stored)
{
    if (derived->key.metric != PH_METRIC_PEAK_BYTES)
        return FALSE;
    for (guint i = 0; i < stored->len; i++)
        if (((const ph_run_result *)stored->pdata[i])->key.metric == derived->key.metric)
            return FALSE;
    return TRUE;
}

static void compare_results(const derivation *of, const GPtrArray *stored, const GPtrArray *derived)
{
    g_autoptr(GHashTable) there = by_key(stored);
    g_autoptr(GHashTable) expected = by_key(derived);

    for (guint i = 0; i < stored->len; i++) {
        const ph_run_result *result = (const ph_run_result *)stored->pdata[i];

        compare_one(of, result, (const ph_run_result *)g_hash_table_lookup(expected, &result->key));
    }
    for (guint i = 0; i < derived->len; i++) {
        const ph_run_result *result = (const ph_run_result *)derived->pdata[i];
        g_autofree char *name = NULL;

        if (g_hash_table_contains(there, &result->key) || is_of_later_versions(result, stored))
            continue;
        name = name_of(&result->key);
        tell(of, "%s: its document has this result, and it is not stored", name);
    }
}

/* What else of the run the document says. */
static void compare_run(const derivation *of, const ph_history_run *derived)
{
    const struct {
        const char *name;
        gboolean is_other;
    } members[] = {
        { "host", g_strcmp0(of->run->host, derived->host) != 0 },
        { "suite", g_strcmp0(of->run->suite, derived->suite) != 0 },
        { "status", g_strcmp0(of->run->status, derived->status) != 0 },
        { "time", of->run->started_us != derived->started_us },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_other)
            tell(of, "its %s is not the one in its document", members[i].name);
}

static gboolean shares_series(const GPtrArray *stored, const GPtrArray *derived)
{
    g_autoptr(GHashTable) there = by_key(stored);

    for (guint i = 0; i < derived->len; i++) {
        const ph_run_result *result = (const ph_run_result *)derived->pdata[i];

        if (!ph_metric_is_exact(result->key.metric) && g_hash_table_contains(there, &result->key))
            return TRUE;
    }
    return FALSE;
}

/* As the stored results were derived, which their series say; by the newest derivation where none
 * fits. */
static ph_run_entry *derive(const ph_history_run *run, GBytes *document, const char *schemas,
                            const GPtrArray *stored, GError **error)
{
    ph_run_circumstances known = {
        .event = run->event,
        .pull_request = run->pull_request,
        .sha = run->sha,
        .branch = run->branch,
    };
    g_autoptr(ph_run_document) read =
        ph_run_document_parse("its document", document, schemas, error);

    if (!read)
        return NULL;
    for (known.derivation = PH_DERIVATION_MEAN; known.derivation < PH_DERIVATION_NEWEST;
         known.derivation++) {
        g_autoptr(ph_run_entry) entry = ph_run_document_entry(read, &known, error);

        if (!entry || shares_series(stored, entry->results))
            return g_steal_pointer(&entry);
    }
    return ph_run_document_entry(read, &known, error);
}

static void check_document(const derivation *of, GBytes *document, const GPtrArray *stored,
                           const char *schemas)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, document);
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_run_entry) derived = NULL;

    if (strcmp(digest, of->run->digest) != 0) {
        tell(of, "its document is not the one that was added");
        return;
    }
    if (of->run->source)
        return;
    derived = derive(of->run, document, schemas, stored, &cause);
    if (!derived) {
        g_autofree char *printable = ph_error_printable(cause->message);

        tell(of, "its results cannot be derived again: %s", printable);
        return;
    }
    compare_run(of, derived->run);
    compare_results(of, stored, derived->results);
}

gboolean ph_derived_run_check(ph_run_store *store, const ph_history_run *run, const char *schemas,
                              ph_fault_function found, gpointer data, GError **error)
{
    const derivation of = { run, found, data };
    g_autoptr(GPtrArray) stored = ph_run_store_results(store, run->id, error);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GBytes) document = NULL;

    if (!stored)
        return FALSE;
    if (stored->len != run->results)
        tell(&of, "it was added with %u results, and %u are there", run->results, stored->len);
    document = ph_run_store_document(store, run->id, &cause);
    if (document)
        check_document(&of, document, stored, schemas);
    else if (g_error_matches(cause, PH_ERROR, PH_ERROR_PARSE))
        tell(&of, "its document is damaged");
    else if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    return TRUE;
}
