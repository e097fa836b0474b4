/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "vectors/vector_run.h"

#include <glib/gstdio.h>
#include <string.h>

#include "error/error.h"
#include "measure/discover.h"
#include "protocol/vector_answer.h"
#include "storage/temporary_file.h"
#include "vectors/vector_clauses.h"

/* A subject that crashes more often is given up. */
enum { CRASHES_MAX = 30 };
#define CRASHED "CRASH"

typedef struct asking {
    const ph_worker_host *host;
    const ph_vector_file *file;
    const char *path; /* Of the worker's list of cells. */
    ph_vector_result *result;
} asking;

static void reason_free(gpointer data)
{
    ph_vector_reason *reason = data;

    g_free(reason->text);
    g_free(reason);
}

static void score_free(gpointer data)
{
    ph_vector_score *score = data;

    g_ptr_array_unref(score->reasons);
    g_free(score->subject);
    g_free(score->isa);
    g_free(score);
}

static void disagreement_free(gpointer data)
{
    ph_vector_disagreement *disagreement = data;

    g_free(disagreement->got);
    g_free(disagreement);
}

static ph_vector_score *find_score(ph_vector_result *result, const char *subject, const char *isa)
{
    ph_vector_score *score;

    for (guint i = 0; i < result->scores->len; i++) {
        score = result->scores->pdata[i];
        if (strcmp(score->subject, subject) == 0 && strcmp(score->isa, isa) == 0)
            return score;
    }
    score = g_new0(ph_vector_score, 1);
    score->subject = g_strdup(subject);
    score->isa = g_strdup(isa);
    score->reasons = g_ptr_array_new_with_free_func(reason_free);
    g_ptr_array_add(result->scores, score);
    return score;
}

static gboolean has_score(const ph_vector_result *result, const char *subject)
{
    for (guint i = 0; i < result->scores->len; i++)
        if (strcmp(((const ph_vector_score *)result->scores->pdata[i])->subject, subject) == 0)
            return TRUE;
    return FALSE;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const guint left = ((const ph_vector *)a)->row, right = ((const ph_vector *)b)->row;

    return left < right ? -1 : left > right;
}

static const ph_vector *find_vector(const ph_vector_file *file, double row)
{
    const ph_vector key = { .row = (guint)row };
    guint index;

    if (!g_array_binary_search(file->vectors, &key, compare_rows, &index))
        return NULL;
    return &g_array_index(file->vectors, ph_vector, index);
}

static void add_unsupported(ph_vector_score *score, guint row, const char *why)
{
    g_autofree char *text = g_utf8_make_valid(why, -1);
    ph_vector_reason *reason;

    score->unsupported++;
    for (guint i = 0; i < score->reasons->len; i++) {
        reason = score->reasons->pdata[i];
        if (strcmp(reason->text, text) == 0) {
            reason->rows++;
            return;
        }
    }
    reason = g_new0(ph_vector_reason, 1);
    reason->text = g_steal_pointer(&text);
    reason->first_row = row;
    reason->rows = 1;
    g_ptr_array_add(score->reasons, reason);
}

static void add_disagreement(const asking *a, ph_vector_score *score, const ph_vector *vector,
                             const char *answer)
{
    ph_vector_disagreement *disagreement = g_new0(ph_vector_disagreement, 1);

    score->disagreed++;
    disagreement->vector = vector;
    disagreement->score = score;
    disagreement->got = g_utf8_make_valid(answer, -1);
    g_ptr_array_add(a->result->disagreements, disagreement);
}

static void take_answer(const asking *a, ph_vector_score *score, const ph_vector *vector,
                        const char *answer)
{
    if (g_str_has_prefix(answer, PH_VECTOR_UNSUPPORTED))
        add_unsupported(score, vector->row, answer + strlen(PH_VECTOR_UNSUPPORTED));
    else if (ph_vector_agrees(vector, answer))
        score->agreed++;
    else
        add_disagreement(a, score, vector, answer);
}

static void take_answers(const asking *a, const cJSON *event)
{
    const cJSON *row = cJSON_GetObjectItemCaseSensitive(event, "rows");
    const cJSON *answer = cJSON_GetObjectItemCaseSensitive(event, "answers");
    ph_vector_score *score =
        find_score(a->result, ph_event_text(event, "subject"), ph_event_text(event, "isa"));

    row = row ? row->child : NULL;
    answer = answer ? answer->child : NULL;
    for (; row && answer; row = row->next, answer = answer->next) {
        const ph_vector *vector =
            cJSON_IsNumber(row) ? find_vector(a->file, row->valuedouble) : NULL;

        if (vector && cJSON_IsString(answer))
            take_answer(a, score, vector, answer->valuestring);
    }
}

/* The cells that brought a subject down, once it was asked for all others. */
static void take_crashes(const asking *a, const GArray *crashed_rows, const char *name)
{
    if (crashed_rows->len > 0 && !has_score(a->result, name))
        (void)find_score(a->result, name, "default"); /* It gave no answer at all. */
    for (guint i = 0; i < a->result->scores->len; i++) {
        ph_vector_score *score = a->result->scores->pdata[i];

        for (guint k = 0; strcmp(score->subject, name) == 0 && k < crashed_rows->len; k++)
            add_disagreement(a, score, find_vector(a->file, g_array_index(crashed_rows, guint, k)),
                             CRASHED);
    }
}

