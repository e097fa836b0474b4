/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bundle/bundle_maker.h"

#include <string.h>

#include "bundle/bundle_option.h"
#include "document/build_identity_json.h"
#include "document/document.h"
#include "document/json_member.h"
#include "document/perf_document.h"
#include "document/provenance.h"
#include "document/stored_run.h"
#include "error/error.h"
#include "error/shell_word.h"
#include "platform/path.h"
#include "settings/installation.h"
#include "verdict/comparison_document.h"
#include "verdict/judgement.h"

enum { PROGRAM_AND_COMMAND = 2 };
#define REGISTRY "registry"
#define CHECKOUT "checkout"

static cJSON *manifest_new(const char *command, const char *document)
{
    cJSON *manifest = cJSON_CreateObject();

    cJSON_AddStringToObject(manifest, "schema_version", PH_DOCUMENT_BUNDLE);
    cJSON_AddStringToObject(manifest, "command", command);
    cJSON_AddStringToObject(manifest, "document", document);
    return manifest;
}

static gboolean add_file(ph_bundle *bundle, const char *name, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GError) cause = NULL;
    char *content;
    gsize length;

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: it is not a regular file", path);
    if (!g_file_get_contents(path, &content, &length, &cause))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s", cause->message);
    bytes = g_bytes_new_take(content, length);
    return ph_bundle_add(bundle, name, bytes, error);
}

/* How a build is made again: of a release or a commit, else it is a library that has to be had. */
static const char *kind_of(const ph_build_identity *identity)
{
    if (identity && g_strcmp0(identity->origin, REGISTRY) == 0 && identity->release)
        return "release";
    if (identity && g_strcmp0(identity->origin, CHECKOUT) == 0 && identity->commit &&
        identity->is_dirty != PH_KNOWN_TRUE)
        return "revision";
    return "library";
}

/* Takes the name over. NULL: it is made of what the build was built from. */
static void add_build(cJSON *builds, const char *role, const ph_subject_info *info, char *named)
{
    const ph_build_identity *identity = info->built_from;
    const char *kind = kind_of(identity);
    cJSON *build = cJSON_CreateObject();

    if (!named && strcmp(kind, "release") == 0)
        named = g_strconcat("copybook-rs@", identity->release, NULL);
    else if (!named && strcmp(kind, "revision") == 0)
        named = g_strconcat("./copybook-rs@", identity->commit, NULL);
    cJSON_AddStringToObject(build, "role", role);
    cJSON_AddStringToObject(build, "kind", kind);
    ph_json_add_text(build, "named", named ? named : info->name);
    cJSON_AddStringToObject(build, "version", info->version);
    if (info->chosen && *info->chosen)
        cJSON_AddStringToObject(build, "chosen", info->chosen);
    ph_build_identity_json_add(build, identity);
    cJSON_AddItemToArray(builds, build);
    g_free(named);
}

static gboolean is_of_digest(const char *path, const char *sha256)
{
    g_autofree char *content = NULL;
    g_autofree char *digest = NULL;
    gsize length;

    if (!g_file_get_contents(path, &content, &length, NULL))
        return FALSE;
    digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)content, length);
    return strcmp(digest, sha256) == 0;
}

/* Each build's Cargo.lock, where one of the files is it. */
static gboolean add_locks(ph_bundle *bundle, const ph_bundle_sources *sources, GPtrArray *missing,
                          GError **error)
{
    const cJSON *build;

    cJSON_ArrayForEach(build, ph_json_member(bundle->manifest, "builds"))
    {
        const char *sha256 = ph_json_text(ph_json_member(build, "built_from"), "lock_sha256");
        g_autofree char *name = sha256 ? g_strconcat(PH_BUNDLE_LOCKS, sha256, ".lock", NULL) : NULL;

        for (guint i = 0; name && i < sources->locks->len && !ph_bundle_find(bundle, name); i++)
            if (is_of_digest(sources->locks->pdata[i], sha256) &&
                !add_file(bundle, name, sources->locks->pdata[i], error))
                return FALSE;
        if (name && !ph_bundle_find(bundle, name))
            g_ptr_array_add(missing,
                            g_strdup_printf("the Cargo.lock of %s is not at hand: the bundle has "
                                            "its digest alone",
                                            ph_json_text(build, "role")));
    }
    return TRUE;
}

