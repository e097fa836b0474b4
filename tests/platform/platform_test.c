/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What differs by system does what its headers say, on the system that this is built for. Names are
 * not ASCII throughout.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/cookie_stream.h"
#include "platform/file_lock.h"
#include "platform/file_status.h"
#include "platform/folder.h"
#include "platform/line.h"
#include "platform/open_flags.h"
#include "platform/output_path.h"
#include "platform/path.h"
#include "platform/pipe.h"
#include "platform/program_path.h"
#include "platform/shared_file_system.h"
#include "platform/signal_watch.h"
#include "platform/standard_streams.h"
#include "platform/terminal_width.h"
#include "platform/text_stream.h"
#include "scratch_folder.h"

#define NAME "für größere Namen.txt"

static int make_folder(void **state)
{
    *state = scratch_folder_new();
    return 0;
}

static int remove_folder(void **state)
{
    scratch_folder_remove(*state);
    return 0;
}

static void test_a_text_stream_keeps_what_was_printed(void **state)
{
    g_autoptr(ph_text_stream) stream = ph_text_stream_new();

    (void)state;
    assert_string_equal(ph_text_stream_text(stream), "");
    assert_true(fprintf(ph_text_stream_file(stream), "one ä\n") > 0);
    assert_string_equal(ph_text_stream_text(stream), "one ä\n");
    assert_true(fprintf(ph_text_stream_file(stream), "two\n") > 0);
    assert_string_equal(ph_text_stream_text(stream), "one ä\ntwo\n");
}

static void assert_joined(char *path, const char *expected)
{
    assert_string_equal(path, expected);
    g_free(path);
}

static void test_a_path_is_joined_the_same_everywhere(void **state)
{
    (void)state;
    assert_joined(ph_path_join("baselines", "host", "suite.json", NULL),
                  "baselines/host/suite.json");
    assert_joined(ph_path_join(".", "perf.json", NULL), "./perf.json");
    assert_joined(ph_path_join("/", "perf.json", NULL), "/perf.json");
    assert_joined(ph_path_join("here/run/", "perf.json", NULL), "here/run/perf.json");
    assert_joined(ph_path_join("here\\run", "perf.json", NULL),
                  G_DIR_SEPARATOR == '/' ? "here\\run/perf.json" : "here\\run\\perf.json");
}

static void test_a_line_has_any_length_and_any_byte(void **state)
{
    static const char bytes[] = "short\nwith\0a NUL\n\nno end";
    g_autofree char *path = scratch_path(*state, NAME);
    g_autofree char *long_line = g_strnfill(100000, 'x');
    char *line = NULL;
    size_t size = 0;
    FILE *file;

    scratch_write_bytes(*state, NAME, bytes, sizeof(bytes) - 1);
    file = fopen(path, PH_STREAM_READ);
    assert_non_null(file);
    assert_int_equal(ph_line_read(&line, &size, file), 6);
    assert_string_equal(line, "short\n");
    assert_int_equal(ph_line_read(&line, &size, file), 11);
    assert_memory_equal(line, "with\0a NUL\n", 12);
    assert_int_equal(ph_line_read(&line, &size, file), 1);
    assert_int_equal(ph_line_read(&line, &size, file), 6);
    assert_string_equal(line, "no end");
    assert_int_equal(ph_line_read(&line, &size, file), -1);
    assert_false(ferror(file));
    assert_int_equal(fclose(file), 0);

    scratch_write(*state, NAME, long_line);
    file = fopen(path, PH_STREAM_READ);
    assert_non_null(file);
    assert_int_equal(ph_line_read(&line, &size, file), 100000);
    assert_string_equal(line, long_line);
    assert_int_equal(fclose(file), 0);
    free(line);
}

/* Gives its text in pieces of three bytes, and counts. */
typedef struct source {
    const char *rest;
    int cause; /* In place of the end; 0: that. */
    guint freed;
} source;

static gssize give(gpointer data, char *to, gsize size)
{
    source *from = data;
    const gsize length = MIN(MIN(strlen(from->rest), size), 3);

    if (length == 0 && from->cause) {
        errno = from->cause;
        return -1;
    }
    memcpy(to, from->rest, length);
    from->rest += length;
    return (gssize)length;
}

static void count_free(gpointer data)
{
    ((source *)data)->freed++;
}

static void test_a_stream_reads_what_a_function_gives(void **state)
{
    source from = { .rest = "no line ends\r\nas another\n" };
    FILE *stream = ph_stream_of_reader(give, &from, count_free);
    char text[64] = "";

    (void)state;
    assert_non_null(stream);
    assert_int_equal(fread(text, 1, sizeof(text) - 1, stream), 25);
    assert_string_equal(text, "no line ends\r\nas another\n");
    assert_true(feof(stream));
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(from.freed, 1);
}

/* At once, or when it is read. */
static void test_that_a_function_fails_is_seen(void **state)
{
    source from = { .rest = "abc", .cause = EBADMSG };
    FILE *stream = ph_stream_of_reader(give, &from, count_free);
    char text[64];

    (void)state;
    if (stream) {
        (void)fread(text, 1, sizeof(text), stream);
        assert_true(ferror(stream));
        (void)fclose(stream);
    }
    assert_int_equal(errno, EBADMSG);
    assert_int_equal(from.freed, 1);
}

