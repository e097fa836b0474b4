/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which word was meant, and that none is named where none is near; the sentence that says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "error/error.h"
#include "error/unknown_word.h"

static const char *const words[] = { "comp3",  "comp3-1",  "comp3-14", "display-text",
                                     "export", "markdown", "L1",       "--suite",
                                     "--isa",  "größe",    "tune",     NULL };

static void test_what_was_meant(void **state)
{
    static const struct {
        const char *given, *meant;
    } cases[] = {
        { "comp4", "comp3" },                /* Exchanged. */
        { "exprot", "export" },              /* Swapped. */
        { "dsplay-text", "display-text" },   /* Left out. */
        { "displlay-text", "display-text" }, /* Put in. */
        { "EXPORT", "export" },
        { "l1", "L1" },
        { "--sute", "--suite" },
        { "suite", "--suite" },
        { "grösse", "größe" },
        { "comp3-41", "comp3-1" },
        { "tun", "tune" },
        { "expxrtt", "export" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(ph_nearest_word(cases[i].given, words), cases[i].meant);
}

/* A digit that was exchanged is another thing; a letter that is missing is not. */
static void test_of_several_the_one_that_begins_and_ends_alike(void **state)
{
    static const char *const series[] = { "comp/L3", "comp3/L2", "comp3/L3", NULL };

    (void)state;
    assert_string_equal(ph_nearest_word("comp/L2", series), "comp3/L2");
    assert_string_equal(ph_nearest_word("comp3/L", series), "comp3/L2");
    assert_string_equal(ph_nearest_word("com3/L2", series), "comp3/L2");
    assert_string_equal(ph_nearest_word("com/L3", series), "comp/L3");
}

static void test_what_was_not(void **state)
{
    static const char *const given[] = { "",      "-",      "--",        "x",    "L9",      "li",
                                         "zzzzz", "dipsly", "emport-as", "mark", "\xff\xfe" };
    g_autofree char *long_one = g_strnfill(100000, 'e');
    static const char *const none[] = { NULL };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        assert_null(ph_nearest_word(given[i], words));
    assert_null(ph_nearest_word(long_one, words));
    assert_null(ph_nearest_word("comp3", none));
}

static void check_text(const ph_word_list *list, const char *given, const char *expected)
{
    g_autofree char *text = ph_unknown_word_text(list, given);

    assert_string_equal(text, expected);
}

static void test_the_sentence(void **state)
{
    static const char *const few[] = { "spec", "junit", NULL };
    ph_word_list list = { .kind = "shape", .words = few };

    (void)state;
    check_text(&list, "jnit",
               "there is no shape \"jnit\"; did you mean \"junit\"? There are spec, junit");
    check_text(&list, "xml", "there is no shape \"xml\": there are spec, junit");
    check_text(&list, NULL, "a shape was expected: there are spec, junit");
    list.option = "--as";
    list.clause = "`this` lists them";
    check_text(&list, "jnit",
               "--as: there is no shape \"jnit\"; did you mean \"junit\"? `this` lists them");
    check_text(&list, "xml", "--as: there is no shape \"xml\": `this` lists them");
    list.clause = "";
    list.kind = "action";
    check_text(&list, "jnit", "--as: there is no action \"jnit\"; did you mean \"junit\"?");
    check_text(&list, "xml", "--as: there is no action \"xml\"");
    check_text(&list, NULL, "--as: an action was expected");
}

static void test_nothing_to_choose_from(void **state)
{
    static const char *const none[] = { NULL };
    const ph_word_list list = { .kind = "suite", .words = none };

    (void)state;
    check_text(&list, "critical", "there is no suite \"critical\": there are none");
}

static void test_it_is_wrong_use(void **state)
{
    const ph_word_list list = { .kind = "word", .clause = "", .words = words };
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_false(ph_refuse_word(&error, &list, "100 %s"));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_USAGE));
    assert_string_equal(error->message, "there is no word \"100 %s\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_meant),
        cmocka_unit_test(test_of_several_the_one_that_begins_and_ends_alike),
        cmocka_unit_test(test_what_was_not),
        cmocka_unit_test(test_the_sentence),
        cmocka_unit_test(test_nothing_to_choose_from),
        cmocka_unit_test(test_it_is_wrong_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
