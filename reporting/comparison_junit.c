/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JUnit XML of a comparison. */
#include "comparison_line.h"
#include "comparison_report.h"
#include "contrast_words.h"
#include "junit_document.h"

/* The comparison's own verdict is a case: no other has to fail for one that does. Its name is the
 * same in every comparison, so that whoever collects them finds it again. */
static void add_verdict(ph_junit_suite *to, const ph_comparison_document *document)
{
    const ph_contrast_report *report = document->report;
    g_autofree char *line = ph_comparison_line(document);

    if (document->base_named)
        ph_junit_add_property(to, PH_CONTRAST_BASE, document->base_named);
    if (document->head_named)
        ph_junit_add_property(to, PH_CONTRAST_HEAD, document->head_named);
    ph_junit_add_property(to, "repeat", document->repeat);
    ph_junit_add_case(to, "comparison", report->verdict,
                      report->failure.reason ? report->failure.reason : line);
    for (guint i = 0; i < report->errors->len; i++)
        ph_junit_add_case(to, report->errors->pdata[i], PH_VERDICT_FAIL, report->errors->pdata[i]);
}

static void add_benchmarks(ph_junit_suite *to, const ph_comparison_document *document)
{
    const ph_contrast_report *report = document->report;

    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];
        g_autofree char *name = ph_contrast_name(contrast);
        g_autofree char *change = ph_contrast_change_text(contrast, report->mode, 2);
        g_autofree char *words = ph_contrast_words_alone(contrast, report);
        g_autofree char *why = g_strdup_printf("%s; %s", change, words);

        ph_junit_add_case(to, name, contrast->call.verdict, why);
    }
}

char *ph_comparison_junit(const ph_comparison_document *document)
{
    GString *text = ph_junit_begin();
    g_auto(ph_junit_suite) verdict = ph_junit_suite_new("verdict");
    g_auto(ph_junit_suite) benchmarks = ph_junit_suite_new("benchmarks");

    add_verdict(&verdict, document);
    add_benchmarks(&benchmarks, document);
    ph_junit_append(text, &verdict);
    ph_junit_append(text, &benchmarks);
    return ph_junit_end(text);
}
