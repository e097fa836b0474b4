/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each library is asked in a worker of its own, and whatever becomes of that: it is found, or it is
 * said why it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "error/error.h"
#include "measure/discover.h"
#include "stand_in.h"

#define LOADED(name) "say {\"event\":\"subject\",\"name\":\"" name "\",\"operations\":5}\n"
#define DONE         "say {\"event\":\"done\"}\n"

static ph_run_subject alpha = { .name = "alpha", .path = "/lib/alpha.so" };
static ph_run_subject beta = { .name = "beta", .path = "/lib/beta.so", .options = "a=1,b" };
static ph_run_subject absent = { .name = "absent", .unavailable = "cargo is not there" };

/* What was asked and what came of it. */
typedef struct question {
    GPtrArray *subjects;
    ph_run_request request;
    ph_measurement *measurement;
    GPtrArray *found;
    GError *error;
} question;

static void ask_with(const stand_in *worker, ph_run_subject *const *subjects,
                     const ph_own_data *own_data, question *ret)
{
    *ret = (question){ .subjects = g_ptr_array_new(), .measurement = ph_measurement_new() };
    for (; *subjects; subjects++)
        g_ptr_array_add(ret->subjects, *subjects);
    ret->request = (ph_run_request){ .subjects = ret->subjects, .host = worker->host };
    ret->found = ph_discover(&ret->request, own_data, ret->measurement, &ret->error);
    assert_int_equal(ret->found == NULL, ret->error != NULL);
}

static void ask(const stand_in *worker, ph_run_subject *const *subjects, question *ret)
{
    ask_with(worker, subjects, NULL, ret);
    if (ret->error)
        fail_msg("%s", ret->error->message);
}

