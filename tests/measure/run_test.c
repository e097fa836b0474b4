/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Launches of all benchmarks in turn: who ends a worker, and does so alone, too, is left out of the
 * next and named, who is left is measured, and when the time is over what is finished is kept. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "measure/run.h"
#include "perfharness/subject.h"
#include "stand_in.h"

/* Two libraries, which decode records and packed cells. */
#define SUBJECT(name) "say {\"event\":\"subject\",\"name\":\"" name "\",\"operations\":4}\n"
#define ARMS_WITH(arms)                                                                            \
    "say {\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,\"arms\":[" arms                  \
    "{\"name\":\"memcpy\",\"level\":\"limit\"}]}\n"
#define NAMED(name, level) "{\"name\":\"" name "\",\"level\":\"" level "\"},"
#define ARMS               ARMS_WITH(NAMED("alpha", "kernel") NAMED("beta", "kernel"))
#define ARM_WITH(name, level, ns, checksum)                                                        \
    "say {\"event\":\"arm\",\"name\":\"" name "\",\"level\":\"" level                              \
    "\",\"void\":false,\"checksum\":\"" checksum "\",\"ns\":[" ns "," ns "," ns "," ns "," ns      \
    "],\"bytes\":[1000,1000,1000,1000,1000],\"probe_ns\":[9,9,9,9,9],"                             \
    "\"involuntary_switches\":[0,0,0,0,0]}\n"
#define ARM(name, level, ns) ARM_WITH(name, level, ns, "00")
#define DONE                 "say {\"event\":\"done\",\"clock_grain_ns\":20,\"timed_ns\":1e9}\n"
#define LAUNCH                                                                                     \
    ARMS ARM("alpha", "kernel", "500") ARM("beta", "kernel", "700") ARM("memcpy", "limit", "100")  \
        DONE

static ph_run_subject alpha = { .name = "alpha", .path = "/lib/alpha.so" };
static ph_run_subject beta = { .name = "beta", .path = "/lib/beta.so", .options = "fast" };
static const char *const limits[] = { "memcpy", NULL };

/* A run of "comp3" and "comp3-5", whose workers play scripts: starts 1 and 2 describe the
 * libraries, and launches are those behind. */
typedef struct made_run {
    stand_in *worker;
    GPtrArray *plan, *subjects;
    ph_run_request request;
    ph_measurement *measurement;
    char **starts; /* Filled by carry_out(). */
    GError *error;
    guint stop_at; /* The launch before which the time is over, or the user gives up. */
    GString *seen; /* What the observer was told. */
} made_run;

enum { DESCRIBED = 2, LAUNCHES = 3 };

static void add_workload(made_run *made, const char *name)
{
    const ph_cpu_caches caches = { 0 };

    ph_plan_add(made->plan, ph_workload_find(name), PH_EXPECT_NUMBER, 1u << PH_WORKING_SET_L2,
                caches);
}

static int make_run(void **state)
{
    made_run *made = g_new0(made_run, 1);

    (void)stand_in_new((void **)&made->worker);
    made->plan = ph_plan_new();
    made->subjects = g_ptr_array_new();
    made->measurement = ph_measurement_new();
    made->seen = g_string_new(NULL);
    add_workload(made, "comp3");
    add_workload(made, "comp3-5");
    g_ptr_array_add(made->subjects, &alpha);
    g_ptr_array_add(made->subjects, &beta);
    stand_in_script(made->worker, "1", SUBJECT("alpha") DONE);
    stand_in_script(made->worker, "2", SUBJECT("beta") DONE);
    stand_in_script(made->worker, "measure", LAUNCH);
    made->request = (ph_run_request){ .plan = made->plan,
                                      .subjects = made->subjects,
                                      .limits = limits,
                                      .launches = LAUNCHES,
                                      .first_launch = 10,
                                      .sample_ms = 5,
                                      .seed = 77,
                                      .host = made->worker->host };
    *state = made;
    return 0;
}

static int remove_run(void **state)
{
    made_run *made = *state;

    (void)stand_in_free((void **)&made->worker);
    g_ptr_array_unref(made->plan);
    g_ptr_array_unref(made->subjects);
    ph_measurement_free(made->measurement);
    g_strfreev(made->starts);
    g_clear_error(&made->error);
    g_string_free(made->seen, TRUE);
    g_free(made);
    return 0;
}

/* The script of a launch by its place among all starts for launches, 0 being the first. */
static void script_launch(const made_run *made, guint launch, const char *script)
{
    g_autofree char *name = g_strdup_printf("%u", DESCRIBED + 1 + launch);

    stand_in_script(made->worker, name, script);
}

static gboolean carry_out(made_run *made)
{
    const gboolean is_done = ph_run(&made->request, made->measurement, &made->error);

    assert_int_equal(is_done, made->error == NULL);
    made->starts = stand_in_starts(made->worker);
    return is_done;
}

static void carry_out_well(made_run *made)
{
    if (!carry_out(made))
        fail_msg("%s", made->error->message);
}

/* What the worker was given for a launch, likewise. */
static const char *start_of(const made_run *made, guint launch)
{
    assert_true(g_strv_length(made->starts) > DESCRIBED + launch);
    return made->starts[DESCRIBED + launch];
}

static guint count_launches(const made_run *made)
{
    return g_strv_length(made->starts) - DESCRIBED;
}

static const ph_result *result_of(const made_run *made, const char *benchmark, const char *subject)
{
    const gboolean is_limit = strcmp(subject, "memcpy") == 0;
    const ph_result *result =
        ph_result_find(is_limit ? made->measurement->limits : made->measurement->results, benchmark,
                       is_limit ? "limit" : "kernel", subject);

    if (!result)
        fail_msg("%s, %s is missing", benchmark, subject);
    return result;
}

