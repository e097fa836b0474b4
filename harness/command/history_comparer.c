/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_comparer.h"

#include <math.h>
#include <string.h>

#include "command/own_command.h"
#include "error/error.h"
#include "model/measurement.h"
#include "model/statistics.h"
#include "platform/path.h"
#include "settings/workload_names.h"
#include "storage/temporary_folder.h"
#include "verdict/comparison_document.h"

char *ph_history_build_name(const ph_history_request *request, const char *sha)
{
    g_autofree char *folder =
        g_canonicalize_filename(request->repository ? request->repository : ".", NULL);

    return g_strdup_printf("%s@%s", folder, sha);
}

/* The variant's name behind the main subject's, as comparisons have it, "" for that itself; NULL:
 * no revisions are known of it. */
static const char *variant_of(const ph_series_key *key)
{
    const char *behind = g_str_has_prefix(key->subject, PH_HEADLINE_SUBJECT)
                             ? key->subject + strlen(PH_HEADLINE_SUBJECT)
                             : NULL;

    if (!behind || *behind == '\0')
        return behind;
    return *behind == '-' ? behind + 1 : NULL;
}

/* Why a series cannot be compared by revisions; NULL: it can. The caller frees it. */
static char *why_not(const ph_series_key *key, char **workloads)
{
    g_auto(GStrv) parts = g_strsplit(key->benchmark, "/", 2);

    if (!variant_of(key))
        return g_strdup_printf("%s is not built from a revision of the checkout", key->subject);
    return g_strv_contains((const char *const *)workloads, parts[0])
               ? NULL
               : g_strdup_printf("the data of %s are not at hand", key->benchmark);
}

static void add_once(GPtrArray *arguments, const char *option, const char *value)
{
    for (guint i = 1; i < arguments->len; i++)
        if (strcmp(arguments->pdata[i - 1], option) == 0 && strcmp(arguments->pdata[i], value) == 0)
            return;
    g_ptr_array_add(arguments, g_strdup(option));
    g_ptr_array_add(arguments, g_strdup(value));
}

static GPtrArray *command_line(const ph_history_request *request, const ph_case_question *question,
                               const ph_case_answer *answers, const char *output)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(arguments, g_strdup("compare"));
    g_ptr_array_add(arguments, ph_history_build_name(request, question->base_sha));
    g_ptr_array_add(arguments, ph_history_build_name(request, question->head_sha));
    for (guint i = 0; i < question->series->len; i++) {
        const ph_series_key *key = question->series->pdata[i];
        g_auto(GStrv) parts = g_strsplit(key->benchmark, "/", 2);

        if (answers[i].reason)
            continue;
        add_once(arguments, "--workload", parts[0]);
        if (parts[1])
            add_once(arguments, "--working-set", parts[1]);
    }
    g_ptr_array_add(arguments, g_strdup("--layout"));
    g_ptr_array_add(arguments, g_strdup_printf("%u", question->layouts));
    g_ptr_array_add(arguments, g_strdup("--floor"));
    g_ptr_array_add(arguments, g_strdup("0.25")); /* PH_CONFIRM_LEAST */
    g_ptr_array_add(arguments, g_strdup("--output"));
    g_ptr_array_add(arguments, g_strdup(output));
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

/* Of the same ratios that the interval is of: that of the times, launch by launch unpaired, has the
 * host's noise in it, and speaks for chance where the interval does not. */
static double p_value_of(const ph_contrast *contrast)
{
    g_autoptr(GArray) logs = g_array_new(FALSE, FALSE, sizeof(double));
    double p_value;

    g_array_append_vals(logs, contrast->first.logs->data, contrast->first.logs->len);
    g_array_append_vals(logs, contrast->second.logs->data, contrast->second.logs->len);
    p_value = ph_mean_is_zero_p_value(logs);
    return isnan(p_value) ? 1.0 : p_value;
}

static void take_answer(const ph_contrast_report *report, const ph_series_key *key,
                        ph_case_answer *answer)
{
    const ph_contrast *contrast =
        ph_contrast_find(report, key->benchmark, key->level, variant_of(key));

    if (!contrast) {
        answer->reason = g_strdup_printf("the comparison has no %s", key->benchmark);
    } else if (contrast->call.verdict == PH_VERDICT_UNCHANGED) {
        answer->change = (ph_compared_change){ 0.0, { 0.0, 0.0 }, 1.0 };
    } else if (isnan(contrast->ratio)) {
        answer->reason = g_strdup_printf("%s: %s", key->benchmark,
                                         contrast->why ? contrast->why : "it has no number");
    } else {
        answer->change = (ph_compared_change){
            log(contrast->ratio),
            { log(contrast->ci95.low), log(contrast->ci95.high) },
            p_value_of(contrast),
        };
    }
}

/* What cannot be compared by revisions is answered at once. How many can. */
static guint refuse_others(const ph_case_question *question, ph_case_answer *answers)
{
    g_auto(GStrv) workloads = ph_workload_names(PH_WORKLOADS_ALL);
    guint possible = 0;

    for (guint i = 0; i < question->series->len; i++) {
        answers[i].change.change = NAN;
        answers[i].reason = why_not(question->series->pdata[i], workloads);
        possible += !answers[i].reason;
    }
    return possible;
}

static gboolean take_document(const char *path, int status, const ph_history_request *request,
                              const ph_case_question *question, ph_case_answer *answers,
                              GError **error)
{
    g_autoptr(ph_comparison_document) document = NULL;
    const ph_contrast_failure *failure;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "perfharness compare wrote no comparison: exit status %d", status);
    document = ph_comparison_document_read(path, request->schemas, error);
    if (!document)
        return FALSE;
    failure = &document->report->failure;
    if (failure->kind != PH_FAILURE_NONE)
        return ph_refuse(error,
                         failure->kind == PH_FAILURE_INTERRUPTED ? PH_ERROR_INTERRUPTED
                                                                 : PH_ERROR_ENVIRONMENT,
                         "%s", failure->reason);
    for (guint i = 0; i < question->series->len; i++)
        if (!answers[i].reason)
            take_answer(document->report, question->series->pdata[i], &answers[i]);
    return TRUE;
}

gboolean ph_history_compare(const ph_case_question *question, ph_case_answer *answers,
                            gpointer data, GError **error)
{
    const ph_history_request *request = (const ph_history_request *)data;
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_temporary_folder) folder = NULL;
    g_autoptr(GPtrArray) arguments = NULL;
    g_autofree char *path = NULL;
    int status = 0;

    if (refuse_others(question, answers) == 0)
        return TRUE;
    folder = ph_temporary_folder_new("comparison", error);
    if (!folder)
        return FALSE;
    path = ph_path_join(ph_temporary_folder_path(folder), "comparison.json", NULL);
    arguments = command_line(request, question, answers, path);
    return ph_own_command_run(request->runner, (char *const *)arguments->pdata, interruption,
                              &status, error) &&
           take_document(path, status, request, question, answers, error);
}