static void question_clear(question *asked)
{
    g_clear_pointer(&asked->found, g_ptr_array_unref);
    g_clear_pointer(&asked->measurement, ph_measurement_free);
    g_clear_pointer(&asked->subjects, g_ptr_array_unref);
    g_clear_error(&asked->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(question, question_clear)

static const ph_found_subject *found_at(const question *asked, guint i)
{
    assert_true(i < asked->found->len);
    return asked->found->pdata[i];
}

/* The one error or warning in a list. */
static const char *only(const GPtrArray *list)
{
    assert_int_equal(list->len, 1);
    return list->pdata[0];
}

static void test_a_library_is_what_it_says(void **state)
{
    ph_run_subject *const both[] = { &beta, &alpha, NULL };
    const stand_in *worker = *state;
    g_auto(question) asked = { 0 };
    g_auto(GStrv) starts = NULL;

    stand_in_script(worker, "1",
                    "say {\"event\":\"subject\",\"name\":\"beta\",\"operations\":3,"
                    "\"version\":\"1.2\\u001b\",\"build\":\"release\",\"chosen\":\"avx2\"}\n" DONE);
    stand_in_script(worker, "2", LOADED("alpha") DONE);
    ask(worker, both, &asked);
    assert_int_equal(asked.found->len, 2);
    assert_string_equal(found_at(&asked, 0)->name, "beta");
    assert_ptr_equal(found_at(&asked, 0)->source, &beta);
    assert_int_equal(found_at(&asked, 0)->operations, 3);
    assert_null(found_at(&asked, 0)->unavailable);
    assert_string_equal(found_at(&asked, 1)->name, "alpha");

    const ph_subject_info *info = asked.measurement->subjects->pdata[0];
    assert_int_equal(asked.measurement->subjects->len, 2);
    assert_string_equal(info->name, "beta");
    assert_string_equal(info->version, "1.2\\u001b"); /* What controls a terminal does not. */
    assert_string_equal(info->build, "release");
    assert_string_equal(info->chosen, "avx2");
    assert_string_equal(info->path, "/lib/beta.so");
    assert_int_equal(asked.measurement->errors->len + asked.measurement->warnings->len, 0);

    starts = stand_in_starts(worker);
    assert_int_equal(g_strv_length(starts), 2);
    assert_true(g_str_has_prefix(
        starts[0], "describe\t--subject\tbeta=/lib/beta.so\t--subject-options\ta=1,b\t--beacon"));
    assert_true(g_str_has_prefix(starts[1], "describe\t--subject\talpha=/lib/alpha.so\t--beacon"));
}

static void test_variants_are_subjects_of_one_library(void **state)
{
    ph_run_subject *const one[] = { &alpha, NULL };
    const stand_in *worker = *state;
    g_auto(question) asked = { 0 };

    stand_in_script(worker, "describe", LOADED("alpha") LOADED("alpha-fast") DONE);
    ask(worker, one, &asked);
    assert_int_equal(asked.found->len, 2);
    assert_string_equal(found_at(&asked, 1)->name, "alpha-fast");
    assert_ptr_equal(found_at(&asked, 1)->source, &alpha);
}

static void test_one_that_is_not_there_is_not_asked(void **state)
{
    ph_run_subject *const both[] = { &absent, &alpha, NULL };
    const stand_in *worker = *state;
    g_auto(question) asked = { 0 };
    g_auto(GStrv) starts = NULL;

    stand_in_script(worker, "describe", LOADED("alpha") DONE);
    ask(worker, both, &asked);
    starts = stand_in_starts(worker);
    assert_int_equal(g_strv_length(starts), 1);
    assert_string_equal(found_at(&asked, 0)->name, "absent");
    assert_string_equal(found_at(&asked, 0)->unavailable, "cargo is not there");
    assert_int_equal(found_at(&asked, 0)->operations, UINT32_MAX);
    assert_string_equal(only(asked.measurement->warnings),
                        "subject absent is not measured: cargo is not there");
    assert_int_equal(asked.measurement->errors->len, 0);
    assert_int_equal(asked.measurement->subjects->len, 1);
}

/* A case: what the library does, the error of the run, and why it cannot be measured then. */
typedef struct bad_library {
    const char *script;
    const char *error;
    const char *unavailable; /* NULL: it is measured all the same. */
} bad_library;

static void test_a_library_that_cannot_be_used(void **state)
{
    static const bad_library cases[] = {
        { "say {\"event\":\"rejected\",\"reason\":\"no such symbol\"}\n" DONE,
          "CBKB008: subject alpha: no such symbol", "no such symbol" },
        /* One variant of it. */
        { LOADED("alpha") "say {\"event\":\"rejected\",\"reason\":\"a bad name\"}\n" DONE,
          "CBKB008: subject alpha: a bad name", NULL },
        { "beacon 1 1 0\nend-by-signal 11\n",
          "CBKB009: subject alpha: /lib/alpha.so was killed by signal 11 (Segmentation fault) "
          "while it was loaded",
          "/lib/alpha.so was killed by signal 11 (Segmentation fault) while it was loaded" },
        { "end-with-status 0\n",
          "CBKB009: subject alpha: /lib/alpha.so ended the process with exit status 0 while it was "
          "loaded",
          "/lib/alpha.so ended the process with exit status 0 while it was loaded" },
        { "say garbage\nhang\n",
          "CBKB009: subject alpha: /lib/alpha.so said what no worker says: a line that is no event "
          "while it was loaded",
          "/lib/alpha.so said what no worker says: a line that is no event while it was loaded" },
        /* Once one variant was loaded, that one is there. */
        { LOADED("alpha") "end-by-signal 6\n",
          "CBKB009: subject alpha: /lib/alpha.so was killed by signal 6 (Aborted) while it was "
          "loaded",
          NULL },
    };
    ph_run_subject *const one[] = { &alpha, NULL };
    const stand_in *worker = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(question) asked = { 0 };

        stand_in_script(worker, "describe", cases[i].script);
        ask(worker, one, &asked);
        assert_string_equal(only(asked.measurement->errors), cases[i].error);
        assert_int_equal(asked.found->len, 1);
        assert_string_equal(found_at(&asked, 0)->name, "alpha");
        if (cases[i].unavailable)
            assert_string_equal(found_at(&asked, 0)->unavailable, cases[i].unavailable);
        else
            assert_null(found_at(&asked, 0)->unavailable);
        assert_int_equal(asked.measurement->subjects->len, cases[i].unavailable ? 0 : 1);
    }
}

/* It is ended, and the others are asked all the same. */
static void test_a_library_that_hangs(void **state)
{
    ph_run_subject *const both[] = { &alpha, &beta, NULL };
    stand_in *worker = *state;
    g_auto(question) asked = { 0 };

    worker->host.hang_timeout_us = G_GINT64_CONSTANT(300000);
    stand_in_script(worker, "1", "beacon 1 1 0\nhang\n");
    stand_in_script(worker, "2", LOADED("beta") DONE);
    ask(worker, both, &asked);
    assert_string_equal(only(asked.measurement->errors),
                        "CBKB009: subject alpha: /lib/alpha.so did not return within 0.3 s while "
                        "it was loaded");
    assert_non_null(found_at(&asked, 0)->unavailable);
    assert_string_equal(found_at(&asked, 1)->name, "beta");
    assert_null(found_at(&asked, 1)->unavailable);
}

static void test_a_debug_build_is_warned_of(void **state)
{
    static const struct {
        const char *build;
        gboolean is_debug;
    } cases[] = {
        { "rustc 1.95.0 (59807616e 2026-04-14) debug", TRUE },
        { "gcc 12 (Debug)", TRUE },
        { "debug,asan", TRUE },
        { "gcc 12 RelWithDebInfo", FALSE },
        { "release, of debugger.c", FALSE },
        { "", FALSE },
    };
    ph_run_subject *const one[] = { &alpha, NULL };
    const stand_in *worker = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *script = g_strdup_printf(
            "say {\"event\":\"subject\",\"name\":\"alpha\",\"build\":\"%s\"}\n" DONE,
            cases[i].build);
        g_auto(question) asked = { 0 };

        stand_in_script(worker, "describe", script);
        ask(worker, one, &asked);
        if (asked.measurement->warnings->len != (cases[i].is_debug ? 1 : 0))
            fail_msg("%s: %u warnings", cases[i].build, asked.measurement->warnings->len);
    }
}

