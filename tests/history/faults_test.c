/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A disk that is full or broken, or a process that is killed, at every single call by which SQLite
 * changes a file: a run is there whole or not at all, the chain is whole, and it goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "made_up_history.h"
#include "scratch_folder.h"

enum { CALLS_MAX = 400, SERIES = 8 };

typedef enum fault_kind {
    FAULT_FULL,
    FAULT_BROKEN,
    FAULT_KILL,
} fault_kind;

/* The call that fails from now on counted; 0: none does. */
static guint fault_at;
static guint calls_seen;
static fault_kind fault;

/* What SQLite's own file system does: the kinds of its files differ in how they are locked alone.
 */
enum { KINDS_MAX = 4 };
static sqlite3_vfs file_system;
static const sqlite3_io_methods *kinds[KINDS_MAX];
static sqlite3_io_methods faulty_kinds[KINDS_MAX];
static int (*open_file)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
static int (*delete_file)(sqlite3_vfs *, const char *, int);

static gboolean fails(void)
{
    if (fault_at == 0 || ++calls_seen != fault_at)
        return FALSE;
    if (fault == FAULT_KILL)
        _exit(7);
    return TRUE;
}

static int faulty_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset)
{
    if (!fails())
        return kinds[0]->xWrite(file, bytes, count, offset);
    (void)kinds[0]->xWrite(file, bytes, count / 2, offset); /* As far as it got. */
    return fault == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    return fails() ? SQLITE_IOERR_FSYNC : kinds[0]->xSync(file, flags);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : kinds[0]->xTruncate(file, size);
}

static int faulty_delete(sqlite3_vfs *vfs, const char *name, int is_synced)
{
    return fails() ? SQLITE_IOERR_DELETE : delete_file(vfs, name, is_synced);
}

static void use_faulty_kind(sqlite3_file *file)
{
    gsize kind = 0;

    while (kind < KINDS_MAX && kinds[kind] && kinds[kind] != file->pMethods)
        kind++;
    assert_true(kind < KINDS_MAX);
    if (!kinds[kind]) {
        kinds[kind] = file->pMethods;
        assert_ptr_equal(kinds[0]->xWrite, kinds[kind]->xWrite);
        faulty_kinds[kind] = *file->pMethods;
        faulty_kinds[kind].xWrite = faulty_write;
        faulty_kinds[kind].xSync = faulty_sync;
        faulty_kinds[kind].xTruncate = faulty_truncate;
    }
    file->pMethods = &faulty_kinds[kind];
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                       int *ret_flags)
{
    int result;

    if ((flags & SQLITE_OPEN_CREATE) && fails())
        return SQLITE_CANTOPEN;
    result = open_file(vfs, name, file, flags, ret_flags);
    if (result == SQLITE_OK && file->pMethods)
        use_faulty_kind(file);
    return result;
}

static int use_faulty_disk(void **state)
{
    (void)state;
    file_system = *sqlite3_vfs_find(NULL);
    file_system.zName = "faulty";
    open_file = file_system.xOpen;
    delete_file = file_system.xDelete;
    file_system.xOpen = faulty_open;
    file_system.xDelete = faulty_delete;
    return sqlite3_vfs_register(&file_system, 1) == SQLITE_OK ? 0 : -1;
}

static guint count_runs(ph_run_store *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &(ph_run_query){ 0 }, &error);

    assert_null(error);
    for (guint i = 0; i < runs->len; i++) {
        const ph_history_run *run = runs->pdata[i];
        g_autoptr(GPtrArray) results = ph_run_store_results(store, run->id, &error);
        g_autoptr(GBytes) document = ph_run_store_document(store, run->id, &error);

        assert_null(error);
        assert_int_equal(results->len, run->results);
        assert_non_null(document);
    }
    return runs->len;
}

static ph_run_store *open_store(const ph_store_place *place)
{
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    ph_run_store *store = ph_run_store_open(place, PH_STORE_WRITE, &note, &error);

    assert_null(error);
    assert_null(note);
    return store;
}

