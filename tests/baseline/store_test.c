/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a store says of its baseline.json; what a commit that fails leaves; what is found half done
 * is finished if it was committed, else undone; and one at a time. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "baseline/store.h"
#include "error/error.h"
#include "made_up_entry.h"
#include "scratch_folder.h"

#define HISTORY          "baselines/" MADE_UP_HOST "/" MADE_UP_SUITE ".jsonl"
#define UNFINISHED       "baseline.json.unfinished"
#define UNFINISHED_ENTRY UNFINISHED "/entry.json"
#define UNFINISHED_TEXT  UNFINISHED "/baseline.json"

/* While it is set, nothing takes the place of a baseline.json. In place of the C library's. */
static gboolean is_replacing_refused;

int rename(const char *from, const char *to)
{
    if (is_replacing_refused && g_str_has_suffix(from, UNFINISHED_TEXT)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* No file may grow beyond so many bytes, as on a disk that is full. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

typedef struct made_store {
    char *folder;
    char *path; /* Of its baseline.json. */
} made_store;

static int make_store(void **state)
{
    made_store *made = g_new0(made_store, 1);

    made->folder = scratch_folder_new();
    made->path = scratch_path(made->folder, "baseline.json");
    *state = made;
    return 0;
}

static int remove_store(void **state)
{
    made_store *made = *state;

    is_replacing_refused = FALSE;
    limit_files(RLIM_INFINITY);
    g_free(made->path);
    scratch_folder_remove(made->folder);
    g_free(made);
    return 0;
}

static ph_baseline_store *open_store(const made_store *made, ph_baseline_store_access access)
{
    g_autoptr(GError) error = NULL;
    ph_baseline_store *store = ph_baseline_store_open(made->path, PH_SCHEMA_FOLDER, access, &error);

    if (!store)
        fail_msg("%s", error->message);
    return store;
}

/* Commit an entry of that day; returns it, sealed. */
static ph_baseline *commit(const made_store *made, int day)
{
    g_autoptr(ph_baseline_store) store = open_store(made, PH_BASELINE_STORE_WRITE);
    g_autoptr(GError) error = NULL;
    ph_baseline *entry = made_up_entry(day);

    if (!ph_baseline_store_commit(store, entry, &error))
        fail_msg("%s", error->message);
    return entry;
}

static void commit_and_forget(const made_store *made, int day)
{
    ph_baseline_free(commit(made, day));
}

/* Without anything being changed: a reader's state, and the current baseline's day; 0: none. */
static void assert_reads(const made_store *made, ph_baseline_store_state expected, int day)
{
    g_autofree char *before = scratch_state(made->folder);
    ph_baseline_store *store = open_store(made, PH_BASELINE_STORE_READ);
    g_autoptr(ph_baseline) current = NULL;
    g_autoptr(GError) error = NULL;
    ph_baseline_store_state found;
    g_autofree char *after = NULL;

    if (!ph_baseline_store_current(store, &current, &found, &error))
        fail_msg("%s", error->message);
    assert_null(ph_baseline_store_recovery(store));
    ph_baseline_store_close(store);
    after = scratch_state(made->folder);
    assert_string_equal(after, before);
    assert_int_equal(found, expected);
    assert_int_equal(current != NULL, day != 0);
    if (current)
        assert_int_equal(current->timestamp[strlen("2025-06-0")] - '0', day);
}

static void assert_unreadable(const made_store *made, const char *phrase)
{
    g_autoptr(ph_baseline_store) store = open_store(made, PH_BASELINE_STORE_READ);
    g_autoptr(ph_baseline) current = NULL;
    g_autoptr(GError) error = NULL;
    ph_baseline_store_state found;

    assert_false(ph_baseline_store_current(store, &current, &found, &error));
    assert_null(current);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    if (!strstr(error->message, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, phrase);
}

static void test_nothing_is_there(void **state)
{
    const made_store *made = *state;
    g_autofree char *deeper = scratch_path(made->folder, "a/b/baseline.json");
    const made_store elsewhere = { .folder = made->folder, .path = deeper };

    assert_reads(made, PH_BASELINE_STORE_NONE, 0);
    assert_reads(&elsewhere, PH_BASELINE_STORE_NONE, 0);
    /* Who opens it for writing, and commits nothing, leaves no folder for it. */
    ph_baseline_store_close(open_store(&elsewhere, PH_BASELINE_STORE_WRITE));
    g_autofree char *found = scratch_state(made->folder);
    assert_string_equal(found, "/\n/a/\n");
}

static void test_a_plain_one_has_no_history(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_baseline_store) store = NULL;
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state found;

    scratch_write(made->folder, "baseline.json", made_up_plain());
    store = open_store(made, PH_BASELINE_STORE_READ);
    assert_true(ph_baseline_store_current(store, &current, &found, NULL));
    assert_int_equal(found, PH_BASELINE_STORE_PLAIN);
    assert_true(current->is_plain);
}

static void test_a_copy_stands_alone(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_baseline) entry = made_up_sealed(3, NULL);
    g_autofree char *line = made_up_line(entry);

    scratch_write(made->folder, "baseline.json", line);
    assert_reads(made, PH_BASELINE_STORE_ALONE, 3);
}

static void test_commits_follow_each_other(void **state)
{
    const made_store *made = *state;
    g_autoptr(GString) history = g_string_new(NULL);
    g_autofree char *previous = NULL;

    for (int day = 1; day <= 3; day++) {
        g_autoptr(ph_baseline) entry = commit(made, day);
        g_autofree char *line = made_up_line(entry);
        g_autofree char *text = NULL, *found = NULL, *all = NULL, *expected = NULL;
        char *printed = ph_baseline_text(entry);

        text = g_strconcat(printed, "\n", NULL);
        cJSON_free(printed);
        if (previous)
            assert_string_equal(entry->previous, previous);
        else
            assert_null(entry->previous);
        g_free(previous);
        previous = g_strdup(entry->sha256);
        g_string_append(history, line);
        found = scratch_read(made->folder, HISTORY);
        assert_string_equal(found, history->str);
        /* Nothing else is left in the folder: no lock, nothing unfinished. */
        all = scratch_state(made->folder);
        expected = g_strdup_printf("/\n/baseline.json\n%s\n/baselines/\n/baselines/" MADE_UP_HOST
                                   "/\n/" HISTORY "\n%s\n",
                                   text, history->str);
        assert_string_equal(all, expected);
        assert_reads(made, PH_BASELINE_STORE_WHOLE, day);
    }
}

static void test_suites_and_hosts_have_their_own(void **state)
{
    const made_store *made = *state;
    static const char *const of[][2] = { { MADE_UP_OTHER_HOST, "standard" },
                                         { MADE_UP_HOST, "standard" },
                                         { MADE_UP_HOST, "critical" } };
    g_autoptr(ph_baseline_store) store = open_store(made, PH_BASELINE_STORE_WRITE);
    g_autoptr(GPtrArray) histories = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(of); i++) {
        g_autoptr(ph_baseline) entry = made_up_entry_of(1, of[i][0], of[i][1]);

        assert_true(ph_baseline_store_commit(store, entry, NULL));
        assert_null(entry->previous);
    }
    /* What is not named as a history is none. */
    scratch_write(made->folder, "baselines/README", "x");
    scratch_write(made->folder, "baselines/0123456789ABCDEF/standard.jsonl", "x");
    scratch_write(made->folder, "baselines/" MADE_UP_HOST "/standard.jsonl.orig", "x");
    scratch_write(made->folder, "baselines/" MADE_UP_HOST "/.hidden.jsonl", "x");
    histories = ph_baseline_store_chains(store, NULL);
    assert_int_equal(histories->len, G_N_ELEMENTS(of));
    for (gsize i = 0; i < G_N_ELEMENTS(of); i++) {
        const ph_chain *history = histories->pdata[i];
        const ph_baseline *last = ph_chain_last(history);

        /* By host, then suite. */
        assert_string_equal(last->fingerprint, of[G_N_ELEMENTS(of) - 1 - i][0]);
        assert_string_equal(last->suite, of[G_N_ELEMENTS(of) - 1 - i][1]);
    }
    scratch_write(made->folder, "baselines/" MADE_UP_HOST "/damaged.jsonl", "x\n");
    g_autoptr(GError) error = NULL;
    assert_null(ph_baseline_store_chains(store, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
}

static void test_what_was_edited_is_refused(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_baseline) first = commit(made, 1), second = commit(made, 2);
    g_autofree char *old = made_up_line(first), *new = made_up_line(second);
    g_autofree char *edited = g_strdup(new);

    strstr(edited, "571")[0] = '6';
    scratch_write(made->folder, "baseline.json", edited);
    assert_unreadable(made, "was edited");
    /* Each whole by itself, but not the last of its history. */
    scratch_write(made->folder, "baseline.json", old);
    assert_unreadable(made, "is not the last entry of its history");
    scratch_write(made->folder, "baseline.json", new);
    assert_reads(made, PH_BASELINE_STORE_WHOLE, 2);
    scratch_write(made->folder, HISTORY, old);
    assert_unreadable(made, "is not the last entry of its history");
    /* A history that is there and empty is not one that is not there. */
    scratch_write(made->folder, HISTORY, "");
    assert_unreadable(made, "is not the last entry of its history");
    scratch_write(made->folder, HISTORY, "x\n");
    assert_unreadable(made, ":1: ");
}

/* A tail is known for what it is only while its entry is unfinished. */
static void test_a_tail_that_nobody_left(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_baseline) first = commit(made, 1);
    g_autofree char *line = made_up_line(first);
    g_autofree char *torn = g_strconcat(line, "{\"timestamp\"", NULL);
    g_autoptr(ph_baseline_store) store = NULL;
    g_autoptr(ph_baseline) entry = made_up_entry(2);
    g_autoptr(GError) error = NULL;
    g_autofree char *after = NULL;

    scratch_write(made->folder, HISTORY, torn);
    assert_unreadable(made, "the last line is cut short");
    store = open_store(made, PH_BASELINE_STORE_WRITE);
    assert_false(ph_baseline_store_commit(store, entry, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    after = scratch_read(made->folder, HISTORY);
    assert_string_equal(after, torn);
}

/* A store with one entry, and what is needed to leave the next one half done. */
typedef struct half_done {
    made_store *made;
    ph_baseline *first, *second;
    char *history; /* As it was. */
    char *line;    /* Of the second, with its end. */
    char *text;    /* baseline.json as it will be. */
} half_done;

static int make_half_done(void **state)
{
    half_done *half = g_new0(half_done, 1);
    char *printed;

    (void)make_store((void **)&half->made);
    half->first = commit(half->made, 1);
    half->second = made_up_sealed(2, half->first);
    half->history = scratch_read(half->made->folder, HISTORY);
    half->line = made_up_line(half->second);
    printed = ph_baseline_text(half->second);
    half->text = g_strconcat(printed, "\n", NULL);
    cJSON_free(printed);
    *state = half;
    return 0;
}

static int remove_half_done(void **state)
{
    half_done *half = *state;

    (void)remove_store((void **)&half->made);
    ph_baseline_free(half->first);
    ph_baseline_free(half->second);
    g_free(half->history);
    g_free(half->line);
    g_free(half->text);
    g_free(half);
    return 0;
}

/* So far a commit came: its files in their order, and so many bytes of the line. */
static void leave(const half_done *half, gboolean has_text, gboolean has_entry, gsize appended)
{
    const char *folder = half->made->folder;
    g_autofree char *part = g_strndup(half->line, appended);
    g_autofree char *history = g_strconcat(half->history, part, NULL);
    g_autofree char *entry = g_strndup(half->line, strlen(half->line) - 1);

    scratch_write(folder, UNFINISHED "/.baseline.json.XXXXXX", "of a writer that was killed");
    if (has_text)
        scratch_write(folder, UNFINISHED_TEXT, half->text);
    if (has_entry)
        scratch_write(folder, UNFINISHED_ENTRY, entry);
    scratch_write(folder, HISTORY, history);
}

/* Opened for writing, it is as if it had never begun, or as if it had never been interrupted. */
static void assert_recovers(const half_done *half, const char *told, gboolean is_finished)
{
    ph_baseline_store *store = open_store(half->made, PH_BASELINE_STORE_WRITE);
    const char *recovery = ph_baseline_store_recovery(store);
    g_autofree char *expected = g_strconcat(half->history, is_finished ? half->line : NULL, NULL);
    g_autofree char *history = NULL, *left = NULL;

    if (!told)
        assert_null(recovery);
    else if (!recovery || !strstr(recovery, told))
        fail_msg("%s was expected: %s", told, recovery ? recovery : "(nothing)");
    ph_baseline_store_close(store);
    history = scratch_read(half->made->folder, HISTORY);
    assert_string_equal(history, expected);
    left = scratch_path(half->made->folder, UNFINISHED);
    assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
    assert_reads(half->made, PH_BASELINE_STORE_WHOLE, is_finished ? 2 : 1);
}

static void test_cut_short_before_there_was_an_entry(void **state)
{
    const half_done *half = *state;

    leave(half, FALSE, FALSE, 0);
    assert_reads(half->made, PH_BASELINE_STORE_WHOLE, 1);
    assert_recovers(half, NULL, FALSE);
    leave(half, TRUE, FALSE, 0);
    assert_reads(half->made, PH_BASELINE_STORE_WHOLE, 1);
    assert_recovers(half, NULL, FALSE);
}

static void test_cut_short_before_it_was_committed(void **state)
{
    const half_done *half = *state;
    const gsize length = strlen(half->line);
    const gsize cuts[] = { 0, 1, length / 2, length - 2, length - 1 };

    for (gsize i = 0; i < G_N_ELEMENTS(cuts); i++) {
        leave(half, TRUE, TRUE, cuts[i]);
        assert_reads(half->made, PH_BASELINE_STORE_UNFINISHED, 1);
        assert_recovers(half, "undone", FALSE);
    }
}

static void test_cut_short_once_it_was_committed(void **state)
{
    const half_done *half = *state;

    leave(half, TRUE, TRUE, strlen(half->line));
    assert_reads(half->made, PH_BASELINE_STORE_UNFINISHED, 1);
    assert_recovers(half, "finished", TRUE);
}

static void test_cut_short_once_it_was_replaced(void **state)
{
    const half_done *half = *state;

    leave(half, FALSE, TRUE, strlen(half->line));
    scratch_write(half->made->folder, "baseline.json", half->text);
    assert_reads(half->made, PH_BASELINE_STORE_UNFINISHED, 2);
    assert_recovers(half, "finished", TRUE);
}

/* The same where there was no baseline before. */
static void test_a_first_one_that_was_cut_short(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_baseline) entry = made_up_sealed(1, NULL);
    g_autofree char *line = made_up_line(entry);
    g_autofree char *part = g_strndup(line, 30);
    g_autofree char *unfinished = g_strndup(line, strlen(line) - 1);

    scratch_write(made->folder, UNFINISHED_ENTRY, unfinished);
    scratch_write(made->folder, HISTORY, part);
    ph_baseline_store_close(open_store(made, PH_BASELINE_STORE_WRITE));
    assert_reads(made, PH_BASELINE_STORE_NONE, 0);
    assert_null(scratch_read(made->folder, HISTORY));

    scratch_write(made->folder, UNFINISHED_ENTRY, unfinished);
    scratch_write(made->folder, HISTORY, line);
    ph_baseline_store_close(open_store(made, PH_BASELINE_STORE_WRITE));
    assert_reads(made, PH_BASELINE_STORE_WHOLE, 1);
}

static void assert_not_opened(const half_done *half, ph_baseline_store_access access,
                              const char *phrase)
{
    g_autofree char *before = scratch_state(half->made->folder), *after = NULL;
    g_autoptr(GError) error = NULL;

    assert_null(ph_baseline_store_open(half->made->path, PH_SCHEMA_FOLDER, access, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
    if (!strstr(error->message, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, phrase);
    after = scratch_state(half->made->folder);
    assert_string_equal(after, before);
}

/* What is unfinished was written whole: whatever else stands there was edited, and is kept. */
static void test_an_unfinished_entry_that_was_edited(void **state)
{
    const half_done *half = *state;
    g_autofree char *edited = g_strchomp(g_strdup(half->line));

    strstr(edited, "571")[0] = '6';
    leave(half, TRUE, TRUE, 0);
    scratch_write(half->made->folder, UNFINISHED_ENTRY, edited);
    assert_not_opened(half, PH_BASELINE_STORE_WRITE, "an unfinished entry was edited");
    assert_not_opened(half, PH_BASELINE_STORE_READ, "an unfinished entry was edited");
    scratch_write(half->made->folder, UNFINISHED_ENTRY, made_up_plain());
    assert_not_opened(half, PH_BASELINE_STORE_WRITE, "this is no entry");
}

static void test_an_unfinished_entry_that_follows_nothing(void **state)
{
    const half_done *half = *state;
    g_autoptr(ph_baseline) third = made_up_sealed(3, half->second);
    g_autofree char *line = g_strchomp(made_up_line(third));
    g_autofree char *history = NULL;

    leave(half, TRUE, TRUE, 0);
    scratch_write(half->made->folder, UNFINISHED_ENTRY, line);
    assert_not_opened(half, PH_BASELINE_STORE_WRITE, "does not follow the end of");
    assert_reads(half->made, PH_BASELINE_STORE_UNFINISHED, 1);
    /* No commit leaves its line and a part of it once more. */
    leave(half, TRUE, TRUE, strlen(half->line));
    history = g_strconcat(half->history, half->line, "{\"timestamp\"", NULL);
    scratch_write(half->made->folder, HISTORY, history);
    assert_not_opened(half, PH_BASELINE_STORE_WRITE, "does not follow the end of");
}

/* Each commit that fails before its line is whole leaves everything as it was. */
static void assert_commit_changes_nothing(const made_store *made, ph_error code, const char *phrase)
{
    ph_baseline_store *store = open_store(made, PH_BASELINE_STORE_WRITE);
    g_autofree char *before = scratch_state(made->folder), *after = NULL;
    g_autoptr(ph_baseline) entry = made_up_entry(9);
    g_autoptr(GError) error = NULL;

    assert_false(ph_baseline_store_commit(store, entry, &error));
    after = scratch_state(made->folder);
    assert_string_equal(after, before);
    ph_baseline_store_close(store);
    if (!g_error_matches(error, PH_ERROR, (gint)code) || !strstr(error->message, phrase))
        fail_msg("\"%s\" was expected: %s", phrase, error->message);
}

static void test_a_folder_in_its_place(void **state)
{
    const made_store *made = *state;

    scratch_write(made->folder, "baseline.json/kept", "x");
    assert_commit_changes_nothing(made, PH_ERROR_STORAGE, "it is not a regular file");
}

static void test_no_folder_for_the_history(void **state)
{
    const made_store *made = *state;

    scratch_write(made->folder, "baselines", "a file in its place");
    assert_commit_changes_nothing(made, PH_ERROR_STORAGE, "baselines");
}

static void test_no_folder_for_what_is_unfinished(void **state)
{
    const made_store *made = *state;

    commit_and_forget(made, 1);
    scratch_write(made->folder, UNFINISHED, "a file in its place");
    assert_commit_changes_nothing(made, PH_ERROR_STORAGE, UNFINISHED);
    assert_reads(made, PH_BASELINE_STORE_WHOLE, 1);
}

static void test_an_entry_that_no_schema_takes(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_baseline_store) store = NULL;
    g_autofree char *before = NULL, *after = NULL;
    g_autoptr(ph_baseline) entry = made_up_entry(2);
    g_autoptr(GError) error = NULL;

    commit_and_forget(made, 1);
    store = open_store(made, PH_BASELINE_STORE_WRITE);
    before = scratch_state(made->folder);
    cJSON_AddStringToObject(entry->document, "a_member_that_nobody_knows", "x");
    assert_false(ph_baseline_store_commit(store, entry, &error));
    assert_true(g_str_has_prefix(error->message, "the new baseline: "));
    after = scratch_state(made->folder);
    assert_string_equal(after, before);
}

static void test_a_disk_that_is_full(void **state)
{
    const made_store *made = *state;
    gsize line_bytes = 0, history_bytes;

    for (int day = 1; day <= 4; day++) {
        g_autoptr(ph_baseline) entry = commit(made, day);
        g_autofree char *line = made_up_line(entry);

        line_bytes = strlen(line);
    }
    g_autofree char *history = scratch_read(made->folder, HISTORY);
    history_bytes = strlen(history);
    g_autofree char *text = scratch_read(made->folder, "baseline.json");
    /* The other files do fit where the history does not. */
    assert_true(strlen(text) < history_bytes);
    /* At the first file; at the second; in the middle of the line, and at its last byte. */
    const struct {
        rlim_t bytes;
        const char *phrase;
    } full[] = { { strlen(text) / 2, UNFINISHED_TEXT },
                 { history_bytes, HISTORY },
                 { history_bytes + line_bytes / 2, HISTORY },
                 { history_bytes + line_bytes - 1, HISTORY } };
    for (gsize i = 0; i < G_N_ELEMENTS(full); i++) {
        limit_files(full[i].bytes);
        assert_commit_changes_nothing(made, PH_ERROR_STORAGE, full[i].phrase);
        limit_files(RLIM_INFINITY);
        assert_reads(made, PH_BASELINE_STORE_WHOLE, 4);
    }
}

/* It is committed: that is said, and the next who comes finishes it. */
static void test_replacing_fails(void **state)
{
    const made_store *made = *state;
    ph_baseline_store *store;
    g_autoptr(ph_baseline) second = made_up_entry(2);
    g_autoptr(GError) error = NULL;

    commit_and_forget(made, 1);
    store = open_store(made, PH_BASELINE_STORE_WRITE);
    is_replacing_refused = TRUE;
    assert_false(ph_baseline_store_commit(store, second, &error));
    is_replacing_refused = FALSE;
    ph_baseline_store_close(store);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_true(g_str_has_prefix(error->message, "it is in the history, and the next "));
    assert_reads(made, PH_BASELINE_STORE_UNFINISHED, 1);

    g_autoptr(ph_baseline) third = made_up_entry(3);
    store = open_store(made, PH_BASELINE_STORE_WRITE);
    assert_non_null(strstr(ph_baseline_store_recovery(store), "finished"));
    assert_true(ph_baseline_store_commit(store, third, NULL));
    assert_string_equal(third->previous, second->sha256);
    ph_baseline_store_close(store);
    assert_reads(made, PH_BASELINE_STORE_WHOLE, 3);
}

/* Somebody else who opens the store. */
typedef struct opener {
    const made_store *made;
    ph_baseline_store_access access;
    gint is_opening; /* Atomic, as the next. */
    gint is_closed;  /* The first has let go of it. */
    gboolean has_waited;
} opener;

static gpointer open_beside(gpointer data)
{
    opener *other = data;
    ph_baseline_store *store;

    g_atomic_int_set(&other->is_opening, TRUE);
    store = ph_baseline_store_open(other->made->path, PH_SCHEMA_FOLDER, other->access, NULL);
    other->has_waited = store && g_atomic_int_get(&other->is_closed);
    if (store)
        ph_baseline_store_close(store);
    return NULL;
}

static void test_one_at_a_time(void **state)
{
    const ph_baseline_store_access each[] = { PH_BASELINE_STORE_READ, PH_BASELINE_STORE_WRITE };
    const made_store *made = *state;

    for (gsize first = 0; first < 2; first++)
        for (gsize second = 0; second < 2; second++) {
            ph_baseline_store *store = open_store(made, each[first]);
            opener other = { .made = made, .access = each[second] };
            GThread *thread = g_thread_new("beside", open_beside, &other);

            while (!g_atomic_int_get(&other.is_opening))
                g_thread_yield();
            g_usleep(20000); /* So that one who does not wait has come in. */
            g_atomic_int_set(&other.is_closed, TRUE);
            ph_baseline_store_close(store);
            (void)g_thread_join(thread);
            assert_true(other.has_waited);
        }
}

enum { COMMITTERS = 4, COMMITS = 5 };

/* Returns how many of its commits there are. */
static gpointer commit_beside(gpointer data)
{
    const made_store *made = data;
    guint committed = 0;

    for (int i = 0; i < COMMITS; i++) {
        g_autoptr(ph_baseline_store) store =
            ph_baseline_store_open(made->path, PH_SCHEMA_FOLDER, PH_BASELINE_STORE_WRITE, NULL);
        g_autoptr(ph_baseline) entry = made_up_entry(i + 1);

        committed += store && ph_baseline_store_commit(store, entry, NULL) ? 1 : 0;
    }
    return GUINT_TO_POINTER(committed);
}

static void test_nobodys_commit_is_lost(void **state)
{
    const made_store *made = *state;
    GThread *threads[COMMITTERS];
    guint committed = 0;
    g_autoptr(ph_baseline_store) store = NULL;
    g_autoptr(ph_chain) history = NULL;
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state found;

    for (gsize i = 0; i < COMMITTERS; i++)
        threads[i] = g_thread_new("committer", commit_beside, *state);
    for (gsize i = 0; i < COMMITTERS; i++)
        committed += GPOINTER_TO_UINT(g_thread_join(threads[i]));
    assert_int_equal(committed, COMMITTERS * COMMITS);
    store = open_store(made, PH_BASELINE_STORE_READ);
    history = ph_baseline_store_chain(store, MADE_UP_HOST, MADE_UP_SUITE, NULL);
    assert_int_equal(history->entries->len, COMMITTERS * COMMITS);
    assert_true(ph_baseline_store_current(store, &current, &found, NULL));
    assert_int_equal(found, PH_BASELINE_STORE_WHOLE);
}

/* A store in a folder that is not there. */
static ph_baseline_store *open_below(const made_store *made, ph_baseline_store_access access)
{
    g_autofree char *path = scratch_path(made->folder, "new/baseline.json");

    return ph_baseline_store_open(path, PH_SCHEMA_FOLDER, access, NULL);
}

static void test_a_folder_that_nothing_was_put_into(void **state)
{
    const made_store *made = *state;
    g_autofree char *folder = scratch_path(made->folder, "new");
    g_autoptr(ph_baseline_store) store = open_below(made, PH_BASELINE_STORE_WRITE);
    g_autoptr(ph_baseline) entry = made_up_entry(1);

    assert_non_null(store);
    g_clear_pointer(&store, ph_baseline_store_close);
    assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    /* What others put something into stays, and so does what was there before. */
    store = open_below(made, PH_BASELINE_STORE_WRITE);
    scratch_write(made->folder, "new/of-others", "");
    g_clear_pointer(&store, ph_baseline_store_close);
    g_autofree char *others = scratch_path(made->folder, "new/of-others");
    assert_int_equal(g_remove(others), 0);
    store = open_below(made, PH_BASELINE_STORE_WRITE);
    g_clear_pointer(&store, ph_baseline_store_close);
    assert_true(g_file_test(folder, G_FILE_TEST_IS_DIR));
    store = open_below(made, PH_BASELINE_STORE_WRITE);
    assert_true(ph_baseline_store_commit(store, entry, NULL));
    g_clear_pointer(&store, ph_baseline_store_close);
    store = open_below(made, PH_BASELINE_STORE_READ);
    assert_non_null(store);
}

/* Open it, and put nothing into it, again and again; how often that was refused. */
static gpointer open_in_vain(gpointer data)
{
    guint refused = 0;

    for (int i = 0; i < COMMITS * COMMITTERS; i++) {
        g_autoptr(ph_baseline_store) store = open_below(data, PH_BASELINE_STORE_WRITE);

        refused += !store;
    }
    return GUINT_TO_POINTER(refused);
}

/* Whoever takes the folder away refuses nobody who is about to use it. */
static void test_a_folder_that_others_take_away(void **state)
{
    GThread *threads[COMMITTERS];
    guint refused = 0;

    for (gsize i = 0; i < COMMITTERS; i++)
        threads[i] = g_thread_new("opener", open_in_vain, *state);
    for (gsize i = 0; i < COMMITTERS; i++)
        refused += GPOINTER_TO_UINT(g_thread_join(threads[i]));
    assert_int_equal(refused, 0);
}

/* A lock file that a killed holder left behind does not matter. */
static void test_a_lock_that_nobody_holds(void **state)
{
    const made_store *made = *state;

    scratch_write(made->folder, "baseline.json.lock", "");
    commit_and_forget(made, 1);
    g_autofree char *lock = scratch_path(made->folder, "baseline.json.lock");
    assert_false(g_file_test(lock, G_FILE_TEST_EXISTS));
}

/* Permissions are nothing to root: another user looks, in a process of its own. */
static int read_as_nobody(const made_store *made)
{
    const pid_t child = fork();
    int status;

    if (child == 0) {
        ph_baseline_store *store;
        g_autoptr(ph_baseline) current = NULL;
        ph_baseline_store_state found = PH_BASELINE_STORE_NONE;

        if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
            _exit(77);
        store = ph_baseline_store_open(made->path, PH_SCHEMA_FOLDER, PH_BASELINE_STORE_READ, NULL);
        _exit(store && ph_baseline_store_current(store, &current, &found, NULL) &&
                      found == PH_BASELINE_STORE_WHOLE
                  ? 0
                  : 1);
    }
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_a_folder_that_may_only_be_read(void **state)
{
    const made_store *made = *state;
    int status;

    commit_and_forget(made, 1);
    assert_int_equal(chmod(made->folder, 0555), 0);
    status = read_as_nobody(made);
    assert_int_equal(chmod(made->folder, 0755), 0);
    if (status == 77)
        skip();
    assert_int_equal(status, 0);
}

/* Read what stands at a path, by one of the two; the code of what it is refused with, or -1. */
static int refusal(ph_measurement *(*read)(const char *, const char *, GError **),
                   const made_store *made)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_measurement) run = read(made->path, PH_SCHEMA_FOLDER, &error);

    assert_int_equal(run == NULL, error != NULL);
    if (error)
        assert_non_null(strstr(error->message, made->path));
    return error ? error->code : -1;
}

static void test_what_a_run_is_compared_with(void **state)
{
    const made_store *made = *state;
    g_autoptr(ph_measurement) base = NULL;
    g_autofree char *text = NULL;

    assert_int_equal(refusal(ph_baseline_store_read_base, made), PH_ERROR_BASELINE);
    assert_int_equal(refusal(ph_baseline_store_read_run, made), PH_ERROR_STORAGE);
    scratch_write(made->folder, "baseline.json", "garbage");
    assert_int_equal(refusal(ph_baseline_store_read_base, made), PH_ERROR_BASELINE);
    assert_int_equal(refusal(ph_baseline_store_read_run, made), PH_ERROR_PARSE);
    /* A perf.json may stand there as well. */
    assert_true(g_file_get_contents(PH_PERF_FILE, &text, NULL, NULL));
    scratch_write(made->folder, "baseline.json", text);
    assert_int_equal(refusal(ph_baseline_store_read_base, made), -1);
    assert_int_equal(refusal(ph_baseline_store_read_run, made), -1);
    scratch_write(made->folder, "baseline.json", "{\"schema_version\":\"perfharness-perf-1\"}");
    assert_int_equal(refusal(ph_baseline_store_read_base, made), PH_ERROR_SCHEMA);
    (void)remove(made->path);

    g_autoptr(ph_baseline) first = commit(made, 1), second = commit(made, 2);
    base = ph_baseline_store_read_base(made->path, PH_SCHEMA_FOLDER, NULL);
    assert_string_equal(base->timestamp, second->timestamp);
    assert_int_equal(refusal(ph_baseline_store_read_run, made), -1);
    /* A baseline that is not the last of its history is no base, and no run. */
    g_autofree char *old = made_up_line(first);
    scratch_write(made->folder, "baseline.json", old);
    assert_int_equal(refusal(ph_baseline_store_read_base, made), PH_ERROR_BASELINE);
    assert_int_equal(refusal(ph_baseline_store_read_run, made), PH_ERROR_BASELINE);
}

#define with_store(test)     cmocka_unit_test_setup_teardown(test, make_store, remove_store)
#define with_half_done(test) cmocka_unit_test_setup_teardown(test, make_half_done, remove_half_done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(test_nothing_is_there),
        with_store(test_a_plain_one_has_no_history),
        with_store(test_a_copy_stands_alone),
        with_store(test_commits_follow_each_other),
        with_store(test_suites_and_hosts_have_their_own),
        with_store(test_what_was_edited_is_refused),
        with_store(test_a_tail_that_nobody_left),
        with_half_done(test_cut_short_before_there_was_an_entry),
        with_half_done(test_cut_short_before_it_was_committed),
        with_half_done(test_cut_short_once_it_was_committed),
        with_half_done(test_cut_short_once_it_was_replaced),
        with_store(test_a_first_one_that_was_cut_short),
        with_half_done(test_an_unfinished_entry_that_was_edited),
        with_half_done(test_an_unfinished_entry_that_follows_nothing),
        with_store(test_a_folder_in_its_place),
        with_store(test_no_folder_for_the_history),
        with_store(test_no_folder_for_what_is_unfinished),
        with_store(test_an_entry_that_no_schema_takes),
        with_store(test_a_disk_that_is_full),
        with_store(test_replacing_fails),
        with_store(test_one_at_a_time),
        with_store(test_nobodys_commit_is_lost),
        with_store(test_a_folder_that_nothing_was_put_into),
        with_store(test_a_folder_that_others_take_away),
        with_store(test_a_lock_that_nobody_holds),
        with_store(test_a_folder_that_may_only_be_read),
        with_store(test_what_a_run_is_compared_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
