/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/publish_run.h"

#include <stdio.h>

#include "baseline/judged_run.h"
#include "command/ci_job.h"
#include "command/witness_note.h"
#include "forge/marker.h"
#include "report.h"
#include "report_line.h"
#include "settings/installation.h"
#include "settings/template_file.h"

/* Markdown that fits into a comment with its marker. */
static char *render(const ph_publish_target *target, const ph_judged_run *judged,
                    const char *marker, GError **error)
{
    g_autofree char *path = ph_installation_setting("pr_template.md");
    g_autofree char *text = ph_template_file_read(path, error);
    g_auto(ph_ci_source) source = { 0 };
    ph_ci_job ci_job;
    const gboolean has_job = ph_ci_job_read(&ci_job, &source);
    const ph_template from = { path, text };
    const ph_report report = { .measurement = judged->run,
                               .baseline = judged->baseline,
                               .judgement = judged->judgement,
                               .job = has_job ? &ci_job : NULL,
                               .shows_runner_name = judged->thresholds->is_runner_name_shown };

    return text ? ph_report_markdown(&report, &from, ph_publish_room(target, marker), error) : NULL;
}

static char *default_context(const ph_measurement *run)
{
    const char *host = ph_measurement_fingerprint(run);

    return g_strdup_printf("perfharness/%s/%s", run->suite ? run->suite : "no suite",
                           host ? host : "host not recorded");
}

static ph_exit report_and_publish(const char *path, const ph_publish_target *target,
                                  ph_judged_run *judged, GError **error)
{
    const ph_verdict verdict = judged->judgement->verdict;
    g_autofree char *line = ph_report_line(judged->run, verdict);
    g_autofree char *status = ph_report_status(judged->run, judged->judgement);
    g_autofree char *marker =
        ph_marker(judged->run->suite, ph_measurement_fingerprint(judged->run));
    g_autofree char *report = render(target, judged, marker, error);
    g_autofree char *name = default_context(judged->run);
    const ph_publish_content content = { .path = path,
                                         .marker = marker,
                                         .context = name,
                                         .report = report,
                                         .line = status,
                                         .verdict = verdict,
                                         .is_broken = judged->baseline_error != NULL,
                                         .is_informing = judged->thresholds->gate == PH_GATE_INFORM,
                                         .thresholds = judged->thresholds };

    if (!report || !ph_publish_send(target, &content, error))
        return PH_EXIT_FAILED;
    (void)printf("%s\n", line);
    if (!judged->baseline_error)
        return ph_judgement_exit(judged->judgement, judged->thresholds, FALSE);
    g_propagate_error(error, g_steal_pointer(&judged->baseline_error));
    return PH_EXIT_FAILED;
}

ph_exit ph_publish_run(const char *path, const ph_publish_target *target, const char *baseline_path,
                       const char *thresholds_path, GError **error)
{
    g_autoptr(ph_judged_run) judged =
        ph_judged_run_read_again(path, baseline_path, thresholds_path, error);

    if (judged && !ph_publish_check_comment(target, judged->thresholds, error))
        return PH_EXIT_USAGE;
    if (judged)
        ph_witness_notes_add(judged->judgement->notes, judged->run, baseline_path);
    return judged ? report_and_publish(path, target, judged, error) : PH_EXIT_FAILED;
}