static void test_the_users_records_are_handed_on(void **state)
{
    static const ph_copybook_replacement replacements[] = { { "TAG", "A" }, { "B", "C=D" } };
    const ph_own_data data = { .copybook = "a b.cpy",
                               .data = "records.bin",
                               .ccsid = 1047,
                               .record_format = "rdw",
                               .float_format = "ieee",
                               .controls = "replace",
                               .redefines = "first",
                               .record = "CUSTOMER",
                               .reading = { .format = PH_SOURCE_FORMAT_FREE,
                                            .pointer_bytes = 8,
                                            .replacements = replacements,
                                            .replacement_count = 2 },
                               .expected = "expected.txt",
                               .is_check_all = TRUE,
                               .layout_policy = PH_LAYOUT_POLICY_WARN };
    ph_run_subject *const one[] = { &alpha, NULL };
    const stand_in *worker = *state;
    g_auto(question) good = { 0 }, bad = { 0 };
    g_auto(GStrv) starts = NULL;

    stand_in_script(worker, "1", LOADED("alpha") DONE);
    ask_with(worker, one, &data, &good);
    assert_non_null(good.found);
    starts = stand_in_starts(worker);
    assert_true(stand_in_was_given(starts[0], "--copybook", "a b.cpy"));
    assert_true(stand_in_was_given(starts[0], "--data", "records.bin"));
    assert_true(stand_in_was_given(starts[0], "--ccsid", "1047"));
    assert_true(stand_in_was_given(starts[0], "--record-format", "rdw"));
    assert_true(stand_in_was_given(starts[0], "--float", "ieee"));
    assert_true(stand_in_was_given(starts[0], "--controls", "replace"));
    assert_true(stand_in_was_given(starts[0], "--redefines", "first"));
    assert_true(stand_in_was_given(starts[0], "--record", "CUSTOMER"));
    assert_true(stand_in_was_given(starts[0], "--source-format", "free"));
    assert_true(stand_in_was_given(starts[0], "--pointer-bytes", "8"));
    assert_true(stand_in_was_given(starts[0], "--replace", "TAG=A"));
    assert_true(stand_in_was_given(starts[0], "--replace", "B=C=D"));
    assert_true(stand_in_was_given(starts[0], "--expect", "expected.txt"));
    assert_true(stand_in_was_given(starts[0], "--check-all", NULL));
    assert_true(stand_in_was_given(starts[0], "--layout-differs", "warn"));
    /* They are wrong: that ends the run, in the words of whoever found it. */
    stand_in_script(worker, "2",
                    LOADED("alpha") "say {\"event\":\"refused\",\"why\":\"data\","
                                    "\"reason\":\"records.bin: is empty\"}\n");
    ask_with(worker, one, &data, &bad);
    assert_true(g_error_matches(bad.error, PH_ERROR, PH_ERROR_DATA));
    assert_string_equal(bad.error->message, "records.bin: is empty");
}

