/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_handing.h"

#include <stdio.h>

#include "columns.h"
#include "error/error.h"
#include "history/run_spool.h"
#include "settings/installation.h"

void ph_history_failures_note(ph_history_failures *failures, GError *error)
{
    g_autofree char *printable = ph_error_printable(error->message);

    ph_columns_print(stdout, 0, 2, "not added: %s", printable);
    failures->count++;
    if (failures->first)
        g_error_free(error);
    else
        failures->first = error;
}

gboolean ph_history_failures_end(ph_history_failures *failures, GError **error)
{
    GError *first = g_steal_pointer(&failures->first);

    if (!first)
        return TRUE;
    if (failures->count > 1)
        g_prefix_error(&first, "%u of %u were not added; the first: ", failures->count,
                       failures->tried);
    g_propagate_error(error, first);
    return FALSE;
}

/* A settings file as it is now, if it is there. */
static void add_setting(ph_run_entry *entry, const char *name)
{
    g_autofree char *path = ph_installation_setting(name);
    g_autofree char *bytes = NULL;
    g_autofree char *digest = NULL;
    gsize length;

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return;
    digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
    g_ptr_array_add(entry->facts,
                    ph_history_fact_new(PH_RECEIPT_SETTINGS, entry->run->host, name, name, digest));
}

/* What a run of this installation is judged and told by. */
static void add_settings(ph_run_entry *entry, const char *suite)
{
    static const char *const files[] = { "thresholds.toml", "pr_template.md",
                                         "comparison_template.md" };
    g_auto(GStrv) templates = ph_installation_setting_names("templates");

    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        add_setting(entry, files[i]);
    for (gsize i = 0; templates[i]; i++) {
        g_autofree char *name = g_strconcat("templates/", templates[i], NULL);

        add_setting(entry, name);
    }
    if (*suite) {
        g_autofree char *name = g_strdup_printf("suites/%s.toml", suite);

        add_setting(entry, name);
    }
}

static void print_outcome(const ph_history_run *run, ph_run_added added, guint results,
                          const char *remark, const char *why_outside)
{
    g_autofree char *position = ph_history_run_is_in_trend(run)
                                    ? g_strdup_printf(", position %" G_GINT64_FORMAT, run->position)
                                    : g_strconcat(why_outside ? "; " : "", why_outside, NULL);
    static const char *const words[] = {
        [PH_RUN_ADDED] = "added",
        [PH_RUN_WAS_THERE] = "already there",
        [PH_RUN_WAS_DELETED] = "stays deleted, as its time was over",
    };

    ph_columns_print(stdout, 0, 2, "%s: %.*s, %u result%s%s%s%s", words[added],
                     PH_DIGEST_DIGITS_SHOWN, run->digest, results, results == 1 ? "" : "s",
                     position, remark ? "; " : "", remark ? remark : "");
}

gboolean ph_history_hand_in(ph_run_store *store, const ph_run_document *document,
                            const ph_run_circumstances *circumstances, const char *remark,
                            const char *why_outside, GError **error)
{
    g_autoptr(ph_run_entry) entry = ph_run_document_entry(document, circumstances, error);
    g_autoptr(ph_history_run) kept = NULL;
    ph_run_added added;

    if (!entry)
        return FALSE;
    add_settings(entry, entry->run->suite);
    if (!ph_run_store_add_run(store, entry, &added, NULL, error))
        return FALSE;
    /* The history may know the commit's place although nobody here does. */
    if (added != PH_RUN_WAS_DELETED) {
        kept = ph_run_store_run(store, entry->run->digest, error);
        if (!kept)
            return FALSE;
    }
    print_outcome(kept ? kept : entry->run, added, entry->results->len, remark, why_outside);
    return TRUE;
}

static gboolean push_one(ph_run_store *store, const ph_history_request *request, const char *path,
                         GError **error)
{
    GError *cause = NULL;
    g_autoptr(ph_spooled_run) run = ph_run_spool_read(path, &cause);
    g_autoptr(ph_run_document) document = NULL;

    if (cause) {
        g_propagate_error(error, cause);
        return FALSE;
    }
    if (!run)
        return TRUE;
    document = ph_run_document_parse(path, run->document, request->schemas, error);
    return document &&
           ph_history_hand_in(store, document, &run->circumstances, "had waited for the history",
                              NULL, error) &&
           ph_run_spool_remove(path, error);
}

gboolean ph_history_push_spooled(ph_run_store *store, const ph_history_request *request,
                                 ph_history_failures *failures, GError **error)
{
    g_autoptr(GPtrArray) paths = ph_run_spool_list(request->place->spool);

    for (guint i = 0; i < paths->len; i++) {
        GError *cause = NULL;

        failures->tried++;
        if (push_one(store, request, (const char *)paths->pdata[i], &cause))
            continue;
        if (ph_run_store_is_away(cause)) {
            g_propagate_error(error, cause);
            return FALSE;
        }
        ph_history_failures_note(failures, cause);
    }
    return TRUE;
}
