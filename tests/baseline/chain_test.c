/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A history says what was written, or it says in which line it does not: no entry is changed, left
 * out, put between or moved unseen; and an append is there whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "baseline/chain.h"
#include "error/error.h"
#include "made_up_entry.h"
#include "scratch_folder.h"

#define HISTORY "baselines/" MADE_UP_HOST "/" MADE_UP_SUITE ".jsonl"

enum { ENTRIES = 4 };

/* A history of four entries, and each of its lines. */
typedef struct written {
    char *folder;
    char *histories;
    ph_baseline *entries[ENTRIES];
    char *lines[ENTRIES];
} written;

static int write_history(void **state)
{
    written *w = g_new0(written, 1);

    w->folder = scratch_folder_new();
    w->histories = scratch_path(w->folder, "baselines");
    for (int i = 0; i < ENTRIES; i++) {
        w->entries[i] = made_up_sealed(i + 1, i ? w->entries[i - 1] : NULL);
        w->lines[i] = made_up_line(w->entries[i]);
    }
    *state = w;
    return 0;
}

static int remove_history(void **state)
{
    written *w = *state;

    for (int i = 0; i < ENTRIES; i++) {
        ph_baseline_free(w->entries[i]);
        g_free(w->lines[i]);
    }
    g_free(w->histories);
    scratch_folder_remove(w->folder);
    g_free(w);
    return 0;
}

static ph_chain *read_chain(const written *w, GError **error)
{
    return ph_chain_read(w->histories, MADE_UP_HOST, MADE_UP_SUITE, error);
}

/* The history that is expected to be whole. */
static ph_chain *read_whole(const written *w)
{
    g_autoptr(GError) error = NULL;
    ph_chain *history = read_chain(w, &error);

    if (!history)
        fail_msg("%s", error->message);
    return history;
}

static void assert_breaks_in_line(const written *w, const char *what, const char *text,
                                  gsize length, guint line)
{
    g_autofree char *path = scratch_path(w->folder, HISTORY);
    g_autofree char *place = g_strdup_printf("%s:%u: ", path, line);
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_chain) history = NULL;

    scratch_write_bytes(w->folder, HISTORY, text, length);
    history = read_chain(w, &error);
    if (history)
        fail_msg("%s: nobody sees it", what);
    if (!g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE) ||
        !g_str_has_prefix(error->message, place))
        fail_msg("%s: line %u was expected: %s", what, line, error->message);
}

static void test_none_is_empty(void **state)
{
    const written *w = *state;
    g_autoptr(ph_chain) history = read_whole(w);
    g_autofree char *path = ph_chain_path(w->histories, MADE_UP_HOST, MADE_UP_SUITE);
    g_autofree char *expected = scratch_path(w->folder, HISTORY);

    assert_string_equal(path, expected);
    assert_string_equal(history->path, expected);
    assert_int_equal(history->entries->len, 0);
    assert_int_equal(history->whole_bytes, 0);
    assert_string_equal(history->tail, "");
    assert_null(ph_chain_last(history));
    /* Reading made nothing. */
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_entries_are_appended_and_come_back(void **state)
{
    const written *w = *state;
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < ENTRIES; i++) {
        g_autoptr(ph_chain) before = read_whole(w);
        g_autoptr(ph_chain) after = NULL;
        g_autoptr(ph_baseline) first = NULL;
        g_autofree char *found = NULL;

        assert_true(ph_chain_append(before, w->entries[i], NULL));
        after = read_whole(w);
        found = scratch_read(w->folder, HISTORY);
        g_string_append(text, w->lines[i]);
        assert_string_equal(found, text->str);
        assert_int_equal(after->entries->len, i + 1);
        assert_int_equal(after->whole_bytes, text->len);
        assert_string_equal(after->tail, "");
        assert_true(ph_baseline_equals(ph_chain_last(after), w->entries[i]));
        first = ph_chain_entry_at(after, 0);
        assert_true(ph_baseline_equals(first, w->entries[0]));
    }
}

/* A case: a name, the lines that the history has then, and where it is seen. */
typedef struct broken {
    const char *what;
    int order[ENTRIES + 1]; /* Indices of lines, -1 at the end. */
    guint line;
} broken;

