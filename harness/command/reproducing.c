/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/reproducing.h"

#include <stdio.h>
#include <string.h>

#include "bundle/bundle_maker.h"
#include "bundle/bundle_option.h"
#include "command/own_command.h"
#include "document/json_member.h"
#include "document/perf_document.h"
#include "document/provenance.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "platform/path.h"
#include "settings/installation.h"
#include "storage/durable.h"
#include "storage/file_digest.h"
#include "storage/temporary_folder.h"
#include "verdict/comparison_document.h"
#include "verdict/judgement.h"

enum { SHOWN_DIGEST = 12 };
#define ANCHOR "anchor"

/* What is known while it goes on. */
typedef struct attempt {
    const ph_reproducing *asked;
    const cJSON *manifest;
    gboolean is_run; /* Else a comparison. */
    ph_interruption *interruption;
    ph_temporary_folder *folder; /* For files of the bundle, and for what is measured. */
    char *output;                /* What is measured goes there. */
    GPtrArray *builds;           /* ph_rebuilt. */
    char *thresholds;            /* NULL: the installation's. */
    ph_reproduction *reproduction;
} attempt;

static void attempt_clear(attempt *a)
{
    g_clear_pointer(&a->interruption, ph_interruption_free);
    g_clear_pointer(&a->folder, ph_temporary_folder_free);
    g_clear_pointer(&a->builds, g_ptr_array_unref);
    g_clear_pointer(&a->reproduction, ph_reproduction_free);
    g_free(a->output);
    g_free(a->thresholds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(attempt, attempt_clear)

/* Where a file of the manifest is: in the user's folder, or, out of the bundle, in ours. */
static char *place_of(const attempt *a, const cJSON *file)
{
    const char *name = ph_json_text(file, "name");
    const gboolean is_included = cJSON_IsTrue(ph_json_member(file, "included"));
    const char *folder = is_included ? ph_temporary_folder_path(a->folder) : a->asked->places.files;
    g_autofree char *path = ph_path_join(folder, name, NULL);

    return g_canonicalize_filename(path, NULL);
}

static gboolean unpack_file(const attempt *a, const cJSON *file, GError **error)
{
    g_autofree char *member = g_strconcat(PH_BUNDLE_DATA, ph_json_text(file, "name"), NULL);
    g_autofree char *path = place_of(a, file);
    GBytes *bytes = ph_bundle_find(a->asked->bundle, member);
    ph_durable_content content = { .mode = 0600, .is_passing = TRUE };

    if (!bytes)
        return ph_refuse(error, PH_ERROR_CHANGED, "the bundle has not the %s that it says it has",
                         member);
    content.bytes = g_bytes_get_data(bytes, &content.length);
    return ph_durable_write_content(path, content, error);
}

/* Is it the one that was measured? */
static gboolean look_at_file(const attempt *a, const cJSON *file, gboolean *ret_is_same,
                             GError **error)
{
    const char *name = ph_json_text(file, "name"), *recorded = ph_json_text(file, "sha256");
    g_autofree char *path = place_of(a, file);
    g_autofree char *what = g_strdup_printf("file %s", name);
    g_autofree char *shown = ph_error_printable(name);
    g_autofree char *digest = NULL;
    g_autofree char *before = recorded ? g_strndup(recorded, SHOWN_DIGEST) : NULL;
    g_autofree char *here = NULL;
    uint64_t bytes;

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        g_autofree char *folder = ph_error_printable(a->asked->places.files);

        return ph_refuse(error, PH_ERROR_DATA,
                         "%s was measured, and is neither in the bundle nor in %s: --files FOLDER "
                         "says where it is",
                         shown, folder);
    }
    digest = ph_file_digest(path, &bytes, error);
    if (!digest)
        return FALSE;
    here = g_strndup(digest, SHOWN_DIGEST);
    if (recorded && strcmp(recorded, digest) != 0) {
        *ret_is_same = FALSE;
        ph_reproduction_add(a->reproduction, what, before, here, PH_REPRODUCED_DIFFERS,
                            "nothing was measured again: it would be of something else");
    } else {
        (void)ph_reproduction_add_text(a->reproduction, what, before, here);
    }
    return TRUE;
}

static gboolean look_at_files(const attempt *a, gboolean *ret_are_same, GError **error)
{
    const cJSON *file;

    *ret_are_same = TRUE;
    cJSON_ArrayForEach(file, ph_json_member(a->manifest, "files"))
    {
        if (cJSON_IsTrue(ph_json_member(file, "included")) && !unpack_file(a, file, error))
            return FALSE;
        if (!look_at_file(a, file, ret_are_same, error))
            return FALSE;
    }
    return TRUE;
}

static char *find_file(const char *name, gpointer data, GError **error)
{
    const attempt *a = data;
    const cJSON *file;

    cJSON_ArrayForEach(
        file, ph_json_member(a->manifest, "files")) if (strcmp(ph_json_text(file, "name"), name) ==
                                                        0) return place_of(a, file);
    (void)ph_refuse(error, PH_ERROR_PARSE, "an option names a file that the manifest has not");
    return NULL;
}

static void choose_toolchain(const cJSON *builds)
{
    g_autofree char *why_not = ph_rebuilt_choose_toolchain(builds);

    if (why_not)
        (void)fprintf(stderr, "Note: %s: another one builds what was measured\n", why_not);
}

static gboolean find_builds(attempt *a, GError **error)
{
    g_autoptr(ph_builds) builds = ph_builds_new();
    const cJSON *build;

    choose_toolchain(ph_json_member(a->manifest, "builds"));
    cJSON_ArrayForEach(build, ph_json_member(a->manifest, "builds"))
    {
        const gboolean is_of_subject =
            a->is_run && strcmp(ph_json_text(build, "role"), ANCHOR) != 0;
        ph_rebuilt *rebuilt =
            ph_rebuilt_find(builds, build, is_of_subject, &a->asked->places, error);

        if (!rebuilt)
            return FALSE;
        g_ptr_array_add(a->builds, rebuilt);
    }
    return TRUE;
}

/* "--subject=NAME=BUILD", "--anchor=BUILD", or base and head as they are. */
static char *build_argument(const attempt *a, const ph_rebuilt *build)
{
    if (!a->is_run)
        return g_strdup(build->operand);
    if (strcmp(build->role, ANCHOR) == 0)
        return g_strconcat("--anchor=", build->operand, NULL);
    return g_strconcat("--subject=", build->role, build->operand ? "=" : "", build->operand, NULL);
}

/* The document's own seed, though it is the usual one: that may change. */
static void add_seed(const attempt *a, GPtrArray *line)
{
    const cJSON *seed = ph_json_member(a->manifest, "seed");

    if (cJSON_IsNumber(seed))
        g_ptr_array_add(line, g_strdup_printf("--seed=%.0f", seed->valuedouble));
}

static GPtrArray *command_line(attempt *a, GError **error)
{
    g_autoptr(GPtrArray) line = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(line, g_strdup(ph_json_text(a->manifest, "command")));
    if (!ph_bundle_options_append(ph_json_text(a->manifest, "command"),
                                  ph_json_member(a->manifest, "options"), find_file, a, line,
                                  error))
        return NULL;
    add_seed(a, line);
    if (a->is_run)
        g_ptr_array_add(line, g_strdup("--quiet"));
    g_ptr_array_add(line, g_strconcat(a->is_run ? "--output-dir=" : "--output=", a->output, NULL));
    for (guint i = 0; i < a->builds->len; i++)
        g_ptr_array_add(line, build_argument(a, a->builds->pdata[i]));
    g_ptr_array_add(line, NULL);
    return g_steal_pointer(&line);
}

static gboolean measure(attempt *a, GError **error)
{
    g_autoptr(GPtrArray) line = command_line(a, error);
    g_autofree char *document =
        a->is_run ? ph_path_join(a->output, PH_BUNDLE_PERF, NULL) : g_strdup(a->output);
    int status = 0;

    (void)fprintf(stderr, "Measuring again, which takes as long as it took\n");
    if (!line ||
        !ph_own_command_run(NULL, (char *const *)line->pdata, a->interruption, &status, error))
        return FALSE;
    return g_file_test(document, G_FILE_TEST_EXISTS) ||
           ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "it could not be measured again: perfharness %s ended with exit status %d",
                     (const char *)line->pdata[0], status);
}

