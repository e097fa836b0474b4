/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/crates.h"

#include <cjson/cJSON.h>
#include <glib/gstdio.h>
#include <string.h>

#include "error/error.h"
#include "platform/path.h"
#include "storage/durable.h"

#define LOCK     "Cargo.lock"
#define MANIFEST "Cargo.toml"

/* What the subject depends on. */
static const char *const crates[] = { "copybook-core", "copybook-codec" };

enum { CORE, CODEC, CRATES };
G_STATIC_ASSERT(G_N_ELEMENTS(crates) == CRATES);

/* Where the crates are, and which versions. */
typedef struct found_crates {
    char *folders[CRATES];
    char *versions[CRATES];
} found_crates;

static void found_crates_clear(found_crates *found)
{
    for (int i = 0; i < CRATES; i++) {
        g_free(found->folders[i]);
        g_free(found->versions[i]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(found_crates, found_crates_clear)

static const char *text_or_empty(const cJSON *object, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static gboolean find_crates(const char *metadata, found_crates *ret, GError **error)
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
        if (!ret->folders[i])
            return ph_refuse(error, PH_ERROR_USAGE,
                             "it is no copybook-rs: its workspace has no crate %s", crates[i]);
    return TRUE;
}

/* The subject's manifest, in its copy. NULL and error. */
static char *read_own_manifest(const ph_workplace *place, GError **error)
{
    g_autofree char *path = ph_path_join(place->subject, MANIFEST, NULL);
    g_autoptr(GError) cause = NULL;
    char *manifest = NULL;

    if (!g_file_get_contents(path, &manifest, NULL, &cause))
        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading the subject's manifest: %s",
                        cause->message);
    return manifest;
}

static gboolean write_own_manifest(const ph_workplace *place, const char *manifest, GError **error)
{
    g_autofree char *path = ph_path_join(place->subject, MANIFEST, NULL);
    ph_durable_content content = ph_durable_text(manifest);

    content.is_passing = TRUE; /* The next build copies the subject again. */
    if (ph_durable_write_content(path, content, error))
        return TRUE;
    g_prefix_error(error, "changing the subject's manifest: ");
    return FALSE;
}

/* Takes the text over. */
static char *replace_line(char *text, const char *pattern, const char *with)
{
    g_autofree char *before = text;
    g_autoptr(GRegex) line = g_regex_new(pattern, G_REGEX_MULTILINE, 0, NULL);

    return g_regex_replace(line, before, -1, 0, with, 0, NULL);
}

/* Ask for these versions; *ret_is_changed is whether the manifest did not before. */
static gboolean require_versions(const ph_workplace *place, const char *const *versions,
                                 gboolean *ret_is_changed, GError **error)
{
    g_autofree char *before = read_own_manifest(place, error);
    g_autofree char *manifest = g_strdup(before);

    if (!before)
        return FALSE;
    for (int i = 0; i < CRATES; i++) {
        g_autofree char *pattern = g_strdup_printf("^(%s = \"=)[^\"]*\"", crates[i]);
        g_autofree char *with = g_strdup_printf("\\g<1>%s\"", versions[i]);

        manifest = replace_line(manifest, pattern, with);
    }
    *ret_is_changed = strcmp(before, manifest) != 0;
    return write_own_manifest(place, manifest, error);
}

/* The source has a workspace of its own, though it lies in the subject's. */
static gboolean exclude_source(const ph_workplace *place, GError **error)
{
    g_autofree char *folder = g_path_get_basename(place->source);
    g_autofree char *with = g_strdup_printf("[workspace]\nexclude = [\"%s\"]", folder);
    char *manifest = read_own_manifest(place, error);
    g_autofree char *changed = manifest ? replace_line(manifest, "^\\[workspace\\]$", with) : NULL;

    return changed && write_own_manifest(place, changed, error);
}

/* What it was built with where it comes from. Without one, cargo takes the newest that fit. */
static gboolean take_lock(const ph_workplace *place, const char *folder, GError **error)
{
    g_autofree char *from = ph_path_join(folder, LOCK, NULL);
    g_autofree char *to = ph_path_join(place->subject, LOCK, NULL);
    g_autofree char *lock = NULL;
    gsize length = 0;

    if (!g_file_get_contents(from, &lock, &length, NULL))
        return TRUE;
    const ph_durable_content content = { lock, length, 0644, .is_passing = TRUE };
    if (ph_durable_write_content(to, content, error))
        return TRUE;
    g_prefix_error(error, "copying " LOCK ": ");
    return FALSE;
}

/* cargo's words: "candidate versions found which didn't match: 0.8.1, 0.7.1, ...". */
static char *other_releases(const char *said)
{
    static const char candidates[] = "candidate versions found which didn't match: ";
    const char *list = strstr(said, candidates);
    const char *end = list ? strchr(list, '\n') : NULL;

    if (!list)
        return NULL;
    list += sizeof candidates - 1;
    return end ? g_strndup(list, (gsize)(end - list)) : g_strdup(list);
}

static gboolean is_any_in(const char *said, const char *const *phrases)
{
    for (const char *const *phrase = phrases; *phrase; phrase++)
        if (strstr(said, *phrase))
            return TRUE;
    return FALSE;
}

/* Why cargo did not get a release, from what it said. */
static void refuse_release(const char *release, const char *said, const GError *cause,
                           GError **error)
{
    static const char *const unreachable[] = { "Could not resolve host", "failed to connect",
                                               "Could not connect",      "--offline",
                                               "failed to download",     "download of config.json",
                                               "spurious network error", NULL };
    g_autofree char *others = other_releases(said);
    g_autofree char *printable = others ? ph_error_printable(others) : NULL;
    g_autofree char *reason = ph_tool_reason(said);

    if (strstr(said, "is yanked"))
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "release %s was withdrawn from the registry (yanked)", release);
    else if (printable)
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "the registry has no release %s of copybook-rs; it has %s", release,
                        printable);
    else if (is_any_in(said, unreachable))
        (void)ph_refuse(error, PH_ERROR_SUBJECT_LOAD,
                        "the Rust registry cannot be reached, and this release is not at hand: %s",
                        reason);
    else
        (void)ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "%s", cause->message);
}

