/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JUnit XML: what a run found as test cases. */
#include <string.h>

#include "figure.h"
#include "perfharness/require.h"
#include "referee_rows.h"
#include "report.h"
#include "report_line.h"

/* The test cases so far, and how they went. */
typedef struct suite {
    const char *name;
    GString *properties;
    GString *cases;
    guint tests;
    guint failures;
    guint skipped;
} suite;

static char *xml_text(const char *text)
{
    g_autofree char *printable = ph_error_printable(text);

    return g_markup_escape_text(printable, -1);
}

/* A verdict is a test's: what cannot be told, and what there was nothing to tell of, is skipped. */
static void add_case(suite *to, const char *name, ph_verdict verdict, const char *why)
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

static void add_property(suite *to, const char *name, const char *value)
{
    g_autofree char *value_text = xml_text(value);

    g_string_append_printf(to->properties, "      <property name=\"%s\" value=\"%s\"/>\n", name,
                           value_text);
}

/* Nothing of a run that does not say whether it had one. */
static void add_referee(suite *to, const ph_measurement *measurement)
{
    const ph_referee_facts *facts = &measurement->referee;
    const char *remark = ph_referee_mode_remark(facts->mode);
    g_autofree char *text = ph_referee_text(measurement);
    g_autofree char *confined = facts->is_sandboxed
                                    ? g_strdup("yes")
                                    : g_strdup_printf("no%s%s", facts->unsandboxed ? ": " : "",
                                                      facts->unsandboxed ? facts->unsandboxed : "");

    if (facts->mode == PH_REFEREE_UNKNOWN)
        return;
    add_property(to, "referee", remark ? remark : text ? text : ph_referee_mode_name(facts->mode));
    add_property(to, "subjects-confined", confined);
}

/* The report's own verdict is a case: no other has to fail for a run that does. */
static void add_verdict(suite *to, const ph_report *report)
{
    const GPtrArray *errors = report->measurement->errors;
    g_autofree char *line = ph_report_line(report->measurement, report->judgement->verdict);

    add_referee(to, report->measurement);
    add_case(to, line, report->judgement->verdict, report->judgement->why);
    for (guint i = 0; i < errors->len; i++)
        add_case(to, errors->pdata[i], PH_VERDICT_FAIL, errors->pdata[i]);
}

static void add_floors(suite *to, const ph_report *report)
{
    const GArray *floors = report->judgement->floors;

    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);
        g_autofree char *value = ph_figure_rate(check->value_mb_s);
        g_autofree char *name =
            g_strdup_printf("%s, %s, %s", check->name, check->benchmark, check->level);
        g_autofree char *why =
            g_strdup_printf("%s MB/s, floor %g MB/s: %s", value, check->floor_mb_s, check->why);

        if (check->is_asked && check->is_judged)
            add_case(to, name, check->verdict, why);
    }
}

static char *result_name(const ph_result *result)
{
    return g_strdup_printf("%s, %s, %s", result->benchmark, result->subject,
                           ph_figure_level(result));
}

static void add_changes(suite *to, const ph_report *report)
{
    const GPtrArray *changes = report->judgement->changes;

    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];
        g_autofree char *name = result_name(change->result);
        g_autofree char *text = ph_figure_change(change->change);
        g_autofree char *why = g_strdup_printf("%s: %s", text, change->why);

        if (change->is_judged)
            add_case(to, name, change->verdict, why);
    }
}

static void add_results(suite *to, const ph_report *report)
{
    const GPtrArray *results = report->measurement->results;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];
        const gboolean is_measured = result->state == PH_STATE_MEASURED;
        const gboolean is_expected = ph_result_is_excused(result);
        g_autofree char *name = result_name(result);
        const char *lacks = is_measured ? ph_proof_lacks(result->proof) : NULL;
        g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
        g_autofree char *why =
            is_measured
                ? g_strdup_printf("%s MiB/s%s%s", rate, lacks ? ": " : "", lacks ? lacks : "")
                : g_strdup_printf("%s%s: %s", ph_state_name(result->state),
                                  is_expected ? ", as expected" : "", result->reason);

        add_case(to, name, is_measured || is_expected ? PH_VERDICT_PASS : PH_VERDICT_FAIL, why);
    }
}

/* A test suite's properties stand before its cases. */
static void append_suite(GString *document, const suite *part)
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

char *ph_report_junit(const ph_report *report)
{
    PH_REQUIRE(report->measurement && report->judgement);

    static const struct {
        const char *name;
        void (*add)(suite *to, const ph_report *report);
    } parts[] = {
        { "verdict", add_verdict },
        { "floors", add_floors },
        { "baseline", add_changes },
        { "benchmarks", add_results },
    };
    GString *document = g_string_new(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"perfharness\">\n");

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        suite part = { .name = parts[i].name,
                       .properties = g_string_new(NULL),
                       .cases = g_string_new(NULL) };

        parts[i].add(&part, report);
        append_suite(document, &part);
        (void)g_string_free(part.properties, TRUE);
        (void)g_string_free(part.cases, TRUE);
    }
    g_string_append(document, "</testsuites>\n");
    return g_string_free(document, FALSE);
}
