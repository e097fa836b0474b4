/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/builds.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/build_record.h"
#include "builder/checkout.h"
#include "builder/rust_build.h"
#include "error/error.h"
#include "error/interruption.h"
#include "error/printable_lines.h"
#include "perfharness/require.h"
#include "session/progress.h"
#include "settings/installation.h"

enum { SHORT_HASH = 12 };

struct ph_builds {
    ph_interruption *interruption;
    char *crate;
    char *cache;
    char *rustc; /* NULL: the usual one. */
    char *target_cpu;
    char *settings; /* Of both, where they are not the usual ones: what is shown; else "". */
    char *building; /* What is shown. */
    char *first_error;
    ph_rust_builder *builder;
};

static void say_waits(gpointer data)
{
    (void)data;
    (void)fputs("Waiting for another build to end\n", stderr);
}

static void say_replaces(const char *build, gpointer data)
{
    g_autofree char *shown = ph_error_printable(build);

    (void)data;
    (void)fprintf(stderr, "Warning: what was kept of %s is not as it was built: it is built anew\n",
                  shown);
}

static void say_begins(const char *build, gpointer data)
{
    ph_builds *builds = data;
    g_autofree char *shown = NULL;

    g_free(builds->building);
    shown = ph_error_printable(build);
    builds->building = g_strconcat(shown, builds->settings, NULL);
    (void)fprintf(stderr, "Building %s%s", builds->building, ph_progress_has_bar() ? "" : "\n");
    (void)fflush(stderr);
}

static void show_crate(const char *crate, double elapsed_s, gpointer data)
{
    const ph_builds *builds = data;

    if (!ph_progress_has_bar())
        return;
    (void)fprintf(stderr, "\r\033[KBuilding %s: %s, %.0f s", builds->building, crate, elapsed_s);
    (void)fflush(stderr);
}

static void say_ends(const ph_build_identity *identity, gpointer data)
{
    const ph_builds *builds = data;

    if (ph_progress_has_bar())
        ph_progress_clear();
    (void)fprintf(stderr, "Built %s in %.1f s, %" G_GUINT64_FORMAT " bytes\n", builds->building,
                  identity->build_s, identity->library_bytes);
}

static void show_error(const char *first_error, gpointer data)
{
    ph_builds *builds = data;

    g_free(builds->first_error);
    builds->first_error = ph_printable_lines(first_error);
    if (ph_progress_has_bar())
        ph_progress_clear();
    (void)fprintf(stderr, "%s\n", builds->first_error);
}

const char *ph_builds_first_error(const ph_builds *builds)
{
    return builds->first_error;
}

static char *settings_text(const char *rustc, const char *target_cpu)
{
    if (!rustc && !target_cpu)
        return g_strdup("");
    return g_strdup_printf(" (%s%s%s%s)", rustc ? "rustc " : "", rustc ? rustc : "",
                           rustc && target_cpu ? ", " : "", target_cpu ? target_cpu : "");
}

ph_builds *ph_builds_new_for(const char *rustc, const char *target_cpu)
{
    ph_builds *builds = g_new0(ph_builds, 1);

    builds->interruption = ph_interruption_new();
    builds->crate = ph_installation_crate();
    builds->cache = ph_installation_build_cache();
    builds->rustc = g_strdup(rustc);
    builds->target_cpu = g_strdup(target_cpu ? target_cpu : PH_TARGET_CPU);
    builds->settings = settings_text(rustc, target_cpu);
    const ph_rust_build_plan plan = {
        .crate = builds->crate,
        .cache = builds->cache,
        .rustc = builds->rustc,
        .target_cpu = builds->target_cpu,
        .is_interrupted = &builds->interruption->is_interrupted,
        .observer = { say_waits, say_replaces, say_begins, show_crate, say_ends, show_error,
                      builds },
    };
    builds->builder = ph_rust_builder_new(&plan);
    return builds;
}

ph_builds *ph_builds_new(void)
{
    return ph_builds_new_for(NULL, NULL);
}

void ph_builds_free(ph_builds *builds)
{
    ph_rust_builder_free(builds->builder);
    ph_interruption_free(builds->interruption);
    g_free(builds->crate);
    g_free(builds->cache);
    g_free(builds->rustc);
    g_free(builds->target_cpu);
    g_free(builds->settings);
    g_free(builds->building);
    g_free(builds->first_error);
    g_free(builds);
}