/* So many of its launches gave this time. */
static void assert_measured(const made_run *made, const char *benchmark, const char *subject,
                            guint launches, double ns)
{
    const ph_result *result = result_of(made, benchmark, subject);
    guint count = 0;

    if (result->state != PH_STATE_MEASURED)
        fail_msg("%s, %s: %s", benchmark, subject, result->reason);
    assert_int_equal(result->launch_ns->len, made->request.launches);
    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double launch_ns = g_array_index(result->launch_ns, double, i);

        count += isnan(launch_ns) ? 0 : 1;
        assert_true(isnan(launch_ns) || fabs(launch_ns - ns) < 1e-6);
    }
    assert_int_equal(count, launches);
    assert_true(fabs(result->median_ns - ns) < 1e-6);
}

static void assert_not_measured(const made_run *made, const char *benchmark, const char *subject,
                                ph_state expected, const char *reason)
{
    const ph_result *result = result_of(made, benchmark, subject);

    assert_int_equal(result->state, expected);
    if (!strstr(result->reason, reason))
        fail_msg("\"%s\" says nothing of \"%s\"", result->reason, reason);
}

static gboolean is_said(const GPtrArray *list, const char *phrase)
{
    for (guint i = 0; i < list->len; i++)
        if (strstr(list->pdata[i], phrase))
            return TRUE;
    return FALSE;
}

static void test_launches_are_taken_in_turn(void **state)
{
    static const char *const workloads[] = { "comp3", "comp3-5" };
    made_run *made = *state;

    carry_out_well(made);
    assert_int_equal(count_launches(made), 2 * LAUNCHES);
    for (guint i = 0; i < 2 * LAUNCHES; i++) {
        g_autofree char *index = g_strdup_printf("%u", 10 + i / 2);
        const char *start = start_of(made, i);

        assert_true(g_str_has_prefix(start, "measure\t"));
        assert_true(stand_in_was_given(start, "--workload", workloads[i % 2]));
        assert_true(stand_in_was_given(start, "--launch", index));
        assert_true(stand_in_was_given(start, "--seed", "77"));
        assert_true(stand_in_was_given(start, "--sample-ms", "5"));
        assert_true(stand_in_was_given(start, "--subject", "alpha=/lib/alpha.so"));
        assert_true(stand_in_was_given(start, "--subject", "beta=/lib/beta.so"));
        assert_true(stand_in_was_given(start, "--subject-options", "fast"));
        assert_true(stand_in_was_given(start, "--limit", "memcpy"));
        assert_true(stand_in_was_given(start, "--input-bytes", "131072"));
        assert_false(stand_in_was_given(start, "--cold", NULL));
        assert_false(stand_in_was_given(start, "--block-us", NULL));
        assert_false(stand_in_was_given(start, "--skip", NULL));
    }
    for (guint i = 0; i < 2; i++) {
        const char *name = ((ph_benchmark *)made->plan->pdata[i])->name;

        assert_measured(made, name, "alpha", LAUNCHES, 500.0);
        assert_measured(made, name, "beta", LAUNCHES, 700.0);
        assert_measured(made, name, "memcpy", LAUNCHES, 100.0);
    }
    assert_int_equal(made->measurement->errors->len, 0);
    assert_int_equal(made->measurement->facts.launches_asked, LAUNCHES);
    assert_true(made->measurement->facts.seed == 77);
    assert_true(fabs(made->measurement->facts.timed_s - 2 * LAUNCHES) < 1e-9);
}

/* What an observer was told of a check. */
typedef struct told_checking {
    const char *benchmark;
    double bytes;
    double seconds_left;
} told_checking;

static void take_checking(gpointer data, const ph_benchmark *benchmark, double bytes,
                          double seconds_left)
{
    *(told_checking *)data = (told_checking){ benchmark->name, bytes, seconds_left };
}

static void test_what_a_benchmark_asks_for_is_handed_on(void **state)
{
    told_checking told = { 0 };
    const ph_own_data data = { .copybook = "a.cpy",
                               .data = "records.bin",
                               .ccsid = 37,
                               .record_format = "fixed",
                               .float_format = "hfp",
                               .controls = "error",
                               .redefines = "all" };
    made_run *made = *state;

    g_ptr_array_set_size(made->plan, 0);
    ph_plan_add(made->plan, ph_workload_find("comp3"), PH_EXPECT_NUMBER,
                1u << PH_WORKING_SET_STREAM, (ph_cpu_caches){ 0 });
    ph_plan_add_own_data(made->plan, &data);
    made->request.launches = 1;
    made->request.block_us = 250;
    stand_in_script(made->worker, "2",
                    "say {\"event\":\"subject\",\"name\":\"beta\",\"operations\":8}\n" DONE);
    script_launch(made, 1,
                  "say {\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,"
                  "\"records_checked\":30,\"also_fits\":\"vb\",\"arms\":[]}\n"
                  "say {\"event\":\"checking\",\"bytes\":3000,\"seconds_left\":7.5}\n" DONE);
    made->request.observer.checking = take_checking;
    made->request.observer.data = &told;
    carry_out_well(made);
    /* Whoever reads the records is asked whether he can, before anything is measured. */
    assert_true(stand_in_was_given(made->starts[0], "--data", "records.bin"));
    assert_true(stand_in_was_given(start_of(made, 0), "--cold", NULL));
    assert_true(stand_in_was_given(start_of(made, 0), "--block-us", "250"));
    assert_true(stand_in_was_given(start_of(made, 1), "--data", "records.bin"));
    assert_false(stand_in_was_given(start_of(made, 1), "--workload", NULL));
    assert_true(is_said(made->measurement->warnings,
                        "records.bin: it fits --record-format fixed, as which it was read, and vb "
                        "as well"));
    assert_string_equal(told.benchmark, "records.bin");
    assert_true(fabs(told.bytes - 3000.0) + fabs(told.seconds_left - 7.5) < 1e-9);
    assert_true(is_said(made->measurement->warnings,
                        "records.bin: all 30 records were decoded and checked; the first 10 "
                        "(1000 bytes) are timed"));
}

