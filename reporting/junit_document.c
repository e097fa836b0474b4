/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "junit_document.h"

#include "error/error.h"

ph_junit_suite ph_junit_suite_new(const char *name)
{
    return (ph_junit_suite){ .name = name,
                             .properties = g_string_new(NULL),
                             .cases = g_string_new(NULL) };
}

void ph_junit_suite_clear(ph_junit_suite *suite)
{
    (void)g_string_free(suite->properties, TRUE);
    (void)g_string_free(suite->cases, TRUE);
}

static char *xml_text(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    return g_markup_escape_text(printable, -1);
}

void ph_junit_add_case(ph_junit_suite *to, const char *name, ph_verdict verdict, const char *why)
{
    g_autofree char *name_text = xml_text(name);
    g_autofree char *why_text = xml_text(why ? why : ph_verdict_word(verdict));
    const gboolean is_failure = verdict == PH_VERDICT_FAIL;
    const gboolean is_skipped = verdict == PH_VERDICT_NEUTRAL || verdict == PH_VERDICT_INCONCLUSIVE;

    to->tests++;
    to->failures += is_failure ? 1 : 0;
    to->skipped += is_skipped ? 1 : 0;
    g_string_append_printf(to->cases, "    <testcase classname=\"perfharness.%s\" name=\"%s\">\n",
                           to->name, name_text);
    if (is_failure)
        g_string_append_printf(to->cases, "      <failure type=\"%s\" message=\"%s\"/>\n",
                               ph_verdict_word(verdict), why_text);
    else if (is_skipped)
        g_string_append_printf(to->cases, "      <skipped message=\"%s: %s\"/>\n",
                               ph_verdict_word(verdict), why_text);
    else
        g_string_append_printf(to->cases, "      <system-out>%s: %s</system-out>\n",
                               ph_verdict_word(verdict), why_text);
    g_string_append(to->cases, "    </testcase>\n");
}

void ph_junit_add_property(ph_junit_suite *to, const char *name, const char *value)
{
    g_autofree char *value_text = xml_text(value);

    g_string_append_printf(to->properties, "      <property name=\"%s\" value=\"%s\"/>\n", name,
                           value_text);
}

GString *ph_junit_begin(void)
{
    return g_string_new(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"perfharness\">\n");
}

/* A test suite's properties stand before its cases. */
void ph_junit_append(GString *document, const ph_junit_suite *part)
{
    g_string_append_printf(document,
                           "  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" "
                           "errors=\"0\" skipped=\"%u\">\n",
                           part->name, part->tests, part->failures, part->skipped);
    if (part->properties->len)
        g_string_append_printf(document, "    <properties>\n%s    </properties>\n",
                               part->properties->str);
    g_string_append_printf(document, "%s  </testsuite>\n", part->cases->str);
}

char *ph_junit_end(GString *document)
{
    g_string_append(document, "</testsuites>\n");
    return g_string_free(document, FALSE);
}
