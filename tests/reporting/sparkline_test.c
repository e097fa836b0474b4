/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures as a line of blocks, and as a chart of dots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "columns.h"
#include "sparkline.h"

static void assert_line(const ph_sparkline *line, guint columns, const char *expected)
{
    g_autofree char *text = ph_sparkline_text(line, columns, NULL);

    assert_string_equal(text, expected);
}

static void test_the_scale_is_its_own(void **state)
{
    const double values[] = { 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0 };

    (void)state;
    assert_line(&(ph_sparkline){ values, 8, NULL, 0, 0.0, NULL }, 24, "▁▂▃▄▅▆▇█");
}

static void test_noise_is_no_news(void **state)
{
    const double values[] = { 0.0, 1.0, 0.0, 1.0 };

    (void)state;
    assert_line(&(ph_sparkline){ values, 4, NULL, 0, 100.0, NULL }, 24, "▄▅▄▅");
    assert_line(&(ph_sparkline){ values, 1, NULL, 0, 0.0, NULL }, 24, "▅");
}

static void test_a_mark_has_a_column_and_parts_share_none(void **state)
{
    const double values[] = { 0.0, 0.0, 0.0, 7.0, 7.0, 7.0 };
    const guint marks[] = { 3 };

    (void)state;
    assert_line(&(ph_sparkline){ values, 6, marks, 1, 0.0, NULL }, 24, "▁▁▁┃███");
}

/* Whatever the marks are, it stays as wide as was asked for. */
static void test_it_is_never_too_wide(void **state)
{
    double values[400];
    guint marks[400];

    (void)state;
    for (guint i = 0; i < 400; i++) {
        values[i] = i % 7;
        marks[i] = i + 1;
    }
    for (guint count = 1; count < 400; count += 13) {
        for (guint mark_count = 0; mark_count < count; mark_count += 1 + mark_count / 2) {
            const ph_sparkline line = { values, count, marks, mark_count, 0.0, NULL };

            for (guint columns = 8; columns < 40; columns += 7) {
                g_autofree char *text = ph_sparkline_text(&line, columns, NULL);

                assert_in_range(ph_columns_of(text), 1, columns);
            }
        }
    }
}

/* Of an even number of figures it is between the middle ones, and the scale is that of medians. */
static void test_a_column_is_a_median(void **state)
{
    const double values[] = { 0.0, 7.0, 0.0, 0.0, 7.0, 7.0, 2.0, 3.0,
                              0.0, 0.0, 7.0, 7.0, 0.0, 0.0, 7.0, 7.0 };
    const double spikes[] = { 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0, 99.0, 2.0, 2.0, 2.0,
                              1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0,  0.0, 2.0, 2.0 };

    (void)state;
    assert_line(&(ph_sparkline){ values, 16, NULL, 0, 0.0, NULL }, 8, "▅▁█▃▁█▁█");
    assert_line(&(ph_sparkline){ spikes, 24, NULL, 0, 0.0, NULL }, 8, "▁█▁█▁█▁█");
}

/* All the room that there is has figures. */
static void test_columns_are_shared_evenly(void **state)
{
    double values[90];
    const guint marks[] = { 60 };

    (void)state;
    for (guint i = 0; i < 90; i++)
        values[i] = i < 60 ? 0.0 : 7.0;
    assert_line(&(ph_sparkline){ values, 90, marks, 1, 0.0, NULL }, 24, "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁┃████████");
    assert_line(&(ph_sparkline){ values + 50, 20, NULL, 0, 0.0, NULL }, 16, "▁▁▁▁▁▁▁▁████████");
}

static void test_where_marks_are(void **state)
{
    double values[40] = { 0.0 };
    const guint marks[] = { 10, 20, 30 };
    guint columns[3];
    const ph_sparkline line = { values, 40, marks, 3, 0.0, NULL };
    g_autofree char *wide = ph_sparkline_text(&line, 50, columns);

    (void)state;
    assert_int_equal(g_utf8_strlen(wide, -1), 43); /* With a mark each. */
    assert_int_equal(columns[0], 10);
    assert_int_equal(columns[1], 21);
    assert_int_equal(columns[2], 32);
    /* The older ones give way. */
    g_autofree char *narrow = ph_sparkline_text(&line, 8, columns);
    assert_int_equal(columns[0], G_MAXUINT);
    assert_string_equal(narrow, "▅▅┃▅┃▅");
    assert_int_equal(columns[1], 2);
    assert_int_equal(columns[2], 4);
}

static void assert_chart(const ph_sparkline *line, guint columns, guint rows, const char *expected)
{
    g_autofree char *chart = ph_sparkline_chart(line, columns, rows, NULL);

    assert_string_equal(chart, expected);
}

static void test_a_chart_of_dots(void **state)
{
    const double values[] = { 0.0, 1.0, 2.0, 3.0, 7.0 };
    const ph_sparkline line = { values, 5, NULL, 0, 0.0, NULL };

    (void)state;
    assert_chart(&line, 10, 2, "⠀⠀⠁\n⡠⠊\n");
    assert_chart(&line, 1, 1, "⡬\n");
}

static void test_a_chart_has_levels_and_marks(void **state)
{
    const double values[] = { 0.0, 1.0, 0.0, 7.0, 6.0 };
    const double levels[] = { 0.0, 0.0, 0.0, 7.0, 7.0 };
    const guint marks[] = { 3 };
    const ph_sparkline line = { values, 5, marks, 1, 0.0, levels };
    double low, high;

    (void)state;
    assert_chart(&line, 10, 1, "⣀⡀┃⠉\n");
    assert_chart(&line, 10, 2, "⠀⠀┃⠙\n⣠⡀┃\n");
    ph_sparkline_chart_range(&line, &low, &high);
    assert_true(low == 0.0 && high == 7.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_scale_is_its_own),
        cmocka_unit_test(test_noise_is_no_news),
        cmocka_unit_test(test_a_mark_has_a_column_and_parts_share_none),
        cmocka_unit_test(test_it_is_never_too_wide),
        cmocka_unit_test(test_a_column_is_a_median),
        cmocka_unit_test(test_columns_are_shared_evenly),
        cmocka_unit_test(test_where_marks_are),
        cmocka_unit_test(test_a_chart_of_dots),
        cmocka_unit_test(test_a_chart_has_levels_and_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
