/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/rust_build.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "compare/tool.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "storage/durable.h"
#include "storage/lock.h"

/* What the subject depends on, and a checkout has to have. */
static const char *const crates[] = { "copybook-core", "copybook-codec" };

enum {
    CRATES = G_N_ELEMENTS(crates),
    FOLDER_MODE = 0755,
    KEY_LENGTH = 16, /* Hexadecimal digits of the checksum over everything but the commit. */
    LOCK_POLL_MS = 100,
};

/* Where the crates are in the archived revision. */
typedef struct source_crates {
    char *folders[CRATES];
    char *versions[CRATES];
} source_crates;

static void source_crates_clear(source_crates *found)
{
    for (int i = 0; i < CRATES; i++) {
        g_free(found->folders[i]);
        g_free(found->versions[i]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(source_crates, source_crates_clear)

/* One build; paths in the cache. */
typedef struct build {
    const ph_rust_build_plan *plan;
    const char *commit;
    char *source;  /* The revision's files. */
    char *subject; /* A copy of the subject's crate. */
    char *folder;  /* What is kept of this build: library and log. */
    char *target;  /* cargo's. */
} build;

static void build_clear(build *b)
{
    g_free(b->source);
    g_free(b->subject);
    g_free(b->folder);
    g_free(b->target);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(build, build_clear)

static gboolean run(const char *const *arguments, GError **error)
{
    g_autofree char *output = ph_tool_run(NULL, arguments, NULL, error);

    return output != NULL;
}

static gboolean make_folder(const char *path, GError **error)
{
    g_autofree char *name = ph_error_printable(path);

    if (g_mkdir_with_parents(path, FOLDER_MODE) == 0)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "making the folder %s: %s", name,
                g_strerror(errno));
    return FALSE;
}

static gboolean remove_all(const char *path, GError **error)
{
    const char *const arguments[] = { "rm", "-rf", "--", path, NULL };

    return run(arguments, error);
}

/* The commit's hash; NULL and error where there is none. */
static char *resolve(const char *checkout, const char *revision, GError **error)
{
    g_autofree char *commit_of = g_strconcat(revision, "^{commit}", NULL);
    const char *const arguments[] = { "git",       "-C",       checkout,
                                      "rev-parse", "--verify", "--end-of-options",
                                      commit_of,   NULL };
    g_autofree char *folder = ph_error_printable(checkout);
    g_autofree char *name = ph_error_printable(revision);
    g_autoptr(GError) cause = NULL;
    char *commit = ph_tool_run(NULL, arguments, NULL, &cause);

    if (!commit) {
        g_autofree char *git = g_find_program_in_path("git");

        g_set_error(error, PH_ERROR, git ? PH_ERROR_USAGE : PH_ERROR_ENVIRONMENT,
                    "looking for revision %s in the checkout %s: %s%s", name, folder,
                    cause->message,
                    git ? "; `git log --all` there lists what it has" : " (package git)");
        return NULL;
    }
    return g_strstrip(commit);
}

/* The repository's own folder: from a folder in its work tree, git would archive that alone. */
static char *find_repository(const char *checkout, GError **error)
{
    const char *const arguments[] = {
        "git", "-C", checkout, "rev-parse", "--absolute-git-dir", NULL
    };
    char *folder = ph_tool_run(NULL, arguments, NULL, error);

    return folder ? g_strchomp(folder) : NULL;
}

static gboolean archive(const build *b, GError **error)
{
    g_autofree char *repository = find_repository(b->plan->checkout, error);
    g_autofree char *tar = g_strconcat(b->source, ".tar", NULL);
    g_autofree char *output = g_strconcat("--output=", tar, NULL);
    const char *const git[] = { "git",          "--git-dir", repository, "archive",
                                "--format=tar", output,      b->commit,  NULL };
    const char *const extract[] = { "tar", "-xf", tar, "-C", b->source, NULL };
    gboolean is_done;

    if (!repository || !remove_all(b->source, error) || !make_folder(b->source, error))
        return FALSE;
    is_done = run(git, error) && run(extract, error);
    (void)g_unlink(tar);
    return is_done;
}

/* cargo as build-subject.sh looks for it. Only manifests are read: any that knows them will do. */
static char *read_metadata(const build *b, GError **error)
{
    const char *const programs[] = { g_getenv("CARGO"), "cargo", "/usr/bin/cargo" };
    g_autofree char *manifest = g_build_filename(b->source, "Cargo.toml", NULL);
    g_autoptr(GError) first_cause = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(programs); i++) {
        g_autofree char *found = programs[i] ? g_find_program_in_path(programs[i]) : NULL;
        const char *const arguments[] = {
            found, "metadata", "--no-deps", "--format-version=1", "--manifest-path", manifest, NULL
        };
        char *text =
            found ? ph_tool_run(b->subject, arguments, NULL, first_cause ? NULL : &first_cause)
                  : NULL;

        if (text)
            return text;
    }
    g_set_error(error, PH_ERROR, PH_ERROR_SUBJECT_LOAD, "reading the manifests of its crates: %s",
                first_cause ? first_cause->message
                            : "there is no cargo (Debian 12: packages cargo-web, rustc-web)");
    return NULL;
}

static const char *text_or_empty(const cJSON *object, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static gboolean find_crates(const char *metadata, source_crates *ret, GError **error)
{
    cJSON *document = cJSON_Parse(metadata);
    const cJSON *package;

    cJSON_ArrayForEach(package, cJSON_GetObjectItemCaseSensitive(document, "packages"))
    {
        for (int i = 0; i < CRATES; i++) {
            if (ret->folders[i] || strcmp(text_or_empty(package, "name"), crates[i]) != 0)
                continue;
            ret->folders[i] = g_path_get_dirname(text_or_empty(package, "manifest_path"));
            ret->versions[i] = g_strdup(text_or_empty(package, "version"));
        }
    }
    cJSON_Delete(document);
    for (int i = 0; i < CRATES; i++)
        if (!ret->folders[i]) {
            g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                        "it is no copybook-rs: its workspace has no crate %s", crates[i]);
            return FALSE;
        }
    return TRUE;
}

/* The subject asks for the published version; a patch takes its place only if it is that one. */
static gboolean require_versions(const build *b, const source_crates *found, GError **error)
{
    g_autofree char *path = g_build_filename(b->subject, "Cargo.toml", NULL);
    g_autofree char *manifest = NULL;
    g_autoptr(GError) cause = NULL;
    ph_durable_content content;

    if (!g_file_get_contents(path, &manifest, NULL, &cause))
        goto failed;
    for (int i = 0; i < CRATES; i++) {
        g_autofree char *pattern = g_strdup_printf("(?m)^(%s = \"=)[^\"]*\"", crates[i]);
        g_autofree char *with = g_strdup_printf("\\g<1>%s\"", found->versions[i]);
        g_autoptr(GRegex) line = g_regex_new(pattern, 0, 0, NULL);
        char *changed = g_regex_replace(line, manifest, -1, 0, with, 0, &cause);

        if (!changed)
            goto failed;
        g_free(manifest);
        manifest = changed;
    }
    content = ph_durable_text(manifest);
    content.is_passing = TRUE; /* The next build copies the subject again. */
    if (ph_durable_write_content(path, content, &cause))
        return TRUE;
failed:
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "changing the subject's manifest: %s",
                cause->message);
    return FALSE;
}

/* -H: the installation may have a link there, and what it points to is not ours to change. */
static gboolean prepare_subject(const build *b, GError **error)
{
    const char *const copy[] = { "cp", "-RH", "--", b->plan->subject, b->subject, NULL };

    return remove_all(b->subject, error) && run(copy, error);
}

/* JSON's quoted strings are TOML's, too. */
static char *patch_setting(const char *crate, const char *folder)
{
    cJSON *text = cJSON_CreateString(folder);
    char *quoted = cJSON_PrintUnformatted(text);
    char *setting = g_strdup_printf("patch.crates-io.%s.path=%s", crate, quoted);

    cJSON_free(quoted);
    cJSON_Delete(text);
    return setting;
}

/* cargo hands this variable to rustc: the subject makes the padding of it. */
static char *padding_setting(guint padding_bytes)
{
    return g_strdup_printf("env.PERFHARNESS_PADDING_BYTES=\"%u\"", padding_bytes);
}

/* The script ends well when the subject cannot be built, too: it leaves the reason in a file. */
static gboolean check_built(const build *b, const char *library, GError **error)
{
    g_autofree char *path = g_build_filename(b->folder, "copybook-rs.unavailable", NULL);
    g_autofree char *reason = NULL;
    g_autofree char *printable = NULL;

    if (g_file_test(library, G_FILE_TEST_EXISTS))
        return TRUE;
    if (!g_file_get_contents(path, &reason, NULL, NULL))
        reason = g_strdup("its build left neither a library nor a reason");
    printable = ph_error_printable(g_strstrip(reason));
    g_set_error(error, PH_ERROR, PH_ERROR_SUBJECT_LOAD, "%s", printable);
    return FALSE;
}

/* In Cargo.lock, what comes from a registry has a source; what a patch replaced has none. */
static gboolean check_patched(const build *b, GError **error)
{
    g_autofree char *path = g_build_filename(b->subject, "Cargo.lock", NULL);
    g_autofree char *lock = NULL;

    if (!g_file_get_contents(path, &lock, NULL, NULL))
        lock = g_strdup("");
    for (int i = 0; i < CRATES; i++) {
        g_autofree char *pattern = g_strdup_printf(
            "\\[\\[package\\]\\]\nname = \"%s\"\nversion = \"[^\"]*\"\nsource = ", crates[i]);

        if (!g_regex_match_simple(pattern, lock, 0, 0))
            continue;
        g_set_error(error, PH_ERROR, PH_ERROR_SUBJECT_LOAD,
                    "cargo built the published %s instead of the checkout's", crates[i]);
        return FALSE;
    }
    return TRUE;
}

static gboolean run_cargo(const build *b, const source_crates *found, const char *library,
                          GError **error)
{
    g_autofree char *script = g_build_filename(b->subject, "build-subject.sh", NULL);
    g_autofree char *core = patch_setting(crates[0], found->folders[0]);
    g_autofree char *codec = patch_setting(crates[1], found->folders[1]);
    g_autofree char *padding = padding_setting(b->plan->padding_bytes);
    const char *const arguments[] = { script,     b->target, b->folder,  b->plan->target_cpu,
                                      "--config", core,      "--config", codec,
                                      "--config", padding,   NULL };
    g_autofree char *output = ph_tool_run(b->folder, arguments, b->plan->is_interrupted, error);

    if (!output || !check_built(b, library, error))
        return FALSE;
    if (check_patched(b, error))
        return TRUE;
    (void)g_unlink(library);
    return FALSE;
}

static gboolean make(const build *b, const char *library, GError **error)
{
    g_auto(source_crates) found = { 0 };
    g_autofree char *metadata = NULL;

    if (!make_folder(b->folder, error) || !archive(b, error) || !prepare_subject(b, error))
        return FALSE;
    metadata = read_metadata(b, error);
    if (!metadata || !find_crates(metadata, &found, error) || !require_versions(b, &found, error) ||
        !run_cargo(b, &found, library, error))
        return FALSE;
    return remove_all(b->target, error); /* The library is what is kept. */
}

static void add_file(GChecksum *checksum, const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;

    g_checksum_update(checksum, (const guchar *)name, (gssize)strlen(name) + 1);
    if (g_file_get_contents(path, &content, &length, NULL))
        g_checksum_update(checksum, (const guchar *)content, (gssize)length);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_folder(GChecksum *checksum, const char *folder)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (directory && (name = g_dir_read_name(directory)))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        add_file(checksum, folder, names->pdata[i]);
}

/* Over all that makes two builds of one commit differ: the subject, its CPU, where its code
 * lies, the compiler. */
static char *make_key(const ph_rust_build_plan *plan)
{
    const char *const cargo = g_getenv("CARGO");
    const char *const arguments[] = { cargo ? cargo : "cargo", "--version", NULL };
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *version = ph_tool_run(NULL, arguments, NULL, NULL);
    g_autofree char *sources = g_build_filename(plan->subject, "src", NULL);
    g_autofree char *padding = padding_setting(plan->padding_bytes);

    add_folder(checksum, plan->subject);
    add_folder(checksum, sources);
    g_checksum_update(checksum, (const guchar *)plan->target_cpu,
                      (gssize)strlen(plan->target_cpu) + 1);
    g_checksum_update(checksum, (const guchar *)padding, (gssize)strlen(padding) + 1);
    if (version)
        g_checksum_update(checksum, (const guchar *)version, -1);
    return g_strndup(g_checksum_get_string(checksum), KEY_LENGTH);
}

/* One build at a time: all are made at the same path. */
static ph_lock *lock_cache(const char *cache, const gboolean *is_interrupted, GError **error)
{
    g_autofree char *path = g_build_filename(cache, "lock", NULL);
    const ph_lock_terms terms = { .wait_s = PH_LOCK_FOR_EVER,
                                  .poll_ms = LOCK_POLL_MS,
                                  .is_interrupted = is_interrupted };
    ph_lock_outcome outcome;
    ph_lock *lock;

    if (!make_folder(cache, error))
        return NULL;
    lock = ph_lock_take((ph_lock_file){ path, 0644, FALSE }, &terms, &outcome);
    if (outcome == PH_LOCK_INTERRUPTED)
        g_set_error(error, PH_ERROR, PH_ERROR_INTERRUPTED,
                    "interrupted while waiting for another build to end");
    else if (!lock)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "locking %s: %s", path, g_strerror(errno));
    return lock;
}

