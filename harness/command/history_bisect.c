/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history bisect`: which commit of a case's range it came with. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bisection_report.h"
#include "columns.h"
#include "command/history_case_text.h"
#include "command/history_comparer.h"
#include "command/own_command.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "platform/path.h"
#include "storage/temporary_folder.h"
#include "verdict/bisection_document.h"

/* A case while its commit is searched for. */
typedef struct searched_case {
    const ph_case_entry *entry;
    const ph_surveyed_series *series; /* The one in which it is largest. */
    const char *base_sha, *head_sha;
} searched_case;

/* FALSE and error: nothing can be searched for. */
static gboolean find_case(const ph_case_book *book, const ph_series_survey *survey, gint64 case_id,
                          searched_case *ret, GError **error)
{
    const ph_case_entry *entry = ph_case_book_find(book, case_id, error);

    if (!entry)
        return FALSE;
    ret->entry = entry;
    ret->base_sha = entry->about->base_sha;
    ret->head_sha = entry->about->head_sha;
    ret->series = entry->largest ? ph_series_survey_find(survey, entry->largest->series_id) : NULL;
    const gboolean has_range =
        ret->base_sha && ret->head_sha && strcmp(ret->base_sha, ret->head_sha) != 0;

    if (!has_range)
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "case %" G_GINT64_FORMAT " has no commits to search between", case_id);
    else if (!ret->series)
        (void)ph_refuse(error, PH_ERROR_USAGE, "case %" G_GINT64_FORMAT " has no series any more",
                        case_id);
    return has_range && ret->series;
}

static GPtrArray *command_line(const ph_history_request *request, const searched_case *in,
                               const char *output)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(in->series->key.benchmark, "/", 2);

    g_ptr_array_add(arguments, g_strdup("bisect"));
    g_ptr_array_add(arguments, ph_history_build_name(request, in->base_sha));
    g_ptr_array_add(arguments, ph_history_build_name(request, in->head_sha));
    g_ptr_array_add(arguments, g_strdup("--workload"));
    g_ptr_array_add(arguments, g_strdup(parts[0]));
    if (parts[1]) {
        g_ptr_array_add(arguments, g_strdup("--working-set"));
        g_ptr_array_add(arguments, g_strdup(parts[1]));
    }
    g_ptr_array_add(arguments, g_strdup("--output"));
    g_ptr_array_add(arguments, g_strdup(output));
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

/* What the last comparison of the commit that was found says. */
static const ph_bisection_comparison *deciding(const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    const ph_bisection_comparison *again =
        ph_bisection_find(bisection, PH_BISECTION_STEP_AGAIN, finding->low, finding->high);

    return again ? again
                 : ph_bisection_find(bisection, PH_BISECTION_STEP_ENDS, 0,
                                     bisection->commits->len - 1);
}

static char *finding_text(const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    const ph_bisection_comparison *last = deciding(bisection);
    g_autofree char *answer = last ? ph_bisection_answer_text(bisection, last) : g_strdup("");
    g_autofree char *high = ph_bisection_commit_text(bisection, finding->high);
    g_autofree char *low = ph_bisection_commit_text(bisection, finding->low);

    switch (finding->outcome) {
    case PH_BISECTION_OUTCOME_FOUND:
        return g_strdup_printf("%s: %s (%s)", high,
                               ph_bisection_commit_at(bisection, finding->high)->subject, answer);
    case PH_BISECTION_OUTCOME_SPREAD:
    case PH_BISECTION_OUTCOME_BETWEEN:
        return g_strdup_printf("no single commit: %s, behind %s up to %s",
                               ph_bisection_outcome_word(finding->outcome), low, high);
    default: return g_strdup(ph_bisection_outcome_word(finding->outcome));
    }
}

static char *detail_of(const ph_bisection *bisection)
{
    const ph_bisection_finding *finding = &bisection->finding;
    const ph_bisection_comparison *last = deciding(bisection);
    const gboolean is_found = finding->outcome == PH_BISECTION_OUTCOME_FOUND;
    cJSON *object = cJSON_CreateObject();
    char *text, *copy;

    ph_json_add_text(object, "outcome", ph_bisection_outcome_word(finding->outcome));
    ph_json_add_text(object, "commit",
                     is_found ? ph_bisection_commit_at(bisection, finding->high)->hash : NULL);
    ph_json_add_number(object, "change", last ? expm1(last->answer.log) : NAN);
    ph_json_add_number(object, "share", finding->share);
    cJSON_AddNumberToObject(object, "comparisons", bisection->comparisons->len);
    text = cJSON_PrintUnformatted(object);
    copy = g_strdup(text);
    cJSON_free(text);
    cJSON_Delete(object);
    return copy;
}

static gboolean note_finding(ph_run_store *store, gint64 case_id, const ph_bisection *bisection,
                             GError **error)
{
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_BISECT, case_id);

    event->text = finding_text(bisection);
    event->detail = detail_of(bisection);
    if (!ph_run_store_add_event(store, event, NULL, error))
        return FALSE;
    ph_columns_print(stdout, 0, 2, "case %" G_GINT64_FORMAT ": %s", case_id, event->text);
    return TRUE;
}

/* NULL and error: it came to no end. */
static ph_bisection *bisect(const ph_history_request *request, const searched_case *in,
                            GError **error)
{
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_temporary_folder) folder = ph_temporary_folder_new("bisection", error);
    g_autoptr(GPtrArray) arguments = NULL;
    g_autofree char *path = NULL;
    int status = 0;

    if (!folder)
        return NULL;
    path = ph_path_join(ph_temporary_folder_path(folder), "bisection.json", NULL);
    arguments = command_line(request, in, path);
    if (!ph_own_command_run(request->runner, (char *const *)arguments->pdata, interruption, &status,
                            error))
        return NULL;
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                        "perfharness bisect came to no end: exit status %d", status);
        return NULL;
    }
    return ph_bisection_document_read(path, request->schemas, error);
}

ph_exit ph_history_action_bisect(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = ph_history_open(request, PH_STORE_WRITE, FALSE, error);
    g_autoptr(ph_case_book) book =
        store ? ph_case_book_read(store, ph_history_now_us(), error) : NULL;
    g_autoptr(ph_series_survey) survey =
        book ? ph_series_survey_new(store, &(ph_series_query){ 0 }, error) : NULL;
    g_autoptr(ph_bisection) bisection = NULL;
    searched_case in = { 0 };

    if (!survey)
        return PH_EXIT_FAILED;
    if (!find_case(book, survey, request->case_id, &in, error))
        return PH_EXIT_USAGE;
    bisection = bisect(request, &in, error);
    if (!bisection || !note_finding(store, request->case_id, bisection, error))
        return PH_EXIT_FAILED;
    return bisection->finding.outcome == PH_BISECTION_OUTCOME_FOUND ? PH_EXIT_PASS
                                                                    : PH_EXIT_INCONCLUSIVE;
}