#define RECORDS(name) "say {\"event\":\"subject\",\"name\":\"" name "\",\"operations\":8}\n"
#define CANNOT(name)                                                                               \
    "say {\"event\":\"rejected\",\"subject\":\"" name "\",\"why\":\"layout\",\"reason\":\"" name   \
    " cannot\"}\n"

/* A copybook that the reader understands, and not every subject. */
static void test_who_cannot_read_the_copybook(void **state)
{
    static char record[] = "R";
    static const ph_record_layout layout = { .record = record, .length_max = 4 };
    const ph_own_data data = { .copybook = "a.cpy",
                               .data = "records.bin",
                               .record_format = "rdw",
                               .float_format = "ieee",
                               .controls = "error",
                               .redefines = "all",
                               .layout = &layout };
    ph_run_subject *const both[] = { &alpha, &beta, NULL };
    const stand_in *worker = *state;
    g_auto(question) good = { 0 }, bad = { 0 };
    const ph_found_subject *found;

    stand_in_script(worker, "1", RECORDS("alpha") CANNOT("alpha") DONE);
    stand_in_script(worker, "2",
                    RECORDS("beta") "say {\"event\":\"laid-out\",\"name\":\"beta\","
                                    "\"compared\":\"items\",\"difference\":\"B at 2\"}\n" DONE);
    ask_with(worker, both, &data, &good);
    assert_non_null(good.found);
    found = good.found->pdata[0];
    assert_string_equal(found->refusal, "alpha cannot");
    assert_int_equal(found->layout->compared, PH_LAYOUT_COMPARED_NOTHING);
    found = good.found->pdata[1];
    assert_null(found->refusal);
    assert_int_equal(found->layout->compared, PH_LAYOUT_COMPARED_ITEMS);
    assert_string_equal(found->layout->difference, "B at 2");
    assert_int_equal(good.measurement->errors->len, 0);
    stand_in_script(worker, "3", RECORDS("alpha") CANNOT("alpha") DONE);
    stand_in_script(worker, "4", RECORDS("beta") CANNOT("beta") DONE);
    ask_with(worker, both, &data, &bad);
    assert_true(g_error_matches(bad.error, PH_ERROR, PH_ERROR_DATA));
    assert_string_equal(bad.error->message, "alpha cannot");
}

