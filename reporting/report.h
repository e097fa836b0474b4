/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A report: what was measured and what is to be said of it, in the formats that people and programs
 * read. A user's template decides what Markdown and HTML look like; what it may name is what
 * report_data.c puts there, and config/pr_template.md ends in the list of it.
 *
 * No document holds the name of a host or of a user, nor, unless the settings allow it, that of a
 * runner: a host is its fingerprint.
 */
#ifndef PH_REPORTING_REPORT_H
#define PH_REPORTING_REPORT_H

#include <glib.h>

#include "bridge/mustache.h"
#include "model/measurement.h"
#include "verdict/judgement.h"

/* The continuous-integration job that reports. Texts are UTF-8 and untrusted; NULL: not known. */
typedef struct ph_ci_job {
    const char *run_id;
    const char *run_url; /* Where the run and its artefacts are. */
    const char *commit;
    const char *branch;
    const char *event;
    const char *workflow;
} ph_ci_job;

/* All members are borrowed. */
typedef struct ph_report {
    const ph_measurement *measurement;
    const ph_measurement *baseline; /* NULL: none. */
    const ph_judgement *judgement;  /* Of the measurement against the baseline. */
    const ph_ci_job *job;           /* NULL: not a job. */
    gboolean shows_runner_name;     /* As the settings allow it. */
    const char *run_digest; /* SHA-256 of the run's perf.json, 64 hexadecimal digits; NULL: none. */
} ph_report;

/* What GitHub takes as the text of a comment. */
#define PH_COMMENT_CHARACTERS_MAX 65536

/*
 * Markdown of at most so many characters. Where all of it does not fit, the template is told to do
 * without the rows that nothing is to be said of, then without the details; where that is not
 * enough, only the report's line is left, and that the rest is in the artefact.
 *
 * @param characters_max  At least 1024.
 * @return the text, to be g_free()d; NULL and error (PH_ERROR_SETTINGS) for a broken template.
 */
char *ph_report_markdown(const ph_report *report, const ph_template *from, gsize characters_max,
                         GError **error);

/* One HTML page with its charts in it, which asks nothing of any network; style is what a template
 * puts between <style> and </style>. As above. */
char *ph_report_html(const ph_report *report, const ph_template *from, const char *style,
                     GError **error);

/*
 * JUnit XML: one test case for each floor, each comparison with the baseline and each benchmark
 * that gave no number. To be g_free()d.
 */
char *ph_report_junit(const ph_report *report);

#endif /* PH_REPORTING_REPORT_H */
