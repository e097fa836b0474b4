/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness conformance`: what a build makes of COBOL's data descriptions. */
#include <stdio.h>

#include "command/command.h"
#include "conformance/conformance_run.h"
#include "conformance_report.h"
#include "error/error.h"
#include "error/interruption.h"
#include "error/unknown_word.h"
#include "session/builds.h"
#include "session/subjects.h"
#include "settings/installation.h"
#include "settings/template_file.h"
#include "storage/output_file.h"
#include "version/version.h"

/* What depends on chance one time in two is missed by so many once in a million. */
enum { PROCESSES = 20, HANG_TIMEOUT_US = 10 * G_USEC_PER_SEC };

static char *format_name;
static char *output_path;

typedef char *renderer(const ph_conformance *conformance, GError **error);

static char *render_text(const ph_conformance *conformance, GError **error)
{
    g_autofree char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    if (stream)
        ph_conformance_print(stream, conformance);
    if (!stream || fclose(stream) != 0) {
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT, "no memory for the page");
        return NULL;
    }
    return g_steal_pointer(&text);
}

static char *render_markdown(const ph_conformance *conformance, GError **error)
{
    (void)error;
    return ph_conformance_markdown(conformance);
}

static char *render_html(const ph_conformance *conformance, GError **error)
{
    g_autofree char *style_path = ph_installation_setting("templates/report.css");
    g_autofree char *style = ph_template_file_read(style_path, error);
    g_autofree char *path = NULL;
    g_autofree char *text =
        style
            ? ph_template_file_read_setting(NULL, "templates/conformance_report.html", &path, error)
            : NULL;
    const ph_template from = { path, text };

    return text ? ph_conformance_html(conformance, &from, style, error) : NULL;
}

static char *render_json(const ph_conformance *conformance, GError **error)
{
    cJSON *document = ph_conformance_json(conformance);
    char *printed = cJSON_Print(document);
    char *text = g_strconcat(printed, "\n", NULL);

    (void)error;
    cJSON_free(printed);
    cJSON_Delete(document);
    return text;
}

/* One list: name, function, what it is. */
#define FORMAT_LIST(X)                                                                             \
    X("text", render_text,                                                                         \
      "for a terminal: how many of each part are right, and all "                                  \
      "that are not")                                                                              \
    X("markdown", render_markdown,                                                                 \
      "a page for GitHub: every construct, what becomes of it, and its copybook")                  \
    X("html", render_html,                                                                         \
      "the same as one page that loads nothing, for a screen, a phone and paper")                  \
    X("json", render_json, "for programs, as config/schema/conformance.schema.json describes it")

typedef struct page_format {
    const char *name;
    renderer *render;
    const char *meaning;
} page_format;

static const page_format formats[] = {
#define X(name, render, meaning) { name, render, meaning },
    FORMAT_LIST(X)
#undef X
};

static const GOptionEntry options[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_name,
                                          "What to make: see below (default: text)", "FORMAT" },
                                        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
                                          "Write to this file instead of standard output", "FILE" },
                                        G_OPTION_ENTRY_NULL };

static char **format_names(void)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
        g_strv_builder_add(words, formats[i].name);
    return g_strv_builder_end(words);
}

/* Of the operand, those of the installation. */
static char **values(const char *option)
{
    if (!option)
        return ph_subjects_names();
    return g_str_equal(option, "format") ? format_names() : NULL;
}

static const page_format *find_format(GError **error)
{
    const char *name = format_name ? format_name : formats[0].name;
    g_auto(GStrv) names = format_names();
    const ph_word_list known = { "format", "--format", NULL, (const char *const *)names };

    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_str_equal(name, formats[i].name))
            return &formats[i];
    (void)ph_refuse_word(error, &known, name);
    return NULL;
}

static gboolean name_page(gboolean is_well, GError **error)
{
    if (!is_well)
        g_prefix_error(error, "writing the page %s: ", output_path);
    return is_well;
}

static ph_conformance *ask(const char *build, const gboolean *is_interrupted, GError **error)
{
    g_autoptr(ph_run_subject) subject = ph_subjects_find_build(build, error);
    g_autofree char *worker = ph_installation_worker();
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();
    const ph_worker_host host = { .program = worker,
                                  .sandbox = sandbox,
                                  .hang_timeout_us = HANG_TIMEOUT_US,
                                  .is_interrupted = is_interrupted };
    g_autofree char *shown = ph_build_shown(build);
    ph_conformance *conformance;

    if (!subject)
        return NULL;
    if (ph_sandbox_why_off(sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(sandbox));
    conformance = ph_conformance_run(&host, subject, PROCESSES, error);
    if (!conformance) {
        g_prefix_error(error, "%s: ", shown);
        return NULL;
    }
    conformance->build = g_steal_pointer(&shown);
    conformance->reader = g_strdup_printf("perfharness %s", ph_version_built.number);
    return conformance;
}

static ph_exit run(char **operands, GError **error)
{
    const page_format *format;
    g_autoptr(ph_interruption) interruption = NULL;
    g_autoptr(ph_conformance) conformance = NULL;
    g_autofree char *page = NULL;

    if (operands[0] && operands[1]) {
        g_set_error(error, PH_ERROR, PH_ERROR_USAGE, "one build was expected, and not also %s",
                    operands[1]);
        return PH_EXIT_USAGE;
    }
    format = find_format(error);
    if (!format)
        return PH_EXIT_USAGE;
    if (output_path && !name_page(ph_output_file_check(output_path, error), error))
        return PH_EXIT_FAILED;
    interruption = ph_interruption_new();
    conformance =
        ask(operands[0] ? operands[0] : PH_HEADLINE_SUBJECT, &interruption->is_interrupted, error);
    page = conformance ? format->render(conformance, error) : NULL;
    if (!page)
        return PH_EXIT_FAILED;
    if (!output_path)
        (void)fputs(page, stdout);
    else if (!name_page(
                 ph_output_file_write(output_path, page, &interruption->is_interrupted, error),
                 error))
        return PH_EXIT_FAILED;
    return PH_EXIT_PASS;
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (g_str_equal(part, "formats"))
        for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
            ph_manual_list_add(list, formats[i].name, formats[i].meaning);
}

const ph_command ph_command_conformance = {
    .name = "conformance",
    .operands = "[BUILD]",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