#define RECORDS(name) "say {\"event\":\"subject\",\"name\":\"" name "\",\"operations\":8}\n"
#define LAID_OUT(name, more)                                                                       \
    "say {\"event\":\"laid-out\",\"name\":\"" name "\",\"compared\":\"items\"" more "}\n"
#define DIFFERENCE "alpha lays out B at 12"
#define DIFFERS    ",\"difference\":\"" DIFFERENCE "\""

static char own_record[] = "R", own_copybook[] = "a.cpy", own_file[] = "own.bin";
static const ph_record_layout own_layout = { .record = own_record, .length_max = 26 };
static const ph_own_data own_data = { .copybook = own_copybook,
                                      .data = own_file,
                                      .ccsid = 37,
                                      .record_format = "fixed",
                                      .float_format = "hfp",
                                      .controls = "error",
                                      .redefines = "all",
                                      .layout = &own_layout };

/* Of own records alone, which alpha lays out otherwise than the copybook, and beta as it does. */
static void plan_own_data(made_run *made, const ph_own_data *data)
{
    g_ptr_array_set_size(made->plan, 0);
    ph_plan_add_own_data(made->plan, data);
    stand_in_script(made->worker, "1", RECORDS("alpha") LAID_OUT("alpha", DIFFERS) DONE);
    stand_in_script(made->worker, "2", RECORDS("beta") LAID_OUT("beta", "") DONE);
}

static const ph_result *own_result(const made_run *made, const char *subject)
{
    return ph_result_find(made->measurement->results, "own.bin", "record", subject);
}

static void test_who_lays_records_out_otherwise_is_void(void **state)
{
    made_run *made = *state;

    plan_own_data(made, &own_data);
    stand_in_script(made->worker, "measure",
                    LAID_OUT("beta", "") ARMS_WITH(NAMED("beta", "record"))
                        ARM("beta", "record", "700") ARM("memcpy", "limit", "100") DONE);
    carry_out_well(made);
    assert_false(stand_in_was_given(start_of(made, 0), "--subject", "alpha=/lib/alpha.so"));
    assert_int_equal(own_result(made, "alpha")->state, PH_STATE_VOID);
    assert_int_equal(own_result(made, "alpha")->cause, PH_ERROR_MISMATCH);
    assert_string_equal(own_result(made, "alpha")->reason, DIFFERENCE);
    assert_string_equal(own_result(made, "alpha")->layout->difference, DIFFERENCE);
    assert_int_equal(own_result(made, "beta")->state, PH_STATE_MEASURED);
    assert_int_equal(own_result(made, "beta")->layout->compared, PH_LAYOUT_COMPARED_ITEMS);
    assert_null(own_result(made, "beta")->layout->difference);
    assert_int_equal(made->measurement->warnings->len, 0);
}

static void test_who_lays_records_out_otherwise_is_measured_where_that_was_asked_for(void **state)
{
    made_run *made = *state;
    ph_own_data data = own_data;

    data.layout_policy = PH_LAYOUT_POLICY_WARN;
    plan_own_data(made, &data);
    stand_in_script(made->worker, "measure",
                    LAID_OUT("alpha", DIFFERS) LAID_OUT("beta", "")
                        ARMS_WITH(NAMED("alpha", "record") NAMED("beta", "record"))
                            ARM("alpha", "record", "500") ARM("beta", "record", "700")
                                ARM("memcpy", "limit", "100") DONE);
    carry_out_well(made);
    assert_true(stand_in_was_given(start_of(made, 0), "--layout-differs", "warn"));
    assert_int_equal(own_result(made, "alpha")->state, PH_STATE_MEASURED);
    assert_int_equal(own_result(made, "beta")->state, PH_STATE_MEASURED);
    assert_int_equal(made->measurement->warnings->len, 1);
    assert_string_equal(made->measurement->warnings->pdata[0],
                        "own.bin: measured although " DIFFERENCE);
}

/* All that was asked for is void: that is said of each, and not once more of all. */
static void test_nobody_lays_records_out_as_the_copybook_does(void **state)
{
    made_run *made = *state;

    plan_own_data(made, &own_data);
    stand_in_script(made->worker, "2", RECORDS("beta") LAID_OUT("beta", DIFFERS) DONE);
    carry_out_well(made);
    assert_int_equal(count_launches(made), 0);
    assert_int_equal(made->measurement->errors->len, 2);
    assert_true(is_said(made->measurement->errors, "CBKB010: own.bin, beta, record level: void: "));
}

/* As one does that looks names up in a table whose order changes from process to process. */
static void test_a_layout_that_differs_in_a_later_launch(void **state)
{
    made_run *made = *state;

    plan_own_data(made, &own_data);
    stand_in_script(made->worker, "measure",
                    LAID_OUT("beta", "") ARMS_WITH(NAMED("beta", "record"))
                        ARM("beta", "record", "700") ARM("memcpy", "limit", "100") DONE);
    script_launch(
        made, 1,
        LAID_OUT("beta", DIFFERS) ARMS_WITH(NAMED(
            "beta",
            "record")) "say "
                       "{\"event\":\"arm\",\"name\":\"beta\",\"level\":\"record\",\"void\":true,"
                       "\"reason\":\"" DIFFERENCE "\"}\n" ARM("memcpy", "limit", "100") DONE);
    carry_out_well(made);
    assert_int_equal(count_launches(made), 2);
    assert_int_equal(own_result(made, "beta")->state, PH_STATE_VOID);
    assert_string_equal(own_result(made, "beta")->layout->difference, DIFFERENCE);
}