/* Before anything waits, or is built, for the sake of a name that was mistyped. */
static gboolean is_file(const char *path, GError **error)
{
    GStatBuf status;

    if (g_stat(path, &status) != 0)
        return ph_refuse(error, PH_ERROR_STORAGE, "reading the library %s: %s", path,
                         g_strerror(errno));
    return S_ISREG(status.st_mode) ||
           ph_refuse(error, PH_ERROR_STORAGE, "reading the library %s: it is not a regular file",
                     path);
}

/* Takes the name over. */
static ph_build *find_library(ph_build_name *name, GError **error)
{
    ph_build *build;

    if (!is_file(name->place, error)) {
        ph_build_name_free(name);
        return NULL;
    }
    build = g_new0(ph_build, 1);
    build->name = name;
    build->library = g_strdup(name->place);
    build->options = g_strdup(name->which);
    build->identity = ph_build_record_read(name->place);
    return build;
}

static void pin(ph_build_name *name, const ph_build_identity *identity)
{
    if (name->kind != PH_BUILD_REVISION || !identity->commit)
        return;
    g_free(name->which);
    name->which = g_strdup(identity->commit);
}

/* Takes the name over. */
static ph_build *make(ph_builds *builds, ph_build_name *name, guint padding_bytes, GError **error)
{
    g_autoptr(ph_rust_built) built = ph_rust_build(builds->builder, name, padding_bytes, error);
    ph_build *build;

    if (!built) {
        ph_build_name_free(name);
        return NULL;
    }
    build = g_new0(ph_build, 1);
    pin(name, built->identity);
    build->maker = builds;
    build->name = name;
    build->library = g_steal_pointer(&built->library);
    build->identity = g_steal_pointer(&built->identity);
    return build;
}

ph_build *ph_builds_find(ph_builds *builds, const char *text, GError **error)
{
    ph_build_name *name = ph_build_name_parse(text, error);

    if (!name)
        return NULL;
    return name->kind == PH_BUILD_LIBRARY ? find_library(name, error)
                                          : make(builds, name, 0, error);
}

ph_build *ph_builds_move(const ph_build *build, guint padding_bytes, GError **error)
{
    PH_REQUIRE(ph_build_can_be_moved(build));
    PH_REQUIRE(padding_bytes > 0 && padding_bytes % 64 == 0);

    return make(build->maker, ph_build_name_copy(build->name), padding_bytes, error);
}

gboolean ph_build_can_be_moved(const ph_build *build)
{
    return build->name->kind != PH_BUILD_LIBRARY;
}

static char *named_revision(const ph_build_name *name, const char *before, const char *revision)
{
    g_autofree char *repository = ph_checkout_name(name->place);

    return g_strconcat(before, repository, "@", revision, NULL);
}

char *ph_build_named(const ph_build_name *name)
{
    g_autofree char *file = NULL;

    if (name->kind == PH_BUILD_RELEASE)
        return g_strdup(name->text);
    if (name->kind == PH_BUILD_REVISION)
        return named_revision(name, "", name->text + strlen(name->place) + strlen("@"));
    file = g_path_get_basename(name->place);
    return g_strconcat(file, name->which ? "?" : "", name->which, NULL);
}

char *ph_build_shown(const char *text)
{
    g_autoptr(ph_build_name) name = ph_build_name_parse(text, NULL);

    return name ? ph_build_named(name) : g_strdup(text);
}

char *ph_build_operand(const ph_build_name *name)
{
    g_autofree char *revision = NULL;

    if (name->kind != PH_BUILD_REVISION)
        return ph_build_named(name);
    revision = g_regex_match_simple("^[0-9a-f]{40}$", name->which, G_REGEX_DOLLAR_ENDONLY, 0)
                   ? g_strndup(name->which, SHORT_HASH)
                   : g_strdup(name->which);
    return named_revision(name, "./", revision);
}

void ph_build_free(ph_build *build)
{
    ph_build_name_free(build->name);
    g_free(build->library);
    g_free(build->options);
    g_clear_pointer(&build->identity, ph_build_identity_free);
    g_free(build);
}
