/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who owns what a commit changed, as the checkout's CODEOWNERS has it. */
#include "alert/code_owners.h"
#include "command/alert_request.h"
#include "history/git_answer.h"
#include "platform/path.h"

/* Where GitHub looks for it, in this order. */
static const char *const places[] = { ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS" };

static char *read_file(const char *repository)
{
    char *text = NULL;

    for (gsize i = 0; !text && i < G_N_ELEMENTS(places); i++) {
        g_autofree char *path = ph_path_join(repository, places[i], NULL);

        (void)g_file_get_contents(path, &text, NULL, NULL);
    }
    return text;
}

/* The paths that a commit changed; NULL: git does not know it. */
static char **changed_paths(const char *repository, const char *sha)
{
    g_autofree char *output =
        ph_git_answer(repository, "-c", "core.quotePath=false", "show", "--format=", "--name-only",
                      "--first-parent", "--end-of-options", sha, NULL);

    return output ? g_strsplit(g_strstrip(output), "\n", -1) : NULL;
}

char *ph_alert_find_owners(const char *sha, gpointer data)
{
    const ph_alert_request *request = (const ph_alert_request *)data;
    const char *repository = request->repository ? request->repository : ".";
    g_autofree char *text = read_file(repository);
    g_auto(GStrv) paths = text ? changed_paths(repository, sha) : NULL;

    return paths ? ph_code_owners_of(text, (const char *const *)paths) : NULL;
}
