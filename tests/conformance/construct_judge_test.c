/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What processes answer of a construct, and what it comes to; the reader takes each as its list has
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "conformance/construct_judge.h"

static const ph_construct valid = {
    .name = "valid", .is_valid = true, .copybook = "       01  A PIC X(3).\n", .copybook_length = 22
};
static const ph_construct mistake = { .name = "mistake",
                                      .copybook = "       01  A PIC X(3)\n",
                                      .copybook_length = 21 };

#define RIGHT "[{\"name\":\"A\",\"offset\":0,\"size\":3}]"
#define LONG  "[{\"name\":\"A\",\"offset\":0,\"size\":4}]"
#define NONE  "[]"

/* A subject's answer: it describes this; NULL: it refuses. */
static ph_construct_answer answer_of(const char *description)
{
    return description
               ? (ph_construct_answer){ TRUE, 3.0, description, strlen(description), "", "" }
               : (ph_construct_answer){ FALSE, 0.0, NULL, 0, "CODE", "none of mine" };
}

typedef struct judged {
    ph_construct_judge *judge;
    ph_conformance *conformance;
    ph_construct_result *result;
} judged;

static judged begin(const ph_construct *construct)
{
    judged j = { ph_construct_judge_new(), ph_conformance_new(), NULL };

    j.result = ph_conformance_add(j.conformance, construct);
    return j;
}

static void take(const judged *j, const char *description)
{
    const ph_construct_answer answer = answer_of(description);
    g_autoptr(GError) error = NULL;

    assert_true(ph_construct_judge_take(j->judge, j->result, &answer, &error));
    assert_null(error);
}

static void end(judged *j)
{
    ph_conformance_free(j->conformance);
    ph_construct_judge_free(j->judge);
}

static void test_what_is_the_same_each_time(void **state)
{
    static const struct {
        const ph_construct *construct;
        const char *description;
        ph_conformity conformity;
        const char *found; /* Begins so; NULL: nothing. */
    } cases[] = {
        { &valid, RIGHT, PH_CONFORMITY_RIGHT, NULL },
        { &valid, NULL, PH_CONFORMITY_REFUSED, "refuses it: CODE: none of mine" },
        { &valid, LONG, PH_CONFORMITY_WRONG, "lays out A in 4 bytes, not 3" },
        { &valid, "[{}]", PH_CONFORMITY_WRONG, "describes it in no way that can be read: " },
        { &mistake, NULL, PH_CONFORMITY_RIGHT, NULL },
        { &mistake, RIGHT, PH_CONFORMITY_WRONG, "reads it, and says nothing" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        judged j = begin(cases[i].construct);

        take(&j, cases[i].description);
        take(&j, cases[i].description);
        assert_int_equal(j.result->conformity, cases[i].conformity);
        assert_int_equal(j.result->asked, 2);
        assert_int_equal(j.result->processes, cases[i].found ? 2 : 0);
        if (cases[i].found)
            assert_true(g_str_has_prefix(j.result->found, cases[i].found));
        else
            assert_null(j.result->found);
        end(&j);
    }
}

static void test_what_is_not_the_same_each_time_is_random(void **state)
{
    static const char *const pairs[][2] = { { RIGHT, LONG }, { LONG, RIGHT }, { LONG, NONE },
                                            { RIGHT, NULL }, { NULL, RIGHT }, { NULL, LONG } };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        judged j = begin(&valid);

        take(&j, pairs[i][0]);
        take(&j, pairs[i][1]);
        take(&j, pairs[i][1]);
        assert_int_equal(j.result->conformity, PH_CONFORMITY_RANDOM);
        assert_non_null(j.result->found);
        end(&j);
    }
}

/* It is counted how often it is not right. */
static void test_the_processes_that_are_not_right_are_counted(void **state)
{
    judged j = begin(&valid);

    (void)state;
    take(&j, RIGHT);
    take(&j, LONG);
    take(&j, RIGHT);
    assert_int_equal(j.result->asked, 3);
    assert_int_equal(j.result->processes, 1);
    assert_true(j.result->differences >= 1);
    assert_string_equal(j.result->field, "A");
    end(&j);
}

static void test_what_ends_a_process_is_said_whatever_was_before(void **state)
{
    judged j = begin(&valid);

    (void)state;
    take(&j, LONG);
    ph_construct_judge_take_end(j.result, "was killed by signal 11");
    assert_int_equal(j.result->conformity, PH_CONFORMITY_CRASHED);
    assert_string_equal(j.result->found, "was killed by signal 11 over it");
    assert_null(j.result->field);
    assert_int_equal(j.result->asked, 2);
    end(&j);
}

static void test_a_list_that_the_reader_contradicts_is_an_error(void **state)
{
    ph_construct wrong[] = { valid, mistake };
    const ph_construct_answer answer = answer_of(RIGHT);

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        judged j;

        wrong[i].is_valid = !wrong[i].is_valid;
        j = begin(&wrong[i]);
        assert_false(ph_construct_judge_take(j.judge, j.result, &answer, &error));
        assert_non_null(error);
        end(&j);
    }
}

/* All of them: valid ones are read, mistakes refused, and a title stands for one construct. */
static void test_the_reader_takes_each_construct_as_its_list_has_it(void **state)
{
    g_autoptr(GHashTable) titles = g_hash_table_new(g_str_hash, g_str_equal);

    (void)state;
    assert_true(ph_construct_count > 100);
    for (size_t i = 0; i < ph_construct_count; i++) {
        judged j = begin(&ph_constructs[i]);

        print_message("%s\n", ph_constructs[i].name);
        take(&j, NULL);
        assert_true(i == 0 || ph_constructs[i].part >= ph_constructs[i - 1].part);
        assert_true(g_hash_table_add(titles, (gpointer)ph_constructs[i].title));
        end(&j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_the_same_each_time),
        cmocka_unit_test(test_what_is_not_the_same_each_time_is_random),
        cmocka_unit_test(test_the_processes_that_are_not_right_are_counted),
        cmocka_unit_test(test_what_ends_a_process_is_said_whatever_was_before),
        cmocka_unit_test(test_a_list_that_the_reader_contradicts_is_an_error),
        cmocka_unit_test(test_the_reader_takes_each_construct_as_its_list_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