static cJSON *find_file(const cJSON *files, const char *name)
{
    cJSON *file;

    cJSON_ArrayForEach(file, files) if (strcmp(ph_json_text(file, "name"), name) == 0) return file;
    return NULL;
}

/* One of the files that were measured, as it was: nothing else of the user's gets in. */
static gboolean add_data(ph_bundle *bundle, const char *path, GError **error)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *shown = ph_error_printable(path);
    g_autofree char *name = g_strconcat(PH_BUNDLE_DATA, base, NULL);
    cJSON *file = find_file(ph_json_member(bundle->manifest, "files"), base);
    const char *sha256 = ph_json_text(file, "sha256");
    GBytes *bytes;

    if (!file)
        return ph_refuse(error, PH_ERROR_DATA, "--with-data %s: no file of that name was measured",
                         shown);
    if (!add_file(bundle, name, path, error))
        return FALSE;
    bytes = ph_bundle_find(bundle, name);
    if (sha256) {
        g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);

        if (strcmp(digest, sha256) != 0)
            return ph_refuse(error, PH_ERROR_DATA,
                             "--with-data %s: it is not as it was when it was measured: its digest "
                             "is another",
                             shown);
    }
    cJSON_ReplaceItemInObjectCaseSensitive(file, "included", cJSON_CreateTrue());
    return TRUE;
}

static gboolean add_all_data(ph_bundle *bundle, const ph_bundle_sources *sources, GError **error)
{
    for (char *const *path = sources->data; path && *path; path++)
        if (!add_data(bundle, *path, error))
            return FALSE;
    return TRUE;
}

static cJSON *file_json(const ph_recipe_file *file)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "option", file->option);
    cJSON_AddStringToObject(object, "name", file->name);
    cJSON_AddNumberToObject(object, "bytes", (double)file->bytes);
    cJSON_AddStringToObject(object, "sha256", file->sha256);
    cJSON_AddFalseToObject(object, "included");
    return object;
}

static gboolean add_run_files(cJSON *manifest, const ph_recipe *recipe, GError **error)
{
    cJSON *files = cJSON_AddArrayToObject(manifest, "files");

    for (guint i = 0; i < recipe->files->len; i++) {
        const ph_recipe_file *file = recipe->files->pdata[i];

        if (find_file(files, file->name))
            return ph_refuse(error, PH_ERROR_DATA,
                             "two files that were measured are called %s: give one another name, "
                             "and measure again",
                             file->name);
        cJSON_AddItemToArray(files, file_json(file));
    }
    return TRUE;
}

/* A variant is of the library of the subject whose name it begins with. */
static gboolean is_variant(const ph_measurement *run, const ph_subject_info *info)
{
    for (guint i = 0; i < run->subjects->len; i++) {
        const ph_subject_info *other = run->subjects->pdata[i];
        g_autofree char *begin = g_strconcat(other->name, "-", NULL);

        if (g_str_has_prefix(info->name, begin) && ph_subject_is_same_library(other, info))
            return TRUE;
    }
    return FALSE;
}

static void add_host(cJSON *manifest, const ph_measurement *run)
{
    cJSON *host = cJSON_AddObjectToObject(manifest, "host");

    ph_json_add_text(host, "fingerprint", ph_measurement_fingerprint(run));
    ph_json_add_text(host, "brand", ph_json_text(ph_json_member(run->system, "cpu"), "brand"));
    ph_json_add_text(host, "kernel", ph_measurement_kernel(run));
    ph_json_add_text(host, "microcode", ph_measurement_microcode(run));
    ph_json_add_text(host, "core_kind", ph_measurement_core_kind(run));
}

