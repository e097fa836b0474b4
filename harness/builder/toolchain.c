/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/toolchain.h"

#include <string.h>

#include "builder/tool.h"
#include "error/error.h"
#include "platform/path.h"

enum { MINOR_UNKNOWN = -1 };
#define RUSTC "rustc "

/* The first group of the pattern in a text, as a number. */
static int minor_in(const char *text, const char *pattern)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *minor = NULL;

    if (!text || !g_regex_match(regex, text, 0, &match))
        return MINOR_UNKNOWN;
    minor = g_match_info_fetch(match, 1);
    return (int)g_ascii_strtoll(minor, NULL, 10);
}

static int oldest_minor(const char *crate)
{
    g_autofree char *path = ph_path_join(crate, "Cargo.toml", NULL);
    g_autofree char *manifest = NULL;

    (void)g_file_get_contents(path, &manifest, NULL, NULL);
    return MAX(minor_in(manifest, "^rust-version = \"1\\.([0-9]+)"), 0);
}

/* The rustc beside a cargo, else the one on PATH. */
static char *rustc_of(const char *cargo)
{
    g_autofree char *folder = g_path_get_dirname(cargo);
    g_autofree char *beside = ph_path_join(folder, "rustc", NULL);

    return g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&beside)
                                                          : g_find_program_in_path("rustc");
}

static char *identity_of(const char *rustc)
{
    const char *const arguments[] = { rustc, "-vV", NULL };
    const ph_tool tool = { .arguments = arguments };

    return rustc ? ph_tool_run(&tool, NULL, NULL) : NULL;
}

/* Takes the path over; NULL: it has no rustc that works. */
static ph_toolchain *toolchain_of(char *cargo)
{
    g_autofree char *rustc = cargo ? rustc_of(cargo) : NULL;
    char *identity = identity_of(rustc);
    ph_toolchain *toolchain;

    if (!identity) {
        g_free(cargo);
        return NULL;
    }
    toolchain = g_new0(ph_toolchain, 1);
    toolchain->cargo = cargo;
    toolchain->rustc = g_steal_pointer(&rustc);
    toolchain->identity = identity;
    return toolchain;
}

static int minor_of(const ph_toolchain *toolchain)
{
    return minor_in(toolchain ? toolchain->identity : NULL, "^release: 1\\.([0-9]+)\\.");
}

/* Those that are looked for by themselves, in order; any may be NULL. */
static GPtrArray *usual_toolchains(void)
{
    const char *const candidates[] = { g_getenv("CARGO"), "cargo", "/usr/bin/cargo" };
    GPtrArray *found = g_ptr_array_new();

    for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++)
        g_ptr_array_add(found,
                        candidates[i] ? toolchain_of(g_find_program_in_path(candidates[i])) : NULL);
    return found;
}

static void clear_toolchains(GPtrArray *toolchains)
{
    for (guint i = 0; i < toolchains->len; i++)
        if (toolchains->pdata[i])
            ph_toolchain_free(toolchains->pdata[i]);
    g_ptr_array_unref(toolchains);
}

static void refuse_minor(int newest_seen, int oldest, GError **error)
{
    if (newest_seen == MINOR_UNKNOWN)
        (void)ph_refuse(error, PH_ERROR_SUBJECT_LOAD,
                        "there is no cargo that works: Rust 1.%d or newer is needed (Debian 12: "
                        "packages cargo-web, rustc-web)",
                        oldest);
    else
        (void)ph_refuse(error, PH_ERROR_SUBJECT_LOAD,
                        "cargo is of Rust 1.%d: 1.%d or newer is needed (Debian 12: packages "
                        "cargo-web, rustc-web)",
                        newest_seen, oldest);
}

ph_toolchain *ph_toolchain_find(const char *crate, GError **error)
{
    const int oldest = oldest_minor(crate);
    GPtrArray *candidates = usual_toolchains();
    ph_toolchain *found = NULL;
    int newest_seen = MINOR_UNKNOWN;

    for (guint i = 0; i < candidates->len && !found; i++) {
        const int minor = minor_of(candidates->pdata[i]);

        newest_seen = MAX(newest_seen, minor);
        if (minor >= oldest && minor != MINOR_UNKNOWN)
            found = g_steal_pointer(&candidates->pdata[i]);
    }
    if (!found)
        refuse_minor(newest_seen, oldest, error);
    clear_toolchains(candidates);
    return found;
}

/* Where rustup has them: asked by name, it might install what is missing. */
static char *rustup_folder(void)
{
    const char *home = g_getenv("RUSTUP_HOME");

    return home && *home ? ph_path_join(home, "toolchains", NULL)
                         : ph_path_join(g_get_home_dir(), ".rustup", "toolchains", NULL);
}