/* The file changed under the worker's hands: that is no subject's fault. */
static void test_data_that_cannot_be_read_any_more(void **state)
{
    const ph_own_data data = {
        .copybook = "a.cpy", .data = "records.bin", .ccsid = 37, .record_format = "fixed"
    };
    made_run *made = *state;

    g_ptr_array_set_size(made->plan, 0);
    ph_plan_add_own_data(made->plan, &data);
    made->request.launches = 1;
    stand_in_script(made->worker, "2",
                    "say {\"event\":\"subject\",\"name\":\"beta\",\"operations\":8}\n" DONE);
    script_launch(made, 0,
                  "say {\"event\":\"arms\",\"input_bytes\":1000,\"records\":10,"
                  "\"records_checked\":30,\"arms\":[]}\n"
                  "say {\"event\":\"refused\",\"why\":\"data\",\"reason\":\"it changed\"}\n");
    carry_out_well(made);
    assert_true(is_said(made->measurement->errors, "CBKB014"));
    assert_true(is_said(made->measurement->errors, "it changed"));
}

/* A launch that dies at work, which is said to be the first arm's; a script for who is alone, too.
 */
#define DIES_IN_FIRST_ARM ARMS "beacon 5 1 0\nend-by-signal 11\n"

static gboolean had_subject(const made_run *made, guint launch, const char *name)
{
    g_autofree char *value = g_strdup_printf("%s=/lib/%s.so", name, name);

    return stand_in_was_given(start_of(made, launch), "--subject", value);
}

static void assert_alone(const made_run *made, guint launch, const char *name)
{
    assert_true(had_subject(made, launch, name));
    assert_false(had_subject(made, launch, strcmp(name, "alpha") == 0 ? "beta" : "alpha"));
}

/* It crashed while it was timed, and crashes alone, too: the launch is taken again without it, and
 * so are all others. */
static void test_who_ends_the_worker_is_left_out(void **state)
{
    made_run *made = *state;

    script_launch(made, 2, DIES_IN_FIRST_ARM);
    script_launch(made, 3, DIES_IN_FIRST_ARM);
    carry_out_well(made);
    assert_int_equal(count_launches(made), 2 * LAUNCHES + 2);
    assert_alone(made, 3, "alpha");
    assert_true(stand_in_was_given(start_of(made, 3), "--workload", "comp3"));
    assert_true(stand_in_was_given(start_of(made, 3), "--launch", "11"));
    /* The second launch of "comp3", once more. */
    assert_true(had_subject(made, 4, "beta"));
    assert_true(stand_in_was_given(start_of(made, 4), "--workload", "comp3"));
    assert_true(stand_in_was_given(start_of(made, 4), "--launch", "11"));
    for (guint i = 0; i < count_launches(made); i++)
        assert_int_equal(stand_in_was_given(start_of(made, i), "--skip", "alpha/kernel"),
                         i == 4 || i == 6);
    assert_not_measured(made, "comp3/L2", "alpha", PH_STATE_FAILED,
                        "it was killed by signal 11 (Segmentation fault) while sampling");
    assert_int_equal(result_of(made, "comp3/L2", "alpha")->cause, PH_ERROR_SUBJECT_CRASH);
    assert_true(is_said(made->measurement->errors, "CBKB009: comp3/L2"));
    assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
    assert_measured(made, "comp3/L2", "memcpy", LAUNCHES, 100.0);
    /* It is another matter in another benchmark. */
    assert_measured(made, "comp3-5/L2", "alpha", LAUNCHES, 500.0);
}

static void test_who_hangs_is_left_out(void **state)
{
    made_run *made = *state;

    made->request.host.hang_timeout_us = G_GINT64_CONSTANT(300000);
    script_launch(made, 0, ARMS "beacon 3 2 0\nhang\n");
    script_launch(made, 1, ARMS "beacon 3 1 0\nhang\n");
    carry_out_well(made);
    assert_alone(made, 1, "beta");
    assert_not_measured(made, "comp3/L2", "beta", PH_STATE_FAILED,
                        "it did not return within 0.3 s while checking the output");
    assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
}

/* While libraries are loaded it is the library's number that is told: it is not loaded again. */
static void test_a_library_that_ends_the_worker(void **state)
{
    made_run *made = *state;

    made->request.launches = 1;
    script_launch(made, 0, "beacon 1 2 0\nend-by-signal 6\n");
    script_launch(made, 1, "beacon 1 1 0\nend-by-signal 6\n");
    carry_out_well(made);
    assert_alone(made, 1, "beta");
    assert_true(stand_in_was_given(start_of(made, 1), "--subject-options", "fast"));
    assert_alone(made, 2, "alpha");
    assert_false(stand_in_was_given(start_of(made, 2), "--subject-options", NULL));
    assert_not_measured(made, "comp3/L2", "beta", PH_STATE_FAILED,
                        "it was killed by signal 6 (Aborted) while loading subjects");
    assert_measured(made, "comp3/L2", "alpha", 1, 500.0);
}

/* Numbers are of the libraries that the worker was given: one that is gone has none. Who is the
 * only one left need not be launched alone to be blamed. */
static void test_the_next_library_has_the_first_ones_number(void **state)
{
    made_run *made = *state;

    made->request.launches = 1;
    script_launch(made, 0, "beacon 1 1 0\nend-by-signal 6\n");
    script_launch(made, 1, "beacon 1 1 0\nend-by-signal 6\n");
    script_launch(made, 2, "beacon 1 1 0\nend-by-signal 11\n");
    carry_out_well(made);
    assert_alone(made, 1, "alpha");
    assert_alone(made, 2, "beta");
    assert_not_measured(made, "comp3/L2", "alpha", PH_STATE_FAILED, "signal 6");
    assert_not_measured(made, "comp3/L2", "beta", PH_STATE_FAILED, "signal 11");
    /* Nobody is left: no more launches of it, and the next benchmark is measured. */
    assert_int_equal(count_launches(made), 4);
    assert_measured(made, "comp3-5/L2", "alpha", 1, 500.0);
}

