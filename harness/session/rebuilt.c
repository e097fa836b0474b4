/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/rebuilt.h"

#include <string.h>

#include "builder/build_record.h"
#include "builder/toolchain.h"
#include "document/build_identity_json.h"
#include "document/json_member.h"
#include "error/error.h"
#include "platform/path.h"
#include "settings/installation.h"

#define LIBRARY_SUFFIX ".so"
#define KIND_LIBRARY   "library"

static gboolean is_like(const char *text, const char *pattern)
{
    return text && g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* The library in a folder whose bytes have this digest; NULL: there is none. */
static char *find_by_digest(const char *folder, const char *sha256)
{
    g_autoptr(GDir) directory = sha256 ? g_dir_open(folder, 0, NULL) : NULL;
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *path = ph_path_join(folder, name, NULL);
        g_autoptr(ph_build_identity) identity =
            g_str_has_suffix(name, LIBRARY_SUFFIX) ? ph_build_record_read(path) : NULL;

        if (identity && strcmp(identity->library_sha256, sha256) == 0)
            return g_canonicalize_filename(path, NULL);
    }
    return NULL;
}

/* The installed library of this name, be it another one; NULL: there is none. */
static char *find_installed(const char *file_name)
{
    g_autofree char *path = ph_installation_subject(file_name);

    return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&path) : NULL;
}

/* "native.so?isa=avx2": the file, and what stands behind it, "?" included, or "". */
static char *split_name(const char *named, const char **ret_options)
{
    const char *mark = strchr(named, '?');
    g_autofree char *path = mark ? g_strndup(named, (gsize)(mark - named)) : g_strdup(named);

    *ret_options = mark ? mark : "";
    return g_path_get_basename(path);
}

static gboolean refuse_library(const char *named, const ph_build_identity *recorded,
                               const ph_rebuilt_places *places, GError **error)
{
    g_autofree char *shown = ph_error_printable(named);
    g_autofree char *folder = ph_error_printable(places->files);

    return ph_refuse(error, PH_ERROR_DATA,
                     "it is the library %s (SHA-256 %.12s…), which cannot be built again, and no "
                     "library in %s is that one: --files FOLDER says where it is",
                     shown, recorded && recorded->library_sha256 ? recorded->library_sha256 : "?",
                     folder);
}

/* That very one, wherever it is; else the one of its name that is installed, which shows as a
 * difference. */
static char *find_library(const ph_rebuilt *rebuilt, const char *named,
                          const ph_rebuilt_places *places, GError **error)
{
    g_autofree char *installed = ph_installation_subject(NULL);
    const char *sha256 = rebuilt->recorded ? rebuilt->recorded->library_sha256 : NULL;
    const char *options;
    g_autofree char *file_name = split_name(named, &options);
    g_autofree char *path = find_by_digest(places->files, sha256);

    if (*options && !is_like(options, "^\\?[A-Za-z0-9=&,._-]{0,80}$")) {
        (void)ph_refuse(error, PH_ERROR_PARSE, "its options are none that a bundle of ours has");
        return NULL;
    }
    if (!path)
        path = find_by_digest(installed, sha256);
    if (!path)
        path = find_installed(file_name);
    if (!path) {
        (void)refuse_library(named, rebuilt->recorded, places, error);
        return NULL;
    }
    return g_strconcat(path, options, NULL);
}

/* How a release or a commit is named here. */
static char *notation(const char *kind, const ph_rebuilt *rebuilt, const ph_rebuilt_places *places,
                      GError **error)
{
    const ph_build_identity *recorded = rebuilt->recorded;

    if (strcmp(kind, "release") == 0) {
        if (recorded && is_like(recorded->release, "^[0-9A-Za-z.+-]{1,64}$"))
            return g_strconcat("copybook-rs@", recorded->release, NULL);
        (void)ph_refuse(error, PH_ERROR_PARSE, "the bundle does not say which release it is");
        return NULL;
    }
    if (!recorded || !is_like(recorded->commit, "^[0-9a-f]{40}$")) {
        (void)ph_refuse(error, PH_ERROR_PARSE, "the bundle does not say which commit it is");
        return NULL;
    }
    if (!places->checkout) {
        (void)ph_refuse(error, PH_ERROR_DATA,
                        "it is of commit %.12s of a checkout: --checkout FOLDER says where one is "
                        "that has it",
                        recorded->commit);
        return NULL;
    }
    return g_strconcat(places->checkout, "@", recorded->commit, NULL);
}

