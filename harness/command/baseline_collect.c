/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline collect`: what the runs of the last nights measured, fetched from GitHub.
 */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/baseline_action.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "github/artifact.h"
#include "github/artifact_zip.h"
#include "github/download.h"
#include "github/workflow_run.h"
#include "platform/path.h"
#include "storage/new_folder.h"

#define PERF   "perf.json"
#define SYSTEM "system-info.json"

/* Of one run: ours has one or two, and nobody's fill a disk. */
enum { ARTIFACTS_MAX = 10 };

typedef struct collection {
    const ph_baseline_request *request;
    const ph_baseline_connection *connection;
    ph_new_folder *folder;
    GPtrArray *paths; /* char *: each perf.json, below the folder. */
    guint runs;       /* That left something. */
    guint downloads;  /* Attempts, all told. */
    guint failures;   /* Runs and artefacts that GitHub did not give. */
} collection;

static void warn(const ph_workflow_run *run, const char *name, const GError *cause)
{
    g_autofree char *text =
        g_strdup_printf("run %" G_GUINT64_FORMAT "%s%s: %s", run->id, name ? ", artefact " : "",
                        name ? name : "", cause->message);
    g_autofree char *printable = ph_error_printable(text);

    (void)fprintf(stderr, "perfharness baseline: warning: %s: %s\n", ph_error_id(cause), printable);
}

/* FALSE and error where it is no such document. */
static cJSON *parse(const GString *text, const char *name, const char *expected,
                    const char *schemas, GError **error)
{
    cJSON *document = ph_document_parse(name, text->str, text->len, error);
    const char *kind = NULL;

    if (document && !ph_document_is_valid(document, schemas, &kind, error)) {
        g_prefix_error(error, "%s: ", name);
        g_clear_pointer(&document, cJSON_Delete);
    }
    if (document && strcmp(kind, expected) != 0) {
        (void)ph_refuse(error, PH_ERROR_SCHEMA, "%s: /schema_version: %s was expected", name,
                        expected);
        g_clear_pointer(&document, cJSON_Delete);
    }
    return document;
}

/* What a run of that commit cannot have measured is somebody else's. */
static gboolean check_perf(const GString *text, const ph_workflow_run *run, const char *schemas,
                           GError **error)
{
    cJSON *document = parse(text, PERF, PH_DOCUMENT_PERF, schemas, error);
    g_autofree char *commit = ph_json_printable(document, "commit");
    const gboolean is_of_run = g_strcmp0(commit, run->head_sha) == 0;

    if (document && !is_of_run)
        (void)ph_refuse(error, PH_ERROR_BASELINE,
                        "its " PERF " is of the commit %s, and the run is of %s",
                        commit ? commit : "null", run->head_sha);
    cJSON_Delete(document);
    return document && is_of_run;
}

static gboolean check_system(const GString *text, const char *schemas, GError **error)
{
    cJSON *document = parse(text, SYSTEM, PH_DOCUMENT_SYSTEM_INFO, schemas, error);
    const gboolean is_good = document != NULL;

    cJSON_Delete(document);
    return is_good;
}

/* The second of a run, and what comes behind it, have folders of their own. */
static char *folder_of(const ph_workflow_run *run, const ph_artifact *artifact, gboolean is_first)
{
    return is_first
               ? g_strdup_printf("%" G_GUINT64_FORMAT, run->id)
               : g_strdup_printf("%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, run->id, artifact->id);
}

/* FALSE and error when it cannot be written. */
static gboolean keep(collection *all, const char *folder, const ph_artifact_file *files,
                     GError **error)
{
    for (const ph_artifact_file *file = files; file->name; file++) {
        g_autofree char *name = ph_path_join(folder, file->name, NULL);

        if (file->text && !ph_new_folder_add(all->folder, name, file->text->str, error))
            return FALSE;
    }
    g_ptr_array_add(all->paths, ph_path_join(all->request->asked->output_dir, folder, PERF, NULL));
    return TRUE;
}

/* Its files, checked: files is to be cleared. FALSE and cause; then nothing of it is kept. */
static gboolean fetch(collection *all, const ph_workflow_run *run, const ph_artifact *artifact,
                      ph_artifact_file *files, GError **cause)
{
    const char *schemas = all->request->schemas;
    guint attempts = 0;
    GString *zip = NULL;
    gboolean is_read;

    if (artifact->is_expired)
        return ph_refuse(cause, PH_ERROR_NETWORK, "it has expired");
    if (artifact->bytes > PH_DOWNLOAD_BYTES_MAX)
        return ph_refuse(cause, PH_ERROR_PARSE, "it is larger than 64 MiB");
    zip = ph_artifact_download(all->connection->github, all->connection->repository, artifact,
                               &attempts, cause);
    all->downloads += attempts;
    if (!zip) {
        all->failures++;
        return FALSE;
    }
    is_read = ph_artifact_zip_read(zip, files, cause);
    g_string_free(zip, TRUE);
    if (!is_read)
        return FALSE;
    if (!files[0].text)
        return ph_refuse(cause, PH_ERROR_PARSE, "there is no " PERF " in it");
    return check_perf(files[0].text, run, schemas, cause) &&
           (!files[1].text || check_system(files[1].text, schemas, cause));
}

static gboolean take_artifact(collection *all, const ph_workflow_run *run,
                              const ph_artifact *artifact, gboolean *is_first, GError **error)
{
    ph_artifact_file files[] = { { PERF, NULL }, { SYSTEM, NULL }, { NULL, NULL } };
    g_autofree char *folder = folder_of(run, artifact, *is_first);
    g_autoptr(GError) cause = NULL;
    gboolean is_kept = TRUE;

    if (fetch(all, run, artifact, files, &cause)) {
        is_kept = keep(all, folder, files, error);
        *is_first = FALSE;
    } else {
        warn(run, artifact->name, cause);
    }
    ph_artifact_files_clear(files);
    return is_kept;
}

static gboolean check_count(const GPtrArray *artifacts, const char *prefix, GError **error)
{
    if (!artifacts->len)
        return ph_refuse(error, PH_ERROR_NETWORK, "it has no artefact whose name begins with %s",
                         prefix);
    return artifacts->len <= ARTIFACTS_MAX ||
           ph_refuse(error, PH_ERROR_NETWORK,
                     "%u of its artefacts have names that begin with %s, at most %d are looked at",
                     artifacts->len, prefix, ARTIFACTS_MAX);
}

static gboolean take_run(collection *all, const ph_workflow_run *run, GError **error)
{
    const char *prefix = all->request->asked->artifact;
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) artifacts = ph_artifacts_of_run(
        all->connection->github, all->connection->repository, run->id, prefix, &cause);
    gboolean is_first = TRUE;

    if (!artifacts) {
        all->failures++;
        warn(run, NULL, cause);
        return TRUE;
    }
    if (!check_count(artifacts, prefix, &cause)) {
        warn(run, NULL, cause);
        return TRUE;
    }
    for (guint i = 0; i < artifacts->len; i++)
        if (!take_artifact(all, run, artifacts->pdata[i], &is_first, error))
            return FALSE;
    all->runs += !is_first;
    return TRUE;
}

/* Later steps know whether there is anything to go on with. */
static gboolean tell(const collection *all, guint runs, guint others, GError **error)
{
    g_autofree char *output = g_strdup_printf("runs=%u", all->paths->len);

    if (all->connection->job->output_path &&
        !ph_job_append_output(all->connection->job, output, error))
        return FALSE;
    for (guint i = 0; i < all->paths->len; i++)
        (void)printf("%s\n", (const char *)all->paths->pdata[i]);
    if (others)
        ph_columns_print(stdout, 0, 2,
                         "passed over: %u of another branch, of a fork, or that neither a schedule "
                         "nor a person began",
                         others);
    ph_columns_print(stdout, 0, 2, "%u of %u runs collected, in %u download%s", all->runs, runs,
                     all->downloads, all->downloads == 1 ? "" : "s");
    return TRUE;
}

static gboolean collect(collection *all, GError **error)
{
    const ph_baseline_asked *asked = all->request->asked;
    const ph_workflow_runs_wanted wanted = { .repository = all->connection->repository,
                                             .workflow = asked->workflow,
                                             .branch = asked->branch,
                                             .count = asked->runs };
    guint others = 0;
    g_autoptr(GPtrArray) runs =
        ph_workflow_runs_find(all->connection->github, &wanted, &others, error);

    if (!runs)
        return FALSE;
    for (guint i = 0; i < runs->len; i++)
        if (!take_run(all, runs->pdata[i], error))
            return FALSE;
    if (!all->paths->len && all->failures)
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "none of %u runs could be had, as the warnings say", runs->len);
    return ph_new_folder_finish(all->folder, error) && tell(all, runs->len, others, error);
}

ph_exit ph_baseline_action_collect(const ph_baseline_request *request, GError **error)
{
    g_auto(ph_baseline_connection) connection = { 0 };
    g_autoptr(ph_new_folder) folder = ph_new_folder_begin(request->asked->output_dir, error);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    collection all = {
        .request = request, .connection = &connection, .folder = folder, .paths = paths
    };

    return folder && ph_baseline_connect(request->asked, &connection, error) && collect(&all, error)
               ? PH_EXIT_PASS
               : PH_EXIT_FAILED;
}