/* Whose code was running is the dead process' own word, in which any library may have put it: who
 * lives alone is not blamed. From then on nobody is in one process with others. */
static void test_who_lives_alone_is_not_blamed(void **state)
{
    made_run *made = *state;

    script_launch(made, 0, DIES_IN_FIRST_ARM);
    carry_out_well(made);
    assert_alone(made, 1, "alpha"); /* Does it die? */
    for (guint launch = 0; launch < LAUNCHES; launch++) {
        const guint first = 2 + 3 * launch; /* Of three: two apart, and the other benchmark's. */
        g_autofree char *index = g_strdup_printf("%u", 10 + launch);

        assert_alone(made, first, "alpha");
        assert_alone(made, first + 1, "beta");
        assert_true(stand_in_was_given(start_of(made, first), "--launch", index));
        assert_true(stand_in_was_given(start_of(made, first + 1), "--launch", index));
        assert_true(stand_in_was_given(start_of(made, first + 2), "--workload", "comp3-5"));
        assert_true(had_subject(made, first + 2, "alpha") && had_subject(made, first + 2, "beta"));
    }
    assert_int_equal(count_launches(made), 2 + 3 * LAUNCHES);
    /* Their arms tell of each other, which counts for nothing. */
    assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
    assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
    assert_measured(made, "comp3/L2", "memcpy", LAUNCHES, 100.0);
    assert_int_equal(made->measurement->errors->len, 0);
}

/* It ended the launch, and had put it on the other: alone there is nobody else. */
static void test_who_puts_it_on_another_is_found(void **state)
{
    made_run *made = *state;

    script_launch(made, 0, DIES_IN_FIRST_ARM);
    script_launch(made, 3, DIES_IN_FIRST_ARM);
    carry_out_well(made);
    assert_alone(made, 3, "beta");
    assert_not_measured(made, "comp3/L2", "beta", PH_STATE_FAILED,
                        "it was killed by signal 11 (Segmentation fault) while sampling");
    assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
    assert_measured(made, "comp3-5/L2", "beta", LAUNCHES, 700.0);
}

/* What a launch in one process gave is forgotten, whatever it was: as many are taken apart. */
static void test_launches_begin_anew_apart(void **state)
{
    static const guint firsts[] = { 3, 6, 8 };
    made_run *made = *state;

    script_launch(made, 0,
                  ARMS ARM_WITH("alpha", "kernel", "5", "01") ARM_WITH("beta", "kernel", "7", "01")
                      ARM("memcpy", "limit", "1") DONE);
    script_launch(made, 2, ARMS "beacon 5 0 0\nend-by-signal 11\n");
    carry_out_well(made);
    for (guint launch = 0; launch < LAUNCHES; launch++) {
        g_autofree char *index = g_strdup_printf("%u", 10 + launch);

        assert_alone(made, firsts[launch], "alpha");
        assert_alone(made, firsts[launch] + 1, "beta");
        assert_true(stand_in_was_given(start_of(made, firsts[launch]), "--workload", "comp3"));
        assert_true(stand_in_was_given(start_of(made, firsts[launch]), "--launch", index));
    }
    assert_int_equal(count_launches(made), 3 + 2 * LAUNCHES + 2);
    assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
    assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
    assert_measured(made, "comp3/L2", "memcpy", LAUNCHES, 100.0);
}

/* Launches that end in nobody's code, by what they say. */
static const char *const nobodys_deaths[] = {
    ARMS "beacon 5 0 0\nend-by-signal 11\n", /* The worker's own code. */
    ARMS "beacon 5 9 0\nend-by-signal 11\n", /* An arm that there is not. */
    "beacon 1 9 0\nend-by-signal 11\n",      /* A library that there is not. */
    "beacon 5 1 0\nend-by-signal 11\n",      /* Its arms were not told yet. */
};

static void test_a_worker_that_nobody_ended(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(nobodys_deaths); i++) {
        void *fresh = NULL;
        made_run *made;

        (void)make_run(&fresh);
        made = fresh;
        script_launch(made, 0, nobodys_deaths[i]);
        carry_out_well(made);
        assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
        assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
        assert_alone(made, 1, "alpha");
        assert_alone(made, 2, "beta");
        assert_int_equal(count_launches(made), 1 + 3 * LAUNCHES);
        (void)remove_run(&fresh);
    }
    (void)state;
}

/* Where there is but one library, none can be launched apart from it. */
static void test_a_worker_that_its_only_library_did_not_end(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(nobodys_deaths); i++) {
        void *fresh = NULL;
        made_run *made;

        (void)make_run(&fresh);
        made = fresh;
        g_ptr_array_set_size(made->subjects, 1);
        stand_in_script(made->worker, "2", nobodys_deaths[i]); /* One is described. */
        carry_out_well(made);
        assert_not_measured(made, "comp3/L2", "alpha", PH_STATE_FAILED,
                            "the worker was killed by signal 11 (Segmentation fault) outside any "
                            "subject's code");
        assert_int_equal(result_of(made, "comp3/L2", "alpha")->cause, PH_ERROR_ENVIRONMENT);
        assert_int_equal(g_strv_length(made->starts), 1 + 1 + LAUNCHES);
        assert_measured(made, "comp3-5/L2", "alpha", LAUNCHES, 500.0);
        (void)remove_run(&fresh);
    }
    (void)state;
}

