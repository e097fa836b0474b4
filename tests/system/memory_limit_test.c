/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A limit of memory by control groups of version 2, in a folder that stands in for theirs: few
 * machines that build this have them. mkdir() and rmdir() do there what the kernel's do: a group
 * has files of its own, those of a controller only where its parent hands that on, and none keeps
 * it from being removed.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "planted_root.h"
#include "system/memory_limit.h"

#define GROUPS "/sys/fs/cgroup"
#define BYTES  (UINT64_C(256) << 20)

static const char *const group_files[] = { "cgroup.procs", "cgroup.subtree_control", NULL };
static const char *const memory_files[] = { "memory.max", "memory.swap.max", "memory.events",
                                            "memory.peak", NULL };

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __real_rmdir(const char *path);
int __wrap_rmdir(const char *path);

static char *text_of(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static void put(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static gboolean is_group(const char *path)
{
    return strstr(path, GROUPS "/") != NULL;
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    g_autofree char *parent = g_path_get_dirname(path);
    g_autofree char *handed_on = text_of(parent, "cgroup.subtree_control");
    const int result = __real_mkdir(path, mode);

    if (result != 0 || !is_group(path))
        return result;
    for (const char *const *name = group_files; *name; name++)
        put(path, *name, "");
    for (const char *const *name = memory_files; strstr(handed_on, "memory") && *name; name++)
        put(path, *name, "");
    return result;
}

int __wrap_rmdir(const char *path)
{
    for (const char *const *name = group_files; is_group(path) && *name; name++) {
        g_autofree char *file = g_build_filename(path, *name, NULL);

        (void)g_unlink(file);
    }
    for (const char *const *name = memory_files; is_group(path) && *name; name++) {
        g_autofree char *file = g_build_filename(path, *name, NULL);

        (void)g_unlink(file);
    }
    return __real_rmdir(path);
}

static int set_up(void **state)
{
    char *root = planted_root_new();

    plant(root, "/proc/self/cgroup", "0::/outer/inner\n");
    plant(root, "/proc/self/mountinfo",
          "30 24 0:26 / " GROUPS " rw - cgroup2 cgroup2 rw,nsdelegate\n");
    plant(root, GROUPS "/cgroup.controllers", "memory\n");
    plant(root, GROUPS "/outer/cgroup.subtree_control", "memory\n");
    plant(root, GROUPS "/outer/inner/cgroup.controllers", "memory\n");
    *state = root;
    return 0;
}

static int tear_down(void **state)
{
    planted_root_remove(*state);
    return 0;
}

/* The one group that there is below a folder; NULL: none. The caller frees it. */
static char *group_in(const char *root, const char *below)
{
    g_autofree char *folder = g_strconcat(root, GROUPS, below, NULL);
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries)))
        if (g_str_has_prefix(name, "perfharness-memory-"))
            return g_build_filename(folder, name, NULL);
    return NULL;
}

static void assert_text(const char *folder, const char *name, const char *expected)
{
    g_autofree char *text = text_of(folder, name);

    assert_string_equal(text, expected);
}

/* A group with processes hands no controller on: the limit is beside it. */
static void test_beside_the_own_group(void **state)
{
    const char *root = *state;
    g_autoptr(GError) error = NULL;
    ph_memory_limit *limit = ph_memory_limit_new(root, BYTES, &error);
    g_autofree char *below = group_in(root, "/outer/inner");
    g_autofree char *beside = group_in(root, "/outer");
    g_autofree char *left = NULL;

    assert_non_null(limit);
    assert_null(below);
    assert_non_null(beside);
    assert_text(beside, "memory.max", "268435456\n");
    assert_text(beside, "memory.swap.max", "0\n");
    assert_int_equal(ph_memory_limit_bytes(limit), BYTES);
    ph_memory_limit_free(limit);
    left = group_in(root, "/outer");
    assert_null(left);
}

/* One that was delegated, and has none of its own. */
static void test_below_it_where_it_hands_on(void **state)
{
    const char *root = *state;
    ph_memory_limit *limit;
    g_autofree char *below = NULL;

    plant(root, GROUPS "/outer/inner/cgroup.subtree_control", "memory\n");
    limit = ph_memory_limit_new(root, BYTES, NULL);
    assert_non_null(limit);
    below = group_in(root, "/outer/inner");
    assert_non_null(below);
    assert_text(below, "memory.max", "268435456\n");
    ph_memory_limit_free(limit);
}

static void test_who_joins_and_who_is_ended(void **state)
{
    const char *root = *state;
    ph_memory_limit *limit = ph_memory_limit_new(root, BYTES, NULL);
    g_autofree char *group = group_in(root, "/outer");
    pid_t child;
    int status;

    assert_non_null(limit);
    assert_false(ph_memory_limit_has_killed(limit));
    assert_int_equal(ph_memory_limit_peak_bytes(limit), 0);
    put(group, "memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n");
    put(group, "memory.peak", "123456789\n");
    assert_true(ph_memory_limit_has_killed(limit));
    assert_false(ph_memory_limit_has_killed(limit)); /* It is told once. */
    assert_int_equal(ph_memory_limit_peak_bytes(limit), 123456789);
    put(group, "cgroup.procs", "");
    ph_memory_limit_free(limit);

    limit = ph_memory_limit_new(root, BYTES, NULL);
    child = fork();
    if (child == 0) {
        ph_memory_limit_join(limit);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    ph_memory_limit_free(limit);
}

/* Neither of them hands memory on. */
static void test_who_may_not_is_told(void **state)
{
    const char *root = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *left = NULL;

    plant(root, GROUPS "/outer/cgroup.subtree_control", "cpu\n");
    assert_null(ph_memory_limit_new(root, BYTES, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    assert_non_null(strstr(error->message, "making a control group with a limit of memory in "
                                           "/sys/fs/cgroup/outer/inner: "));
    left = group_in(root, "/outer");
    assert_null(left);
}

/* Of a run that was killed, whose process is no more. */
static void test_what_is_left_behind_is_removed(void **state)
{
    const char *root = *state;
    g_autofree char *stale = NULL;
    ph_memory_limit *limit;
    const pid_t child = fork();

    if (child == 0)
        _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    stale = g_strdup_printf("%s" GROUPS "/outer/perfharness-memory-%d", root, (int)child);
    assert_int_equal(mkdir(stale, 0755), 0);
    limit = ph_memory_limit_new(root, BYTES, NULL);
    assert_non_null(limit);
    assert_false(g_file_test(stale, G_FILE_TEST_EXISTS));
    ph_memory_limit_free(limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_beside_the_own_group, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_below_it_where_it_hands_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_joins_and_who_is_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_may_not_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_left_behind_is_removed, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("limit of memory", tests, NULL, NULL);
}
