/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text is cut where there is no room, between two characters, and says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "error/shortened.h"

static void test_no_more_than_there_is_room(void **state)
{
    static const struct {
        const char *text;
        size_t bytes;
        const char *shown;
    } cases[] = { { "", 3, "" },      { "abcd", 4, "abcd" },      { "abcde", 4, "a…" },
                  { "abcd", 3, "…" }, { "éé", 4, "éé" },          { "ééé", 5, "é…" },
                  { "ééé", 4, "…" },  { "a\nb\nc", 5, "a\nb\nc" } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        g_autofree char *shown = ph_shortened(cases[i].text, cases[i].bytes);

        assert_string_equal(shown, cases[i].shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_no_more_than_there_is_room) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