static char *harness_text(const ph_harness_info *harness)
{
    if (!harness->version)
        return NULL;
    return g_strdup_printf("%s%s%.12s%s", harness->version, harness->commit ? ", commit " : "",
                           harness->commit ? harness->commit : "",
                           harness->is_modified ? ", modified" : "");
}

static void add_harness(const attempt *a, const ph_harness_info *found)
{
    ph_harness_info recorded = { 0 };
    g_autofree char *then = NULL;
    g_autofree char *now = harness_text(found);

    ph_provenance_take_harness(&recorded, a->manifest);
    then = harness_text(&recorded);
    a->reproduction->is_harness_other =
        !ph_reproduction_add_text(a->reproduction, "perfharness", then, now);
    g_free(recorded.version);
    g_free(recorded.commit);
}

/* What of the host each kind of document knows, in the order of the manifest's. */
typedef struct host_facts {
    const char *fingerprint, *brand, *kernel, *microcode, *core_kind;
} host_facts;

static void add_host(const attempt *a, const host_facts *found)
{
    const cJSON *host = ph_json_member(a->manifest, "host");
    ph_reproduction *to = a->reproduction;

    to->is_host_other = !ph_reproduction_add_text(to, "host", ph_json_text(host, "fingerprint"),
                                                  found->fingerprint);
    (void)ph_reproduction_add_text(to, "CPU", ph_json_text(host, "brand"), found->brand);
    (void)ph_reproduction_add_text(to, "kernel", ph_json_text(host, "kernel"), found->kernel);
    if (found->microcode || ph_json_text(host, "microcode"))
        (void)ph_reproduction_add_text(to, "microcode", ph_json_text(host, "microcode"),
                                       found->microcode);
    (void)ph_reproduction_add_text(to, "kind of core", ph_json_text(host, "core_kind"),
                                   found->core_kind);
}