static char *release_of(const ph_toolchain *toolchain)
{
    g_autoptr(GRegex) regex = g_regex_new("^release: (\\S+)", G_REGEX_MULTILINE, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    return g_regex_match(regex, toolchain->identity, 0, &match) ? g_match_info_fetch(match, 1)
                                                                : g_strdup("");
}

/* Whether its rustc says of itself "rustc 1.95.0 (59807616e 2026-04-14)", in the first of its
 * lines. */
static gboolean is_version(const ph_toolchain *toolchain, const char *line)
{
    return g_str_has_prefix(toolchain->identity, line) && toolchain->identity[strlen(line)] == '\n';
}

/* "1.95.0" by what it is, as is the whole of `rustc --version`; "nightly" by rustup's
 * "nightly-x86_64-unknown-linux-gnu". */
static gboolean is_named(const ph_toolchain *toolchain, const char *rustup_name, const char *name)
{
    g_autofree char *begin = g_strconcat(name, "-", NULL);
    g_autofree char *release = release_of(toolchain);

    return strcmp(release, name) == 0 || is_version(toolchain, name) ||
           (rustup_name &&
            (strcmp(rustup_name, name) == 0 || g_str_has_prefix(rustup_name, begin)));
}

/* A search among all that are installed: the releases that were seen, and what was looked for. */
typedef struct search {
    const char *name;
    ph_toolchain *found;
    GPtrArray *releases; /* char *. */
} search;

/* Takes the toolchain over; it may be NULL. */
static void look_at(search *s, ph_toolchain *toolchain, const char *rustup_name)
{
    char *release;

    if (!toolchain)
        return;
    release = release_of(toolchain);
    if (g_ptr_array_find_with_equal_func(s->releases, release, g_str_equal, NULL))
        g_free(release);
    else
        g_ptr_array_add(s->releases, release);
    if (!s->found && is_named(toolchain, rustup_name, s->name))
        s->found = toolchain;
    else
        ph_toolchain_free(toolchain);
}

static void look_at_rustup(search *s)
{
    g_autofree char *folder = rustup_folder();
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *entry;

    while (directory && (entry = g_dir_read_name(directory))) {
        g_autofree char *cargo = ph_path_join(folder, entry, "bin", "cargo", NULL);

        if (g_file_test(cargo, G_FILE_TEST_IS_EXECUTABLE))
            look_at(s, toolchain_of(g_steal_pointer(&cargo)), entry);
    }
}

/* As rustup calls what is missing: of `rustc --version` its release. NULL: it has no such name, as
 * a nightly's is that of a day. */
static char *name_for_rustup(const char *name)
{
    g_autoptr(GRegex) regex = g_regex_new("^" RUSTC "([0-9]+\\.[0-9]+\\.[0-9]+)\\s", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_str_has_prefix(name, RUSTC))
        return ph_error_printable(name);
    return g_regex_match(regex, name, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

static void refuse_named(const search *s, GError **error)
{
    const gboolean is_line = g_str_has_prefix(s->name, RUSTC);
    g_autofree char *printable = ph_error_printable(s->name);
    g_autofree char *to_install = name_for_rustup(s->name);
    g_autofree char *installed = NULL;

    g_ptr_array_add(s->releases, NULL);
    installed = g_strjoinv(", ", (char **)s->releases->pdata);
    (void)ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s%s is not installed (installed: %s%s%s%s)",
                    is_line ? "" : RUSTC, printable, *installed ? installed : "none",
                    to_install ? "; `rustup toolchain install " : "", to_install ? to_install : "",
                    to_install ? "` installs it" : "");
}

ph_toolchain *ph_toolchain_named(const char *crate, const char *name, GError **error)
{
    g_autoptr(GPtrArray) releases = g_ptr_array_new_with_free_func(g_free);
    search s = { name, NULL, releases };
    GPtrArray *usual = usual_toolchains();
    const int oldest = oldest_minor(crate);

    for (guint i = 0; i < usual->len; i++)
        look_at(&s, g_steal_pointer(&usual->pdata[i]), NULL);
    clear_toolchains(usual);
    look_at_rustup(&s);
    if (!s.found) {
        refuse_named(&s, error);
        return NULL;
    }
    if (minor_of(s.found) >= oldest)
        return s.found;
    (void)ph_refuse(error, PH_ERROR_ENVIRONMENT, "rustc %s is too old: 1.%d or newer is needed",
                    name, oldest);
    ph_toolchain_free(s.found);
    return NULL;
}

void ph_toolchain_free(ph_toolchain *toolchain)
{
    g_free(toolchain->cargo);
    g_free(toolchain->rustc);
    g_free(toolchain->identity);
    g_free(toolchain);
}
