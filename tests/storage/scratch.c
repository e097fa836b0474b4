/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* nftw */
#include "scratch.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *scratch_folder;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    return where->level == 0 ? 0 : remove(path);
}

int scratch_clear(void **state)
{
    (void)state;
    return nftw(scratch_folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int scratch_set_up(void **state)
{
    (void)state;
    scratch_folder = realpath("/tmp", NULL);
    if (scratch_folder) {
        char *pattern = g_build_filename(scratch_folder, "storage-test-XXXXXX", NULL);

        free(scratch_folder);
        scratch_folder = g_mkdtemp(pattern);
    }
    /* Before GLib looks, which it does once. */
    return scratch_folder && g_setenv("TMPDIR", scratch_folder, TRUE) ? 0 : -1;
}

int scratch_tear_down(void **state)
{
    const int status = scratch_clear(state);

    (void)g_rmdir(scratch_folder);
    g_free(scratch_folder);
    return status;
}

char *scratch_path(const char *name)
{
    return *name ? g_build_filename(scratch_folder, name, NULL) : g_strdup(scratch_folder);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *scratch_names(const char *folder)
{
    g_autofree char *path = scratch_path(folder);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    GString *line = g_string_new(NULL);
    const char *name;

    assert_non_null(directory);
    while ((name = g_dir_read_name(directory)))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(line, "%s ", (const char *)names->pdata[i]);
    return g_string_free(line, FALSE);
}

char *scratch_read(const char *name)
{
    g_autofree char *path = scratch_path(name);
    char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

void scratch_write(const char *name, const char *text)
{
    g_autofree char *path = scratch_path(name);

    assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* What cmocka and the sanitizers do at the end of a process is the parent's to do. */
static void G_GNUC_NORETURN work_as_helper(gboolean (*work)(void), int done, int let_go)
{
    const char answer = work() ? 1 : 0;
    char nothing;

    if (write(done, &answer, 1) == 1)
        (void)!read(let_go, &nothing, 1);
    _exit(0);
}

helper helper_start(gboolean (*work)(void))
{
    int done[2], let_go[2];
    char answer = 0;
    helper h;

    assert_int_equal(pipe(done), 0);
    assert_int_equal(pipe(let_go), 0);
    h.pid = fork();
    assert_true(h.pid >= 0);
    if (h.pid == 0) {
        (void)close(done[0]);
        (void)close(let_go[1]);
        work_as_helper(work, done[1], let_go[0]);
    }
    (void)close(done[1]);
    (void)close(let_go[0]);
    assert_int_equal(read(done[0], &answer, 1), 1);
    (void)close(done[0]);
    assert_int_equal(answer, 1);
    h.let_go = let_go[1];
    return h;
}

void helper_let_go(helper *h)
{
    (void)close(h->let_go);
    assert_int_equal(waitpid(h->pid, NULL, 0), h->pid);
}

void helper_kill(helper *h)
{
    (void)kill(h->pid, SIGKILL);
    helper_let_go(h);
}

gboolean elsewhere(gboolean (*work)(void))
{
    const pid_t pid = fork();
    int status = 0;

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(work() ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 0;
}
