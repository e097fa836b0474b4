/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conditions, templates and owners: what they mean, and what of them is none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "alert/alert_settings.h"
#include "alert/code_owners.h"
#include "alert/template.h"
#include "error/error.h"
#include "series/change_condition.h"

static ph_change_condition *read_condition(const char *text)
{
    g_autoptr(GError) error = NULL;
    gsize at = 0;
    ph_change_condition *condition = ph_change_condition_read(text, &at, &error);

    if (!condition)
        fail_msg("%s: %s", text, error->message);
    return condition;
}

static gboolean holds(const char *text, double change, double p_value)
{
    g_autoptr(ph_change_condition) condition = read_condition(text);
    const ph_change_figures figures =
        ph_change_figures_of(change, change - 0.01, change + 0.01, p_value);

    return ph_change_condition_holds(condition, &figures);
}

static void test_conditions(void **state)
{
    (void)state;
    assert_true(holds("change_percent > 10 and p_value < 0.05", 0.11, 0.01));
    assert_false(holds("change_percent > 10 and p_value < 0.05", 0.11, 0.05));
    assert_false(holds("change_percent > 10 and p_value < 0.05", 0.09, 0.01));
    assert_true(holds("change_percent<-3", -0.031, 0.01));
    assert_true(holds("  change_percent\t>=\n5.5e0 and change_percent <= +6", 0.055, 0.01));
    assert_true(holds("low_percent > 10", 0.111, 0.01));
    assert_false(holds("high_percent < 10", 0.091, 0.01));
    assert_true(holds("confidence_level > 95", 0.0, 0.04));
    assert_false(holds("confidence_level > 95", 0.0, 0.06));
}

/* (1.1 - 1.0) is 0.10000000000000009: as much as 10 %, not more. */
static void test_exactly_as_much_is_not_more(void **state)
{
    const double as_much = 1.1 - 1.0;

    (void)state;
    assert_true(100.0 * as_much > 10.0);
    assert_false(holds("change_percent > 10", as_much, 0.0));
    assert_true(holds("change_percent >= 10", as_much, 0.0));
    assert_true(holds("change_percent <= 10", as_much, 0.0));
    assert_false(holds("change_percent < 10", 0.1 - 1e-12, 0.0));
    assert_true(holds("change_percent > 10", 0.1 + 1e-8, 0.0));
    assert_false(holds("p_value < 0.05", 0.0, 0.05 - 1e-12));
}

static void test_what_is_not_known_meets_nothing(void **state)
{
    (void)state;
    assert_false(holds("p_value < 2", 0.2, NAN));
    assert_false(holds("change_percent > -1e9", NAN, 0.0));
    assert_true(holds("change_percent > 10", INFINITY, 0.0));
}

/* What is wrong, and where. */
static const struct {
    const char *text;
    gsize at;
    const char *said;
} wrong_conditions[] = {
    { "", 0, "a field was expected" },
    { "change_percent", 14, "one of < <= > >= was expected" },
    { "change_percent > ", 17, "a number was expected" },
    { "change_percent > 1 and ", 23, "a field was expected" },
    { "change_percent > 1 or p_value < 1", 19, "\"and\" or the end" },
    { "change_percent > 1 p_value < 1", 19, "\"and\" or the end" },
    { "change_percent == 1", 15, "one of < <= > >= was expected" },
    { "change_percent > 1 %", 19, "\"and\" or the end" },
    { "change_percent > 0x10", 17, "a number was expected" },
    { "change_percent > nan", 17, "a number was expected" },
    { "change_percent > 1e999", 17, "a number was expected" },
    { "ch\xc3\xa4nge > 1", 0, "there is no field \"ch\"" },
    { "change-percent > 1", 0, "there is no field \"change\"" },
    { "pvalue < 1", 0, "did you mean \"p_value\"?" },
};

static void test_wrong_conditions(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong_conditions); i++) {
        g_autoptr(GError) error = NULL;
        gsize at = 99;

        if (ph_change_condition_read(wrong_conditions[i].text, &at, &error))
            fail_msg("it is read: %s", wrong_conditions[i].text);
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_SETTINGS));
        if (!strstr(error->message, wrong_conditions[i].said))
            fail_msg("%s: %s", wrong_conditions[i].text, error->message);
        if (at != wrong_conditions[i].at)
            fail_msg("%s: at %zu", wrong_conditions[i].text, at);
    }
}

static gboolean is_within(const char *text, const char *other)
{
    g_autoptr(ph_change_condition) a = read_condition(text);
    g_autoptr(ph_change_condition) b = read_condition(other);

    return ph_change_condition_is_within(a, b);
}

static gboolean is_never(const char *text)
{
    g_autoptr(ph_change_condition) condition = read_condition(text);

    return ph_change_condition_is_never(condition);
}