/* What both kinds of document say of themselves. */
static void add_origin(cJSON *manifest, const char *timestamp, const ph_harness_info *harness,
                       const char *suite)
{
    ph_json_add_text(manifest, "timestamp", timestamp);
    ph_provenance_add_harness(manifest, harness);
    ph_json_add_text(manifest, "suite", suite);
}

static char **recipe_words(const ph_recipe *recipe)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    for (guint i = 0; i < recipe->options->len; i++)
        g_strv_builder_add(words, recipe->options->pdata[i]);
    return g_strv_builder_end(words);
}

cJSON *ph_bundle_recipe_options(const ph_recipe *recipe, GError **error)
{
    g_auto(GStrv) words = recipe_words(recipe);

    return ph_bundle_options_json("run", words, error);
}

static gboolean describe_run(cJSON *manifest, const ph_measurement *run,
                             const ph_thresholds *thresholds, GError **error)
{
    g_autoptr(ph_judgement) judgement = ph_judge_run(run, thresholds);
    cJSON *options = ph_bundle_recipe_options(run->recipe, error), *builds;

    if (!options)
        return FALSE;
    add_origin(manifest, run->timestamp, &run->harness, run->suite);
    cJSON_AddItemToObject(manifest, "options", options);
    cJSON_AddNumberToObject(manifest, "seed", (double)run->facts.seed);
    builds = cJSON_AddArrayToObject(manifest, "builds");
    for (guint i = 0; i < run->subjects->len; i++) {
        const ph_subject_info *info = run->subjects->pdata[i];

        if (!is_variant(run, info))
            add_build(builds, info->name, info, NULL);
    }
    add_host(manifest, run);
    cJSON_AddStringToObject(manifest, "verdict", ph_verdict_word(judgement->verdict));
    return add_run_files(manifest, run->recipe, error);
}

/* What stands beside a document, where it is one of the same host. */
static gboolean add_beside(ph_bundle *bundle, const char *document_path, const char *name,
                           const char *schemas, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(document_path);
    g_autofree char *path = ph_path_join(folder, name, NULL);
    g_autofree char *kind = NULL;

    return !g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
           !ph_document_check(path, schemas, &kind, NULL) || add_file(bundle, name, path, error);
}

static ph_bundle *begin(const char *command, const char *name, const char *text, gsize length)
{
    ph_bundle *bundle = ph_bundle_new(manifest_new(command, name));
    g_autoptr(GBytes) bytes = g_bytes_new(text, length);

    (void)ph_bundle_add(bundle, name, bytes, NULL); /* No document of ours is beyond the limits. */
    return bundle;
}

static ph_bundle *bundle_run(const char *path, const ph_bundle_sources *sources, GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);
    g_autoptr(ph_measurement) run =
        text ? ph_perf_document_parse(path, text, length, sources->schemas, error) : NULL;
    g_autoptr(ph_thresholds) thresholds =
        run ? ph_installation_thresholds(sources->thresholds_path, error) : NULL;
    g_autoptr(ph_bundle) bundle = NULL;

    if (!thresholds)
        return NULL;
    if (!run->recipe) {
        (void)ph_refuse(error, PH_ERROR_DATA,
                        "it does not say how it was asked for, as runs of earlier versions do not: "
                        "measure again");
        return NULL;
    }
    ph_stored_run_complete(run, path, sources->schemas);
    bundle = begin("run", PH_BUNDLE_PERF, text, length);
    return describe_run(bundle->manifest, run, thresholds, error) &&
                   add_beside(bundle, path, PH_BUNDLE_SYSTEM, sources->schemas, error) &&
                   add_beside(bundle, path, PH_BUNDLE_COMPARISON, sources->schemas, error)
               ? g_steal_pointer(&bundle)
               : NULL;
}

