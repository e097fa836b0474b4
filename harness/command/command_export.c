/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness export`: a stored run in the shape of another tool. */
#include <stdio.h>
#include <string.h>

#include "baseline/judged_run.h"
#include "command/ci_job.h"
#include "command/command.h"
#include "command/compared_options.h"
#include "document/document.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "export/export.h"
#include "platform/path.h"
#include "settings/installation.h"
#include "storage/new_folder.h"
#include "storage/output_file.h"

static char *format_name;
static char *baseline_path;
static char *thresholds_path;
static char *output_path;

static const GOptionEntry options[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &format_name, "The shape to write: see below", "SHAPE" },
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "Compare with this baseline.json, another perf.json, or what a folder of baselines has for "
      "the run's host and suite: for benchmark-run and junit",
      "PATH" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The limits that benchmark-run and junit are judged by (default: config/thresholds.toml)",
      "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
      "Write there instead of standard output; criterion needs a new folder", "FILE|FOLDER" },
    G_OPTION_ENTRY_NULL
};

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    if (g_strcmp0(option, "as") == 0)
        for (const ph_export_format *format = ph_export_formats; format->name; format++)
            g_strv_builder_add(words, format->name);
    return g_strv_builder_end(words);
}

static const ph_export_format *find_format(GError **error)
{
    const ph_export_format *format = format_name ? ph_export_find(format_name) : NULL;
    g_auto(GStrv) names = values("as");
    const ph_word_list shapes = { "shape", "--as", NULL, (const char *const *)names };

    if (!format)
        (void)ph_refuse_word(error, &shapes, format_name);
    else if (!format->render && !output_path)
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--as %s: it is a folder; name a new one with --output", format->name);
    else if (baseline_path && !ph_export_is_judged(format))
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--as %s: it has no room for a --baseline; benchmark-run and junit have",
                        format->name);
    else
        return format;
    return NULL;
}

static gboolean write_text(const ph_export_format *format, const char *text, GError **error)
{
    g_autofree char *path = NULL;

    if (!output_path) {
        (void)fputs(text, stdout);
        return TRUE;
    }
    path = g_file_test(output_path, G_FILE_TEST_IS_DIR)
               ? ph_path_join(output_path, format->file_name, NULL)
               : g_strdup(output_path);
    if (ph_output_file_write(path, text, NULL, error))
        return TRUE;
    g_prefix_error(error, "writing the export %s: ", path);
    return FALSE;
}

static gboolean write_tree(const GPtrArray *tree, GError **error)
{
    g_autoptr(ph_new_folder) folder = ph_new_folder_begin(output_path, error);

    if (!folder)
        return FALSE;
    for (guint i = 0; i < tree->len; i++) {
        const ph_export_file *file = tree->pdata[i];

        if (!ph_new_folder_add(folder, file->path, file->text, error))
            return FALSE;
    }
    return ph_new_folder_finish(folder, error);
}

static gboolean export(const ph_export_format *format, const ph_report *report, GError **error)
{
    g_autoptr(GPtrArray) tree = NULL;
    g_autofree char *text = NULL;

    if (format->render_tree) {
        tree = format->render_tree(report);
        return write_tree(tree, error);
    }
    text = format->render(report, error);
    return text && write_text(format, text, error);
}

/* What a history knows the run by; NULL and error where the file went away meanwhile. */
static char *digest_of(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);

    return text ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length)
                : NULL;
}

/* A folder that is not there is one without baselines to who promotes, and a slip to who reads. */
static gboolean check_baseline(GError **error)
{
    g_autofree char *printable = baseline_path ? ph_error_printable(baseline_path) : NULL;

    return !baseline_path || g_file_test(baseline_path, G_FILE_TEST_EXISTS) ||
           ph_refuse(error, PH_ERROR_STORAGE,
                     "--baseline: %s: there is no such file or folder: name a baseline.json, "
                     "another perf.json, or a folder of baselines",
                     printable);
}

static ph_exit export_run(const char *path, const ph_export_format *format, GError **error)
{
    g_autoptr(ph_judged_run) judged =
        check_baseline(error)
            ? ph_judged_run_read_again(path, baseline_path, thresholds_path, error)
            : NULL;
    g_autofree char *digest = judged ? digest_of(path, error) : NULL;
    g_auto(ph_ci_source) source = { 0 };
    ph_ci_job job;
    ph_report report = { 0 };

    if (!digest)
        return PH_EXIT_FAILED;
    if (judged->baseline_error) {
        g_propagate_error(error, g_steal_pointer(&judged->baseline_error));
        return PH_EXIT_FAILED;
    }
    report.measurement = judged->run;
    report.baseline = judged->baseline;
    report.judgement = judged->judgement;
    report.run_digest = digest;
    if (ph_ci_job_read(&job, &source))
        report.job = &job;
    return ph_export_is_possible(format, judged->run, error) && export(format, &report, error)
               ? PH_EXIT_PASS
               : PH_EXIT_FAILED;
}

static ph_exit export_comparison(const char *path, const ph_export_format *format, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autoptr(ph_comparison_document) document = NULL;
    g_autofree char *text = NULL;

    if (!ph_comparison_takes(baseline_path, thresholds_path, error))
        return PH_EXIT_USAGE;
    if (!ph_export_takes_comparison(format, error))
        return PH_EXIT_FAILED;
    document = ph_comparison_document_read(path, schemas, error);
    if (!document)
        return PH_EXIT_FAILED;
    text = format->render_comparison(document);
    return write_text(format, text, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    const ph_export_format *format;

    if (!operands[0] || operands[1]) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                    "one perf.json or comparison.json was expected%s%s",
                    operands[0] ? ", and not also " : "", operands[0] ? operands[1] : "");
        return PH_EXIT_USAGE;
    }
    format = find_format(error);
    if (!format)
        return PH_EXIT_USAGE;
    return ph_document_is_comparison(operands[0]) ? export_comparison(operands[0], format, error)
                                                  : export_run(operands[0], format, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "shapes") == 0)
        for (const ph_export_format *format = ph_export_formats; format->name; format++)
            ph_manual_list_add(list, format->name, format->summary);
}

const ph_command ph_command_export = {
    .name = "export",
    .operands = "perf.json|comparison.json",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
