/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A copybook has floating-point fields where their usage stands as a word of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "worker/copybook_floats.h"

static void test_copybooks(void **state)
{
    static const struct {
        const char *text;
        bool has_floats;
    } cases[] = {
        { "           05  A COMP-1.\n", true },
        { "           05  A\n               USAGE IS COMP-2\n               .", true },
        { "       05 a computational-1.\r\n", true },
        { "       05 A COMPUTATIONAL-2", true },
        { "       05 A PIC S9(4) COMP-3.\n", false },
        { "       05 A PIC S9(4) COMP.\n", false },
        { "       05 MY-COMP-1 PIC X.\n", false },
        { "       05 COMP-1-RATE PIC X.\n", false },
        { "       05 A PIC X. COMP-11\n", false },
        { "      *    05 A COMP-1.\n", false },
        { "      /    05 A COMP-1.\n       05 B COMP-2.\n", true },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        if (ph_copybook_has_floats(cases[i].text, strlen(cases[i].text)) != cases[i].has_floats)
            fail_msg("%s", cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_copybooks) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
