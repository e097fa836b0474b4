/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history add`: runs go into the history, or wait until they can. */
#include <stdio.h>

#include "columns.h"
#include "command/history_circumstances.h"
#include "command/history_handing.h"
#include "command/history_promotions.h"
#include "command/history_search.h"
#include "document/document.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "error/shell_word.h"
#include "history/history_clock.h"
#include "history/run_spool.h"
#include "platform/path.h"

/* A run that was read. To be cleared. */
typedef struct read_run {
    ph_run_document *document;
    ph_history_circumstances circumstances;
} read_run;

static void clear_run(read_run *run)
{
    ph_history_circumstances_clear(&run->circumstances);
    ph_run_document_free(run->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(read_run, clear_run)

/* That of a run, or of a comparison, in a folder. */
static char *path_of(const char *operand)
{
    g_autofree char *compared = NULL;
    char *measured;

    if (!g_file_test(operand, G_FILE_TEST_IS_DIR))
        return g_strdup(operand);
    measured = ph_path_join(operand, "perf.json", NULL);
    compared = ph_path_join(operand, "comparison.json", NULL);
    if (g_file_test(measured, G_FILE_TEST_EXISTS) || !g_file_test(compared, G_FILE_TEST_EXISTS))
        return measured;
    g_free(measured);
    return g_steal_pointer(&compared);
}

static gboolean read_file(const ph_history_request *request, const char *operand, read_run *ret,
                          GError **error)
{
    g_autofree char *path = path_of(operand);
    g_autoptr(GBytes) bytes = NULL;
    gsize length;
    char *text = ph_document_text(path, &length, error);

    if (!text)
        return FALSE;
    bytes = g_bytes_new_take(text, length);
    ret->document = ph_run_document_parse(path, bytes, request->schemas, error);
    if (!ret->document)
        return FALSE;
    if (ret->document->measurement)
        ph_stored_run_complete(ret->document->measurement, path, request->schemas);
    ph_history_circumstances_find(request, ret->document, &ret->circumstances);
    return TRUE;
}

/* Of a published crate, whose checkout nobody needs to have: what places it. */
static char *what_places(const char *path)
{
    g_autofree char *shown = ph_shell_word(path);

    return g_strdup_printf("; perfharness history add %s --repository CHECKOUT (a git checkout "
                           "that has it), or --position N (1 is the first commit of the main "
                           "branch), places it",
                           shown);
}

/* Why it stands in no trend. */
static char *why_outside_of(const read_run *run, const char *path)
{
    const ph_history_circumstances *circumstances = &run->circumstances;
    g_autofree char *places = NULL;

    if (circumstances->known.event == PH_RUN_EVENT_PULL_REQUEST)
        return g_strdup("of a pull request: listed, and in no trend");
    if (circumstances->known.position > 0 || !circumstances->position.reason)
        return NULL;
    places = circumstances->position.is_elsewhere ? what_places(path) : g_strdup("");
    return g_strdup_printf("listed, and in no trend: %s%s", circumstances->position.reason, places);
}

/* It waits for the history. */
static gboolean keep(const ph_history_request *request, const read_run *run, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *printable = NULL;
    g_autoptr(ph_run_entry) entry =
        ph_run_document_entry(run->document, &run->circumstances.known, error);

    if (!entry || !ph_run_spool_keep(request->place->spool, run->document->bytes,
                                     &run->circumstances.known, &path, error))
        return FALSE;
    printable = ph_error_printable(path);
    ph_columns_print(stdout, 0, 2, "kept: %s; the next history add or push hands it in", printable);
    return TRUE;
}

/* Whoever is away is so for all that come behind, too. */
static void say_away(ph_run_store **store, GError *cause)
{
    ph_columns_print(stdout, 0, 2, "%s", cause->message);
    g_error_free(cause);
    ph_run_store_close(g_steal_pointer(store));
}

static gboolean hand_in(ph_run_store **store, const ph_history_request *request,
                        const read_run *run, const char *path, GError **error)
{
    g_autofree char *why_outside = why_outside_of(run, path);
    GError *cause = NULL;

    if (*store) {
        if (ph_history_hand_in(*store, run->document, &run->circumstances.known, NULL, why_outside,
                               &cause))
            return TRUE;
        if (!ph_run_store_is_away(cause)) {
            g_propagate_error(error, cause);
            return FALSE;
        }
        say_away(store, cause);
    }
    return keep(request, run, error);
}

/* Baselines stay where they are: they need not be kept while the history is away. */
static gboolean add_baseline(ph_run_store *store, const ph_history_request *request,
                             const char *path, GError **error)
{
    return store ? ph_history_add_baseline(store, path, request->schemas, error)
                 : ph_refuse(error, PH_ERROR_NETWORK,
                             "%s: the history is away: add the baseline when it is back", path);
}

static gboolean add_file(ph_run_store **store, const ph_history_request *request,
                         const char *operand, GError **error)
{
    g_auto(read_run) run = { 0 };

    if (ph_history_is_baseline(operand))
        return add_baseline(*store, request, operand, error);
    if (!read_file(request, operand, &run, error))
        return FALSE;
    if (hand_in(store, request, &run, operand, error))
        return TRUE;
    g_prefix_error(error, "%s: ", operand);
    return FALSE;
}

/* Look for what has moved, whatever was not added. */
static ph_exit end(ph_run_store *store, gint64 since_us, ph_history_failures *failures,
                   GError **error)
{
    g_autoptr(GError) cause = NULL;
    const gboolean is_searched = !store || ph_history_search_since(store, since_us, &cause);

    ph_run_store_close(store);
    if (!ph_history_failures_end(failures, error))
        return PH_EXIT_FAILED;
    if (is_searched)
        return PH_EXIT_PASS;
    g_propagate_error(error, g_steal_pointer(&cause));
    return PH_EXIT_FAILED;
}

ph_exit ph_history_action_add(const ph_history_request *request, GError **error)
{
    const gint64 since_us = ph_history_now_us();
    ph_history_failures failures = { 0 };
    GError *cause = NULL;
    ph_run_store *store = ph_history_open(request, PH_STORE_WRITE, FALSE, &cause);

    if (!store && !ph_run_store_is_away(cause)) {
        g_propagate_error(error, cause);
        return PH_EXIT_FAILED;
    }
    if (cause || !ph_run_store_witness_results(store, &cause) ||
        !ph_history_push_spooled(store, request, &failures, &cause))
        say_away(&store, cause);
    for (guint i = 0; request->operands[i]; i++) {
        GError *failed = NULL;

        failures.tried++;
        if (!add_file(&store, request, request->operands[i], &failed))
            ph_history_failures_note(&failures, failed);
    }
    return end(store, since_us, &failures, error);
}
