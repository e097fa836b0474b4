/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Processes are asked one by one for a record's layout: what they have in common is counted, and
 * whatever becomes of one of them is told from a layout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/error.h"
#include "measure/layout_inquiry.h"
#include "stand_in.h"

#define SUBJECT "say {\"event\":\"subject\",\"name\":\"build\",\"version\":\"1.2\"}\n"
#define DONE    "say {\"event\":\"done\"}\n"
#define LAYOUT(bytes, more)                                                                        \
    "say {\"event\":\"layout\",\"name\":\"build\",\"record_length\":3,\"described_bytes\":" bytes  \
        more "}\n"
#define PIECE(text) "say {\"event\":\"description\",\"name\":\"build\",\"text\":\"" text "\"}\n"
#define RIGHT                                                                                      \
    LAYOUT("34", "") PIECE("[{\\\"name\\\":\\\"A\\\",") PIECE("\\\"offset\\\":0,\\\"size\\\":3}]")
#define WRONG LAYOUT("34", "") PIECE("[{\\\"name\\\":\\\"A\\\",\\\"offset\\\":1,\\\"size\\\":3}]")

enum { PROCESSES = 3 };

static const char source[] = "01 A PIC X(3).";
static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

/* What was asked, and what came of it. */
typedef struct question {
    ph_layout_against *against;
    GError *error;
} question;

static void ask(const stand_in *worker, question *ret)
{
    static ph_run_subject subject = { .name = "build", .path = "/lib/build.so" };
    static const ph_own_data own_data = { .copybook = "a.cpy", .record = "A" };
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_FREE };
    ph_copybook_error error;
    ph_copybook copybook;

    assert_true(ph_copybook_read(source, strlen(source), &options, memory, sizeof(memory),
                                 &copybook, &error));
    const ph_layout_truth truth = { &copybook, copybook.records, source, strlen(source) };
    const ph_layout_inquiry inquiry = { .host = &worker->host,
                                        .subject = &subject,
                                        .own_data = &own_data,
                                        .truth = &truth,
                                        .processes = PROCESSES };

    ret->against = ph_layout_against_new("build", "A", 3);
    const gboolean is_asked = ph_layout_inquire(&inquiry, ret->against, &ret->error);
    assert_int_equal(is_asked, ret->error == NULL);
}