/* By the manifest it was measured now: does the run that it comes with say the same? */
static gboolean add_options(const attempt *a, const ph_measurement *recorded, GError **error)
{
    cJSON *options = recorded->recipe ? ph_bundle_recipe_options(recorded->recipe, error) : NULL;
    g_autofree char *then = options ? ph_bundle_options_text(options) : NULL;
    g_autofree char *now = ph_bundle_options_text(ph_json_member(a->manifest, "options"));

    cJSON_Delete(options);
    if (recorded->recipe && !then)
        return FALSE;
    (void)ph_reproduction_add_text(a->reproduction, "options", then, now);
    return TRUE;
}

static void add_builds(const attempt *a)
{
    for (guint i = 0; i < a->builds->len; i++) {
        const ph_rebuilt *build = a->builds->pdata[i];

        ph_reproduction_add_build(a->reproduction, build->role, build->recorded, build->found);
    }
}

/* A document of the bundle as text that ends in a NUL; the caller frees it. */
static char *text_of(const attempt *a, const char *name, gsize *ret_length)
{
    const void *data = g_bytes_get_data(ph_bundle_find(a->asked->bundle, name), ret_length);
    char *text = g_malloc0(*ret_length + 1);

    memcpy(text, data, *ret_length);
    return text;
}

static ph_verdict verdict_of(const ph_measurement *run, const ph_thresholds *thresholds)
{
    g_autoptr(ph_judgement) judgement = ph_judge_run(run, thresholds);

    return judgement->verdict;
}