static void test_a_worker_that_refuses(void **state)
{
    made_run *made = *state;

    script_launch(made, 1,
                  "say {\"event\":\"refused\",\"why\":\"memory\",\"reason\":\"no memory "
                  "for\\u000a1 GiB\"}\nend-with-status 1\n");
    carry_out_well(made);
    /* In one line, whatever stood in it. */
    assert_not_measured(made, "comp3-5/L2", "alpha", PH_STATE_FAILED, "no memory for\\u000a1 GiB");
    assert_not_measured(made, "comp3-5/L2", "beta", PH_STATE_FAILED, "no memory for");
    /* No subject's fault. */
    assert_int_equal(result_of(made, "comp3-5/L2", "alpha")->cause, PH_ERROR_ENVIRONMENT);
    assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
    assert_int_equal(count_launches(made), 1 + LAUNCHES);
}

#define ALPHA_IS_VOID                                                                              \
    ARMS "say {\"event\":\"arm\",\"name\":\"alpha\",\"level\":\"kernel\","                         \
         "\"void\":true,\"reason\":\"3 of 10 records failed\","                                    \
         "\"records\":30,\"records_failed\":3}\n" ARM("beta", "kernel", "700")                     \
             ARM("memcpy", "limit", "100") DONE
#define ALPHA_IS_OTHERWISE                                                                         \
    ARMS ARM_WITH("alpha", "kernel", "500", "01") ARM("beta", "kernel", "700")                     \
        ARM("memcpy", "limit", "100") DONE

/* Nor is its library loaded, of which nothing is left. */
static void test_what_is_void_is_not_timed_again(void **state)
{
    made_run *made = *state;

    script_launch(made, 0, ALPHA_IS_VOID);
    script_launch(made, 1, ALPHA_IS_VOID);
    carry_out_well(made);
    assert_not_measured(made, "comp3/L2", "alpha", PH_STATE_VOID, "3 of 10 records failed");
    assert_int_equal(result_of(made, "comp3/L2", "alpha")->records_failed, 3);
    assert_int_equal(result_of(made, "comp3/L2", "alpha")->records, 30); /* More than are timed. */
    assert_int_equal(result_of(made, "comp3/L2", "alpha")->cause, PH_ERROR_MISMATCH);
    assert_int_equal(count_launches(made), 2 * LAUNCHES + 1);
    assert_false(stand_in_was_given(start_of(made, 0), "--skip", NULL));
    assert_alone(made, 1, "alpha"); /* Is it void there, too? */
    for (guint i = 3; i <= 5; i += 2) {
        assert_true(stand_in_was_given(start_of(made, i), "--skip", "alpha/kernel"));
        assert_alone(made, i, "beta");
    }
    assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
}

static void test_output_that_differs_between_launches(void **state)
{
    made_run *made = *state;

    script_launch(made, 2, ALPHA_IS_OTHERWISE);
    script_launch(made, 3, ALPHA_IS_OTHERWISE);
    carry_out_well(made);
    assert_alone(made, 3, "alpha");
    assert_not_measured(made, "comp3/L2", "alpha", PH_STATE_VOID,
                        "its output differs from one launch to the next");
    assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
}

/* What is wrong only beside others may be their doing: nobody is void, and all are taken apart. */
static void test_who_is_right_alone_is_not_void(void **state)
{
    static const struct {
        guint launch; /* Of "comp3". */
        const char *script;
    } cases[] = { { 0, ALPHA_IS_VOID }, { 2, ALPHA_IS_VOID }, { 2, ALPHA_IS_OTHERWISE } };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        void *fresh = NULL;
        made_run *made;

        (void)make_run(&fresh);
        made = fresh;
        script_launch(made, cases[i].launch, cases[i].script);
        carry_out_well(made);
        assert_alone(made, cases[i].launch + 1, "alpha");
        assert_alone(made, cases[i].launch + 2, "alpha");
        assert_alone(made, cases[i].launch + 3, "beta");
        assert_measured(made, "comp3/L2", "alpha", LAUNCHES, 500.0);
        assert_measured(made, "comp3/L2", "beta", LAUNCHES, 700.0);
        assert_measured(made, "comp3-5/L2", "alpha", LAUNCHES, 500.0);
        assert_int_equal(made->measurement->errors->len, 0);
        (void)remove_run(&fresh);
    }
    (void)state;
}

/* A worker that tells of arms which nobody asked for, and says nothing of one that was. */
static void test_arms_that_nobody_asked_for(void **state)
{
    static const char script[] = ARMS_WITH(NAMED("gamma", "kernel") NAMED("alpha", "record")
                                               NAMED("memcpy", "kernel") NAMED("alpha", "kernel"))
        ARM("gamma", "kernel", "1") ARM("alpha", "record", "1") ARM("memcpy", "kernel", "1")
            ARM("alpha", "kernel", "500") ARM("memcpy", "limit", "100") DONE;
    made_run *made = *state;

    made->request.launches = 1;
    script_launch(made, 0, script);
    script_launch(made, 1, script); /* Without the others, nothing is said of it, either. */
    carry_out_well(made);
    assert_alone(made, 1, "beta");
    assert_measured(made, "comp3/L2", "alpha", 1, 500.0);
    assert_int_equal(made->measurement->results->len, 4);
    assert_int_equal(result_of(made, "comp3/L2", "beta")->state, PH_STATE_FAILED);
}