static void test_lines_are_all_there_and_in_order(void **state)
{
    static const broken cases[] = {
        { "the first is left out", { 1, 2, 3, -1 }, 1 },
        { "one is left out", { 0, 2, 3, -1 }, 2 },
        { "two are left out", { 0, 3, -1 }, 2 },
        { "two are swapped", { 0, 2, 1, 3, -1 }, 2 },
        { "the first two are swapped", { 1, 0, 2, 3, -1 }, 1 },
        { "one stands twice", { 0, 1, 1, 2, -1 }, 3 },
        { "the first stands at the end again", { 0, 1, 2, 0, -1 }, 4 },
    };
    const written *w = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) text = g_string_new(NULL);

        for (const int *index = cases[i].order; *index >= 0; index++)
            g_string_append(text, w->lines[*index]);
        assert_breaks_in_line(w, cases[i].what, text->str, text->len, cases[i].line);
    }
}

/* In whichever line it is, a byte that is not what was written is seen there. */
static void test_an_edited_entry_is_seen(void **state)
{
    const written *w = *state;

    for (guint i = 0; i < ENTRIES; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        gsize start = 0;

        for (guint k = 0; k < ENTRIES; k++) {
            start = k == i ? text->len : start;
            g_string_append(text, w->lines[k]);
        }
        /* Every 7th byte of it, to another printable one; the line's end is another matter. */
        for (gsize at = start; at < start + strlen(w->lines[i]) - 1; at += 7) {
            const char was = text->str[at];

            text->str[at] = was == '1' ? '2' : '1';
            assert_breaks_in_line(w, "a byte is another", text->str, text->len, i + 1);
            text->str[at] = was;
        }
    }
}

/* A line spelled otherwise, with a seal that follows from how it is spelled. */
static char *respell(const char *line)
{
    g_autofree char *rest = g_strndup(line, (gsize)(g_strrstr(line, ",\"sha256\"") - line));
    g_autofree char *text = g_strconcat("{ ", rest + 1, "}", NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    text[strlen(text) - 1] = '\0';
    return g_strconcat(text, ",\"sha256\":\"", digest, "\"}\n", NULL);
}

/* What means the same and is written otherwise was not written here. */
static void test_another_spelling_is_an_edit(void **state)
{
    const written *w = *state;
    char *pretty = ph_baseline_text(w->entries[0]);
    g_autofree char *spaced = g_strconcat(" ", w->lines[0], NULL);
    g_autofree char *respelled = respell(w->lines[0]);
    g_autofree char *returned = g_strdup(w->lines[0]);
    g_autofree char *with_return = NULL;
    g_autofree char *exponent = NULL;

    g_strchomp(returned);
    with_return = g_strconcat(returned, "\r\n", NULL);
    assert_breaks_in_line(w, "spaced and sealed so", respelled, strlen(respelled), 1);
    assert_breaks_in_line(w, "several lines", pretty, strlen(pretty), 1);
    assert_breaks_in_line(w, "a space before it", spaced, strlen(spaced), 1);
    assert_breaks_in_line(w, "a return behind it", with_return, strlen(with_return), 1);
    g_auto(GStrv) halves = g_strsplit(w->lines[0], "1048576", 2);
    exponent = g_strjoinv("1.048576e6", halves);
    assert_breaks_in_line(w, "a number with an exponent", exponent, strlen(exponent), 1);
    cJSON_free(pretty);
}

static void test_what_is_no_entry_is_seen(void **state)
{
    static const char *const lines[] = { "\n", "{}\n", "[]\n", "null\n", "garbage\n", "{\"a\":\n" };
    static const char nul[] = "{\"a\":\"\0\"}\n", nul_in_tail[] = "{\"a\":\0";
    const written *w = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *text = g_strconcat(w->lines[0], lines[i], w->lines[1], NULL);

        assert_breaks_in_line(w, lines[i], text, strlen(text), 2);
    }
    assert_breaks_in_line(w, "a NUL", nul, sizeof(nul) - 1, 1);
    assert_breaks_in_line(w, "a NUL in the tail", nul_in_tail, sizeof(nul_in_tail) - 1, 1);
}