/* Of the files that its options name, nothing is recorded but the name. */
static void add_comparison_files(cJSON *manifest, const cJSON *options)
{
    cJSON *files = cJSON_AddArrayToObject(manifest, "files");
    const cJSON *option;

    cJSON_ArrayForEach(option, options)
    {
        const char *name = ph_json_text(option, "name"), *value = ph_json_text(option, "value");
        cJSON *file;

        if (!value || find_file(files, value) ||
            (strcmp(name, "thresholds") != 0 &&
             !(strcmp(name, "suite") == 0 && g_str_has_suffix(value, ".toml"))))
            continue;
        file = cJSON_CreateObject();
        cJSON_AddStringToObject(file, "option", name);
        cJSON_AddStringToObject(file, "name", value);
        cJSON_AddNullToObject(file, "bytes");
        cJSON_AddNullToObject(file, "sha256");
        cJSON_AddFalseToObject(file, "included");
        cJSON_AddItemToArray(files, file);
    }
}

static void add_comparison_host(cJSON *manifest, const ph_comparison_document *document)
{
    cJSON *host = cJSON_AddObjectToObject(manifest, "host");

#define X(name) ph_json_add_text(host, #name, document->name);
    PH_COMPARISON_HOST_LIST(X)
#undef X
}

static gboolean describe_comparison(cJSON *manifest, const ph_comparison_document *document,
                                    GError **error)
{
    const ph_contrast_report *report = document->report;
    const ph_subject_info *base = ph_contrast_subject(report, PH_CONTRAST_BASE);
    const ph_subject_info *head = ph_contrast_subject(report, PH_CONTRAST_HEAD);
    g_auto(GStrv) words = ph_shell_words(document->repeat);
    cJSON *options, *builds;

    if (report->is_stored || !base || !head || !words || g_strv_length(words) < PROGRAM_AND_COMMAND)
        return ph_refuse(error, PH_ERROR_DATA,
                         "nothing was measured in it: there is nothing to measure again");
    options = ph_bundle_options_json("compare", words + PROGRAM_AND_COMMAND, error);
    if (!options)
        return FALSE;
    add_origin(manifest, document->timestamp, &document->harness, document->suite);
    cJSON_AddItemToObject(manifest, "options", options);
    cJSON_AddNullToObject(manifest, "seed"); /* Among the options, or the usual one. */
    builds = cJSON_AddArrayToObject(manifest, "builds");
    add_build(builds, PH_CONTRAST_BASE, base, g_strdup(document->base_named));
    add_build(builds, PH_CONTRAST_HEAD, head, g_strdup(document->head_named));
    add_comparison_host(manifest, document);
    cJSON_AddStringToObject(manifest, "verdict", ph_verdict_word(report->verdict));
    add_comparison_files(manifest, options);
    return TRUE;
}

static ph_bundle *bundle_comparison(const char *path, const ph_bundle_sources *sources,
                                    GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);
    g_autoptr(ph_comparison_document) document =
        text ? ph_comparison_document_parse(path, text, length, sources->schemas, error) : NULL;
    g_autoptr(ph_bundle) bundle = NULL;

    if (!document)
        return NULL;
    bundle = begin("compare", PH_BUNDLE_COMPARISON, text, length);
    return describe_comparison(bundle->manifest, document, error) ? g_steal_pointer(&bundle) : NULL;
}

/* The document that a path is of; the caller frees it. */
static char *document_of(const char *path)
{
    char *document;

    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
        return g_strdup(path);
    document = ph_path_join(path, PH_BUNDLE_PERF, NULL);
    if (g_file_test(document, G_FILE_TEST_EXISTS))
        return document;
    g_free(document);
    document = ph_path_join(path, PH_BUNDLE_COMPARISON, NULL);
    if (g_file_test(document, G_FILE_TEST_EXISTS))
        return document;
    g_free(document);
    return ph_path_join(path, PH_BUNDLE_PERF, NULL);
}

ph_bundle *ph_bundle_make(const char *path, const ph_bundle_sources *sources, GPtrArray *missing,
                          GError **error)
{
    g_autofree char *document = document_of(path);
    g_autoptr(ph_bundle) bundle = ph_document_is_comparison(document)
                                      ? bundle_comparison(document, sources, error)
                                      : bundle_run(document, sources, error);

    if (bundle && add_locks(bundle, sources, missing, error) &&
        add_all_data(bundle, sources, error))
        return g_steal_pointer(&bundle);
    return NULL;
}