/* The subject that is installed under the role's name, where it is that very library, or is one
 * that cannot be built again; NULL: there is none. */
static ph_build_identity *find_installed_role(const char *role, const char *kind,
                                              const char *sha256)
{
    g_autofree char *file_name = g_strconcat(role, LIBRARY_SUFFIX, NULL);
    g_autofree char *path = find_installed(file_name);
    g_autoptr(ph_build_identity) identity = path ? ph_build_record_read(path) : NULL;

    if (!identity ||
        (strcmp(kind, KIND_LIBRARY) != 0 && g_strcmp0(identity->library_sha256, sha256) != 0))
        return NULL;
    return g_steal_pointer(&identity);
}

/* What one of the manifest's was built with, where it has to be built. */
static const char *toolchain_to_have(const cJSON *build)
{
    const char *kind = ph_json_text(build, "kind");
    const cJSON *from = ph_json_member(build, "built_from");
    g_autoptr(ph_build_identity) installed = NULL;

    if (strcmp(kind, KIND_LIBRARY) == 0)
        return NULL;
    installed = find_installed_role(ph_json_text(build, "role"), kind,
                                    ph_json_text(from, "library_sha256"));
    return installed ? NULL : ph_json_text(from, "toolchain");
}

char *ph_rebuilt_choose_toolchain(const cJSON *builds)
{
    g_autofree char *crate = ph_installation_crate();
    g_autoptr(ph_toolchain) toolchain = NULL;
    g_autoptr(GError) cause = NULL;
    const char *line = NULL;
    const cJSON *build;

    cJSON_ArrayForEach(build, builds)
    {
        if (!line)
            line = toolchain_to_have(build);
    }
    if (!line)
        return NULL;
    toolchain = ph_toolchain_named(crate, line, &cause);
    if (!toolchain)
        return g_strdup(cause->message);
    /* Where all of them look for it first. */
    (void)g_setenv("CARGO", toolchain->cargo, TRUE);
    return NULL;
}

static gboolean take_build(ph_rebuilt *rebuilt, ph_builds *builds, char *operand, GError **error)
{
    g_autoptr(ph_build) build = operand ? ph_builds_find(builds, operand, error) : NULL;

    rebuilt->operand = operand;
    if (build)
        rebuilt->found = g_steal_pointer(&build->identity);
    return build != NULL;
}

ph_rebuilt *ph_rebuilt_find(ph_builds *builds, const cJSON *build, gboolean is_of_subject,
                            const ph_rebuilt_places *places, GError **error)
{
    const char *kind = ph_json_text(build, "kind");
    const char *named = ph_json_text(build, "named");
    ph_rebuilt *rebuilt = g_new0(ph_rebuilt, 1);
    char *operand;

    rebuilt->role = g_strdup(ph_json_text(build, "role"));
    rebuilt->recorded = ph_build_identity_json_read(build);
    if (is_of_subject)
        rebuilt->found = find_installed_role(
            rebuilt->role, kind, rebuilt->recorded ? rebuilt->recorded->library_sha256 : NULL);
    if (rebuilt->found)
        return rebuilt;
    operand = strcmp(kind, KIND_LIBRARY) == 0 ? find_library(rebuilt, named, places, error)
                                              : notation(kind, rebuilt, places, error);
    if (take_build(rebuilt, builds, operand, error))
        return rebuilt;
    /* The command line is not to blame for what a bundle names. */
    if (error && g_error_matches(*error, PH_ERROR, PH_ERROR_USAGE))
        (*error)->code = PH_ERROR_DATA;
    g_prefix_error(error, "%s: ", rebuilt->role);
    ph_rebuilt_free(rebuilt);
    return NULL;
}

void ph_rebuilt_free(gpointer data)
{
    ph_rebuilt *rebuilt = data;

    g_free(rebuilt->role);
    g_free(rebuilt->operand);
    g_clear_pointer(&rebuilt->recorded, ph_build_identity_free);
    g_clear_pointer(&rebuilt->found, ph_build_identity_free);
    g_free(rebuilt);
}
