/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Another user who calls himself a measurement is waited for, but not for ever. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "error/error.h"
#include "scratch_folder.h"
#include "system/host_lock.h"

enum { NOBODY = 65534 };

static char *folder, *path;

static int set_up(void **state)
{
    (void)state;
    folder = scratch_folder_new();
    path = scratch_path(folder, "lock");
    scratch_write(folder, "lock", "");
    return chmod(folder, 0777) == 0 && chmod(path, 0666) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    g_free(path);
    scratch_folder_remove(folder);
    return 0;
}

/* Holds the lock until the other end is closed, under a name of his choice. */
static void hold_as_nobody(int told, int end)
{
    char byte = '\0';
    int descriptor;

    if (setuid(NOBODY) != 0 || prctl(PR_SET_NAME, "perfharness") != 0)
        _exit(1);
    descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0 || flock(descriptor, LOCK_EX) != 0 || write(told, &byte, 1) != 1)
        _exit(1);
    (void)!read(end, &byte, 1);
    _exit(0);
}

static pid_t start_holder(int *ret_end)
{
    int told[2], end[2];
    char byte;
    pid_t holder;

    assert_int_equal(pipe(told) | pipe(end), 0);
    holder = fork();
    if (holder == 0) {
        (void)close(end[1]);
        hold_as_nobody(told[1], end[0]);
    }
    (void)close(told[1]);
    (void)close(end[0]);
    assert_int_equal(read(told[0], &byte, 1), 1);
    (void)close(told[0]);
    *ret_end = end[1];
    return holder;
}

static ph_host_lock *take(double wait_s, double stranger_wait_s, GError **error)
{
    const ph_host_lock_terms terms = { .wait_s = wait_s, .stranger_wait_s = stranger_wait_s };

    return ph_host_lock_take(path, "test", &terms, error);
}

static void test_not_for_ever(void **state)
{
    g_autoptr(ph_host_lock) lock = NULL;
    g_autoptr(GError) error = NULL;
    int end;
    pid_t holder;

    (void)state;
    if (geteuid() != 0)
        skip(); /* It takes two users. */
    holder = start_holder(&end);
    assert_null(take(0.1, 0.2, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    lock = take(0.2, 0.2, NULL);
    assert_non_null(lock);
    assert_non_null(strstr(ph_host_lock_doubt(lock), "did not give the host lock"));
    (void)close(end);
    assert_int_equal(waitpid(holder, NULL, 0), holder);
}

static void test_taken_at_once(void **state)
{
    g_autoptr(ph_host_lock) lock = take(0.0, 0.0, NULL);

    (void)state;
    assert_non_null(lock);
    assert_null(ph_host_lock_doubt(lock));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_taken_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_for_ever, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
