/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A comparison in the formats that people and programs read, as report.h has those of a run. All
 * texts are the caller's to g_free().
 */
#ifndef PH_REPORTING_COMPARISON_REPORT_H
#define PH_REPORTING_COMPARISON_REPORT_H

#include "report.h"
#include "verdict/comparison_document.h"

/* All members are borrowed. */
typedef struct ph_comparison_report {
    const ph_comparison_document *document;
    const ph_ci_job *job; /* NULL: not a job. */
} ph_comparison_report;

/* The setting that is Markdown's template. */
#define PH_COMPARISON_TEMPLATE "comparison_template.md"

/*
 * Markdown of at most so many characters. Where all of it does not fit, it goes without the
 * details; then with texts cut short, and with as many benchmarks as fit, the worst of them, of
 * which the others are counted; where that is not enough, only the line is left, and that the rest
 * is in the artefact.
 *
 * @param characters_max  At least 1024.
 * @return NULL and error (PH_ERROR_SETTINGS) for a broken template.
 */
char *ph_comparison_markdown(const ph_comparison_report *report, const ph_template *from,
                             gsize characters_max, GError **error);

/* One HTML page with its chart in it, which asks nothing of any network; style is what a template
 * puts between <style> and </style>. As above. */
char *ph_comparison_html(const ph_comparison_report *report, const ph_template *from,
                         const char *style, GError **error);

/* JUnit XML: one test case for the verdict, each error and each benchmark. */
char *ph_comparison_junit(const ph_comparison_document *document);

#endif /* PH_REPORTING_COMPARISON_REPORT_H */