static void question_clear(question *asked)
{
    g_clear_pointer(&asked->against, ph_layout_against_free);
    g_clear_error(&asked->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(question, question_clear)

static const ph_layout_failure *failure_at(const question *asked, guint i)
{
    assert_true(i < asked->against->failures->len);
    return asked->against->failures->pdata[i];
}

static void test_each_process_is_asked_for_the_copybook(void **state)
{
    const stand_in *worker = *state;
    g_auto(question) asked = { 0 };
    g_auto(GStrv) starts = NULL;

    stand_in_script(worker, "layout", SUBJECT RIGHT DONE);
    ask(worker, &asked);
    assert_null(asked.error);
    assert_true(ph_layout_against_is_same(asked.against));
    assert_true(asked.against->is_described);
    assert_int_equal(asked.against->processes, PROCESSES);
    assert_int_equal(asked.against->found_length, 3);
    assert_string_equal(asked.against->version, "1.2");

    starts = stand_in_starts(worker);
    assert_int_equal(g_strv_length(starts), PROCESSES);
    assert_true(g_str_has_prefix(starts[0], "layout\t--subject\tbuild=/lib/build.so\t"));
    assert_true(stand_in_was_given(starts[0], "--copybook", "a.cpy"));
    assert_true(stand_in_was_given(starts[0], "--record", "A"));
    assert_false(stand_in_was_given(starts[0], "--data", NULL));
}

static void test_what_some_have_is_counted(void **state)
{
    const stand_in *worker = *state;
    g_auto(question) asked = { 0 };
    const ph_layout_finding *finding;

    stand_in_script(worker, "layout", SUBJECT WRONG DONE);
    stand_in_script(worker, "2", SUBJECT RIGHT DONE);
    ask(worker, &asked);
    assert_false(ph_layout_against_is_same(asked.against));
    assert_int_equal(asked.against->findings->len, 1);
    finding = asked.against->findings->pdata[0];
    assert_string_equal(finding->kind, "offset");
    assert_string_equal(finding->path, "A");
    assert_int_equal(finding->processes, 2);
    assert_int_equal(asked.against->failures->len, 0);
}

/* A case: what a process does, and what it is called. */
typedef struct bad_process {
    const char *script, *kind, *code, *reason;
} bad_process;

static void test_a_process_without_a_layout(void **state)
{
    static const bad_process cases[] = {
        { SUBJECT "say {\"event\":\"layout\",\"name\":\"build\",\"code\":\"E\\u001b1\","
                  "\"reason\":\"no\"}\n" DONE,
          "refused", "E\\u001b1", "no" },
        { SUBJECT LAYOUT("0", ",\"code\":\"E2\",\"reason\":\"full\"") DONE, "broken", "E2",
          "full" },
        { SUBJECT LAYOUT("2", "") PIECE("{}") DONE, "broken", "", "its description is no array" },
        { SUBJECT "beacon 1 1 0\nend-by-signal 11\n", "crashed", "",
          "was killed by signal 11 (Segmentation fault)" },
        { SUBJECT LAYOUT("2", "") "end-with-status 0\n", "crashed", "",
          "ended the process with exit status 0" },
        { SUBJECT LAYOUT("2", "") DONE, "crashed", "",
          "said what no worker says: that it is done, and not all of a layout" },
    };
    const stand_in *worker = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(question) asked = { 0 };

        stand_in_script(worker, "layout", cases[i].script);
        ask(worker, &asked);
        assert_false(ph_layout_against_is_same(asked.against));
        assert_string_equal(failure_at(&asked, 0)->kind, cases[i].kind);
        assert_string_equal(failure_at(&asked, 0)->code, cases[i].code);
        assert_string_equal(failure_at(&asked, 0)->reason, cases[i].reason);
        /* What is broken is not asked for again: it may be anything, of any size. */
        assert_int_equal(failure_at(&asked, 0)->processes,
                         strcmp(cases[i].kind, "broken") == 0 ? 1 : PROCESSES);
    }
}

/* Nobody waits for that again. */
static void test_a_process_that_hangs_is_the_last(void **state)
{
    stand_in *worker = *state;
    g_auto(question) asked = { 0 };

    worker->host.hang_timeout_us = G_GINT64_CONSTANT(300000);
    stand_in_script(worker, "1", SUBJECT RIGHT DONE);
    stand_in_script(worker, "2", SUBJECT "beacon 1 1 0\nhang\n");
    ask(worker, &asked);
    assert_int_equal(asked.against->processes, 2);
    assert_string_equal(failure_at(&asked, 0)->kind, "hung");
    assert_string_equal(failure_at(&asked, 0)->reason, "did not return within 0.3 s");
    assert_int_equal(failure_at(&asked, 0)->processes, 1);
}

static void test_who_cannot_be_asked(void **state)
{
    static const struct {
        const char *script, *error;
        ph_error code;
    } cases[] = {
        { "say {\"event\":\"rejected\",\"reason\":\"no such symbol\"}\n" DONE, "no such symbol",
          PH_ERROR_SUBJECT_LOAD },
        { SUBJECT DONE, "it decodes no records, and reads no copybook", PH_ERROR_SUBJECT_LOAD },
        { SUBJECT "say {\"event\":\"refused\",\"why\":\"data\",\"reason\":\"a.cpy is gone\"}\n",
          "a.cpy is gone", PH_ERROR_DATA },
    };
    const stand_in *worker = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(question) asked = { 0 };

        stand_in_script(worker, "layout", cases[i].script);
        ask(worker, &asked);
        assert_true(g_error_matches(asked.error, PH_ERROR, (gint)cases[i].code));
        assert_string_equal(asked.error->message, cases[i].error);
    }
}

static void test_the_user_gives_up(void **state)
{
    stand_in *worker = *state;
    g_auto(question) asked = { 0 };

    worker->is_interrupted = TRUE;
    stand_in_script(worker, "layout", SUBJECT RIGHT DONE);
    ask(worker, &asked);
    assert_true(g_error_matches(asked.error, PH_ERROR, PH_ERROR_INTERRUPTED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stand_in_new, stand_in_free)
        TEST(test_each_process_is_asked_for_the_copybook),
        TEST(test_what_some_have_is_counted),
        TEST(test_a_process_without_a_layout),
        TEST(test_a_process_that_hangs_is_the_last),
        TEST(test_who_cannot_be_asked),
        TEST(test_the_user_gives_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
