/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker says is taken as it comes, and of what none says the first thing is named. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "measure/event_order.h"

#define READY "{\"event\":\"ready\",\"pid\":1}\n"
#define DONE  "{\"event\":\"done\",\"timed_ns\":1e9}\n"
#define ARMS                                                                                       \
    "{\"event\":\"arms\",\"input_bytes\":1000,\"arms\":[{\"name\":\"x\",\"level\":\"kernel\"},"    \
    "{\"name\":\"y\",\"level\":\"record\"}]}\n"
#define ARM_OF(name, level, more)                                                                  \
    "{\"event\":\"arm\",\"name\":\"" name "\",\"level\":\"" level "\"," more "}\n"
#define BLOCKS(ns, bytes, probes, switches)                                                        \
    "\"void\":false,\"ns\":[" ns "],\"bytes\":[" bytes "],\"probe_ns\":[" probes                   \
    "],\"involuntary_switches\":[" switches "]"
#define GOOD_BLOCKS  BLOCKS("7e8,8e8", "64,64", "900,901", "0,0")
#define X_WITH(more) ARM_OF("x", "kernel", more)
#define X            X_WITH(GOOD_BLOCKS)
#define Y            ARM_OF("y", "record", "\"void\":true,\"reason\":\"no\"")
#define CALLS(records, ns)                                                                         \
    "{\"event\":\"calls\",\"name\":\"y\",\"level\":\"record\",\"records\":" records ",\"ns\":[" ns \
    "]}\n"
#define START             "{\"event\":\"start\",\"name\":\"y\",\"level\":\"record\",\"load_ns\":5}\n"
#define CHECKING          "{\"event\":\"checking\",\"bytes\":5,\"seconds_left\":7.5}\n"
#define SUBJECT           "{\"event\":\"subject\",\"name\":\"x\"}\n"
#define UNDECODED(record) "{\"event\":\"undecoded\",\"record\":" record "}\n"
#define LAID_OUT          "{\"event\":\"laid-out\",\"name\":\"x\",\"compared\":\"items\"}\n"
#define LAYOUT(bytes)                                                                              \
    "{\"event\":\"layout\",\"name\":\"x\",\"record_length\":7,\"described_bytes\":" bytes "}\n"
#define PIECE   "{\"event\":\"description\",\"name\":\"x\",\"text\":\"[1]\"}\n"
#define REFUSED "{\"event\":\"refused\",\"why\":\"memory\",\"reason\":\"no\"}\n"

/* What is said of the first line that is wrong; NULL: none is. */
static char *take_all(ph_event_order *order, const char *said)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    char *wrong = NULL;

    for (char **line = lines; !wrong && (*line && **line); line++) {
        cJSON *event = cJSON_Parse(*line);

        wrong = ph_event_order_take(order, event);
        cJSON_Delete(event);
    }
    return wrong;
}

static void test_what_workers_say(void **state)
{
    static const char *const cases[] = {
        READY SUBJECT SUBJECT "{\"event\":\"rejected\",\"subject\":\"z\"}\n" DONE,
        READY SUBJECT ARMS DONE,
        READY SUBJECT LAID_OUT ARMS DONE,
        READY SUBJECT ARMS CHECKING X Y CALLS("1", "5,6") CALLS("10", "50") START DONE,
        READY SUBJECT ARMS X_WITH(GOOD_BLOCKS ",\"disturbed\":[{\"block\":1,\"causes\":[]}]")
            Y DONE,
        READY SUBJECT ARMS "{\"event\":\"count\",\"name\":\"x\",\"level\":\"kernel\"}\n" DONE,
        READY "{\"event\":\"answers\",\"rows\":[1,2],\"answers\":[\"A\",\"\"]}\n" DONE,
        READY SUBJECT LAYOUT("6") PIECE PIECE DONE,
        READY SUBJECT LAYOUT("0") DONE,
        READY SUBJECT LAID_OUT UNDECODED("1") UNDECODED("7") DONE,
        READY "{\"event\":\"layout\",\"name\":\"x\",\"code\":\"E\"}\n" DONE,
        READY REFUSED,
        READY SUBJECT ARMS CHECKING REFUSED,
        /* The arms of a benchmark without limits may all be left out. */
        READY "{\"event\":\"arms\",\"arms\":[]}\n" DONE,
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_event_order *order = ph_event_order_new();
        g_autofree char *wrong = take_all(order, cases[i]);

        if (wrong)
            fail_msg("%s: %s", cases[i], wrong);
        ph_event_order_free(order);
    }
}

