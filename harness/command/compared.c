/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/compared.h"

#include <string.h>

#include "command/command.h"
#include "command/given_options.h"
#include "command/program_version.h"
#include "contrast_text.h"
#include "document/json_member.h"
#include "error/error.h"
#include "session/host_document.h"
#include "storage/output_file.h"

/* What is of this machine, or only about what is shown here. */
static const char *const of_here[] = { "cpu", "json", "output", "verbose", "wait", NULL };

static void take_host(ph_comparison_document *document, const cJSON *system)
{
    const cJSON *cpu = ph_json_member(system, "cpu");

    document->fingerprint = ph_json_printable(system, "fingerprint");
    document->brand = ph_json_printable(cpu, "brand");
    document->kernel = ph_json_printable(ph_json_member(system, "kernel"), "release");
    document->microcode = ph_json_printable(cpu, "microcode");
    document->core_kind = ph_json_printable(cpu, "core_kind");
}

static void name_build(const ph_build_name *name, char **ret_named, char **ret_operand)
{
    g_autofree char *named = ph_build_named(name);

    *ret_named = ph_error_printable(named);
    *ret_operand = ph_build_operand(name);
}

void ph_compared_repeat(ph_comparison_document *document, const char *const *operands)
{
    g_free(document->repeat);
    document->repeat = ph_given_command_elsewhere(&ph_command_compare, of_here, operands);
}

/* Takes the operands over. */
static void set_repeat(ph_comparison_document *document, char *base, char *head)
{
    const char *const operands[] = { base, head, NULL };

    ph_compared_repeat(document, operands);
    g_free(base);
    g_free(head);
}

/* What names no build is refused when it is looked for. */
static char *name_operand(const char *text, char **ret_named)
{
    g_autoptr(ph_build_name) name = ph_build_name_parse(text, NULL);
    char *operand = NULL;

    if (name)
        name_build(name, ret_named, &operand);
    return operand ? operand : g_strdup(text);
}

ph_comparison_document *ph_compared_builds(char *const *operands, const char *suite,
                                           const ph_cpu_choice *choice)
{
    ph_comparison_document *document = ph_comparison_document_new();
    cJSON *system = ph_host_document(".", NULL, choice);
    char *base = name_operand(operands[0], &document->base_named);
    char *head = name_operand(operands[1], &document->head_named);

    ph_program_version_record(&document->harness);
    document->suite = g_strdup(suite);
    take_host(document, system);
    cJSON_Delete(system);
    set_repeat(document, base, head);
    return document;
}

void ph_compared_pin(ph_comparison_document *document, const ph_sides *sides)
{
    const ph_build *base = sides->builds->pdata[0], *head = sides->builds->pdata[1];

    set_repeat(document, ph_build_operand(base->name), ph_build_operand(head->name));
}

/* Both may be a perf.json of different folders. */
static void name_runs(char *const *operands, char **ret_base, char **ret_head)
{
    g_autofree char *base = g_path_get_basename(operands[0]);
    g_autofree char *head = g_path_get_basename(operands[1]);
    const gboolean is_same = strcmp(base, head) == 0;

    *ret_base = g_strconcat(is_same ? PH_CONTRAST_BASE "/" : "", base, NULL);
    *ret_head = g_strconcat(is_same ? PH_CONTRAST_HEAD "/" : "", head, NULL);
}

ph_comparison_document *ph_compared_runs(char *const *operands, const ph_measurement *head)
{
    ph_comparison_document *document = ph_comparison_document_new();
    char *base_name, *head_name;

    name_runs(operands, &base_name, &head_name);
    document->base_named = ph_error_printable(base_name);
    document->head_named = ph_error_printable(head_name);
    ph_program_version_record(&document->harness);
    document->suite = g_strdup(head->suite);
    take_host(document, head->system);
    set_repeat(document, base_name, head_name);
    return document;
}

static ph_failure_kind kind_of(const GError *cause, gboolean is_built)
{
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED))
        return PH_FAILURE_INTERRUPTED;
    if (!ph_sides_blamed(cause))
        return PH_FAILURE_HOST;
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH))
        return PH_FAILURE_CRASH;
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_LOAD))
        return is_built ? PH_FAILURE_LOAD : PH_FAILURE_BUILD;
    return PH_FAILURE_HOST;
}

/* Where something is on this machine is nobody else's business. */
static char *without_places(const char *text, char *const *operands)
{
    const char *home = g_get_home_dir();
    GString *shown = g_string_new(text);

    for (char *const *operand = operands; *operand; operand++) {
        g_autoptr(ph_build_name) name = ph_build_name_parse(*operand, NULL);
        g_autofree char *named = name ? ph_build_named(name) : NULL;

        if (named)
            g_string_replace(shown, *operand, named, 0);
    }
    for (char *const *operand = operands; *operand; operand++) {
        g_autoptr(ph_build_name) name = ph_build_name_parse(*operand, NULL);
        g_autofree char *file = name && name->place ? g_path_get_basename(name->place) : NULL;

        if (file)
            g_string_replace(shown, name->place, file, 0);
    }
    if (home && strlen(home) > 1)
        g_string_replace(shown, home, "~", 0);
    return g_string_free(shown, FALSE);
}

void ph_compared_fail(ph_comparison_document *document, const ph_side_by_side_plan *plan,
                      const ph_compared_failure *why)
{
    ph_contrast_report *report = ph_contrast_report_new(&plan->rule);
    ph_contrast_failure *failure = &report->failure;
    g_autofree char *reason = without_places(why->cause->message, why->operands);
    const char *first_error = ph_builds_first_error(why->builds);

    report->mode = plan->mode;
    failure->kind = kind_of(why->cause, why->sides != NULL);
    if (failure->kind != PH_FAILURE_INTERRUPTED && failure->kind != PH_FAILURE_HOST)
        failure->of = ph_sides_blamed(why->cause);
    failure->reason = ph_error_printable(reason);
    if (failure->kind == PH_FAILURE_BUILD && first_error)
        failure->first_error = without_places(first_error, why->operands);
    ph_contrast_judge_all(report);
    document->report = report;
}

gboolean ph_compared_write(const ph_comparison_document *document, const char *path, GError **error)
{
    g_autofree char *text = ph_contrast_json_text(document);

    if (ph_output_file_write(path, text, NULL, error))
        return TRUE;
    g_prefix_error(error, "writing the comparison %s: ", path);
    return FALSE;
}
