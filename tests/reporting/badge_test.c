/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A badge: what it says is read out, nothing of a name is markup, and its colours can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "dashboard/badge.h"

static const double CONTRAST_LEAST = 5.0;

static void test_it_says_it(void **state)
{
    g_autofree char *svg = ph_badge_svg("COMP-3", "1016 MiB/s, steady", PH_BADGE_STEADY);

    (void)state;
    assert_non_null(strstr(svg, "<title>COMP-3: 1016 MiB/s, steady</title>"));
    assert_non_null(strstr(svg, "role=\"img\" aria-label=\"COMP-3: 1016 MiB/s, steady\""));
    assert_non_null(strstr(svg, ">1016 MiB/s, steady</text>"));
    assert_null(strstr(svg, "http://www.w3.org/1999")); /* Nothing is linked. */
    assert_null(strstr(svg, "@import"));
}

static void test_names_of_others(void **state)
{
    g_autofree char *svg =
        ph_badge_svg("</text><script>x</script>\n\"&'", "\x1b[31m", PH_BADGE_SLOWER);
    g_autofree char *many = g_strnfill(500, 'w');
    g_autofree char *cut = ph_badge_svg("x", many, PH_BADGE_UNKNOWN);

    (void)state;
    assert_null(strstr(svg, "<script"));
    assert_null(strchr(svg, '\x1b'));
    assert_non_null(strstr(svg, "&lt;script&gt;"));
    assert_non_null(strstr(cut, "w…</text>"));
    assert_true(strlen(cut) < 1500);
}

/* As WCAG has it: of a colour "#rrggbb". */
static double luminance(const char *colour)
{
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0.0;

    for (guint i = 0; i < G_N_ELEMENTS(weights); i++) {
        g_autofree char *digits = g_strndup(&colour[1 + (gsize)2 * i], 2);
        const double share = (double)g_ascii_strtoull(digits, NULL, 16) / 255.0;

        sum += weights[i] * (share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static void test_white_is_readable_on_all(void **state)
{
    (void)state;
    for (guint tone = 0; tone < PH_BADGE_TONE_COUNT; tone++) {
        g_autofree char *svg = ph_badge_svg("x", "y", (ph_badge_tone)tone);
        guint seen = 0;

        for (const char *at = strstr(svg, "fill=\"#"); at; at = strstr(at + 1, "fill=\"#")) {
            const char *colour = at + strlen("fill=\"");

            if (strncmp(colour, "#fff\"", strlen("#fff\"")) == 0)
                continue;
            assert_true(1.05 / (luminance(colour) + 0.05) >= CONTRAST_LEAST);
            seen++;
        }
        assert_int_equal(seen, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_says_it),
        cmocka_unit_test(test_names_of_others),
        cmocka_unit_test(test_white_is_readable_on_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