/* Its variant, and what copybook-rs does not do, would take time for nothing. */
static void test_of_an_anchor_only_what_is_compared_is_timed(void **state)
{
    static ph_run_subject head = { .name = PH_HEADLINE_SUBJECT, .path = "/lib/head.so" };
    static ph_run_subject anchor = { .name = PH_ANCHOR_SUBJECT, .path = "/lib/old.so" };
    made_run *made = *state;

    made->subjects->pdata[0] = &head;
    made->subjects->pdata[1] = &anchor;
    made->request.launches = 1;
    g_ptr_array_set_size(made->plan, 1);
    add_workload(made, "display-text");
    stand_in_script(made->worker, "1", SUBJECT("copybook-rs") DONE);
    stand_in_script(made->worker, "2",
                    "say {\"event\":\"subject\",\"name\":\"anchor\",\"operations\":5}\n"
                    "say {\"event\":\"subject\",\"name\":\"anchor-scratch\",\"operations\":5}"
                    "\n" DONE);
    stand_in_script(made->worker, "measure",
                    ARMS_WITH(NAMED("copybook-rs", "kernel") NAMED("anchor", "kernel"))
                        ARM("copybook-rs", "kernel", "550") ARM("anchor", "kernel", "500")
                            ARM("memcpy", "limit", "100") DONE);
    carry_out_well(made);
    assert_true(stand_in_was_given(start_of(made, 0), "--subject", "anchor=/lib/old.so"));
    assert_true(stand_in_was_given(start_of(made, 0), "--skip", "anchor-scratch/kernel"));
    assert_false(stand_in_was_given(start_of(made, 0), "--skip", "anchor/kernel"));
    assert_measured(made, "comp3/L2", "anchor", 1, 500.0);
    assert_null(ph_result_find(made->measurement->results, "comp3/L2", "kernel", "anchor-scratch"));
    /* Only the anchor decodes text. */
    assert_null(ph_result_find(made->measurement->results, "display-text/L2", "kernel", "anchor"));
    assert_int_equal(made->measurement->subjects->len, 2);
    assert_string_equal(((ph_subject_info *)made->measurement->subjects->pdata[1])->name, "anchor");
}

static void test_no_subject_at_all(void **state)
{
    made_run *made = *state;

    stand_in_script(made->worker, "1", "say {\"event\":\"rejected\",\"reason\":\"no\"}\n" DONE);
    stand_in_script(made->worker, "2", "end-by-signal 11\n");
    carry_out_well(made);
    assert_int_equal(count_launches(made), 0);
    assert_true(
        is_said(made->measurement->errors, "CBKB008: comp3/L2: no subject can be measured"));
    assert_true(is_said(made->measurement->errors, "CBKB008: comp3-5/L2: no subject"));
    assert_not_measured(made, "comp3/L2", "alpha", PH_STATE_FAILED, "no");
}

static void stop_before(gpointer data, const ph_benchmark *benchmark, guint done, guint total,
                        double seconds_left)
{
    made_run *made = data;

    (void)benchmark;
    (void)seconds_left;
    assert_int_equal(total, 2 * LAUNCHES);
    if (done != made->stop_at)
        return;
    if (made->request.host.deadline_us)
        made->request.host.deadline_us = 1;
    else
        made->worker->is_interrupted = TRUE;
}

static void test_what_is_finished_is_kept(void **state)
{
    made_run *made = *state;

    made->request.observer = (ph_run_observer){ .launch = stop_before, .data = made };
    made->request.host.deadline_us = G_MAXINT64;
    made->stop_at = 5;
    carry_out_well(made);
    assert_int_equal(count_launches(made), 5);
    assert_true(is_said(made->measurement->errors, "CBKB001: the run's time was over (--timeout"));
    assert_measured(made, "comp3/L2", "alpha", 3, 500.0);
    assert_measured(made, "comp3-5/L2", "alpha", 2, 500.0);
    assert_measured(made, "comp3-5/L2", "memcpy", 2, 100.0);
}

/* Nothing is killed, but no launch begins after that. */
static void wait_before(gpointer data, const ph_benchmark *benchmark, guint done, guint total,
                        double seconds_left)
{
    const made_run *made = data;

    (void)benchmark;
    (void)total;
    (void)seconds_left;
    if (done == made->stop_at)
        g_usleep((gulong)(made->request.budget_s * 1e6));
}

static void test_a_budget_that_is_used_up(void **state)
{
    made_run *made = *state;

    made->request.observer = (ph_run_observer){ .launch = wait_before, .data = made };
    made->request.budget_s = 0.3;
    made->stop_at = 2;
    carry_out_well(made);
    assert_int_equal(made->measurement->errors->len, 1);
    assert_true(is_said(made->measurement->errors,
                        "CBKB001: the budget of the suite, 0.005 minutes, was over: 3 of 6 "
                        "launches were left out; with 1 of 3: comp3-5/L2; with 2 of 3: comp3/L2"));
    assert_int_equal(count_launches(made), 3);
    assert_int_equal(result_of(made, "comp3/L2", "alpha")->launch_ns->len, 2);
    assert_int_equal(result_of(made, "comp3-5/L2", "alpha")->launch_ns->len, 1);
    assert_int_equal(result_of(made, "comp3/L2", "alpha")->state, PH_STATE_MEASURED);
}

static void test_a_budget_that_is_not_enough_for_a_launch(void **state)
{
    made_run *made = *state;

    made->request.observer = (ph_run_observer){ .launch = wait_before, .data = made };
    made->request.budget_s = 0.3;
    made->stop_at = 0;
    carry_out_well(made);
    assert_true(is_said(made->measurement->errors,
                        "5 of 6 launches were left out; with 0 of 3: comp3-5/L2; with 1 of 3"));
    assert_true(ph_result_is_cut_short(result_of(made, "comp3-5/L2", "alpha")));
}

static void test_what_had_no_launch_says_so(void **state)
{
    made_run *made = *state;

    made->request.observer = (ph_run_observer){ .launch = stop_before, .data = made };
    made->request.host.deadline_us = G_MAXINT64;
    made->stop_at = 1;
    carry_out_well(made);
    assert_measured(made, "comp3/L2", "alpha", 1, 500.0);
    assert_true(ph_result_is_cut_short(result_of(made, "comp3-5/L2", "alpha")));
}

