/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history import --from baselines`: what was promoted, as `history add` does it, and
 * what was measured. */
#include <math.h>
#include <string.h>

#include "baseline/chain.h"
#include "command/history_imported.h"
#include "command/history_promotions.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"

#define SOURCE       "baselines"
#define NS_A_MIB     "ns a MiB"
#define SUITE_SUFFIX " (baselines)"

/* Logarithms of the time of a MiB, one a launch. */
static GArray *logarithms(const ph_result *result)
{
    GArray *launches = ph_result_launches(result);

    for (guint i = 0; i < launches->len; i++)
        g_array_index(launches, double, i) = log(g_array_index(launches, double, i) /
                                                 ((double)result->input_bytes / PH_BYTES_PER_MIB));
    return launches;
}

static void add_result(ph_run_entry *to, const ph_result *result)
{
    g_autoptr(GArray) logs = logarithms(result);
    g_autofree char *name = g_strdup_printf("%s/%s", result->benchmark, result->level);

    if (result->state == PH_STATE_MEASURED && logs->len > 0)
        ph_history_imported_add(to, name, result->subject, NS_A_MIB, ph_mean(logs),
                                logs->len > 1 ? ph_standard_deviation(logs) / sqrt(logs->len) : NAN,
                                logs->len);
}

static ph_run_entry *run_entry_of(ph_history_imports *imports, const ph_baseline *entry)
{
    g_autoptr(ph_measurement) measurement = ph_baseline_measurement(entry);
    g_autofree char *suite = g_strconcat(entry->suite, SUITE_SUFFIX, NULL);
    char *line = ph_baseline_line(entry);
    ph_run_entry *made = ph_history_imported_entry(g_bytes_new(line, strlen(line)),
                                                   entry->fingerprint, suite, SOURCE);

    cJSON_free(line);
    made->run->keep = PH_RUN_KEEP_BASELINE;
    if (!ph_history_time_read(entry->timestamp, &made->run->started_us))
        made->run->started_us = PH_NO_TIME;
    ph_history_imported_place(imports, made->run, ph_measurement_headline_commit(measurement));
    for (guint i = 0; i < measurement->results->len; i++)
        add_result(made, measurement->results->pdata[i]);
    return made;
}

/* What is restored was measured once. */
static gboolean is_of_a_run(const ph_baseline *entry)
{
    return !ph_json_text(entry->document, "restores");
}

/* Check all entries, and locate the commits of their runs. */
static gboolean prepare_chain(ph_history_imports *imports, const ph_chain *chain, GError **error)
{
    g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func(g_free);
    const char *kind = NULL;

    for (guint i = 0; i < chain->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(chain, i);
        g_autoptr(ph_measurement) measurement = NULL;

        if (!ph_document_is_valid(entry->document, imports->request->schemas, &kind, error)) {
            g_prefix_error(error, "%s:%u: ", chain->path, i + 1);
            return FALSE;
        }
        measurement = ph_baseline_measurement(entry);
        g_ptr_array_add(commits, g_strdup(ph_measurement_headline_commit(measurement)));
    }
    ph_history_imports_locate(imports, commits);
    return TRUE;
}

static gboolean add_chain(ph_history_imports *imports, const ph_chain *chain, GError **error)
{
    if (!prepare_chain(imports, chain, error))
        return FALSE;
    for (guint i = 0; i < chain->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(chain, i);
        g_autoptr(ph_run_entry) made = is_of_a_run(entry) ? run_entry_of(imports, entry) : NULL;

        if (made && !ph_history_imports_hand_in(imports, made, error)) {
            g_prefix_error(error, "%s:%u: ", chain->path, i + 1);
            return FALSE;
        }
    }
    return ph_history_add_chain(imports->store, chain, error);
}

gboolean ph_history_import_baselines(ph_history_imports *imports, const char *operand,
                                     GError **error)
{
    g_autoptr(GPtrArray) chains =
        ph_history_baseline_chains(operand, imports->request->schemas, error);

    for (guint i = 0; chains && i < chains->len; i++)
        if (!add_chain(imports, chains->pdata[i], error))
            return FALSE;
    return chains != NULL;
}
