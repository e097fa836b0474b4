/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RFC 3339 to the letter, and times that documents cannot bear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "document/timestamp.h"

static void test_times_are_read(void **state)
{
    const struct {
        const char *text;
        gint64 unix_s;
    } cases[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2025-06-01T12:00:00Z", 1748779200 },
        { "2025-06-01T14:00:00+02:00", 1748779200 },
        { "2025-06-01T12:00:00.999Z", 1748779200 },
        { "2024-02-29T00:00:00Z", 1709164800 },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GDateTime) time = ph_timestamp_read(cases[i].text);

        assert_non_null(time);
        assert_int_equal(g_date_time_to_unix(time), cases[i].unix_s);
    }
}

static void test_what_is_no_time_is_not(void **state)
{
    const char *const texts[] = { "",
                                  "2025-06-01",
                                  "2025-06-01T12:00:00",
                                  "2025-06-01 12:00:00Z",
                                  "2025-06-01T12:00Z",
                                  "20250601T120000Z",
                                  "2025-W22-7T12:00:00Z",
                                  "2025-02-29T12:00:00Z",
                                  "2025-13-01T12:00:00Z",
                                  "2025-06-01T25:00:00Z",
                                  "2025-06-01T12:60:00Z",
                                  "2025-06-01T12:00:00Z\n",
                                  " 2025-06-01T12:00:00Z" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_null(ph_timestamp_read(texts[i]));
}

static void test_the_future_begins_after_what_clocks_differ(void **state)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) soon = g_date_time_add_minutes(now, 4);
    g_autoptr(GDateTime) future = g_date_time_add_minutes(now, 6);

    (void)state;
    assert_true(ph_timestamp_is_past(now));
    assert_true(ph_timestamp_is_past(soon));
    assert_false(ph_timestamp_is_past(future));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_are_read),
        cmocka_unit_test(test_what_is_no_time_is_not),
        cmocka_unit_test(test_the_future_begins_after_what_clocks_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
