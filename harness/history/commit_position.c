/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/commit_position.h"

#include <string.h>

#include "error/error.h"
#include "error/shortened.h"
#include "history/git_answer.h"
#include "series/history_run.h"

enum { SUMMARY_BYTES_MAX = 200 };

/* As many as a command line has room for everywhere. */
enum { COMMITS_A_QUESTION = 1000 };

gboolean ph_commit_is_sha(const char *text)
{
    return text && (strlen(text) == 40 || strlen(text) == 64) &&
           strspn(text, "0123456789abcdef") == strlen(text);
}

/* The full name of a branch that is there; NULL: it is not. */
static char *find_reference(const char *repository, const char *name)
{
    return ph_git_answer(repository, "rev-parse", "--verify", "--quiet", "--symbolic-full-name",
                         "--end-of-options", name, NULL);
}

static char *find_main_branch(const char *repository, const char *named)
{
    static const char *const usual[] = { "refs/remotes/origin/HEAD", "refs/remotes/origin/main",
                                         "refs/remotes/origin/master", "refs/heads/main",
                                         "refs/heads/master" };
    char *found = NULL;

    if (named) {
        g_autofree char *remote = g_strconcat("refs/remotes/origin/", named, NULL);
        g_autofree char *local = g_strconcat("refs/heads/", named, NULL);

        found = find_reference(repository, remote);
        return found ? found : find_reference(repository, local);
    }
    for (gsize i = 0; !found && i < G_N_ELEMENTS(usual); i++)
        found = find_reference(repository, usual[i]);
    return found;
}

static void free_position(gpointer data)
{
    ph_commit_position_clear((ph_commit_position *)data);
    g_free(data);
}

/* A line of git's, "SHA SECONDS SUMMARY", of a commit that is asked for. */
static void describe(char *line, GHashTable *positions)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_autofree char *printable = NULL;
    ph_commit_position *found;
    gint64 seconds = 0;

    if (g_strv_length(words) < 2)
        return;
    found = (ph_commit_position *)g_hash_table_lookup(positions, words[0]);
    if (!found)
        return;
    g_clear_pointer(&found->reason, g_free);
    found->is_elsewhere = FALSE;
    if (!g_ascii_string_to_signed(words[1], 10, 0, G_MAXINT64 / G_USEC_PER_SEC, &seconds, NULL))
        return;
    found->committed_us = seconds * G_USEC_PER_SEC;
    if (!words[2] || *words[2] == '\0')
        return;
    printable = ph_error_printable(words[2]);
    found->summary = ph_shortened(printable, SUMMARY_BYTES_MAX);
}

/* Ask for some of the commits, and take them from the list. FALSE: none of them is here. */
static gboolean describe_some(const char *repository, GList **shas, GHashTable *positions)
{
    static const char *const words[] = { "rev-list", "--no-walk=unsorted", "--ignore-missing",
                                         "--no-commit-header", "--format=%H %ct %s" };
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autofree char *output = NULL;
    g_auto(GStrv) lines = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_ptr_array_add(arguments, (gpointer)words[i]);
    for (guint i = 0; *shas && i < COMMITS_A_QUESTION; i++) {
        g_ptr_array_add(arguments, (*shas)->data);
        *shas = g_list_delete_link(*shas, *shas);
    }
    output = ph_git_answer_of(repository, arguments);
    lines = g_strsplit(output ? output : "", "\n", -1);
    for (guint i = 0; lines[i]; i++)
        describe(lines[i], positions);
    return lines[0] != NULL;
}

/* Those that are here have no reason to stand nowhere any more. FALSE: none is. */
static gboolean describe_all(const char *repository, GHashTable *positions)
{
    GList *shas = g_hash_table_get_keys(positions);
    gboolean is_any = FALSE;

    while (shas)
        is_any |= describe_some(repository, &shas, positions);
    return is_any;
}

/* On the branch's line, the newest first. */
static void place(GHashTable *positions, char **line)
{
    const gint64 length = (gint64)g_strv_length(line);

    for (gint64 i = 0; i < length; i++) {
        ph_commit_position *found = (ph_commit_position *)g_hash_table_lookup(positions, line[i]);

        if (found)
            found->position = length - i;
    }
}

/* Say why what is here stands nowhere. */
static void explain(GHashTable *positions, const char *reason)
{
    GHashTableIter iterator;
    gpointer sha, found;

    g_hash_table_iter_init(&iterator, positions);
    while (g_hash_table_iter_next(&iterator, &sha, &found)) {
        ph_commit_position *position = (ph_commit_position *)found;

        if (!position->reason && position->position == PH_NO_POSITION)
            position->reason = g_strdup(reason);
    }
}

static void place_all(const char *repository, const char *main_branch, GHashTable *positions)
{
    g_autofree char *shallow =
        ph_git_answer(repository, "rev-parse", "--is-shallow-repository", NULL);
    g_autofree char *branch = NULL;
    g_autofree char *output = NULL;
    g_autofree char *reason = NULL;
    g_auto(GStrv) line = NULL;

    if (g_strcmp0(shallow, "false") != 0) {
        explain(positions, "the checkout is shallow: fetch all of its history");
        return;
    }
    branch = find_main_branch(repository, main_branch);
    if (!branch) {
        explain(positions, "the checkout has no main branch by that name");
        return;
    }
    output =
        ph_git_answer(repository, "rev-list", "--first-parent", "--end-of-options", branch, NULL);
    line = g_strsplit(output ? output : "", "\n", -1);
    place(positions, line);
    reason = g_strdup_printf("its commit is not on the first-parent line of %s", branch);
    explain(positions, reason);
}

GHashTable *ph_commit_positions_find(const char *repository, const GPtrArray *shas,
                                     const char *main_branch)
{
    GHashTable *positions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_position);

    for (guint i = 0; i < shas->len; i++) {
        const char *sha = (const char *)shas->pdata[i];
        ph_commit_position *position;

        if (!ph_commit_is_sha(sha) || g_hash_table_contains(positions, sha))
            continue;
        position = g_new0(ph_commit_position, 1);
        *position = (ph_commit_position){ .position = PH_NO_POSITION, .committed_us = PH_NO_TIME };
        position->reason = g_strdup("its commit is in no checkout here (--repository)");
        position->is_elsewhere = TRUE;
        g_hash_table_insert(positions, g_strdup(sha), position);
    }
    if (g_hash_table_size(positions) > 0 && describe_all(repository, positions))
        place_all(repository, main_branch, positions);
    return positions;
}

void ph_commit_position_find(const char *repository, const char *sha, const char *main_branch,
                             ph_commit_position *ret)
{
    g_autoptr(GPtrArray) shas = g_ptr_array_new();
    g_autoptr(GHashTable) positions = NULL;
    ph_commit_position *found;

    *ret = (ph_commit_position){ .position = PH_NO_POSITION, .committed_us = PH_NO_TIME };
    if (!ph_commit_is_sha(sha)) {
        ret->reason = g_strdup("its commit is not known in full");
        return;
    }
    g_ptr_array_add(shas, (gpointer)sha);
    positions = ph_commit_positions_find(repository, shas, main_branch);
    found = (ph_commit_position *)g_hash_table_lookup(positions, sha);
    *ret = *found;
    *found = (ph_commit_position){ 0 }; /* It is the caller's. */
}

void ph_commit_position_clear(ph_commit_position *position)
{
    g_free(position->summary);
    g_free(position->reason);
    *position = (ph_commit_position){ 0 };
}
