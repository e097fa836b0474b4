/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers that are written in two ways are told from two numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/same_number.h"

typedef struct number_case {
    const char *a, *b;
    bool is_same, is_same_but_sign, is_same_edited;
} number_case;

static void test_cases(void **state)
{
    static const number_case cases[] = {
        { "0", "0", true, true, true },
        { "007", "7", true, true, true },
        { "-007.50", "-7.50", true, true, true },
        { "0.05", "00.05", true, true, true },
        { "-0", "0", true, true, true },
        { "-0.00", "0.00", true, true, true },
        { "7.50", "-7.50", false, true, false },
        { "7.50", "7.5", false, false, false }, /* A decimal less. */
        { "123", "1.23", false, false, false },
        { "7", "70", false, false, false },
        { "0", "00.0", false, false, false },
        { "12345678901234567890123456789.01", "12345678901234567890123456789.02", false, false,
          false },
        { "", "", false, false, false },
        { "", "0", false, false, false },
        { "7a", "7a", false, false, true },
        { "*1,234.50-", "-1234.50", false, false, true },
        { " 12.34", "12.34", false, false, true },
        { "$12.34CR", "-12.34", false, false, true },
        { "12.34DB", "12.34", false, false, false },
        { "0.00CR", "0.00", false, false, true },
        { "     ", "0", false, false, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const number_case *c = &cases[i];

        print_message("%s and %s\n", c->a, c->b);
        assert_int_equal(ph_is_same_number(c->a, c->b), c->is_same);
        assert_int_equal(ph_is_same_number(c->b, c->a), c->is_same);
        assert_int_equal(ph_is_same_number_but_sign(c->a, c->b), c->is_same_but_sign);
        assert_int_equal(ph_is_same_edited_number(c->a, c->b), c->is_same_edited);
        assert_int_equal(ph_is_same_edited_number(c->b, c->a), c->is_same_edited);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