static int open_file(const char *path)
{
    const int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    assert_true(descriptor >= 0);
    return descriptor;
}

static void test_one_has_the_lock(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);
    const int first = open_file(path), second = open_file(path);

    assert_true(ph_file_lock_try(first));
    assert_true(ph_file_lock_is_of(first, path));
    errno = 0;
    assert_false(ph_file_lock_try(second));
    assert_int_equal(errno, EWOULDBLOCK);
    assert_int_equal(write(second, "x", 1), 1); /* It keeps nobody from writing. */
    ph_file_lock_close(first, NULL);
    assert_true(ph_file_lock_try(second));
    ph_file_lock_close(second, path);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* Who waited for a file that went holds nothing; where a file that is open cannot go, he has it. */
static void test_a_lock_on_what_was_removed_is_none(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);
    const int first = open_file(path), second = open_file(path);

    assert_true(ph_file_lock_try(first));
    ph_file_lock_close(first, path);
    assert_true(ph_file_lock_try(second));
    assert_int_equal(ph_file_lock_is_of(second, path), g_file_test(path, G_FILE_TEST_EXISTS));
    ph_file_lock_close(second, path);
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_the_program_knows_where_it_is(void **state)
{
    g_autofree char *path = ph_program_path();
    g_autofree char *name = path ? g_path_get_basename(path) : NULL;

    (void)state;
    assert_non_null(path);
    assert_true(g_path_is_absolute(path));
    assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
    assert_true(g_str_has_prefix(name, "platform_test"));
}

static void test_when_a_file_was_written(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);
    g_autofree char *none = scratch_path(*state, "none");
    const gint64 before_us = g_get_real_time();
    gint64 written_us = 0;

    assert_false(ph_file_written_us(none, &written_us));
    assert_int_equal(errno, ENOENT);
    scratch_write(*state, NAME, "text");
    assert_true(ph_file_written_us(path, &written_us));
    /* A kernel's clock for files may be a tick behind the other. */
    assert_true(written_us > before_us - G_USEC_PER_SEC);
    assert_true(written_us < g_get_real_time() + G_USEC_PER_SEC);
}

static void test_folders(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);
    g_autofree char *none = scratch_path(*state, "none");
    g_autofree char *name = NULL;
    g_autofree char *of_none = NULL;

    assert_true(ph_folder_sync(*state));
    assert_true(ph_folder_lets_write(*state, path));
    assert_false(ph_folder_lets_write(none, path));
    assert_true(ph_shared_file_system(*state, &name));
    assert_false(ph_shared_file_system(none, &of_none));
    assert_int_equal(errno, ENOENT);
    assert_null(of_none);
}

static ph_output_path_kind kind_of(const char *path)
{
    g_auto(ph_output_path) seen = { 0 };

    assert_true(ph_output_path_look(path, &seen));
    assert_int_equal(seen.descriptor, -1);
    assert_false(seen.is_foreign);
    return seen.kind;
}

static void test_what_a_path_leads_to(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);

    assert_int_equal(kind_of(path), PH_OUTPUT_PATH_ABSENT);
    scratch_write(*state, NAME, "text");
    assert_int_equal(kind_of(path), PH_OUTPUT_PATH_FILE);
    assert_int_equal(kind_of(*state), PH_OUTPUT_PATH_FOLDER);
    assert_false(ph_pipe_is(path));
}

static void test_a_file_has_room_and_no_columns(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);
    FILE *file = fopen(path, PH_STREAM_APPEND);

    assert_non_null(file);
    assert_true(ph_pipe_has_room(fileno(file), 0));
    assert_int_equal(ph_terminal_width(file), 0);
    assert_int_equal(fclose(file), 0);
}

static gboolean note(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_CONTINUE;
}

static void test_signals_can_be_watched(void **state)
{
    gboolean is_noted = FALSE;
    const guint id = ph_signal_watch(ph_signals_of_end[0], note, &is_noted);

    (void)state;
    assert_true(id > 0);
    (void)g_main_context_iteration(NULL, FALSE);
    assert_false(is_noted);
    assert_true(g_source_remove(id));
}

/* As in every file that is opened from then on. */
static void test_no_line_end_becomes_another(void **state)
{
    g_autofree char *path = scratch_path(*state, NAME);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs("a\nb\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    assert_int_equal(length, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_stream_keeps_what_was_printed),
        cmocka_unit_test(test_a_path_is_joined_the_same_everywhere),
        cmocka_unit_test_setup_teardown(test_a_line_has_any_length_and_any_byte, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_a_stream_reads_what_a_function_gives),
        cmocka_unit_test(test_that_a_function_fails_is_seen),
        cmocka_unit_test_setup_teardown(test_one_has_the_lock, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_lock_on_what_was_removed_is_none, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_the_program_knows_where_it_is),
        cmocka_unit_test_setup_teardown(test_when_a_file_was_written, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_folders, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_a_path_leads_to, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_file_has_room_and_no_columns, make_folder,
                                        remove_folder),
        cmocka_unit_test(test_signals_can_be_watched),
        cmocka_unit_test_setup_teardown(test_no_line_end_becomes_another, make_folder,
                                        remove_folder),
    };

    ph_standard_streams_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
