/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What workers say is what protocol/ lists: every kind of event is said and known by the harness,
 * with the members of the list in its order, and every fact of a launch comes over.
 */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "measure/launch.h"
#include "protocol/lines.h"

#define NATIVE  "native=" PH_SUBJECT_FOLDER "/native.so"
#define NO_FILE "/nonexistent/file"

#define RECORDS   "records=" PH_TEST_SUBJECT_FOLDER "/decodes-records.so"
#define DESCRIBES "describes=" PH_TEST_SUBJECT_FOLDER "/describes-layouts.so"
#define COPYBOOK  PH_FIXTURES "/copybooks/customer.cpy"
#define DATA      PH_FIXTURES "/data/customer.cp037.bin"
#define KEYED     PH_TEST_SUBJECT_SOURCES "/keyed.cpy" /* As RECORDS has them. */

static const char *const member_lists[] = {
#define X(id, kind, members) [PH_EVENT_##id] = (members),
    PH_EVENT_LIST(X)
#undef X
};

enum { EVENT_COUNT = G_N_ELEMENTS(member_lists) };

static GPtrArray *arguments_new(ph_worker_command command, const char *subject)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, command);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_SUBJECT, subject);
    return arguments;
}

/* Ends the arguments. */
static void run_on(const ph_worker_host *host, GPtrArray *arguments, ph_worker_outcome *ret)
{
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(arguments, NULL);
    if (!ph_worker_run(host, (const char *const *)arguments->pdata, ret, &error))
        fail_msg("%s", error->message);
}

static void run(GPtrArray *arguments, ph_worker_outcome *ret)
{
    const ph_worker_host host = { .program = PH_WORKER,
                                  .hang_timeout_us = 60 * (gint64)G_USEC_PER_SEC };

    run_on(&host, arguments, ret);
}

static void measure(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_MEASURE, NATIVE);

    ph_worker_add_option(arguments, PH_WORKER_OPTION_WORKLOAD, "comp3");
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SAMPLE_MS, 1);
    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

/* Single calls are of whole records. */
static void call(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_MEASURE, RECORDS);

    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, KEYED);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, DATA);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SAMPLE_MS, 1);
    ph_worker_add_flag(arguments, PH_WORKER_OPTION_CALLS);
    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

/* A difference that does not come. */
static void expect(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_MEASURE, RECORDS);
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "perfharness-test-XXXXXX", NULL);

    assert_true(g_close(g_mkstemp(path), NULL));
    assert_true(g_file_set_contents(path, "record 1, field KEYED.KEY\n", -1, NULL));
    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, KEYED);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, DATA);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_EXPECT, path);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SAMPLE_MS, 1);
    run(arguments, ret);
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

static void count(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_COUNT, NATIVE);

    ph_worker_add_option(arguments, PH_WORKER_OPTION_WORKLOAD, "comp3");
    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

static void answer(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_VECTORS, NATIVE);
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "perfharness-test-XXXXXX", NULL);

    assert_true(g_close(g_mkstemp(path), NULL));
    assert_true(g_file_set_contents(path, "1 1 0 37 0 0 0 C1C2\n", -1, NULL));
    ph_worker_add_option(arguments, PH_WORKER_OPTION_VECTORS, path);
    run(arguments, ret);
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

static void lay_out(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_LAYOUT, DESCRIBES);

    /* It is described by what it is told to read. */
    ph_worker_add_option(arguments, PH_WORKER_OPTION_SUBJECT_OPTIONS, "50," COPYBOOK);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, COPYBOOK);
    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

/* Such events are heard, and not kept. */
static void keep_undecoded(gpointer outcome, const cJSON *event)
{
    if (ph_event_is(event, PH_EVENT_UNDECODED))
        g_ptr_array_add(((ph_worker_outcome *)outcome)->events, cJSON_Duplicate(event, TRUE));
}

/* Of a record that the subject fails at, and of one that is cut short. */
static void decode(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_DECODE, RECORDS);
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "perfharness-test-XXXXXX", NULL);
    const int file = g_mkstemp(path);
    const ph_passed_descriptor passed = { open("/dev/null", O_WRONLY | O_CLOEXEC),
                                          PH_LINES_DESCRIPTOR };
    const ph_worker_host host = { .program = PH_WORKER,
                                  .hang_timeout_us = 60 * (gint64)G_USEC_PER_SEC,
                                  .heard = keep_undecoded,
                                  .heard_data = ret };

    assert_true(passed.ours >= 0);
    assert_int_equal(write(file, "\xff", 1), 1);
    assert_int_equal(ftruncate(file, 50 + 1), 0);
    assert_true(g_close(file, NULL));
    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, COPYBOOK);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, path);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_LAYOUT_DIFFERS, "warn");
    ph_worker_add_flag(arguments, PH_WORKER_OPTION_SHOW_BYTES);
    g_ptr_array_add(arguments, NULL);
    assert_true(
        ph_worker_run_passing(&host, (const char *const *)arguments->pdata, &passed, ret, NULL));
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