static void test_what_no_worker_says(void **state)
{
    static const struct {
        const char *said, *wrong;
    } cases[] = {
        { "no JSON\n", "a line that is no event" },
        { DONE, "something before it is ready" },
        { READY READY, "twice that it is ready" },
        { READY "{\"event\":\"sample\"}\n", "\"sample\"" },
        { READY DONE DONE, "something behind its last word" },
        { READY REFUSED DONE, "something behind its last word" },
        { READY DONE X, "something behind its last word" },
        { READY "{\"event\":\"done\",\"timed_ns\":1e999}\n", "a number that is none" },
        { READY "{\"event\":\"subject\",\"a\":[{\"b\":-1e999}]}\n", "a number that is none" },
        { READY ARMS ARMS, "its arms a second time" },
        { READY ARMS SUBJECT, "a library that it loads behind its arms" },
        { READY "{\"event\":\"arms\",\"arms\":5}\n", "arms that are no list" },
        { READY "{\"event\":\"arms\",\"arms\":[{\"name\":\"x\"},{\"name\":\"x\"}]}\n",
          "an arm that is listed twice" },
        { READY LAID_OUT LAID_OUT, "two layouts of one subject" },
        { READY ARMS LAID_OUT,
          "a layout behind its arms, or more of them than there are libraries" },
        { READY X, "an arm that it did not list" },
        { READY ARMS ARM_OF("x", "record", GOOD_BLOCKS), "an arm that it did not list" },
        { READY ARMS ARM_OF("z", "kernel", GOOD_BLOCKS), "an arm that it did not list" },
        { READY ARMS X X, "one thing of an arm twice" },
        { READY ARMS CALLS("1", "5") CALLS("1", "6"), "one thing of an arm twice" },
        { READY ARMS START START, "one thing of an arm twice" },
        { READY ARMS CALLS("1", "5,0"), "calls that took no time" },
        { READY ARMS CHECKING CHECKING, "twice that it checks" },
        { READY ARMS X DONE, "that it is done, and nothing of some arms" },
        { READY ARMS X_WITH("\"ns\":[5]"), "an arm of which nobody knows whether it is void" },
        { READY ARMS X_WITH("\"void\":false"), "blocks that took no time, or more than there are" },
        { READY ARMS X_WITH(BLOCKS("0", "64", "9", "0")),
          "blocks that took no time, or more than there are" },
        { READY ARMS X_WITH(BLOCKS("-5", "64", "9", "0")),
          "blocks that took no time, or more than there are" },
        { READY ARMS X_WITH(BLOCKS("\"5\"", "64", "9", "0")),
          "blocks that took no time, or more than there are" },
        { READY ARMS X_WITH(BLOCKS("5", "64,64", "9", "0")), "blocks of which not all is told" },
        { READY ARMS X_WITH(BLOCKS("5,5", "64,64", "9", "0,0")),
          "blocks of which not all is told" },
        { READY ARMS X_WITH(BLOCKS("5,5", "64,64", "9,9", "0")),
          "blocks of which not all is told" },
        { READY ARMS X_WITH(BLOCKS("5", "0", "9", "0")), "blocks of which not all is told" },
        { READY ARMS X_WITH(BLOCKS("5", "64", "9", "-1")), "blocks of which not all is told" },
        { READY ARMS X_WITH(GOOD_BLOCKS ",\"disturbed\":[{\"block\":2,\"causes\":[]}]"),
          "a cause of what no block is" },
        { READY ARMS X_WITH(GOOD_BLOCKS ",\"disturbed\":[{\"block\":-1,\"causes\":[]}]"),
          "a cause of what no block is" },
        { READY "{\"event\":\"answers\",\"rows\":[1,2],\"answers\":[\"A\"]}\n",
          "answers that are not one for each row" },
        { READY UNDECODED("7") UNDECODED("7"), "a record once more" },
        { READY UNDECODED("0"), "a record once more" },
        { READY LAYOUT("-1"), "a layout of less than nothing" },
        { READY LAYOUT("0") LAYOUT("0"), "two layouts of one copybook by one subject" },
        { READY LAYOUT("5") PIECE PIECE, "more of a layout than it is described in" },
        { READY LAYOUT("6") PIECE DONE, "that it is done, and not all of a layout" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_event_order *order = ph_event_order_new();
        g_autofree char *wrong = take_all(order, cases[i].said);

        if (g_strcmp0(wrong, cases[i].wrong) != 0)
            fail_msg("%s: %s", cases[i].said, wrong ? wrong : "nothing is wrong");
        ph_event_order_free(order);
    }
}

static char *arm_of_blocks(guint count)
{
    g_autoptr(GString) ones = g_string_new("1");

    for (guint i = 1; i < count; i++)
        g_string_append(ones, ",1");
    return g_strdup_printf(X_WITH(BLOCKS("%s", "%s", "%s", "%s")), ones->str, ones->str, ones->str,
                           ones->str);
}

static void test_no_more_blocks_than_a_launch_has(void **state)
{
    static const struct {
        guint blocks;
        gboolean is_right;
    } cases[] = { { PH_BLOCKS_MAX, TRUE }, { PH_BLOCKS_MAX + 1, FALSE } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ph_event_order *order = ph_event_order_new();
        g_autofree char *arm = arm_of_blocks(cases[i].blocks);
        g_autofree char *before = take_all(order, READY ARMS);
        g_autofree char *wrong = take_all(order, arm);

        assert_null(before);
        assert_int_equal(wrong == NULL, cases[i].is_right);
        ph_event_order_free(order);
    }
}

static void test_no_more_libraries_than_there_can_be(void **state)
{
    ph_event_order *order = ph_event_order_new();
    g_autofree char *wrong = take_all(order, READY);
    guint libraries = 0;

    (void)state;
    while (!wrong && libraries < 1000) {
        wrong = take_all(order, SUBJECT);
        libraries++;
    }
    assert_string_equal(wrong, "more libraries than there are");
    assert_int_equal(libraries, 257);
    ph_event_order_free(order);
}

/* Blocks that will be set aside for having lost the CPU claim nothing. */
static void test_what_is_claimed(void **state)
{
    ph_event_order *order = ph_event_order_new();
    g_autofree char *wrong =
        take_all(order, READY ARMS X_WITH(BLOCKS(
                            "1e9,2e9,4e9,8e9", "64,64,64,64", "9,9,9,9",
                            "0,1,0,0") ","
                                       "\"disturbed\":[{\"block\":2,\"causes\":[\"major_faults\"]},"
                                       "{\"block\":3,\"causes\":[\"steal_s\"]}]")
                            Y CALLS("1", "16e9,32e9") START DONE);

    (void)state;
    assert_null(wrong);
    assert_true(fabs(ph_event_order_claimed_s(order) - 57.0) < 1e-6);
    ph_event_order_free(order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_workers_say),
        cmocka_unit_test(test_what_no_worker_says),
        cmocka_unit_test(test_no_more_blocks_than_a_launch_has),
        cmocka_unit_test(test_no_more_libraries_than_there_can_be),
        cmocka_unit_test(test_what_is_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
