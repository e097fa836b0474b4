/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/toolchain.h"

#include "builder/tool.h"
#include "error/error.h"

enum { MINOR_UNKNOWN = -1 };

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
    g_autofree char *path = g_build_filename(crate, "Cargo.toml", NULL);
    g_autofree char *manifest = NULL;

    (void)g_file_get_contents(path, &manifest, NULL, NULL);
    return MAX(minor_in(manifest, "^rust-version = \"1\\.([0-9]+)"), 0);
}

/* The rustc beside a cargo, else the one on PATH. */
static char *rustc_of(const char *cargo)
{
    g_autofree char *folder = g_path_get_dirname(cargo);
    g_autofree char *beside = g_build_filename(folder, "rustc", NULL);

    return g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&beside)
                                                          : g_find_program_in_path("rustc");
}

static char *identity_of(const char *cargo)
{
    g_autofree char *rustc = rustc_of(cargo);
    const char *const arguments[] = { rustc, "-vV", NULL };
    const ph_tool tool = { .arguments = arguments };

    return rustc ? ph_tool_run(&tool, NULL, NULL) : NULL;
}

ph_toolchain *ph_toolchain_find(const char *crate, GError **error)
{
    const char *const candidates[] = { g_getenv("CARGO"), "cargo", "/usr/bin/cargo" };
    const int oldest = oldest_minor(crate);
    int newest_seen = MINOR_UNKNOWN;

    for (gsize i = 0; i < G_N_ELEMENTS(candidates); i++) {
        g_autofree char *cargo = candidates[i] ? g_find_program_in_path(candidates[i]) : NULL;
        g_autofree char *identity = cargo ? identity_of(cargo) : NULL;
        const int minor = minor_in(identity, "^release: 1\\.([0-9]+)\\.");

        newest_seen = MAX(newest_seen, minor);
        if (minor >= oldest && minor != MINOR_UNKNOWN) {
            ph_toolchain *found = g_new0(ph_toolchain, 1);

            found->cargo = g_steal_pointer(&cargo);
            found->identity = g_steal_pointer(&identity);
            return found;
        }
    }
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
    return NULL;
}

void ph_toolchain_free(ph_toolchain *toolchain)
{
    g_free(toolchain->cargo);
    g_free(toolchain->identity);
    g_free(toolchain);
}