/* Another measurement may go on: of the user's data nothing is read. */
static void test_copybook_alone(void **state)
{
    const stand_in *worker = *state;
    const ph_own_data data = { .copybook = "a b.cpy",
                               .data = "records.bin",
                               .ccsid = 1047,
                               .record_format = "rdw",
                               .float_format = "ieee",
                               .controls = "error",
                               .redefines = "all" };
    g_autoptr(GPtrArray) subjects = g_ptr_array_new();
    const ph_run_request request = { .subjects = subjects, .host = worker->host };
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) starts = NULL;

    g_ptr_array_add(subjects, &alpha);
    stand_in_script(worker, "1", LOADED("alpha") DONE);
    assert_true(ph_discover_check_copybook(&request, &data, NULL));
    starts = stand_in_starts(worker);
    assert_true(stand_in_was_given(starts[0], "--copybook", "a b.cpy"));
    assert_true(stand_in_was_given(starts[0], "--copybook-only", NULL));
    stand_in_script(worker, "2",
                    "say {\"event\":\"refused\",\"why\":\"data\",\"reason\":\"no copybook\"}\n");
    assert_false(ph_discover_check_copybook(&request, &data, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
}

static void assert_ended(const stand_in *worker, ph_error code, const char *phrase)
{
    ph_run_subject *const both[] = { &alpha, &beta, NULL };
    g_auto(question) asked = { 0 };

    ask_with(worker, both, NULL, &asked);
    assert_true(g_error_matches(asked.error, PH_ERROR, (gint)code));
    assert_non_null(strstr(asked.error->message, phrase));
}

static void test_what_ends_a_run_before_it_begins(void **state)
{
    stand_in *worker = *state;
    g_auto(GStrv) starts = NULL;

    stand_in_script(worker, "describe", LOADED("alpha") DONE);
    worker->host.deadline_us = 1;
    assert_ended(worker, PH_ERROR_TIMEOUT, "--timeout");
    worker->is_interrupted = TRUE;
    assert_ended(worker, PH_ERROR_INTERRUPTED, "interrupted");
    starts = stand_in_starts(worker);
    assert_int_equal(g_strv_length(starts), 0);
    worker->is_interrupted = FALSE;
    worker->host.deadline_us = 0;
    worker->host.program = "/there/is/no/worker";
    assert_ended(worker, PH_ERROR_ENVIRONMENT, "starting a worker");
}

/* Only these two stop a run; what they are is said once. */
static void test_which_ends_stop_a_run(void **state)
{
    static const int codes[] = {
        [PH_WORKER_COMPLETE] = -1,
        [PH_WORKER_REFUSED] = -1,
        [PH_WORKER_CRASHED] = -1,
        [PH_WORKER_HUNG] = -1,
        [PH_WORKER_TIMED_OUT] = PH_ERROR_TIMEOUT,
        [PH_WORKER_INTERRUPTED] = PH_ERROR_INTERRUPTED,
    };

    (void)state;
    for (guint end = 0; end < G_N_ELEMENTS(codes); end++) {
        const ph_worker_outcome outcome = { .end = (ph_worker_end)end };
        g_autoptr(GError) error = NULL;

        assert_int_equal(ph_worker_is_stopped(outcome.end, &error), codes[end] >= 0);
        assert_int_equal(error ? error->code : -1, codes[end]);
    }
}

static void test_describing_is_discovering(void **state)
{
    const stand_in *worker = *state;
    g_autoptr(GPtrArray) subjects = g_ptr_array_new();
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_run_request request = { .subjects = subjects, .host = worker->host };
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(subjects, &alpha);
    stand_in_script(worker, "describe", LOADED("alpha") DONE);
    assert_true(ph_run_describe(&request, measurement, NULL));
    assert_int_equal(measurement->subjects->len, 1);
    request.host.program = "/there/is/no/worker";
    assert_false(ph_run_describe(&request, measurement, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
}

#define with_worker(test) cmocka_unit_test_setup_teardown(test, stand_in_new, stand_in_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_worker(test_a_library_is_what_it_says),
        with_worker(test_variants_are_subjects_of_one_library),
        with_worker(test_one_that_is_not_there_is_not_asked),
        with_worker(test_a_library_that_cannot_be_used),
        with_worker(test_a_library_that_hangs),
        with_worker(test_a_debug_build_is_warned_of),
        with_worker(test_the_users_records_are_handed_on),
        with_worker(test_who_cannot_read_the_copybook),
        with_worker(test_copybook_alone),
        with_worker(test_what_ends_a_run_before_it_begins),
        cmocka_unit_test(test_which_ends_stop_a_run),
        with_worker(test_describing_is_discovering),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
