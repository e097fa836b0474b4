/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The picture of limits: bars as long as their shares, ticks, both schemes, and nothing of a name's
 * markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "limits_table.h"

static void add(ph_measurement *measurement, const char *subject, const char *working_set,
                double share)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strconcat("comp3/", working_set, NULL);
    result->workload = g_strdup("comp3");
    result->working_set = g_strdup(working_set);
    result->level = g_strdup("kernel");
    result->subject = g_strdup(subject);
    result->state = isnan(share) ? PH_STATE_FAILED : PH_STATE_MEASURED;
    result->share_of_memcpy = share;
    result->throughput_mib_s = share * 10000.0;
    g_ptr_array_add(measurement->results, result);
}

/* Of the bar that is drawn behind these words. */
static double bar_width(const char *svg, const char *words)
{
    const char *row = strstr(svg, words);
    const char *bar = row ? strstr(row, "<rect") : NULL;
    const char *width = bar ? strstr(bar, "width=\"") : NULL;

    assert_non_null(width);
    return g_ascii_strtod(width + strlen("width=\""), NULL);
}

static guint count_of(const char *text, const char *part)
{
    g_auto(GStrv) parts = g_strsplit(text, part, -1);

    return g_strv_length(parts) - 1;
}

static void test_a_bar_is_as_long_as_its_share(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "copybook-rs", "L2", 0.1);
    add(measurement, "native", "L2", 1.2);
    add(measurement, "other", "stream", NAN);
    g_autofree char *svg = ph_limits_svg(measurement);
    const double head = bar_width(svg, "comp3, L2, copybook-rs: 1000 MiB/s, of memcpy 10 %");
    const double reference = bar_width(svg, "comp3, L2, native: 12000 MiB/s, of memcpy 120 %");

    assert_true(fabs(reference / head - 12.0) < 0.05);
    assert_int_equal(count_of(svg, "<rect"), 2);
    assert_non_null(strstr(svg, "<title>comp3, stream, other: failed</title>"));
    assert_non_null(strstr(svg, "class=\"soft\">failed</text>"));
    for (const char *const *tick = (const char *const[]){ "0 %", "25 %", "100 %", "125 %", NULL };
         *tick; tick++) {
        g_autofree char *text = g_strdup_printf("class=\"soft middle tick\">%s</text>", *tick);

        assert_non_null(strstr(svg, text));
    }
    assert_null(strstr(svg, ">150 %</text>"));
}

/* Records stand by their level, and those of one together, whatever order they were measured in. */
static void test_records_are_of_no_working_set(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    for (int i = 0; i < 4; i++) {
        add(measurement, i < 2 ? "copybook-rs" : "native", "", 0.1);

        ph_result *result = measurement->results->pdata[i];
        g_clear_pointer(&result->working_set, g_free);
        g_free(result->level);
        result->level = g_strdup(i % 2 ? "file" : "record");
        result->output_bytes = 10;
        result->output_share_of_memcpy = 0.5;
    }
    g_autofree char *svg = ph_limits_svg(measurement);
    g_autoptr(GArray) rows = ph_limits_rows(measurement);

    assert_non_null(
        strstr(svg, "<title>comp3, file, native: 1000 MiB/s, of memcpy 10 %, output 50 %</title>"));
    assert_int_equal(count_of(svg, "class=\"soft\">record</text>"), 1);
    assert_int_equal(count_of(svg, "class=\"soft\">file</text>"), 1);
    assert_string_equal(g_array_index(rows, ph_limits_row, 1).result->subject, "native");
    assert_string_equal(g_array_index(rows, ph_limits_row, 1).group, "record");
}

/* Without variables, which hardly anything but browsers knows. */
static void test_both_schemes(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "native", "L2", 0.5);
    g_autofree char *svg = ph_limits_svg(measurement);
    assert_non_null(strstr(svg, "@media(prefers-color-scheme:dark)"));
    assert_int_equal(count_of(svg, ".reference{fill:"), 2);
    assert_null(strstr(svg, "var("));
    assert_non_null(strstr(svg, "class=\"reference\"/>"));
}

static void test_warnings_are_in_the_description(void **state)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, "native", "L2", 0.5);
    g_autofree char *without = ph_limits_svg(measurement);
    assert_null(strstr(without, "<desc>"));
    ph_measurement_warn(measurement, "a <b> measures beside");
    ph_measurement_warn(measurement, "c");
    g_autofree char *svg = ph_limits_svg(measurement);
    assert_non_null(strstr(svg, "<desc>Warning: a &lt;b&gt; measures beside\nWarning: c</desc>"));
}

static void test_names_do_nothing(void **state)
{
    static const char hostile[] = "</text><script>alert(1)</script>\x1b[31m and a long name";
    g_autoptr(ph_measurement) measurement = ph_measurement_new();

    (void)state;
    add(measurement, hostile, "L2", 100.0);
    g_autofree char *svg = ph_limits_svg(measurement);
    assert_null(strstr(svg, "<script"));
    assert_null(strchr(svg, '\x1b'));
    assert_null(strstr(svg, "&#x"));
    assert_non_null(strstr(svg, "…</text>"));
    assert_int_equal(count_of(svg, "and a long name"), 1); /* Whole in the row's title. */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bar_is_as_long_as_its_share),
        cmocka_unit_test(test_records_are_of_no_working_set),
        cmocka_unit_test(test_both_schemes),
        cmocka_unit_test(test_warnings_are_in_the_description),
        cmocka_unit_test(test_names_do_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