/* Each with a seal of its own that is whole, as somebody who knows how would do it. */
static void test_a_sealed_entry_put_between_is_seen(void **state)
{
    const written *w = *state;
    g_autoptr(ph_baseline) stranger = made_up_sealed(9, w->entries[0]);
    g_autoptr(ph_baseline) host = made_up_entry_of(9, MADE_UP_OTHER_HOST, MADE_UP_SUITE);
    g_autoptr(ph_baseline) suite = made_up_entry_of(9, MADE_UP_HOST, "another");
    g_autofree char *stranger_line = made_up_line(stranger), *host_line = NULL, *suite_line = NULL;
    g_autofree char *between = g_strconcat(w->lines[0], stranger_line, w->lines[1], NULL);
    g_autofree char *of_host = NULL, *of_suite = NULL;

    assert_breaks_in_line(w, "put between", between, strlen(between), 3);
    ph_baseline_seal(host, w->entries[0]);
    ph_baseline_seal(suite, w->entries[0]);
    host_line = made_up_line(host);
    suite_line = made_up_line(suite);
    of_host = g_strconcat(w->lines[0], host_line, NULL);
    of_suite = g_strconcat(w->lines[0], suite_line, NULL);
    assert_breaks_in_line(w, "another host's", of_host, strlen(of_host), 2);
    assert_breaks_in_line(w, "another suite's", of_suite, strlen(of_suite), 2);
}

/* A whole history under another's name. */
static void test_the_name_says_whose_it_is(void **state)
{
    static const char *const names[][2] = { { MADE_UP_OTHER_HOST, MADE_UP_SUITE },
                                            { MADE_UP_HOST, "another" } };
    const written *w = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = g_strdup_printf("baselines/%s/%s.jsonl", names[i][0], names[i][1]);
        g_autoptr(GError) error = NULL;

        scratch_write(w->folder, name, w->lines[0]);
        assert_null(ph_chain_read(w->histories, names[i][0], names[i][1], &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE));
        assert_non_null(strstr(error->message, name));
    }
}

