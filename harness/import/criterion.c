/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * criterion's folder: benchmark.json and estimates.json in every folder "new" below it. Links are
 * not followed, and there is a limit to how much is looked at.
 */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "import/formats.h"
#include "model/measurement.h"
#include "platform/path.h"

enum { DEPTH_MAX = 6, ENTRIES_MAX = 20000, DOCUMENT_BYTES_MAX = 1024 * 1024 };
enum { COMMIT_DIGITS = 40 };
#define NEWEST   "new"
#define NS_PER_S 1e9

typedef struct walk {
    const char *schemas;
    ph_imported *to;              /* What was measured last; NULL: runs over time are wanted. */
    ph_imported_history *history; /* Else NULL. */
    GHashTable *runs;             /* ph_imported_run by commit, borrowed from it. */
    const char *commit;           /* Of the folder that this is in; NULL: of none. */
    guint entries;                /* Looked at so far. */
} walk;

static cJSON *read_part(const walk *at, const char *folder, const char *file, const char *schema,
                        GError **error)
{
    g_autofree char *path = ph_path_join(folder, file, NULL);
    GStatBuf status;
    cJSON *document;

    if (g_lstat(path, &status) == 0 &&
        (!S_ISREG(status.st_mode) || status.st_size > DOCUMENT_BYTES_MAX)) {
        (void)ph_refuse(error, PH_ERROR_PARSE,
                        "%s: a file of at most 1 MiB was expected, and no link", path);
        return NULL;
    }
    document = ph_document_read(path, error);
    if (document && ph_import_is_valid(document, path, at->schemas, schema, error))
        return document;
    cJSON_Delete(document);
    return NULL;
}

/* Bytes of one iteration over its time. */
static void add_figure(ph_imported *to, const cJSON *benchmark, const cJSON *estimates)
{
    const cJSON *counted = cJSON_GetObjectItemCaseSensitive(benchmark, "throughput");
    const cJSON *mean = cJSON_GetObjectItemCaseSensitive(estimates, "mean");
    const cJSON *interval = cJSON_GetObjectItemCaseSensitive(mean, "confidence_interval");
    const double binary = ph_json_number(counted, "Bytes"),
                 decimal = ph_json_number(counted, "BytesDecimal");
    const double mib = (isnan(binary) ? decimal : binary) / PH_BYTES_PER_MIB;

    ph_imported_add_with_interval(
        to, ph_json_text(benchmark, "full_id"),
        mib / (ph_json_number(mean, "point_estimate") / NS_PER_S),
        (ph_interval){ mib / (ph_json_number(interval, "upper_bound") / NS_PER_S),
                       mib / (ph_json_number(interval, "lower_bound") / NS_PER_S) });
}

static ph_imported_run *run_of(const walk *at, const char *commit)
{
    ph_imported_run *run = (ph_imported_run *)g_hash_table_lookup(at->runs, commit);

    if (!run) {
        run = ph_imported_history_add(at->history, "", commit, -1);
        g_hash_table_insert(at->runs, run->commit, run);
    }
    return run;
}

/* The mean time of one iteration. */
static void add_value(const walk *at, const char *commit, const cJSON *benchmark,
                      const cJSON *estimates)
{
    ph_imported_run_add(at->history, run_of(at, commit), ph_json_text(benchmark, "full_id"),
                        ph_json_number(ph_json_member(estimates, "mean"), "point_estimate"), "ns");
}

/* commit is of a history; else NULL. */
static gboolean read_figure(const walk *at, const char *folder, const char *commit, GError **error)
{
    cJSON *benchmark = read_part(at, folder, "benchmark.json", "criterion-benchmark", error);
    cJSON *estimates =
        benchmark ? read_part(at, folder, "estimates.json", "criterion-estimates", error) : NULL;

    if (estimates && at->history)
        add_value(at, commit, benchmark, estimates);
    else if (estimates)
        add_figure(at->to, benchmark, estimates);
    cJSON_Delete(benchmark);
    cJSON_Delete(estimates);
    return estimates != NULL;
}

static gboolean is_folder(const char *path)
{
    GStatBuf status;

    return g_lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int by_name(gconstpointer left, gconstpointer right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The folders in a folder, by name; NULL and error where it cannot be read. */
static GPtrArray *folders_in(walk *at, const char *path, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, error);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    if (!folder)
        return NULL;
    while ((name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *below = ph_path_join(path, name, NULL);

        if (++at->entries > ENTRIES_MAX) {
            (void)ph_refuse(error, PH_ERROR_PARSE,
                            "%s: more than 20,000 files and folders: name criterion's own", path);
            return NULL;
        }
        if (is_folder(below))
            g_ptr_array_add(found, g_strdup(name));
    }
    g_ptr_array_sort(found, by_name);
    return g_steal_pointer(&found);
}

static gboolean is_commit(const char *name)
{
    return strlen(name) == COMMIT_DIGITS && strspn(name, "0123456789abcdef") == COMMIT_DIGITS;
}

/* A baseline that criterion was told to save under a commit's name. */
static gboolean is_saved(const char *folder)
{
    g_autofree char *estimates = ph_path_join(folder, "estimates.json", NULL);

    return g_file_test(estimates, G_FILE_TEST_EXISTS);
}

static gboolean visit(walk *at, const char *path, guint depth, GError **error);

static gboolean visit_commit(walk *at, const char *path, const char *commit, guint depth,
                             GError **error)
{
    const char *outer = at->commit;
    gboolean is_read;

    if (is_saved(path))
        return read_figure(at, path, commit, error);
    at->commit = commit;
    is_read = depth >= DEPTH_MAX || visit(at, path, depth + 1, error);
    at->commit = outer;
    return is_read;
}

static gboolean visit_one(walk *at, const char *path, const char *name, guint depth, GError **error)
{
    g_autofree char *below = ph_path_join(path, name, NULL);

    if (at->history && is_commit(name))
        return visit_commit(at, below, name, depth, error);
    if (strcmp(name, NEWEST) == 0)
        return (at->history && !at->commit) || read_figure(at, below, at->commit, error);
    return depth >= DEPTH_MAX || visit(at, below, depth + 1, error);
}

static gboolean visit(walk *at, const char *path, guint depth, GError **error)
{
    g_autoptr(GPtrArray) names = folders_in(at, path, error);

    for (guint i = 0; names && i < names->len; i++)
        if (!visit_one(at, path, names->pdata[i], depth, error))
            return FALSE;
    return names != NULL;
}

gboolean ph_import_criterion(const char *path, const char *schemas, ph_imported *to, GError **error)
{
    walk at = { .schemas = schemas, .to = to };

    if (!visit(&at, path, 1, error))
        return FALSE;
    ph_imported_remark(to, "their intervals are over samples of one process: what differs from "
                           "launch to launch is not in them");
    return to->figures->len ||
           ph_refuse(error, PH_ERROR_PARSE,
                     "%s: there is no folder \"" NEWEST "\" with a benchmark.json in it", path);
}

gboolean ph_import_criterion_history(const char *path, const char *schemas, ph_imported_history *to,
                                     GError **error)
{
    g_autoptr(GHashTable) runs = g_hash_table_new(g_str_hash, g_str_equal);
    walk at = { .schemas = schemas, .history = to, .runs = runs };

    return visit(&at, path, 1, error) &&
           (to->runs->len ||
            ph_refuse(error, PH_ERROR_PARSE,
                      "%s: there is no folder below it that is named by a commit in full, and has "
                      "criterion's in it or a saved baseline's",
                      path));
}
