/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness vectors`: what every subject answers for each cell of a file. */
#include <stdio.h>

#include "columns.h"
#include "command/command.h"
#include "error/error.h"
#include "session/measuring.h"
#include "session/subjects.h"
#include "settings/installation.h"
#include "text_table.h"
#include "vectors/vector_run.h"

static char **subject_selection;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "subject", 0, 0, G_OPTION_ARG_STRING_ARRAY, &subject_selection,
      "Ask this build too, or in place of the subject of that name; only a NAME: no others (may "
      "be repeated)",
      "NAME[=BUILD]" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL
};

enum { HANG_TIMEOUT_US = 10 * G_USEC_PER_SEC };

static void add_reasons(cJSON *entry, const ph_vector_score *score)
{
    cJSON *list = cJSON_AddArrayToObject(entry, "unsupported_reasons");

    for (guint i = 0; i < score->reasons->len; i++) {
        const ph_vector_reason *reason = score->reasons->pdata[i];
        cJSON *item = cJSON_CreateObject();

        cJSON_AddStringToObject(item, "reason", reason->text);
        cJSON_AddNumberToObject(item, "rows", reason->rows);
        cJSON_AddNumberToObject(item, "first_row", reason->first_row);
        cJSON_AddItemToArray(list, item);
    }
}

static void add_scores(cJSON *document, const ph_vector_result *result)
{
    cJSON *list = cJSON_AddArrayToObject(document, "subjects");

    for (guint i = 0; i < result->scores->len; i++) {
        const ph_vector_score *score = result->scores->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", score->subject);
        cJSON_AddStringToObject(entry, "isa", score->isa);
        cJSON_AddNumberToObject(entry, "agreed", score->agreed);
        cJSON_AddNumberToObject(entry, "disagreed", score->disagreed);
        cJSON_AddNumberToObject(entry, "unsupported", score->unsupported);
        add_reasons(entry, score);
        cJSON_AddItemToArray(list, entry);
    }
}

static void add_disagreements(cJSON *document, const ph_vector_result *result)
{
    cJSON *list = cJSON_AddArrayToObject(document, "disagreements");

    for (guint i = 0; i < result->disagreements->len; i++) {
        const ph_vector_disagreement *disagreement = result->disagreements->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddNumberToObject(entry, "row", disagreement->vector->row);
        cJSON_AddStringToObject(entry, "subject", disagreement->score->subject);
        cJSON_AddStringToObject(entry, "isa", disagreement->score->isa);
        cJSON_AddStringToObject(entry, "got", disagreement->got);
        cJSON_AddStringToObject(entry, "expected", disagreement->vector->expected);
        cJSON_AddItemToArray(list, entry);
    }
}

static void add_malformed(cJSON *document, const ph_vector_file *file)
{
    cJSON *list = cJSON_AddArrayToObject(document, "malformed");

    for (guint i = 0; i < file->malformed->len; i++) {
        const ph_malformed_row *row = file->malformed->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddNumberToObject(entry, "line", row->line);
        cJSON_AddNumberToObject(entry, "column", row->column);
        cJSON_AddStringToObject(entry, "reason", row->reason);
        cJSON_AddItemToArray(list, entry);
    }
}

static void print_json(const ph_vector_file *file, const ph_vector_result *result)
{
    cJSON *document = cJSON_CreateObject();

    cJSON_AddNumberToObject(document, "rows", file->vectors->len);
    add_scores(document, result);
    add_disagreements(document, result);
    add_malformed(document, file);
    ph_command_print_json(document);
}

/* On one line where it fits; else what was got and what was expected, each on its own. */
static void print_disagreement(const ph_vector_disagreement *disagreement)
{
    g_autofree char *got = ph_error_printable(disagreement->got);
    g_autofree char *expected = ph_error_printable(disagreement->vector->expected);
    g_autofree char *who = g_strdup_printf("row %u: %s (%s)", disagreement->vector->row,
                                           disagreement->score->subject, disagreement->score->isa);
    g_autofree char *line = g_strdup_printf("%s: got %s, expected %s", who, got, expected);

    if (ph_columns_of(line) <= PH_COLUMNS) {
        (void)puts(line);
        return;
    }
    ph_columns_print(stdout, 0, 2, "%s:", who);
    ph_columns_print(stdout, 2, 11, "got      %s", got);
    ph_columns_print(stdout, 2, 11, "expected %s", expected);
}

static void print_reasons(const ph_vector_score *score)
{
    for (guint i = 0; i < score->reasons->len; i++) {
        const ph_vector_reason *reason = score->reasons->pdata[i];
        g_autofree char *text = ph_error_printable(reason->text);

        if (reason->rows == 1)
            ph_columns_print(stdout, 0, 2, "unsupported: %s (%s), row %u: %s", score->subject,
                             score->isa, reason->first_row, text);
        else
            ph_columns_print(stdout, 0, 2, "unsupported: %s (%s), %u rows, row %u first: %s",
                             score->subject, score->isa, reason->rows, reason->first_row, text);
    }
}

static void print_text(const ph_vector_file *file, const ph_vector_result *result)
{
    static const char *const titles[] = { "", "<", "agreed", "disagreed", "unsupported", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);

    for (guint i = 0; i < result->disagreements->len; i++)
        print_disagreement(result->disagreements->pdata[i]);
    (void)printf("%u rows\n", file->vectors->len);
    for (guint i = 0; i < result->scores->len; i++) {
        const ph_vector_score *score = result->scores->pdata[i];

        ph_text_table_take_row(table, g_strdup(score->subject), g_strdup(score->isa),
                               g_strdup_printf("%u", score->agreed),
                               g_strdup_printf("%u", score->disagreed),
                               g_strdup_printf("%u", score->unsupported), NULL);
    }
    ph_text_table_print(stdout, table);
    for (guint i = 0; i < result->scores->len; i++)
        print_reasons(result->scores->pdata[i]);
}

static ph_exit report(const char *path, const ph_vector_file *file, const ph_vector_result *result)
{
    if (is_json)
        print_json(file, result);
    else
        print_text(file, result);
    for (guint i = 0; i < file->malformed->len; i++) {
        const ph_malformed_row *row = file->malformed->pdata[i];
        g_autofree char *where = ph_error_printable(path);
        g_autofree char *reason = ph_error_printable(row->reason);

        (void)fprintf(stderr, "%s:%u:%u: %s: %s\n", where, row->line, row->column,
                      ph_error_code_id(PH_ERROR_PARSE), reason);
    }
    for (guint i = 0; i < result->errors->len; i++) {
        g_autofree char *text = ph_error_printable(result->errors->pdata[i]);

        (void)fprintf(stderr, "%s\n", text);
    }
    if (ph_vector_result_disagrees(result, PH_REFERENCE_SUBJECT))
        return PH_EXIT_REGRESSION;
    return file->malformed->len || result->errors->len ? PH_EXIT_FAILED : PH_EXIT_PASS;
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *worker = ph_installation_worker();
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();
    const ph_worker_host host = { .program = worker,
                                  .sandbox = sandbox,
                                  .hang_timeout_us = HANG_TIMEOUT_US };
    g_autoptr(GPtrArray) subjects = NULL;
    g_autoptr(ph_vector_file) file = NULL;
    g_autoptr(ph_vector_result) result = NULL;

    if (!operands[0] || operands[1]) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_USAGE, "one file was expected");
        return PH_EXIT_USAGE;
    }
    /* Building a subject takes longer than reading a file. */
    file = ph_vector_file_read(operands[0], error);
    subjects = file ? ph_subjects_find((const char *const *)subject_selection, error) : NULL;
    if (!subjects || !(result = ph_vector_run(&host, subjects, file, error)))
        return PH_EXIT_FAILED;
    if (ph_sandbox_why_off(sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(sandbox));
    return report(operands[0], file, result);
}

const ph_command ph_command_vectors = {
    .name = "vectors",
    .operands = "FILE.csv",
    .options = options,
    .values = ph_measuring_values,
    .run = run,
};