/* What is not finished when the user gives up is nothing. */
static void test_the_user_gives_up(void **state)
{
    made_run *made = *state;

    made->request.observer = (ph_run_observer){ .launch = stop_before, .data = made };
    made->stop_at = 3;
    assert_false(carry_out(made));
    assert_true(g_error_matches(made->error, PH_ERROR, PH_ERROR_INTERRUPTED));
    assert_int_equal(count_launches(made), 3);
}

static void test_no_worker(void **state)
{
    made_run *made = *state;

    made->request.host.program = "/there/is/no/worker";
    assert_false(carry_out(made));
    assert_true(g_error_matches(made->error, PH_ERROR, PH_ERROR_ENVIRONMENT));
}

static void see_launch(gpointer data, const ph_benchmark *benchmark, guint done, guint total,
                       double seconds_left)
{
    made_run *made = data;

    g_string_append_printf(made->seen, "%u/%u %s%s\n", done, total, benchmark->name,
                           seconds_left < 0.0 ? " ?" : "");
}

static void see_sample(gpointer data, const ph_benchmark *benchmark, const ph_launch *launch)
{
    made_run *made = data;

    g_string_append_printf(made->seen, "%s: %u arms\n", benchmark->name, launch->samples->len);
}

static void see_benchmark(gpointer data, const ph_measurement *measurement,
                          const ph_benchmark *benchmark)
{
    made_run *made = data;
    const ph_result *result =
        ph_result_find(measurement->results, benchmark->name, "kernel", "alpha");

    g_string_append_printf(made->seen, "%s: %s\n", benchmark->name, ph_state_name(result->state));
}

static void test_an_observer_is_told(void **state)
{
    made_run *made = *state;

    made->request.launches = 2;
    made->request.observer = (ph_run_observer){
        .launch = see_launch, .sampled = see_sample, .benchmark = see_benchmark, .data = made
    };
    carry_out_well(made);
    assert_string_equal(made->seen->str, "0/4 comp3/L2 ?\n"
                                         "comp3/L2: 3 arms\n"
                                         "1/4 comp3-5/L2 ?\n"
                                         "comp3-5/L2: 3 arms\n"
                                         "2/4 comp3/L2\n"
                                         "comp3/L2: 3 arms\n"
                                         "comp3/L2: measured\n"
                                         "3/4 comp3-5/L2\n"
                                         "comp3-5/L2: 3 arms\n"
                                         "comp3-5/L2: measured\n");
}

static void test_the_log_has_every_launch(void **state)
{
    made_run *made = *state;
    char *text = NULL;
    size_t length = 0;

    made->request.log = open_memstream(&text, &length);
    made->request.launches = 1;
    script_launch(made, 0, ARMS "complain it \x1b[31mhurts\nbeacon 5 1 0\nend-by-signal 11\n");
    script_launch(made, 1, DIES_IN_FIRST_ARM);
    carry_out_well(made);
    assert_int_equal(fclose(made->request.log), 0);
    assert_true(g_str_has_prefix(text, "# comp3/L2, launch 1: was killed by signal 11 "
                                       "(Segmentation fault)\n{\"event\":\"ready\","));
    assert_non_null(strstr(text, "\n{\"event\":\"arms\","));
    assert_non_null(strstr(text, "# standard error:\nit \\u001b[31mhurts\n"));
    assert_non_null(strstr(text, "# comp3/L2, launch 1, alone alpha: was killed by signal 11 "));
    assert_non_null(strstr(text, "# comp3/L2, launch 1: ended the process with exit status 0\n"));
    assert_non_null(strstr(text, "# comp3-5/L2, launch 1: ended the process"));
    assert_non_null(strstr(text, "# the host counted:"));
    free(text);
}

#define with_run(test) cmocka_unit_test_setup_teardown(test, make_run, remove_run)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_run(test_launches_are_taken_in_turn),
        with_run(test_what_a_benchmark_asks_for_is_handed_on),
        with_run(test_who_lays_records_out_otherwise_is_void),
        with_run(test_who_lays_records_out_otherwise_is_measured_where_that_was_asked_for),
        with_run(test_nobody_lays_records_out_as_the_copybook_does),
        with_run(test_a_layout_that_differs_in_a_later_launch),
        with_run(test_data_that_cannot_be_read_any_more),
        with_run(test_who_ends_the_worker_is_left_out),
        with_run(test_who_hangs_is_left_out),
        with_run(test_a_library_that_ends_the_worker),
        with_run(test_the_next_library_has_the_first_ones_number),
        with_run(test_who_lives_alone_is_not_blamed),
        with_run(test_who_puts_it_on_another_is_found),
        with_run(test_launches_begin_anew_apart),
        cmocka_unit_test(test_a_worker_that_nobody_ended),
        cmocka_unit_test(test_a_worker_that_its_only_library_did_not_end),
        with_run(test_a_worker_that_refuses),
        with_run(test_what_is_void_is_not_timed_again),
        with_run(test_output_that_differs_between_launches),
        cmocka_unit_test(test_who_is_right_alone_is_not_void),
        with_run(test_arms_that_nobody_asked_for),
        with_run(test_of_an_anchor_only_what_is_compared_is_timed),
        with_run(test_no_subject_at_all),
        with_run(test_what_is_finished_is_kept),
        with_run(test_a_budget_that_is_used_up),
        with_run(test_a_budget_that_is_not_enough_for_a_launch),
        with_run(test_what_had_no_launch_says_so),
        with_run(test_the_user_gives_up),
        with_run(test_no_worker),
        with_run(test_an_observer_is_told),
        with_run(test_the_log_has_every_launch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
