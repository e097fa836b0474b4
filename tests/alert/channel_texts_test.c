/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts fit their room on whole characters, escaped or not; no value of a mail's head becomes a
 * second header; and what is an id stays one in addresses and headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alert/fitted_text.h"
#include "alert/mail_text.h"
#include "error/error.h"

static const char *const to[] = { "b@example.org", NULL };

static const ph_mail_head good = { .from = "a@example.org",
                                   .to = to,
                                   .subject = "x",
                                   .message_id = "<1@example.org>",
                                   .in_reply_to = "<0@example.org>" };

static void assert_mail(const ph_mail_head *head, const char *refused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *mail = ph_mail_text(head, "text\n", &error);

    assert_int_equal(mail == NULL, refused != NULL);
    if (refused) {
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_DATA));
        assert_non_null(strstr(error->message, refused));
    }
}

static void test_no_header_is_added(void **state)
{
    static const char *const values[] = { "x\r\nBcc: m@example.org", "x\nBcc: m@example.org",
                                          "x\rBcc: m@example.org", "x\177", "\t" };
    static const char *const addresses[] = { "b@example.org\r\nBcc: m@example.org",
                                             "b@example.org ", "<b@example.org>", "" };

    (void)state;
    assert_mail(&good, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        ph_mail_head head = good;

        head.subject = values[i];
        assert_mail(&head, "Subject");
        head = good;
        head.message_id = values[i];
        assert_mail(&head, "Message-ID");
        head = good;
        head.in_reply_to = values[i];
        assert_mail(&head, "In-Reply-To");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        const char *const both[] = { "b@example.org", addresses[i], NULL };
        ph_mail_head head = good;

        head.to = both;
        assert_mail(&head, "To");
        head = good;
        head.from = addresses[i];
        assert_mail(&head, "From");
    }
}

static char *doubled(const char *text)
{
    GString *twice = g_string_new(text);

    g_string_replace(twice, "x", "xx", 0);
    return g_string_free(twice, FALSE);
}

static void test_fitted(void **state)
{
    static const struct {
        const char *text;
        gsize units_max;
        const char *fitted;
        const char *fitted_doubled;
    } cases[] = {
        { "", 1, "", "" },
        { "x", 1, "x", "…" },
        { "xy", 1, "…", "…" },
        { "xyz", 3, "xyz", "xx…" },
        { "xxxx", 4, "xxxx", "xx…" },
        { "äöüß", 4, "äöüß", "äöüß" },
        { "äöüßx", 4, "äöü…", "äöü…" },
        { "🦀🦀", 4, "🦀🦀", "🦀🦀" },
        { "🦀🦀", 3, "🦀…", "🦀…" },
        { "🦀🦀", 1, "…", "…" },
        { "a\nb\rc", 20, "a\nb\\u000dc", "a\nb\\u000dc" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fitted = ph_fitted_text(cases[i].text, cases[i].units_max, NULL);
        g_autofree char *twice = ph_fitted_text(cases[i].text, cases[i].units_max, doubled);

        assert_string_equal(fitted, cases[i].fitted);
        assert_string_equal(twice, cases[i].fitted_doubled);
    }
    g_autofree char *line = ph_fitted_line("a\nb", 20, NULL);

    assert_string_equal(line, "a\\u000ab");
}

static void test_ids(void **state)
{
    static const char *const ids[] = { "1", "a.b-c.D9", "-" };
    static const char *const others[] = { "", ".", "a.", ".a", "a..b", "a b", "a@b", "a_b", "ä" };
    g_autofree char *longest = g_strnfill(100, 'x');
    g_autofree char *too_long = g_strnfill(101, 'x');

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++)
        assert_true(ph_alert_is_id(ids[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        assert_false(ph_alert_is_id(others[i]));
    assert_true(ph_alert_is_id(longest));
    assert_false(ph_alert_is_id(too_long));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_header_is_added),
        cmocka_unit_test(test_fitted),
        cmocka_unit_test(test_ids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