/* NULL and error as ph_crates_of_release(). */
static char *resolve_release(const ph_workplace *place, const char *cargo, const char *release,
                             GError **error)
{
    const char *const arguments[] = { cargo, "metadata", "--format-version=1", NULL };
    const ph_tool tool = { .folder = place->subject, .arguments = arguments };
    g_autofree char *said = NULL;
    g_autoptr(GError) cause = NULL;
    char *metadata = ph_tool_run(&tool, &said, &cause);

    if (!metadata)
        refuse_release(release, said ? said : "", cause, error);
    return metadata;
}

ph_cargo_arguments ph_crates_of_release(const ph_workplace *place, const char *cargo,
                                        const char *release, GError **error)
{
    const char *const versions[CRATES] = { release, release };
    g_autofree char *lock = ph_path_join(place->subject, LOCK, NULL);
    g_autofree char *metadata = NULL;
    g_auto(found_crates) found = { 0 };
    gboolean is_changed = FALSE;

    if (!require_versions(place, versions, &is_changed, error))
        return NULL;
    if (!is_changed)
        return g_strdupv((char *[]){ "--locked", NULL });
    (void)g_unlink(lock);
    metadata = resolve_release(place, cargo, release, error);
    if (!metadata || !find_crates(metadata, &found, error) ||
        !take_lock(place, found.folders[CODEC], error))
        return NULL;
    return g_new0(char *, 1);
}

/* Only manifests are read. */
static char *read_manifests(const ph_workplace *place, const char *cargo, GError **error)
{
    g_autofree char *manifest = ph_path_join(place->source, MANIFEST, NULL);
    const char *const arguments[] = {
        cargo, "metadata", "--no-deps", "--format-version=1", "--manifest-path", manifest, NULL
    };
    const ph_tool tool = { .folder = place->subject, .arguments = arguments };
    g_autoptr(GError) cause = NULL;
    char *metadata = ph_tool_run(&tool, NULL, &cause);

    if (!metadata)
        (void)ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "reading the manifests of its crates: %s",
                        cause->message);
    return metadata;
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

ph_cargo_arguments ph_crates_of_source(const ph_workplace *place, const char *cargo, GError **error)
{
    g_autofree char *metadata =
        exclude_source(place, error) ? read_manifests(place, cargo, error) : NULL;
    g_auto(found_crates) found = { 0 };
    g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
    gboolean is_changed = FALSE;

    if (!metadata || !find_crates(metadata, &found, error) ||
        !require_versions(place, (const char *const *)found.versions, &is_changed, error) ||
        !take_lock(place, place->source, error))
        return NULL;
    for (int i = 0; i < CRATES; i++) {
        g_autofree char *patch = patch_setting(crates[i], found.folders[i]);

        g_strv_builder_add_many(arguments, "--config", patch, NULL);
    }
    return g_strv_builder_end(arguments);
}

/* In Cargo.lock, what comes from a registry has a source; what a patch replaced has none. */
gboolean ph_crates_check_patched(const ph_workplace *place, GError **error)
{
    g_autofree char *path = ph_path_join(place->subject, LOCK, NULL);
    g_autofree char *lock = NULL;

    if (!g_file_get_contents(path, &lock, NULL, NULL))
        lock = g_strdup("");
    for (int i = 0; i < CRATES; i++) {
        g_autofree char *pattern = g_strdup_printf(
            "\\[\\[package\\]\\]\nname = \"%s\"\nversion = \"[^\"]*\"\nsource = ", crates[i]);

        if (g_regex_match_simple(pattern, lock, 0, 0))
            return ph_refuse(error, PH_ERROR_SUBJECT_LOAD,
                             "cargo built the published %s instead of the checkout's", crates[i]);
    }
    return TRUE;
}