static gboolean compare_runs(const attempt *a, GError **error)
{
    const char *schemas = a->asked->schemas;
    gsize length;
    g_autofree char *text = text_of(a, PH_BUNDLE_PERF, &length);
    g_autofree char *path = ph_path_join(a->output, PH_BUNDLE_PERF, NULL);
    g_autoptr(ph_measurement) recorded =
        ph_perf_document_parse(PH_BUNDLE_PERF " of the bundle", text, length, schemas, error);
    g_autoptr(ph_measurement) found = recorded ? ph_stored_run_read(path, schemas, error) : NULL;
    g_autoptr(ph_thresholds) thresholds =
        found ? ph_installation_thresholds(a->thresholds, error) : NULL;

    if (!thresholds)
        return FALSE;

    const host_facts host = { ph_measurement_fingerprint(found),
                              ph_json_text(ph_json_member(found->system, "cpu"), "brand"),
                              ph_measurement_kernel(found), ph_measurement_microcode(found),
                              ph_measurement_core_kind(found) };
    if (!add_options(a, recorded, error))
        return FALSE;
    add_harness(a, &found->harness);
    add_host(a, &host);
    add_builds(a);
    ph_reproduction_add_run(a->reproduction, recorded, found, verdict_of(recorded, thresholds),
                            verdict_of(found, thresholds));
    return TRUE;
}

static gboolean compare_comparisons(const attempt *a, GError **error)
{
    const char *schemas = a->asked->schemas;
    gsize length;
    g_autofree char *text = text_of(a, PH_BUNDLE_COMPARISON, &length);
    g_autoptr(ph_comparison_document) recorded = ph_comparison_document_parse(
        PH_BUNDLE_COMPARISON " of the bundle", text, length, schemas, error);
    g_autoptr(ph_comparison_document) found =
        recorded ? ph_comparison_document_read(a->output, schemas, error) : NULL;

    if (!found)
        return FALSE;
    if (found->report->failure.kind != PH_FAILURE_NONE)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT, "it could not be measured again: %s",
                         found->report->failure.reason);

    const host_facts host = { found->fingerprint, found->brand, found->kernel, found->microcode,
                              found->core_kind };
    add_harness(a, &found->harness);
    add_host(a, &host);
    add_builds(a);
    ph_reproduction_add_comparison(a->reproduction, recorded->report, found->report);
    return TRUE;
}

/* Before anything is built, or run, for the sake of a bundle that nobody honest has made. */
static gboolean check_options(attempt *a, GError **error)
{
    g_autoptr(GPtrArray) line = command_line(a, error);
    const cJSON *file;

    if (!line)
        return FALSE;
    cJSON_ArrayForEach(
        file, ph_json_member(a->manifest, "files")) if (strcmp(ph_json_text(file, "option"),
                                                               "thresholds") == 0) a->thresholds =
        place_of(a, file);
    return TRUE;
}

static gboolean prepare(attempt *a, GError **error)
{
    const char *folder = a->asked->output_folder;

    a->interruption = ph_interruption_new();
    a->folder = ph_temporary_folder_new("what is measured again", error);
    if (!a->folder || (folder && !ph_durable_folder(folder, error)))
        return FALSE;
    if (!folder)
        folder = ph_temporary_folder_path(a->folder);
    a->output = a->is_run ? g_canonicalize_filename(folder, NULL)
                          : ph_path_join(folder, PH_BUNDLE_COMPARISON, NULL);
    return TRUE;
}

ph_reproduction *ph_reproduce(const ph_reproducing *reproducing, GError **error)
{
    const cJSON *manifest = reproducing->bundle->manifest;
    g_auto(attempt) a = { .asked = reproducing,
                          .manifest = manifest,
                          .is_run = strcmp(ph_json_text(manifest, "command"), "run") == 0,
                          .builds = g_ptr_array_new_with_free_func(ph_rebuilt_free),
                          .reproduction = ph_reproduction_new() };
    gboolean are_same;

    if (!prepare(&a, error) || !check_options(&a, error) || !look_at_files(&a, &are_same, error))
        return NULL;
    if (!are_same)
        return g_steal_pointer(&a.reproduction);
    if (!find_builds(&a, error) || !measure(&a, error) ||
        !(a.is_run ? compare_runs(&a, error) : compare_comparisons(&a, error)))
        return NULL;
    return g_steal_pointer(&a.reproduction);
}
