/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness report`: a judged run for people and programs. */
#include <stdio.h>
#include <string.h>

#include "baseline/judged_run.h"
#include "command/ci_job.h"
#include "command/command.h"
#include "command/compared_options.h"
#include "command/witness_note.h"
#include "comparison_line.h"
#include "comparison_report.h"
#include "contrast_text.h"
#include "document/document.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "judgement_json.h"
#include "matrix_report.h"
#include "report.h"
#include "report_line.h"
#include "settings/installation.h"
#include "settings/template_file.h"
#include "storage/output_file.h"

static char *baseline_path;
static char *thresholds_path;
static char *format_name;
static char *template_path;
static char *output_path;

typedef char *renderer(const ph_report *report, GError **error);

static char *render_line(const ph_report *report, GError **error)
{
    g_autofree char *line = ph_report_line(report->measurement, report->judgement->verdict);

    (void)error;
    return g_strconcat(line, "\n", NULL);
}

static char *render_markdown(const ph_report *report, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text =
        ph_template_file_read_setting(template_path, "pr_template.md", &path, error);
    const ph_template from = { path, text };

    return text ? ph_report_markdown(report, &from, PH_COMMENT_CHARACTERS_MAX, error) : NULL;
}

static char *read_style(GError **error)
{
    g_autofree char *path = ph_installation_setting("templates/report.css");

    return ph_template_file_read(path, error);
}

static char *render_html(const ph_report *report, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text = ph_template_file_read_setting(
        template_path, "templates/performance_report.html", &path, error);
    g_autofree char *style = text ? read_style(error) : NULL;
    const ph_template from = { path, text };

    return style ? ph_report_html(report, &from, style, error) : NULL;
}

static char *render_json(const ph_report *report, GError **error)
{
    cJSON *document = ph_judgement_json(report->measurement, report->baseline, report->judgement);
    char *printed = cJSON_Print(document);
    char *text = g_strconcat(printed, "\n", NULL);

    (void)error;
    cJSON_free(printed);
    cJSON_Delete(document);
    return text;
}

static char *render_junit(const ph_report *report, GError **error)
{
    (void)error;
    return ph_report_junit(report);
}

/* The same of a comparison. */
typedef char *comparison_renderer(const ph_comparison_report *report, GError **error);

static char *compare_line(const ph_comparison_report *report, GError **error)
{
    g_autofree char *line = ph_comparison_line(report->document);

    (void)error;
    return g_strconcat(line, "\n", NULL);
}

static char *compare_markdown(const ph_comparison_report *report, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text =
        ph_template_file_read_setting(template_path, PH_COMPARISON_TEMPLATE, &path, error);
    const ph_template from = { path, text };

    return text ? ph_comparison_markdown(report, &from, PH_COMMENT_CHARACTERS_MAX, error) : NULL;
}

static char *compare_html(const ph_comparison_report *report, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text = ph_template_file_read_setting(
        template_path, "templates/comparison_report.html", &path, error);
    g_autofree char *style = text ? read_style(error) : NULL;
    const ph_template from = { path, text };

    return style ? ph_comparison_html(report, &from, style, error) : NULL;
}

static char *compare_json(const ph_comparison_report *report, GError **error)
{
    (void)error;
    return ph_contrast_json_text(report->document);
}

static char *compare_junit(const ph_comparison_report *report, GError **error)
{
    (void)error;
    return ph_comparison_junit(report->document);
}

/* The same of a matrix; none is cut, or made by a template of the user's. */
typedef char *matrix_renderer(const ph_matrix *matrix, GError **error);

static char *tabulate_line(const ph_matrix *matrix, GError **error)
{
    g_autofree char *line = ph_matrix_line(matrix);

    (void)error;
    return g_strconcat(line, "\n", NULL);
}

static char *tabulate_markdown(const ph_matrix *matrix, GError **error)
{
    (void)error;
    return ph_matrix_markdown(matrix);
}

static char *tabulate_html(const ph_matrix *matrix, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *text =
        ph_template_file_read_setting(template_path, "templates/matrix_report.html", &path, error);
    g_autofree char *style = text ? read_style(error) : NULL;
    const ph_template from = { path, text };

    return style ? ph_matrix_html(matrix, &from, style, error) : NULL;
}

static char *tabulate_json(const ph_matrix *matrix, GError **error)
{
    (void)error;
    return ph_matrix_json_text(matrix);
}

static char *tabulate_junit(const ph_matrix *matrix, GError **error)
{
    (void)error;
    return ph_matrix_junit(matrix);
}

/* One list: name, functions, whether a template says what it looks like, what it is. */
#define FORMAT_LIST(X)                                                                             \
    X("line", render_line, compare_line, tabulate_line, FALSE,                                     \
      "the line that a log ends in: `Performance Report: DISPLAY: 0.78 GiB/s, …`, "              \
      "`Comparison: head 3.2 % slower: …`")                                                        \
    X("markdown", render_markdown, compare_markdown, tabulate_markdown, TRUE,                      \
      "for a pull request: that line, a table of benchmarks with baseline, change, interval and "  \
      "verdict, what was not measured, and the host; never longer than a comment may be")          \
    X("html", render_html, compare_html, tabulate_html, TRUE,                                      \
      "one page with its charts in it, which loads nothing: against the baseline, beside the "     \
      "reference and memcpy, launch by launch; for a screen, a phone and paper")                   \
    X("json", render_json, compare_json, tabulate_json, FALSE,                                     \
      "the judgement for programs, as config/schema/judgement.schema.json describes it; a "        \
      "comparison as it is")                                                                       \
    X("junit", render_junit, compare_junit, tabulate_junit, FALSE,                                 \
      "a test case for the verdict, each floor, each comparison and each benchmark; what cannot "  \
      "be told is skipped")

typedef struct report_format {
    const char *name;
    renderer *render;
    comparison_renderer *compare;
    matrix_renderer *tabulate;
    gboolean has_template;
    const char *meaning;
} report_format;

static const report_format formats[] = {
#define X(name, render, compare, tabulate, has_template, meaning)                                  \
    { name, render, compare, tabulate, has_template, meaning },
    FORMAT_LIST(X)
#undef X
};

static const GOptionEntry options[] = {
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "Compare with this baseline.json, another perf.json, or what a folder of baselines has for "
      "the run's host and suite (default: only the floors are judged)",
      "PATH" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The limits to judge by (default: config/thresholds.toml)", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, "What to make: see below (default: line)",
      "FORMAT" },
    { "template", 0, 0, G_OPTION_ARG_FILENAME, &template_path,
      "Template for markdown or html (default: the one in config/)", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
      "Write to this file instead of standard output", "FILE" },
    G_OPTION_ENTRY_NULL
};

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (g_strcmp0(option, "format") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
            g_strv_builder_add(words, formats[i].name);
    return g_strv_builder_end(words);
}

static const report_format *find_format(GError **error)
{
    const char *name = format_name ? format_name : formats[0].name;
    g_auto(GStrv) names = values("format");
    const ph_word_list known = { "format", "--format", NULL, (const char *const *)names };

    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(name, formats[i].name) != 0)
            continue;
        if (!template_path || formats[i].has_template)
            return &formats[i];
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                    "--template: the format %s has none; --format markdown or html has", name);
        return NULL;
    }
    (void)ph_refuse_word(error, &known, name);
    return NULL;
}

static gboolean write_report(const char *text, GError **error)
{
    if (!output_path) {
        (void)fputs(text, stdout);
        return TRUE;
    }
    if (ph_output_file_write(output_path, text, NULL, error))
        return TRUE;
    g_prefix_error(error, "writing the report %s: ", output_path);
    return FALSE;
}

static ph_exit report_run(const char *path, const report_format *format, GError **error)
{
    g_autoptr(ph_judged_run) judged =
        ph_judged_run_read_again(path, baseline_path, thresholds_path, error);
    g_auto(ph_ci_source) source = { 0 };
    g_autofree char *text = NULL;
    ph_ci_job job;
    const gboolean has_job = ph_ci_job_read(&job, &source);

    if (!judged)
        return PH_EXIT_FAILED;
    ph_witness_notes_add(judged->judgement->notes, judged->run, baseline_path);

    const ph_report whole = { .measurement = judged->run,
                              .baseline = judged->baseline,
                              .judgement = judged->judgement,
                              .job = has_job ? &job : NULL,
                              .shows_runner_name = judged->thresholds->is_runner_name_shown };
    text = format->render(&whole, error);
    if (!text || !write_report(text, error))
        return PH_EXIT_FAILED;
    if (!judged->baseline_error)
        return PH_EXIT_PASS;
    g_propagate_error(error, g_steal_pointer(&judged->baseline_error));
    return PH_EXIT_FAILED;
}

static ph_exit report_comparison(const char *path, const report_format *format, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_comparison_document) document = NULL;
    g_auto(ph_ci_source) source = { 0 };
    g_autofree char *text = NULL;
    ph_ci_job job;
    const gboolean has_job = ph_ci_job_read(&job, &source);

    if (!ph_comparison_takes(baseline_path, thresholds_path, error))
        return PH_EXIT_USAGE;
    document = ph_comparison_document_read(path, schemas, error);
    if (!document)
        return PH_EXIT_FAILED;
    /* The others are the document itself. */
    if (format->has_template)
        ph_witness_notes_add(document->report->notes, NULL, NULL);

    const ph_comparison_report whole = { document, has_job ? &job : NULL };
    text = format->compare(&whole, error);
    return text && write_report(text, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}

static ph_exit report_matrix(const char *path, const report_format *format, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_matrix) matrix = NULL;
    g_autofree char *text = NULL;

    if (!ph_comparison_takes(baseline_path, thresholds_path, error))
        return PH_EXIT_USAGE;
    matrix = ph_matrix_read(path, schemas, error);
    text = matrix ? format->tabulate(matrix, error) : NULL;
    return text && write_report(text, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    const report_format *format;

    if (!operands[0] || operands[1]) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                    "one perf.json, comparison.json or matrix.json was expected%s%s",
                    operands[0] ? ", and not also " : "", operands[0] ? operands[1] : "");
        return PH_EXIT_USAGE;
    }
    format = find_format(error);
    if (!format)
        return PH_EXIT_USAGE;
    if (ph_document_is_matrix(operands[0]))
        return report_matrix(operands[0], format, error);
    return ph_document_is_comparison(operands[0]) ? report_comparison(operands[0], format, error)
                                                  : report_run(operands[0], format, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "formats") == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
            ph_manual_list_add(list, formats[i].name, formats[i].meaning);
}

const ph_command ph_command_report = {
    .name = "report",
    .operands = "perf.json|comparison.json|matrix.json",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
