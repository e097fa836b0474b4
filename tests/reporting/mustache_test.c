/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Templates: what they render, and that every mistake in one is named with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka needs the above. */
#include <cmocka.h>
#include <string.h>

#include "bridge/mustache.h"
#include "error/error.h"

static char *bracket(const char *text)
{
    return g_strdup_printf("[%s]", text);
}

static char *render(const char *text, GError **error)
{
    const ph_template from = { "a.md", text };
    cJSON *data = cJSON_Parse("{\"name\": \"x\", \"empty\": \"\", \"yes\": true, \"no\": false,"
                              " \"none\": null, \"list\": [{\"v\": \"1\"}, {\"v\": \"2\"}],"
                              " \"nothing\": [], \"texts\": [\"a\", \"b\"],"
                              " \"object\": {\"inner\": \"y\", \"off\": false}}");
    char *rendered = ph_mustache_render(&from, data, bracket, error);

    cJSON_Delete(data);
    return rendered;
}

static void test_renders(void **state)
{
    static const struct {
        const char *text;
        const char *rendered;
    } cases[] = {
        { "", "" },
        { "plain } text {", "plain } text {" },
        { "{{name}}", "[x]" },
        { "{{{name}}} {{& name }}", "x x" },
        { "{{#yes}}y{{/yes}}{{^yes}}n{{/yes}}", "y" },
        { "{{#no}}y{{/no}}{{^no}}n{{/no}}", "n" },
        { "{{#none}}y{{/none}}{{^none}}n{{/none}}", "n" },
        { "{{#list}}{{v}}{{name}};{{/list}}", "[1][x];[2][x];" },
        { "{{#nothing}}y{{/nothing}}{{^nothing}}n{{/nothing}}", "n" },
        { "{{#texts}}{{.}}{{/texts}}", "[a][b]" },
        { "{{#object}}{{inner}}{{^off}}!{{/off}}{{/object}}", "[y]!" },
        { "{{object.inner}}", "[y]" },
        { "a{{! a remark }}b", "ab" },
        { "{{#yes}}\nline\n{{/yes}}\n", "line\n" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *rendered = render(cases[i].text, &error);

        assert_null(error);
        assert_string_equal(rendered, cases[i].rendered);
    }
}

static void test_names_mistakes(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "{{name", "a.md:1:1: Unclosed tag" },
        { "line\nnext {{name}", "a.md:2:6: Unclosed tag" },
        { "{{#yes}}", "a.md:1:1: Unclosed section \"yes\"" },
        { "\n\n  {{#yes}}{{/no}}", "a.md:3:3: Unclosed section \"yes\"" },
        { "{{/yes}}", "a.md:1:1: Unopened section \"yes\"" },
        { "é {{/yes}}", "a.md:1:3: Unopened section \"yes\"" },
        { "{{name}}\n{{nmae}}", "a.md:2:1: there is no \"nmae\" in a report" },
        { "{{#yes}}{{{ missing }}}{{/yes}}", "a.md:1:9: there is no \"missing\" in a report" },
        { "{{#missing}}{{/missing}}", "a.md:1:1: there is no \"missing\" in a report" },
        { "{{^missing}}{{/missing}}", "a.md:1:1: there is no \"missing\" in a report" },
        { "{{object.missing}}", "a.md:1:1: there is no \"object.missing\" in a report" },
        { "{{}}", "a.md:1:1: there is no \"\" in a report" },
        { "{{> name}}", "a.md:1:1: {{> name}}: a template cannot include another" },
        { "x{{=<% %>=}}", "a.md:1:2: the delimiters {{ and }} cannot be changed" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *rendered = render(cases[i].text, &error);

        assert_null(rendered);
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_SETTINGS));
        assert_string_equal(error->message, cases[i].message);
    }
}

/* As deep as the file is long: that must not be as deep as the stack. */
static void test_refuses_deep_nesting(void **state)
{
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *rendered = NULL;

    (void)state;
    for (int i = 0; i < PH_TEMPLATE_BYTES_MAX / 8; i++)
        g_string_append(deep, "{{#yes}}");
    rendered = render(deep->str, &error);
    assert_null(rendered);
    assert_string_equal(error->message, "a.md:1:257: sections are nested too deeply");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renders),
        cmocka_unit_test(test_names_mistakes),
        cmocka_unit_test(test_refuses_deep_nesting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