static GPtrArray *make_arguments(const asking *a, const ph_run_subject *subject,
                                 const GArray *crashed_rows)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_VECTORS);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_VECTORS, a->path);
    ph_add_subject_arguments(arguments, subject);
    for (guint i = 0; i < crashed_rows->len; i++) {
        g_autofree char *cell =
            g_strdup_printf("%s/%u", subject->name, g_array_index(crashed_rows, guint, i));

        ph_worker_add_option(arguments, PH_WORKER_OPTION_SKIP, cell);
    }
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static void give_up(const asking *a, const ph_run_subject *subject, const char *why)
{
    g_ptr_array_add(a->result->errors,
                    g_strdup_printf("%s: subject %s: %s", ph_error_code_id(PH_ERROR_SUBJECT_CRASH),
                                    subject->name, why));
}

/* Only the first such row has a sentence of its own; all have the answer CRASH. */
static void give_up_row(const asking *a, const ph_run_subject *subject, guint row, const char *how)
{
    g_autofree char *why = g_strdup_printf("it %s on row %u", how, row);

    give_up(a, subject, why);
}

/* One worker. TRUE when it answered for all rows but those that are left out. */
static gboolean take_outcome(const asking *a, const ph_run_subject *subject,
                             const ph_worker_outcome *outcome)
{
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);

    if (outcome->end != PH_WORKER_COMPLETE)
        return FALSE;
    if (rejected)
        give_up(a, subject, ph_event_text(rejected, "reason"));
    for (guint i = 0; i < outcome->events->len; i++)
        if (ph_event_is(outcome->events->pdata[i], PH_EVENT_ANSWERS))
            take_answers(a, outcome->events->pdata[i]);
    return TRUE;
}

static gboolean ask(const asking *a, const ph_run_subject *subject, GError **error)
{
    g_autoptr(GArray) crashed_rows = g_array_new(FALSE, FALSE, sizeof(guint));

    for (;;) {
        g_autoptr(GPtrArray) arguments = make_arguments(a, subject, crashed_rows);
        g_auto(ph_worker_outcome) outcome = { 0 };
        guint row;

        if (!ph_worker_run(a->host, (const char *const *)arguments->pdata, &outcome, error))
            return FALSE;
        if (take_outcome(a, subject, &outcome)) {
            take_crashes(a, crashed_rows, subject->name);
            return TRUE;
        }
        row = (guint)outcome.row;
        if (!outcome.arm || !find_vector(a->file, row) || crashed_rows->len == CRASHES_MAX) {
            give_up(a, subject, outcome.how);
            return TRUE;
        }
        if (crashed_rows->len == 0)
            give_up_row(a, subject, row, outcome.how);
        g_array_append_val(crashed_rows, row);
    }
}

/* The list as the worker reads it: worker/vectors.h. NULL and error without one. */
static char *write_list(const ph_vector_file *file, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    char *path;

    for (guint i = 0; i < file->vectors->len; i++) {
        const ph_vector *vector = &g_array_index(file->vectors, ph_vector, i);
        g_autofree char *clauses = ph_vector_clauses(vector);

        g_string_append_printf(list, "%u %u %u %u %u %u %u %s%s%s\n", vector->row,
                               vector->operation, vector->flags, vector->ccsid, vector->digits,
                               clauses ? 0 : (guint)vector->scale,
                               ph_vector_kinds[vector->kind].float_format,
                               *vector->bytes_hex ? vector->bytes_hex : "-", clauses ? " " : "",
                               clauses ? clauses : "");
    }
    path = ph_temporary_file_new("perfharness-vectors-XXXXXX", list->str, list->len, error);
    if (!path)
        g_prefix_error(error, "writing a list of vectors: ");
    return path;
}

ph_vector_result *ph_vector_run(const ph_worker_host *host, const GPtrArray *subjects,
                                const ph_vector_file *file, GError **error)
{
    g_autoptr(ph_vector_result) result = g_new0(ph_vector_result, 1);
    g_autofree char *path = NULL;
    gboolean is_ok;

    result->scores = g_ptr_array_new_with_free_func(score_free);
    result->disagreements = g_ptr_array_new_with_free_func(disagreement_free);
    result->errors = g_ptr_array_new_with_free_func(g_free);
    path = write_list(file, error);
    is_ok = path != NULL;
    const asking a = { host, file, path, result };
    for (guint i = 0; is_ok && i < subjects->len; i++) {
        const ph_run_subject *subject = subjects->pdata[i];

        if (subject->unavailable)
            give_up(&a, subject, subject->unavailable);
        else
            is_ok = ask(&a, subject, error);
    }
    if (path)
        (void)g_unlink(path);
    return is_ok ? g_steal_pointer(&result) : NULL;
}

void ph_vector_result_free(ph_vector_result *result)
{
    g_ptr_array_unref(result->disagreements);
    g_ptr_array_unref(result->scores);
    g_ptr_array_unref(result->errors);
    g_free(result);
}

gboolean ph_vector_result_disagrees(const ph_vector_result *result, const char *subject)
{
    for (guint i = 0; i < result->scores->len; i++) {
        const ph_vector_score *score = result->scores->pdata[i];

        if (score->disagreed && strcmp(score->subject, subject) == 0)
            return TRUE;
    }
    return FALSE;
}
