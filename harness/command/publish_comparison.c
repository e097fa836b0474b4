/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/publish_comparison.h"

#include <stdio.h>

#include "command/ci_job.h"
#include "command/witness_note.h"
#include "comparison_line.h"
#include "comparison_report.h"
#include "error/error.h"
#include "forge/marker.h"
#include "settings/installation.h"
#include "settings/template_file.h"
#include "verdict/contrast_exit.h"

/* Numbers survive being printed; this leaves room for the last digit. */
#define RULE_TOLERANCE 1e-9

/* What kind of comparison it is, in markers and names. */
static const char *kind_of(const ph_comparison_document *document)
{
    return document->report->mode == PH_CONTRAST_MODE_WORK ? "work" : "comparison";
}

/* Work is the same on any host: a runner of another model says it again, in the same comment. */
static char *marker_of(const ph_comparison_document *document)
{
    const gboolean is_work = document->report->mode == PH_CONTRAST_MODE_WORK;

    return ph_marker_of_kind(kind_of(document), document->suite,
                             is_work ? NULL : document->fingerprint);
}

/* Without a host: branch protection names it, whatever runner is free. */
static char *context_of(const ph_comparison_document *document)
{
    return g_strdup_printf("performance/%s/%s", kind_of(document),
                           document->suite ? document->suite : "no suite");
}

/* Markdown that fits into a comment with its marker. */
static char *render(const ph_publish_target *target, const ph_comparison_document *document,
                    const char *marker, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text =
        ph_template_file_read_setting(NULL, PH_COMPARISON_TEMPLATE, &path, error);
    g_auto(ph_ci_source) source = { 0 };
    ph_ci_job job;
    const gboolean has_job = ph_ci_job_read(&job, &source);
    const ph_template from = { path, text };
    const ph_comparison_report report = { document, has_job ? &job : NULL };

    return text ? ph_comparison_markdown(&report, &from, ph_publish_room(target, marker), error)
                : NULL;
}

/* That head does not build is a failure, and said by the verdict; whatever else is nobody's. */
static gboolean is_broken(const ph_contrast_report *report)
{
    if (report->failure.kind != PH_FAILURE_NONE)
        return report->verdict != PH_VERDICT_FAIL;
    return ph_contrast_exit(report, PH_GATE_BLOCK) == PH_EXIT_FAILED;
}

/* NULL where head was not built from a checkout, or at all. */
static const char *commit_of(const ph_contrast_report *report)
{
    const ph_subject_info *head = ph_contrast_subject(report, PH_CONTRAST_HEAD);
    const ph_build_identity *from = head ? head->built_from : NULL;

    return from && g_strcmp0(from->origin, "checkout") == 0 ? from->commit : NULL;
}

/* What is no verdict gates, whatever the settings are. */
static gboolean is_informing(const ph_contrast_report *report, ph_gate gate)
{
    return gate == PH_GATE_INFORM && ph_contrast_exit(report, gate) == PH_EXIT_PASS;
}

/* Whoever wrote the document chose its rule, too; what is told here is told by the rule of here. */
static gboolean check_rule(const ph_comparison_document *document, const ph_thresholds *thresholds,
                           GError **error)
{
    const ph_slowdown_rule *rule = &document->report->rule;
    const gboolean is_work = document->report->mode == PH_CONTRAST_MODE_WORK;
    const double warn =
        is_work ? thresholds->work_warn : ph_thresholds_warn(thresholds, document->suite);
    const double fail =
        is_work ? thresholds->work_fail : ph_thresholds_fail(thresholds, document->suite);

    return (rule->warn <= warn * (1.0 + RULE_TOLERANCE) &&
            rule->fail <= fail * (1.0 + RULE_TOLERANCE)) ||
           ph_refuse(error, PH_ERROR_SCHEMA,
                     "the comparison was judged by a laxer rule, WARN beyond %g %% and FAIL "
                     "beyond %g %%, than the thresholds', %g %% and %g %%",
                     100.0 * rule->warn, 100.0 * rule->fail, 100.0 * warn, 100.0 * fail);
}

ph_exit ph_publish_comparison(const char *path, const ph_publish_target *target,
                              const char *thresholds_path, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_thresholds) thresholds = ph_installation_thresholds(thresholds_path, error);
    g_autoptr(ph_comparison_document) document =
        thresholds ? ph_comparison_document_read(path, schemas, error) : NULL;
    g_autofree char *line = NULL, *marker = NULL, *context = NULL, *report = NULL;

    if (!document)
        return PH_EXIT_FAILED;
    if (!ph_publish_check_comment(target, thresholds, error))
        return PH_EXIT_USAGE;
    if (!check_rule(document, thresholds, error))
        return PH_EXIT_FAILED;
    ph_witness_notes_add(document->report->notes, NULL, NULL);
    line = ph_comparison_line(document);
    marker = marker_of(document);
    context = context_of(document);
    report = render(target, document, marker, error);

    const ph_publish_content content = { .path = path,
                                         .marker = marker,
                                         .context = context,
                                         .report = report,
                                         .line = line,
                                         .verdict = document->report->verdict,
                                         .is_broken = is_broken(document->report),
                                         .is_informing =
                                             is_informing(document->report, thresholds->gate),
                                         .thresholds = thresholds };
    if (!report || !ph_publish_check_commit(target, &content, commit_of(document->report), error) ||
        !ph_publish_send(target, &content, error))
        return PH_EXIT_FAILED;
    (void)printf("%s\n", line);
    return ph_contrast_exit(document->report, thresholds->gate);
}