static void test_what_cannot_be_read_is_no_empty_history(void **state)
{
    const written *w = *state;
    g_autoptr(GError) error = NULL;

    scratch_write(w->folder, HISTORY "/a-folder-in-its-place", "");
    assert_null(read_chain(w, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
}

/* Cut behind every byte of its last line: the entries before are whole, the rest is its tail. */
static void test_a_cut_tail_is_told_from_the_entries(void **state)
{
    const written *w = *state;
    g_autofree char *before = g_strconcat(w->lines[0], w->lines[1], NULL);
    const gsize line_length = strlen(w->lines[2]);

    for (gsize kept = 1; kept < line_length; kept++) {
        g_autofree char *part = g_strndup(w->lines[2], kept);
        g_autofree char *text = g_strconcat(before, part, NULL);
        g_autoptr(ph_chain) history = NULL;

        scratch_write(w->folder, HISTORY, text);
        history = read_whole(w);
        assert_int_equal(history->entries->len, 2);
        assert_int_equal(history->whole_bytes, strlen(before));
        assert_string_equal(history->tail, part);
        assert_true(ph_chain_tail_is_part_of(history, w->entries[2]));
        /* The lines of two entries begin alike, but not up to the day. */
        if (kept > strlen("{\"timestamp\":\"2025-06-03"))
            assert_false(ph_chain_tail_is_part_of(history, w->entries[3]));
    }
}

static void test_more_than_the_line_is_no_part_of_it(void **state)
{
    const written *w = *state;
    g_autofree char *line = g_strchomp(g_strdup(w->lines[0]));
    g_autofree char *more = g_strconcat(line, "x", NULL);
    g_autoptr(ph_chain) history = NULL;

    scratch_write(w->folder, HISTORY, more);
    history = read_whole(w);
    assert_false(ph_chain_tail_is_part_of(history, w->entries[0]));
}

static void test_the_tail_is_cut_off_for_good(void **state)
{
    const written *w = *state;
    g_autofree char *part = g_strndup(w->lines[1], 40);
    g_autofree char *text = g_strconcat(w->lines[0], part, NULL);
    g_autofree char *cut = NULL, *again = NULL;
    g_autoptr(ph_chain) torn = NULL, whole = NULL;

    scratch_write(w->folder, HISTORY, text);
    torn = read_whole(w);
    assert_true(ph_chain_cut_tail(torn, NULL));
    cut = scratch_read(w->folder, HISTORY);
    assert_string_equal(cut, w->lines[0]);
    whole = read_whole(w);
    assert_true(ph_chain_cut_tail(whole, NULL)); /* There is nothing to cut. */
    again = scratch_read(w->folder, HISTORY);
    assert_string_equal(again, w->lines[0]);
}

static void test_a_folder_that_cannot_be_made(void **state)
{
    const written *w = *state;
    g_autoptr(ph_chain) history = read_whole(w);
    g_autoptr(GError) error = NULL;
    g_autofree char *before = NULL, *after = NULL;

    scratch_write(w->folder, "baselines", "a file in its place");
    before = scratch_state(w->folder);
    assert_false(ph_chain_append(history, w->entries[0], &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    after = scratch_state(w->folder);
    assert_string_equal(after, before);
}

/* The disk is full in the middle of the line: the file is as it was. */
static void test_an_append_that_does_not_fit(void **state)
{
    const written *w = *state;
    struct rlimit usual;
    g_autoptr(ph_chain) history = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *after = NULL;
    gboolean is_appended;

    scratch_write(w->folder, HISTORY, w->lines[0]);
    history = read_whole(w);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    const struct rlimit tight = { .rlim_cur = history->whole_bytes + 100,
                                  .rlim_max = usual.rlim_max };
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    is_appended = ph_chain_append(history, w->entries[1], &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_false(is_appended);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_non_null(strstr(error->message, history->path));
    after = scratch_read(w->folder, HISTORY);
    assert_string_equal(after, w->lines[0]);
}

static void test_an_entry_is_found_by_its_hash(void **state)
{
    static const char *const ambiguous[] = { "abcdef012", "abcdef0",  "abcdef",    "",
                                             "1234567",   "00000000", "ABCDEF0123" };
    static char first[] = "abcdef0123", second[] = "abcdef0124", third[] = "0000000111";
    ph_chain_entry hashed[] = { { NULL, first }, { NULL, second }, { NULL, third } };
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    ph_chain history = { .path = g_strdup("history.jsonl"), .entries = entries };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(hashed); i++)
        g_ptr_array_add(entries, &hashed[i]);
    assert_int_equal(ph_chain_find(&history, "abcdef0123", NULL), 0);
    assert_int_equal(ph_chain_find(&history, "abcdef0124", NULL), 1);
    assert_int_equal(ph_chain_find(&history, "0000000", NULL), 2);
    /* Six digits are too few, although there is one only. */
    assert_int_equal(ph_chain_find(&history, "000000", NULL), -1);
    for (gsize i = 0; i < G_N_ELEMENTS(ambiguous); i++) {
        g_autoptr(GError) error = NULL;

        if (ph_chain_find(&history, ambiguous[i], &error) >= 0)
            fail_msg("\"%s\" is taken", ambiguous[i]);
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_USAGE));
    }
    g_free(history.path);
}

/* What a killed move leaves: the compressed entries stand in the file as well. */
static void test_old_entries_compress(void **state)
{
    const written *w = *state;
    g_autofree char *path = scratch_path(w->folder, HISTORY);
    g_autofree char *packed = g_strconcat(path, ".zst", NULL);
    g_autofree char *whole = g_strconcat(w->lines[0], w->lines[1], w->lines[2], NULL);
    guint moved = 0;

    scratch_write(w->folder, HISTORY, whole);
    for (guint newest = 2; newest > 0; newest--) {
        g_autoptr(ph_chain) before = read_whole(w);
        g_autoptr(ph_chain) after = NULL;

        assert_true(ph_chain_compress(before, newest, &moved, NULL));
        assert_int_equal(moved, 1);
        after = read_whole(w);
        assert_int_equal(after->entries->len, 3);
        assert_int_equal(after->packed, 3 - newest);
        assert_false(after->is_moving);
        for (guint i = 0; i < 3; i++) {
            g_autoptr(ph_baseline) entry = ph_chain_entry_at(after, i);

            assert_true(ph_baseline_equals(entry, w->entries[i]));
        }
    }
    scratch_write(w->folder, HISTORY, whole);
    g_autoptr(ph_chain) twice = read_whole(w);
    assert_int_equal(twice->entries->len, 3);
    assert_true(twice->is_moving);
    assert_true(ph_chain_append(twice, w->entries[3], NULL));
    g_autoptr(ph_chain) longer = read_whole(w);
    assert_int_equal(longer->entries->len, 4);
    assert_true(ph_chain_compress(longer, 9, &moved, NULL));
    assert_int_equal(moved, 0);
    g_autoptr(ph_chain) mended = read_whole(w);
    assert_false(mended->is_moving);
    assert_int_equal(mended->packed, 2);
    assert_int_equal(mended->whole_bytes, strlen(w->lines[2]) + strlen(w->lines[3]));
    assert_true(g_file_test(packed, G_FILE_TEST_EXISTS));
}

static void assert_history_is_refused(const written *w, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_chain) history = read_chain(w, &error);

    if (history || !g_error_matches(error, PH_ERROR, PH_ERROR_BASELINE))
        fail_msg("%s: %s", what, history ? "nobody sees it" : error->message);
}

static void test_compressed_entries_that_were_changed(void **state)
{
    const written *w = *state;
    g_autofree char *path = scratch_path(w->folder, HISTORY);
    g_autofree char *packed = g_strconcat(path, ".zst", NULL);
    g_autofree char *whole = g_strconcat(w->lines[0], w->lines[1], w->lines[2], NULL);
    g_autofree char *bytes = NULL;
    gsize length;
    guint moved;

    scratch_write(w->folder, HISTORY, whole);
    g_autoptr(ph_chain) before = read_whole(w);
    assert_true(ph_chain_compress(before, 1, &moved, NULL));
    assert_true(g_file_get_contents(packed, &bytes, &length, NULL));
    for (gsize cut = 0; cut < length; cut += 7) {
        scratch_write_bytes(w->folder, HISTORY ".zst", bytes, cut);
        assert_history_is_refused(w, "cut");
    }
    for (gsize at = 0; at < length; at += 5) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        g_autoptr(ph_chain) history = NULL;

        damaged[at] ^= 0x20;
        scratch_write_bytes(w->folder, HISTORY ".zst", damaged, length);
        history = read_chain(w, NULL);
        /* A bit of the frame's header may say nothing: then all lines are there. */
        assert_true(!history || history->entries->len == 3);
    }
    assert_int_equal(g_unlink(packed), 0);
    assert_history_is_refused(w, "left out");
    scratch_write_bytes(w->folder, HISTORY ".zst", bytes, length);
    scratch_write(w->folder, HISTORY, w->lines[3]);
    assert_history_is_refused(w, "one between is left out");
    assert_int_equal(g_unlink(path), 0);
    assert_history_is_refused(w, "the newest are left out");
}

#define with_history(test) cmocka_unit_test_setup_teardown(test, write_history, remove_history)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_history(test_none_is_empty),
        with_history(test_entries_are_appended_and_come_back),
        with_history(test_lines_are_all_there_and_in_order),
        with_history(test_an_edited_entry_is_seen),
        with_history(test_another_spelling_is_an_edit),
        with_history(test_what_is_no_entry_is_seen),
        with_history(test_a_sealed_entry_put_between_is_seen),
        with_history(test_the_name_says_whose_it_is),
        with_history(test_what_cannot_be_read_is_no_empty_history),
        with_history(test_a_cut_tail_is_told_from_the_entries),
        with_history(test_old_entries_compress),
        with_history(test_compressed_entries_that_were_changed),
        with_history(test_more_than_the_line_is_no_part_of_it),
        with_history(test_the_tail_is_cut_off_for_good),
        with_history(test_a_folder_that_cannot_be_made),
        with_history(test_an_append_that_does_not_fit),
        cmocka_unit_test(test_an_entry_is_found_by_its_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