/* Open the store, and add a run; whether both were done. */
static gboolean add(const ph_store_place *place, guint number, GError **error)
{
    g_autoptr(ph_run_entry) entry = made_up_entry_at(number, number, SERIES, 1.0);
    g_autofree char *note = NULL;
    ph_run_store *store = ph_run_store_open(place, PH_STORE_WRITE, &note, error);
    ph_run_added added;
    gboolean is_added;

    if (!store)
        return FALSE;
    is_added = ph_run_store_add_run(store, entry, &added, NULL, error);
    ph_run_store_close(store);
    return is_added;
}

/* In a process of its own: whether it got to its end. */
static gboolean add_or_die(const ph_store_place *place, guint number)
{
    const pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0)
        _exit(add(place, number, NULL) ? 0 : 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 7);
    return WEXITSTATUS(status) == 0;
}

/* One run after another, each with its call that fails, in one store that is made by the first. */
static void check_all(const made_up_store *made, fault_kind kind)
{
    guint there = count_runs(made->store), at;

    for (at = 1; at < CALLS_MAX; at++) {
        g_autoptr(GError) error = NULL;
        ph_run_store *store;
        gboolean is_done;

        fault = kind;
        calls_seen = 0;
        fault_at = at;
        is_done = kind == FAULT_KILL ? add_or_die(made->place, at) : add(made->place, at, &error);
        fault_at = 0;
        store = open_store(made->place);
        (void)made_up_check_chain(store);
        if (is_done)
            assert_int_equal(count_runs(store), ++there);
        else
            there = count_runs(store);
        ph_run_store_close(store);
        /* No call came so late. */
        if (is_done && (kind == FAULT_KILL || calls_seen < at))
            break;
        if (!is_done && kind != FAULT_KILL) /* The latter where it was opening a file. */
            assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE) ||
                        g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
    }
    assert_true(at > 5);
    assert_true(at < CALLS_MAX);
}

static void test_full(void **state)
{
    check_all(*state, FAULT_FULL);
}

static void test_broken(void **state)
{
    check_all(*state, FAULT_BROKEN);
}

static void test_killed(void **state)
{
    check_all(*state, FAULT_KILL);
}

/* The same while the store is made, which takes many calls that are all alike: every third. */
static void check_making(made_up_store *made, fault_kind kind)
{
    guint at;

    for (at = 1 + (guint)kind; at < CALLS_MAX; at += 3) {
        g_autofree char *name = g_strdup_printf("%d-%u.db", (int)kind, at);
        g_autofree char *path = scratch_path(made->folder, name);
        ph_store_place *place = ph_store_place_choose(path, NULL);
        gboolean is_done;

        fault = kind;
        calls_seen = 0;
        fault_at = at;
        is_done = kind == FAULT_KILL ? add_or_die(place, 1) : add(place, 1, NULL);
        fault_at = 0;
        if (!is_done)
            assert_true(add(place, 1, NULL));
        {
            ph_run_store *store = open_store(place);

            assert_int_equal(count_runs(store), 1);
            assert_int_equal(made_up_check_chain(store), 2);
            ph_run_store_close(store);
        }
        ph_store_place_free(place);
        if (is_done && (kind == FAULT_KILL || calls_seen < at))
            break;
    }
    assert_true(at > 5);
    assert_true(at < CALLS_MAX);
}

static void test_making(void **state)
{
    check_making(*state, FAULT_FULL);
    check_making(*state, FAULT_BROKEN);
    check_making(*state, FAULT_KILL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define FAULT_TEST(function)                                                                       \
    cmocka_unit_test_setup_teardown(function, made_up_store_open, made_up_store_close)
        FAULT_TEST(test_full),
        FAULT_TEST(test_broken),
        FAULT_TEST(test_killed),
        FAULT_TEST(test_making),
    };

    return cmocka_run_group_tests(tests, use_faulty_disk, NULL);
}
