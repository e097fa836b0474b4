/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/checkout.h"

#include <glib/gstdio.h>
#include <string.h>

#include "builder/tool.h"
#include "error/error.h"
#include "error/shell_word.h"

static char *run(const char *const *arguments, char **ret_said, GError **error)
{
    const ph_tool tool = { .arguments = arguments };

    return ph_tool_run(&tool, ret_said, error);
}

static gboolean is_shallow(const char *checkout)
{
    const char *const arguments[] = { "git", "-C", checkout, "rev-parse", "--is-shallow-repository",
                                      NULL };
    g_autofree char *answer = run(arguments, NULL, NULL);

    return answer && g_str_has_prefix(answer, "true");
}

/* What helps against what git said. */
static char *advice(const char *checkout, const char *said)
{
    g_autofree char *folder = g_canonicalize_filename(checkout, NULL);
    g_autofree char *word = ph_shell_word(folder);
    g_autofree char *git = g_find_program_in_path("git");

    if (!git)
        return g_strdup(" (package git)");
    if (said && strstr(said, "dubious ownership"))
        return g_strdup_printf("; `git config --global --add safe.directory %s` lets git read it",
                               word);
    if (said && strstr(said, "not a git repository"))
        return g_strdup("; a clone of copybook-rs was expected before the @");
    if (is_shallow(checkout))
        return g_strdup("; the clone is shallow: `git fetch --unshallow` there gets all of it");
    return g_strdup("; `git log --all` there lists what it has");
}

char *ph_checkout_resolve(const char *checkout, const char *revision, GError **error)
{
    g_autofree char *commit_of = g_strconcat(revision, "^{commit}", NULL);
    const char *const arguments[] = { "git",       "-C",       checkout,
                                      "rev-parse", "--verify", "--end-of-options",
                                      commit_of,   NULL };
    g_autofree char *folder = ph_error_printable(checkout);
    g_autofree char *name = ph_error_printable(revision);
    g_autofree char *said = NULL;
    g_autoptr(GError) cause = NULL;
    char *commit = run(arguments, &said, &cause);

    if (!commit) {
        g_autofree char *help = advice(checkout, said);

        (void)ph_refuse(error, said ? PH_ERROR_USAGE : PH_ERROR_ENVIRONMENT,
                        "looking for revision %s in the checkout %s: %s%s", name, folder,
                        cause->message, help);
        return NULL;
    }
    return g_strstrip(commit);
}

/* "https://HOST/OWNER/NAME.git", "git@HOST:OWNER/NAME": its NAME, where it is a plain one. */
static char *name_in_address(const char *address)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GRegex) last = g_regex_new("([A-Za-z0-9_-][A-Za-z0-9._-]*?)(\\.git)?/?$", 0, 0, NULL);

    return g_regex_match(last, address, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

char *ph_checkout_name(const char *checkout)
{
    const char *const arguments[] = { "git", "-C", checkout, "config", "--get", "remote.origin.url",
                                      NULL };
    g_autofree char *address = run(arguments, NULL, NULL);
    char *name = address ? name_in_address(g_strchomp(address)) : NULL;
    g_autofree char *folder = NULL;

    if (name)
        return name;
    folder = g_canonicalize_filename(checkout, NULL);
    return g_path_get_basename(folder);
}

/* The repository's own folder: from a folder in its work tree, git would archive that alone. */
static char *find_repository(const char *checkout, GError **error)
{
    const char *const arguments[] = {
        "git", "-C", checkout, "rev-parse", "--absolute-git-dir", NULL
    };
    char *folder = run(arguments, NULL, error);

    return folder ? g_strchomp(folder) : NULL;
}

gboolean ph_checkout_extract(const char *checkout, const char *commit, const char *folder,
                             GError **error)
{
    g_autofree char *repository = find_repository(checkout, error);
    g_autofree char *tar = g_strconcat(folder, ".tar", NULL);
    g_autofree char *to_tar = g_strconcat("--output=", tar, NULL);
    const char *const archive[] = { "git",          "--git-dir", repository, "archive",
                                    "--format=tar", to_tar,      commit,     NULL };
    const char *const extract[] = { "tar", "-xf", tar, "-C", folder, NULL };
    g_autofree char *archived = repository ? run(archive, NULL, error) : NULL;
    g_autofree char *extracted = archived ? run(extract, NULL, error) : NULL;

    (void)g_unlink(tar);
    return extracted != NULL;
}
