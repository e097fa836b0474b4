/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whoever holds the host lock is waited for as long as he may be, and own runs are kept apart. */
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

/* Somebody who holds a lock until the other end is closed. */
typedef struct lock_user {
    const char *path;
    const char *name; /* That it calls itself. */
    uid_t user;
    int operation;
    gboolean is_ending;   /* It leaves the lock to a child, and ends. */
    gboolean is_removing; /* The file, before it gives the lock back. */
} lock_user;

static void hold(const lock_user *h, int told, int end)
{
    const int descriptor = open(h->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    char byte = '\0';

    if (setuid(h->user) != 0 || prctl(PR_SET_NAME, h->name) != 0 || descriptor < 0 ||
        flock(descriptor, h->operation) != 0)
        _exit(1);
    if (h->is_ending && fork() != 0)
        _exit(0);
    if (write(told, &byte, 1) != 1)
        _exit(1);
    (void)!read(end, &byte, 1);
    if (h->is_removing)
        (void)unlink(h->path);
    _exit(0);
}

static pid_t start(const lock_user *h, int *ret_end)
{
    int told[2], end[2];
    char byte;
    pid_t pid;

    assert_int_equal(pipe(told) | pipe(end), 0);
    pid = fork();
    if (pid == 0) {
        (void)close(end[1]);
        hold(h, told[1], end[0]);
    }
    (void)close(told[1]);
    (void)close(end[0]);
    assert_int_equal(read(told[0], &byte, 1), 1);
    (void)close(told[0]);
    if (h->is_ending)
        assert_int_equal(waitpid(pid, NULL, 0), pid);
    *ret_end = end[1];
    return pid;
}

static void stop(const lock_user *h, pid_t pid, int end)
{
    (void)close(end);
    if (!h->is_ending)
        assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void skip_without_two_users(void)
{
    if (geteuid() != 0)
        skip();
}

static guint *times_told;

static void count(const char *holder)
{
    (void)holder;
    if (times_told)
        (*times_told)++;
}

static ph_host_lock *take(double wait_s, double stranger_wait_s, GError **error)
{
    const ph_host_lock_terms terms = { .wait_s = wait_s,
                                       .stranger_wait_s = stranger_wait_s,
                                       .waiting = count };

    return ph_host_lock_take(path, "test", &terms, error);
}

static void assert_doubt(const ph_host_lock *lock, const char *phrase)
{
    assert_non_null(lock);
    assert_non_null(ph_host_lock_doubt(lock));
    assert_non_null(strstr(ph_host_lock_doubt(lock), phrase));
}

static void assert_not_had(double wait_s, double stranger_wait_s, const char *phrase)
{
    g_autoptr(GError) error = NULL;

    assert_null(take(wait_s, stranger_wait_s, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    assert_non_null(strstr(error->message, phrase));
}

static void assert_bounded(const lock_user *h, const char *phrase)
{
    g_autoptr(ph_host_lock) lock = NULL;
    int end;
    const pid_t pid = start(h, &end);

    assert_not_had(0.1, 0.2, path);
    lock = take(0.2, 0.2, NULL);
    assert_doubt(lock, "did not give the host lock");
    assert_doubt(lock, phrase);
    stop(h, pid, end);
}

static void test_not_for_ever(void **state)
{
    const lock_user named = { path, "perfharness", NOBODY, LOCK_EX, FALSE, FALSE };

    (void)state;
    skip_without_two_users();
    assert_bounded(&named, "perfharness, of user 65534");
}

/* Its child holds the lock, and the kernel has nobody else's name. */
static void test_holder_that_ended(void **state)
{
    const lock_user ending = { path, "python3", NOBODY, LOCK_EX, TRUE, FALSE };

    (void)state;
    skip_without_two_users();
    assert_bounded(&ending, "which has ended");
}

/* One is root's, which would be waited for: the other counts. */
static void test_shared_holders(void **state)
{
    const lock_user root = { path, "python3", 0, LOCK_SH, FALSE, FALSE };
    const lock_user nobody = { path, "python3", NOBODY, LOCK_SH, FALSE, FALSE };
    g_autoptr(ph_host_lock) lock = NULL;
    pid_t pids[3];
    int ends[3];

    (void)state;
    skip_without_two_users();
    pids[0] = start(&root, &ends[0]);
    assert_not_had(0.0, 0.0, path);
    pids[1] = start(&nobody, &ends[1]);
    pids[2] = start(&root, &ends[2]);
    lock = take(0.0, 600.0, NULL);
    assert_doubt(lock, "is no measurement");
    assert_doubt(lock, "of user 65534");
    for (gsize i = G_N_ELEMENTS(pids); i-- > 0;) /* The later ones have the earlier ones' ends. */
        stop(&root, pids[i], ends[i]);
}

/* Whoever measures without the shared lock keeps his next run away when that is free again. */
static void test_own_runs_are_kept_apart(void **state)
{
    const lock_user stranger = { path, "python3", NOBODY, LOCK_EX, FALSE, FALSE };
    g_autofree char *own = g_strconcat(path, ".0", NULL);
    g_autoptr(ph_host_lock) beside = NULL, next = NULL;
    int end;
    pid_t pid;

    (void)state;
    skip_without_two_users();
    pid = start(&stranger, &end);
    beside = take(0.0, 600.0, NULL);
    assert_doubt(beside, "is no measurement");
    stop(&stranger, pid, end);
    assert_not_had(0.0, 600.0, own);
    g_clear_pointer(&beside, ph_host_lock_release);
    next = take(0.0, 600.0, NULL);
    assert_non_null(next);
    assert_null(ph_host_lock_doubt(next));
}

static void test_another_user_who_measures_beside(void **state)
{
    g_autofree char *his = g_strconcat(path, ".65534", NULL);
    const lock_user other = { his, "perfharness", NOBODY, LOCK_EX, FALSE, FALSE };
    g_autoptr(ph_host_lock) lock = NULL;
    int end;
    pid_t pid;

    (void)state;
    skip_without_two_users();
    pid = start(&other, &end);
    lock = take(0.0, 600.0, NULL);
    assert_doubt(lock, his);
    stop(&other, pid, end);
}

/* The wait for the shared lock is over when the wait for the own one begins. */
static void test_one_deadline(void **state)
{
    g_autofree char *own = g_strdup_printf("%s.%u", path, (guint)geteuid());
    const lock_user shared = { path, "perfharness", NOBODY, LOCK_EX, FALSE, FALSE };
    const lock_user mine = { own, "perfharness", geteuid(), LOCK_EX, FALSE, FALSE };
    guint told = 0;
    int ends[2];
    pid_t pids[2];

    (void)state;
    skip_without_two_users();
    pids[0] = start(&shared, &ends[0]);
    pids[1] = start(&mine, &ends[1]);
    times_told = &told;
    assert_not_had(0.2, 0.2, own);
    assert_int_equal(told, 1); /* Of what is waited for. */
    times_told = NULL;
    stop(&mine, pids[1], ends[1]);
    stop(&shared, pids[0], ends[0]);
}

static gpointer close_later(gpointer end)
{
    g_usleep(200 * 1000);
    (void)close(GPOINTER_TO_INT(end));
    return NULL;
}

/* A lock on a file that is gone keeps nobody away. */
static void test_file_that_is_removed_meanwhile(void **state)
{
    const lock_user removing = { path, "perfharness", geteuid(), LOCK_EX, FALSE, TRUE };
    g_autoptr(ph_host_lock) lock = NULL;
    int end, descriptor;
    const pid_t pid = start(&removing, &end);
    GThread *thread = g_thread_new("end", close_later, GINT_TO_POINTER(end));

    (void)state;
    lock = take(30.0, 600.0, NULL);
    assert_non_null(lock);
    (void)g_thread_join(thread);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    descriptor = open(path, O_RDWR | O_CLOEXEC);
    assert_true(descriptor >= 0);
    assert_int_equal(flock(descriptor, LOCK_EX | LOCK_NB), -1);
    (void)close(descriptor);
}

static mode_t mode_of(const char *file)
{
    struct stat status;

    assert_int_equal(stat(file, &status), 0);
    return status.st_mode & 07777;
}

static void test_what_is_no_lock_is_not_touched(void **state)
{
    g_autofree char *precious = scratch_path(folder, "precious");
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    (void)state;
    scratch_write(folder, "precious", "text");
    assert_int_equal(chmod(precious, 0640) | unlink(path) | link(precious, path), 0);
    assert_null(take(0.0, 600.0, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_non_null(strstr(error->message, "other names"));
    assert_int_equal(mode_of(precious), 0640);
    text = scratch_read(folder, "precious");
    assert_string_equal(text, "text");
    assert_int_equal(unlink(path) | mknod(path, S_IFIFO | 0600, 0), 0);
    assert_null(take(0.0, 600.0, NULL));
    assert_int_equal(mode_of(path), 0600);
}

static void test_modes(void **state)
{
    g_autofree char *own = g_strdup_printf("%s.%u", path, (guint)geteuid());
    g_autoptr(ph_host_lock) lock = NULL;

    (void)state;
    assert_int_equal(chmod(path, 0640), 0);
    ph_host_lock_release(take(0.0, 0.0, NULL));
    assert_int_equal(mode_of(path), 0640); /* What was there keeps its own. */
    assert_int_equal(unlink(path), 0);
    lock = take(0.0, 0.0, NULL);
    assert_int_equal(mode_of(path), 0666);
    assert_int_equal(mode_of(own), 0600);
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_taken_at_once),
        TEST(test_modes),
        TEST(test_not_for_ever),
        TEST(test_holder_that_ended),
        TEST(test_shared_holders),
        TEST(test_own_runs_are_kept_apart),
        TEST(test_another_user_who_measures_beside),
        TEST(test_one_deadline),
        TEST(test_file_that_is_removed_meanwhile),
        TEST(test_what_is_no_lock_is_not_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
