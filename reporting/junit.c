/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JUnit XML: what a run found as test cases. */
#include <math.h>

#include "budget_rows.h"
#include "figure.h"
#include "junit_document.h"
#include "perfharness/require.h"
#include "referee_rows.h"
#include "report.h"
#include "report_line.h"

/* Nothing of a run that does not say whether it had one. */
static void add_referee(ph_junit_suite *to, const ph_measurement *measurement)
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
    ph_junit_add_property(to, "referee",
                          remark ? remark
                          : text ? text
                                 : ph_referee_mode_name(facts->mode));
    ph_junit_add_property(to, "subjects-confined", confined);
}

/* The report's own verdict is a case: no other has to fail for a run that does. */
static void add_verdict(ph_junit_suite *to, const ph_report *report)
{
    const GPtrArray *errors = report->measurement->errors;
    g_autofree char *line = ph_report_line(report->measurement, report->judgement->verdict);

    add_referee(to, report->measurement);
    ph_junit_add_case(to, line, report->judgement->verdict, report->judgement->why);
    for (guint i = 0; i < errors->len; i++)
        ph_junit_add_case(to, errors->pdata[i], PH_VERDICT_FAIL, errors->pdata[i]);
}

static void add_floors(ph_junit_suite *to, const ph_report *report)
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
            ph_junit_add_case(to, name, check->verdict, why);
    }
}

static void add_budgets(ph_junit_suite *to, const ph_report *report)
{
    const GArray *budgets = report->judgement->budgets;

    for (guint i = 0; i < budgets->len; i++) {
        const ph_budget_check *check = &g_array_index(budgets, ph_budget_check, i);
        g_autofree char *value = ph_budget_figure(check->kind, check->value);
        g_autofree char *name = g_strdup_printf("%s, %s, %s", check->benchmark, check->level,
                                                ph_budget_what(check->kind));
        g_autofree char *why =
            g_strdup_printf("%s, budget %g: %s", value, check->limit, check->why);

        ph_junit_add_case(to, name, check->verdict, why);
    }
}

static char *result_name(const ph_result *result)
{
    return g_strdup_printf("%s, %s, %s", result->benchmark, result->subject,
                           ph_figure_level(result));
}

static void add_changes(ph_junit_suite *to, const ph_report *report)
{
    const GPtrArray *changes = report->judgement->changes;

    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];
        g_autofree char *name = result_name(change->result);
        g_autofree char *text = ph_figure_change(change->change);
        g_autofree char *why = g_strdup_printf("%s: %s", text, change->why);

        if (change->is_judged)
            ph_junit_add_case(to, name, change->verdict, why);
    }
}

/* What is to be known of a figure: how far from possible it is, why its answers are not proven, or
 * not even its layout. */
static char *figure_text(const ph_measurement *measurement, const ph_result *result)
{
    const char *lacks = ph_proof_lacks(result->proof);
    g_autofree char *rate = ph_figure_rate(result->throughput_mib_s);
    g_autofree char *beside = ph_figure_beside_reference(measurement, result);
    g_autofree char *of_memcpy = ph_figure_of_memcpy(result);
    g_autofree char *doubt = ph_record_layout_doubt(result->layout);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "%s MiB/s", rate);
    if (isfinite(ph_measurement_of_reference(measurement, result)))
        g_string_append_printf(text, ", %s", beside);
    if (isfinite(result->share_of_memcpy))
        g_string_append_printf(text, ", of memcpy %s", of_memcpy);
    if (lacks)
        g_string_append_printf(text, ": %s", lacks);
    if (doubt)
        g_string_append_printf(text, "; measured although %s", doubt);
    return g_string_free(text, FALSE);
}

static void add_results(ph_junit_suite *to, const ph_report *report)
{
    const GPtrArray *results = report->measurement->results;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];
        const gboolean is_measured = result->state == PH_STATE_MEASURED;
        const gboolean is_expected = ph_result_is_excused(result);
        g_autofree char *name = result_name(result);
        g_autofree char *why =
            is_measured ? figure_text(report->measurement, result)
                        : g_strdup_printf("%s%s: %s", ph_state_name(result->state),
                                          is_expected ? ", as expected" : "", result->reason);

        ph_junit_add_case(to, name, is_measured || is_expected ? PH_VERDICT_PASS : PH_VERDICT_FAIL,
                          why);
    }
}

char *ph_report_junit(const ph_report *report)
{
    PH_REQUIRE(report->measurement && report->judgement);

    static const struct {
        const char *name;
        void (*add)(ph_junit_suite *to, const ph_report *report);
    } parts[] = {
        { "verdict", add_verdict },  { "floors", add_floors },      { "budgets", add_budgets },
        { "baseline", add_changes }, { "benchmarks", add_results },
    };
    GString *document = ph_junit_begin();

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i].add == add_budgets && !report->judgement->budgets->len)
            continue;

        g_auto(ph_junit_suite) part = ph_junit_suite_new(parts[i].name);

        parts[i].add(&part, report);
        ph_junit_append(document, &part);
    }
    return ph_junit_end(document);
}
