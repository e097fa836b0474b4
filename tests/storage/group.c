/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "group.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char *group_folder;

int group_clear(void **state)
{
    (void)state;
    scratch_folder_remove(g_strdup(group_folder));
    return g_mkdir(group_folder, 0700);
}

int group_set_up(void **state)
{
    char *real = realpath("/tmp", NULL);

    (void)state;
    group_folder = real ? g_mkdtemp(g_build_filename(real, "storage-test-XXXXXX", NULL)) : NULL;
    free(real);
    /* Before GLib looks, which it does once. */
    return group_folder && g_setenv("TMPDIR", group_folder, TRUE) ? 0 : -1;
}

int group_tear_down(void **state)
{
    (void)state;
    scratch_folder_remove(group_folder);
    return 0;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *group_names(const char *folder)
{
    g_autofree char *path = scratch_path(group_folder, folder);
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
