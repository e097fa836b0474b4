/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/commit_log.h"

#include <string.h>

#include "error/error.h"
#include "error/shortened.h"
#include "history/commit_position.h"
#include "history/git_answer.h"

/* A command line has no room for more commits. */
enum { SUBJECT_BYTES_MAX = 200, COMMITS_MAX = 10000 };

struct ph_commit_log {
    GHashTable *subjects; /* char * sha: char *. */
    char *pages;          /* NULL: not known. */
};

/* Hosts, and what stands between a repository's page and a commit's hash. */
static const struct {
    const char *host, *commit;
} known_hosts[] = {
    { "github.com", "/commit/" },
    { "gitlab.com", "/-/commit/" },
    { "codeberg.org", "/commit/" },
};

/* A part of a path that means nothing else anywhere. */
static gboolean is_plain_name(const char *name)
{
    return *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
               strlen(name);
}

char *ph_commit_pages_of(const char *url)
{
    g_auto(GStrv) parts = NULL;
    gsize host = 0;

    if (!g_str_has_prefix(url, "https://"))
        return NULL;
    parts = g_strsplit(url + strlen("https://"), "/", -1);
    if (g_strv_length(parts) != 3)
        return NULL;
    if (g_str_has_suffix(parts[2], ".git"))
        parts[2][strlen(parts[2]) - strlen(".git")] = '\0';
    while (host < G_N_ELEMENTS(known_hosts) && strcmp(parts[0], known_hosts[host].host) != 0)
        host++;
    if (host == G_N_ELEMENTS(known_hosts) || !is_plain_name(parts[1]) || !is_plain_name(parts[2]))
        return NULL;
    return g_strdup_printf("https://%s/%s/%s%s", parts[0], parts[1], parts[2],
                           known_hosts[host].commit);
}

/* "SHA SUBJECT", which is anybody's. */
static void take_line(ph_commit_log *log, char *line)
{
    char *subject = strchr(line, ' ');
    g_autofree char *printable = NULL;

    if (!subject)
        return;
    *subject++ = '\0';
    printable = ph_error_printable(subject);
    g_hash_table_insert(log->subjects, g_strdup(line), ph_shortened(printable, SUBJECT_BYTES_MAX));
}

static void read_subjects(ph_commit_log *log, const char *repository, const GPtrArray *shas)
{
    static const char *const words[] = { "log", "--no-walk=unsorted", "--ignore-missing",
                                         "--no-show-signature", "--format=%H %s" };
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autofree char *output = NULL;
    g_auto(GStrv) lines = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_ptr_array_add(arguments, (gpointer)words[i]);
    for (guint i = 0; i < shas->len && arguments->len < COMMITS_MAX; i++)
        if (ph_commit_is_sha(shas->pdata[i]))
            g_ptr_array_add(arguments, shas->pdata[i]);
    if (arguments->len > G_N_ELEMENTS(words))
        output = ph_git_answer_of(repository, arguments);
    lines = g_strsplit(output ? output : "", "\n", -1);
    for (char **line = lines; *line; line++)
        take_line(log, *line);
}

static void read_pages(ph_commit_log *log, const char *repository)
{
    g_autofree char *url = ph_git_answer(repository, "config", "--get", "remote.origin.url", NULL);

    log->pages = url ? ph_commit_pages_of(url) : NULL;
}

ph_commit_log *ph_commit_log_read(const char *repository, const GPtrArray *shas)
{
    ph_commit_log *log = g_new0(ph_commit_log, 1);

    log->subjects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_subjects(log, repository, shas);
    if (g_hash_table_size(log->subjects) > 0)
        read_pages(log, repository);
    return log;
}

void ph_commit_log_free(ph_commit_log *log)
{
    if (!log)
        return;
    g_hash_table_unref(log->subjects);
    g_free(log->pages);
    g_free(log);
}

const char *ph_commit_log_subject(const ph_commit_log *log, const char *sha)
{
    return sha ? (const char *)g_hash_table_lookup(log->subjects, sha) : NULL;
}

char *ph_commit_log_page(const ph_commit_log *log, const char *sha)
{
    return log->pages && ph_commit_log_subject(log, sha) ? g_strconcat(log->pages, sha, NULL)
                                                         : NULL;
}