/* Without lines: the records alone. */
static void prove(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_PROVE);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, COPYBOOK);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, DATA);
    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

static void reject(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_DESCRIBE, "x=" NO_FILE);

    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_COMPLETE);
}

static void refuse(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments = arguments_new(PH_WORKER_COMMAND_VECTORS, NATIVE);

    ph_worker_add_option(arguments, PH_WORKER_OPTION_VECTORS, NO_FILE);
    run(arguments, ret);
    assert_int_equal(ret->end, PH_WORKER_REFUSED);
}

static void stop_at_checking(gpointer is_interrupted, const cJSON *event)
{
    if (ph_event_is(event, PH_EVENT_CHECKING))
        *(gboolean *)is_interrupted = TRUE;
}

/* Begin to check 50 GiB, which are one hole. Who wants to is told meanwhile that it takes long. */
static void check_for_long(ph_worker_outcome *ret)
{
    g_autoptr(GPtrArray) arguments =
        arguments_new(PH_WORKER_COMMAND_MEASURE, "records=" PH_RECORDS_SUBJECT);
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "perfharness-test-XXXXXX", NULL);
    const int file = g_mkstemp(path);
    gboolean is_interrupted = FALSE;
    const ph_worker_host host = { .program = PH_WORKER,
                                  .hang_timeout_us = 60 * (gint64)G_USEC_PER_SEC,
                                  .is_interrupted = &is_interrupted,
                                  .heard = stop_at_checking,
                                  .heard_data = &is_interrupted };

    assert_int_equal(ftruncate(file, G_GINT64_CONSTANT(50) << 30), 0);
    assert_true(g_close(file, NULL));
    ph_worker_add_option(arguments, PH_WORKER_OPTION_DATA, path);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_COPYBOOK, KEYED);
    run_on(&host, arguments, ret);
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(ret->end, PH_WORKER_INTERRUPTED);
}

static void (*const workers[])(ph_worker_outcome *ret) = { measure, call,    expect,        count,
                                                           answer,  lay_out, decode,        prove,
                                                           reject,  refuse,  check_for_long };

static ph_event kind_of(const cJSON *event)
{
    for (guint i = 0; i < EVENT_COUNT; i++)
        if (ph_event_is(event, (ph_event)i))
            return (ph_event)i;
    fail_msg("%s is not in the list of events", ph_event_text(event, "event"));
    return PH_EVENT_DONE;
}

/* Members may be missing, but not stand in another order, and none may be more. */
static void check_members(const cJSON *event)
{
    const char *list = member_lists[kind_of(event)];
    g_auto(GStrv) listed = g_strsplit(list, " ", -1);
    char **next = listed;

    assert_string_equal(event->child->string, "event");
    for (const cJSON *member = event->child->next; member; member = member->next) {
        while (*next && strcmp(*next, member->string) != 0)
            next++;
        if (!*next)
            fail_msg("%s: %s is not there in the list of members:%s", ph_event_text(event, "event"),
                     member->string, list);
    }
}

static void test_workers_say_what_is_listed(void **state)
{
    gboolean is_said[EVENT_COUNT] = { FALSE };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(workers); i++) {
        g_auto(ph_worker_outcome) outcome = { 0 };

        workers[i](&outcome);
        for (guint k = 0; k < outcome.events->len; k++) {
            check_members(outcome.events->pdata[k]);
            is_said[kind_of(outcome.events->pdata[k])] = TRUE;
        }
    }
#define X(id, kind, members)                                                                       \
    if (!is_said[PH_EVENT_##id])                                                                   \
        fail_msg("no worker said %s", kind);
    PH_EVENT_LIST(X)
#undef X
}

/* Migrations are only known where the kernel tells of its scheduling. */
static void test_every_fact_of_a_launch_comes_over(void **state)
{
    const ph_host_counters host = { .steal_s = NAN };
    g_auto(ph_worker_outcome) outcome = { 0 };
    g_auto(ph_launch) launch = { 0 };
    const cJSON *done;

    (void)state;
    measure(&outcome);
    done = ph_worker_event(&outcome, PH_EVENT_DONE);
    ph_launch_read(&outcome, &host, &launch);
#define X(fact)                                                                                    \
    if (cJSON_HasObjectItem(done, #fact))                                                          \
        assert_true(launch.facts.fact == ph_event_number(done, #fact));                            \
    else if (strcmp(#fact, "migrations") != 0)                                                     \
        fail_msg("the worker does not tell %s", #fact);
    PH_LAUNCH_FACT_LIST(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workers_say_what_is_listed),
        cmocka_unit_test(test_every_fact_of_a_launch_comes_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
