/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Markdown: text of others does nothing in it, and a report that is too long for its place loses
 * what is said least about first, never its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka needs the above. */
#include <cmocka.h>
#include <string.h>

#include "document/perf_document.h"
#include "error/error.h"
#include "markdown_escape.h"
#include "report.h"

static void test_escapes(void **state)
{
    static const char *const cases[][2] = {
        { "", "" },
        { "comp3/stream 1.5 %", "comp3/stream 1.5 %" },
        { "a|b", "a&#124;b" },
        { "`x`", "&#96;x&#96;" },
        { "<b>&amp;", "&#60;b&#62;&#38;amp;" },
        { "@octocat", "&#64;&#8203;octocat" },
        { "o/r#12", "o/r&#35;&#8203;12" },
        { "![x](y)", "&#33;&#91;x&#93;(y)" },
        { "*a* _b_ ~c~ \\d $e$", "&#42;a&#42; &#95;b&#95; &#126;c&#126; &#92;d &#36;e&#36;" },
        { "https://x www.y WWW.z w.w", "https&#58;//x www&#46;y WWW&#46;z w.w" },
        { "two\nlines\x1b", "two&#92;u000alines&#92;u001b" },
        { "é 億", "é 億" },
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *escaped = ph_markdown_escape(cases[i][0]);

        assert_string_equal(escaped, cases[i][1]);
    }
}

static ph_measurement *stored_run(void)
{
    g_autofree char *path =
        g_build_filename(g_getenv("SOURCE"), "fixtures/documents/perf.json", NULL);
    g_autofree char *schemas = g_build_filename(g_getenv("SOURCE"), "config/schema", NULL);
    g_autoptr(GError) error = NULL;
    ph_measurement *measurement = ph_perf_document_read(path, schemas, &error);

    assert_null(error);
    return measurement;
}

/* Rendered by the template that is shipped. */
static char *markdown(gsize characters_max)
{
    g_autoptr(ph_measurement) run = stored_run();
    g_autoptr(ph_measurement) baseline = stored_run();
    g_autofree char *limits = g_build_filename(g_getenv("SOURCE"), "config/thresholds.toml", NULL);
    g_autoptr(ph_thresholds) thresholds = ph_thresholds_read(limits, NULL);
    g_autoptr(ph_judgement) judgement = ph_judge(run, baseline, thresholds);
    g_autofree char *path = g_build_filename(g_getenv("SOURCE"), "config/pr_template.md", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    const ph_report report = { .measurement = run, .baseline = baseline, .judgement = judgement };
    char *rendered;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    rendered = ph_report_markdown(&report, &(ph_template){ path, text }, characters_max, &error);
    assert_null(error);
    assert_true((gsize)g_utf8_strlen(rendered, -1) <= characters_max);
    assert_true(g_str_has_prefix(rendered, "Performance Report: DISPLAY: "));
    return rendered;
}

static gsize characters(const char *text)
{
    return (gsize)g_utf8_strlen(text, -1);
}

static void test_shortens_in_order(void **state)
{
    g_autofree char *whole = markdown(PH_COMMENT_CHARACTERS_MAX);
    g_autofree char *fits = markdown(characters(whole));
    g_autofree char *no_rows = markdown(characters(whole) - 1);
    g_autofree char *no_details = markdown(characters(no_rows) - 1);
    g_autofree char *only_line = markdown(characters(no_details) - 1);

    (void)state;
    assert_string_equal(fits, whole);
    assert_non_null(strstr(whole, "| comp3/L2 | kernel |"));
    assert_null(strstr(whole, "artefact"));

    assert_null(strstr(no_rows, "| comp3/L2 | kernel |"));
    assert_non_null(strstr(no_rows, "are left out here"));
    assert_non_null(strstr(no_rows, "| record-comp3 | as one file |")); /* INCONCLUSIVE. */
    assert_non_null(strstr(no_rows, "artefact"));
    assert_non_null(strstr(no_rows, "<details>"));

    assert_null(strstr(no_details, "<details>"));
    assert_non_null(strstr(no_details, "**Not measured**"));
    assert_non_null(strstr(no_details, "artefact"));

    assert_null(strstr(only_line, "**Not measured**"));
    assert_non_null(strstr(only_line, "artefact"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_shortens_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