static void test_contradictions(void **state)
{
    (void)state;
    assert_true(is_never("change_percent > 10 and change_percent < 5"));
    assert_true(is_never("change_percent > 10 and change_percent <= 10"));
    assert_false(is_never("change_percent >= 10 and change_percent <= 10"));
    assert_true(is_never("p_value > 1"));
    assert_true(is_never("p_value < 0"));
    assert_false(is_never("p_value >= 1"));
    assert_true(is_never("confidence_level > 100"));
    assert_true(is_never("confidence_level < 90 and p_value < 0.05"));
    assert_false(is_never("confidence_level <= 95 and p_value >= 0.05"));
    assert_false(is_never("confidence_level >= 95 and p_value >= 0.05"));
    assert_false(is_never("confidence_level > 95 and p_value < 0.05"));
    assert_true(is_never("change_percent < 1 and low_percent > 2"));
    assert_true(is_never("change_percent > 5 and high_percent <= 5"));
    assert_true(is_never("low_percent > 3 and high_percent < 2"));
    assert_false(is_never("low_percent >= 2 and change_percent <= 2"));
    assert_true(is_within("change_percent > 10 and p_value < 0.05", "change_percent > 5"));
    assert_true(is_within("change_percent > 5", "change_percent >= 5"));
    assert_false(is_within("change_percent >= 5", "change_percent > 5"));
    assert_false(is_within("change_percent > 5", "change_percent > 10"));
    assert_false(is_within("change_percent > 10", "change_percent > 5 and p_value < 0.05"));
}

static void test_templates(void **state)
{
    const char *values[PH_ALERT_PLACEHOLDER_COUNT];
    g_autoptr(GError) error = NULL;
    g_autofree char *filled = NULL;
    gsize at = 0;

    (void)state;
    for (guint i = 0; i < PH_ALERT_PLACEHOLDER_COUNT; i++)
        values[i] = "?";
    values[PH_ALERT_PLACEHOLDER_METRIC_NAME] = "{branch_name}{{";
    values[PH_ALERT_PLACEHOLDER_BRANCH_NAME] = "<!channel>";
    assert_true(ph_alert_template_check("{metric_name} {{case}} {branch_name}}", &at, &error));
    filled = ph_alert_template_fill("{metric_name} {{case}} {branch_name}}", values);
    /* What is put in is not looked at again. */
    assert_string_equal(filled, "{branch_name}{{ {case}} <!channel>}");
}

static void test_wrong_templates(void **state)
{
    static const struct {
        const char *text;
        gsize at;
        const char *said;
    } wrong[] = {
        { "\xc3\xa4 {metric}", 2, "there is no placeholder \"metric\"" },
        { "{}", 0, "there is no placeholder \"\"" },
        { "x {case", 2, "is not closed" },
        { "{ case }", 0, "there is no placeholder" },
        { "{{{branch-name}", 2, "did you mean \"branch_name\"?" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        gsize at = 99;

        assert_false(ph_alert_template_check(wrong[i].text, &at, &error));
        assert_int_equal(at, wrong[i].at);
        assert_non_null(strstr(error->message, wrong[i].said));
    }
}

/* The rules of the settings that come with it say what history show does. */
static void test_the_rules_that_come_with_it(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_alert_settings) settings = ph_alert_settings_read(PH_ALERTS_FILE, &error);

    (void)state;
    assert_null(error);
    for (int step = -2000; step <= 2000; step++)
        for (guint p = 0; p < 4; p++) {
            static const double p_values[] = { 0.0, 0.0499, 0.05, 0.06 };
            const double change = step / 10000.0;
            const ph_change_figures figures =
                ph_change_figures_of(change, change, change, p_values[p]);
            const ph_alert_rule *rule =
                ph_alert_settings_rule(settings, &figures, PH_CASE_SEVERITY_CRITICAL);

            assert_int_equal(rule ? rule->severity : PH_CASE_SEVERITY_NONE,
                             ph_case_severity_judge(change, p_values[p]));
        }
    for (guint i = 0; i < settings->channels->len; i++)
        assert_false(((const ph_alert_channel_entry *)settings->channels->pdata[i])->is_enabled);
}

static const char owners_file[] = "# who owns what\n"
                                  "* @all\n"
                                  "*.c @c   # of the compiler\n"
                                  "/docs/ @writers\n"
                                  "parser @parsers @tables\r\n"
                                  "codec/*/fast.c @speed\n"
                                  "/build/**/log @logs\n"
                                  "apps/* @apps\n"
                                  "nobody.txt\n";

static const struct {
    const char *path;
    const char *owners; /* NULL: nobody. */
} owned[] = {
    { "README.md", "@all" },
    { "src/main.c", "@c" },
    { "docs/a/b.c", "@writers" },
    { "src/docs/x.txt", "@all" },
    { "parser/deep/x.c", "@parsers @tables" },
    { "src/parser/x.c", "@parsers @tables" },
    { "src/parsers/x.txt", "@all" },
    { "codec/avx2/fast.c", "@speed" },
    { "codec/a/b/fast.c", "@c" },
    { "build/a/b/log", "@logs" },
    { "build/log", "@logs" },
    { "apps/one", "@apps" },
    { "apps/one/two", "@all" },
    { "nobody.txt", NULL },
};

static void test_owners(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++) {
        const char *const paths[] = { owned[i].path, NULL };
        g_autofree char *owners = ph_code_owners_of(owners_file, paths);

        if (g_strcmp0(owners, owned[i].owners) != 0)
            fail_msg("%s: %s", owned[i].path, owners ? owners : "nobody");
    }
    {
        const char *const paths[] = { "src/main.c", "docs/x", "a.c", NULL };
        g_autofree char *owners = ph_code_owners_of(owners_file, paths);

        assert_string_equal(owners, "@c @writers");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_exactly_as_much_is_not_more),
        cmocka_unit_test(test_what_is_not_known_meets_nothing),
        cmocka_unit_test(test_wrong_conditions),
        cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_templates),
        cmocka_unit_test(test_wrong_templates),
        cmocka_unit_test(test_the_rules_that_come_with_it),
        cmocka_unit_test(test_owners),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