static char *build_locked(const ph_rust_build_plan *plan, const char *commit, GError **error)
{
    g_autofree char *key = make_key(plan);
    g_autofree char *name = g_strconcat(commit, "-", key, NULL);
    g_auto(build) b = {
        .plan = plan,
        .commit = commit,
        .source = g_build_filename(plan->cache, "source", NULL),
        .subject = g_build_filename(plan->cache, "subject", NULL),
        .folder = g_build_filename(plan->cache, name, NULL),
    };
    g_autofree char *library = g_build_filename(b.folder, "copybook-rs.so", NULL);

    b.target = g_build_filename(b.folder, "target", NULL);
    if (!g_file_test(library, G_FILE_TEST_EXISTS) && !make(&b, library, error))
        return NULL;
    return g_steal_pointer(&library);
}

char *ph_rust_build(const ph_rust_build_plan *plan, const char *revision, char **ret_commit,
                    GError **error)
{
    PH_REQUIRE(plan->padding_bytes % 64 == 0);

    g_autofree char *commit = resolve(plan->checkout, revision, error);
    char *library;
    ph_lock *lock;

    if (!commit)
        return NULL;
    lock = lock_cache(plan->cache, plan->is_interrupted, error);
    if (!lock)
        return NULL;
    library = build_locked(plan, commit, error);
    ph_lock_release(lock);
    if (!library) {
        g_autofree char *name = ph_error_printable(revision);

        g_prefix_error(error, "building copybook-rs at %s (%.12s): ", name, commit);
        return NULL;
    }
    *ret_commit = g_steal_pointer(&commit);
    return library;
}
