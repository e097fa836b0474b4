/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/run_plan.h"

#include "error/error.h"
#include "error/unknown_word.h"
#include "measure/category.h"
#include "session/thread_plan.h"

/* What categories are chosen from where nothing else says what is measured. */
#define SUITE_OF_ALL "comprehensive"
/* Where nobody says on how many. */
#define THREADS_OF_CATEGORY "1,2"
#define SUITE_OF_FILES      "files"

/* 1 << ph_category, or-ed; 0: all. */
static gboolean read_categories(char *const *names, guint *ret, GError **error)
{
    const ph_word_list list = { "category", "--category", NULL, ph_category_names };

    *ret = 0;
    for (char *const *name = names; name && *name; name++) {
        ph_category category;

        if (!ph_category_find(*name, &category))
            return ph_refuse_word(error, &list, *name);
        *ret |= 1u << category;
    }
    return TRUE;
}

static gboolean keep_categories(const ph_run_plan_request *request, GPtrArray *plan,
                                guint categories, GError **error)
{
    g_autofree char *asked =
        request->category_names ? g_strjoinv(", ", (char **)request->category_names) : NULL;

    if (!categories)
        return TRUE;
    ph_plan_keep_categories(plan, categories);
    return plan->len || ph_refuse(error, PH_ERROR_USAGE,
                                  "--category %s: none of the benchmarks is of it; `perfharness "
                                  "run --list --suite " SUITE_OF_ALL "` says what each is of",
                                  asked);
}

static gboolean has_single_calls(const ph_benchmark *benchmark)
{
    return ph_benchmark_has_records(benchmark) && !ph_benchmark_reads_copybook(benchmark);
}

/* Columns have no records: where there is nothing else, the command line asks for what there is
 * not. */
static gboolean check_latency(const ph_run_plan_request *request, const GPtrArray *plan,
                              GError **error)
{
    for (guint i = 0; i < plan->len; i++)
        if (!request->has_latency || has_single_calls(plan->pdata[i]))
            return TRUE;
    return ph_refuse(error, PH_ERROR_USAGE,
                     "--latency: single calls are of whole records, and none of the workloads has "
                     "any: add --workload record-display, say, or --copybook and --data");
}

/* On how many threads files are decoded: NULL without an error, on no more than one. */
static GArray *asked_threads(const ph_run_plan_request *request, guint categories, GError **error)
{
    const char *usual = categories & 1u << PH_CATEGORY_THREADS ? THREADS_OF_CATEGORY : NULL;
    const char *text = request->thread_counts ? request->thread_counts : usual;

    return text ? ph_thread_counts_read(text, error) : NULL;
}

/* Where there are so many CPUs: those of the suite; of every benchmark that there is, all of them.
 */
static GArray *possible_threads(const ph_suite *suite, guint categories)
{
    if (suite && categories & 1u << PH_CATEGORY_MEMORY && ph_planning_is_usual())
        return ph_thread_counts_read(THREADS_OF_CATEGORY, NULL);
    return suite && suite->threads ? g_array_ref(suite->threads) : NULL;
}

/* What the command line asks for, there is or it is wrong; of what a suite does, what there is not
 * is told. */
static gboolean plan_threads(const ph_run_plan_request *request, const ph_suite *suite,
                             guint *categories, GPtrArray *plan, char **ret_left_out,
                             GError **error)
{
    g_autoptr(GError) wrong = NULL, missing = NULL;
    g_autoptr(GArray) asked = asked_threads(request, *categories, &wrong);
    g_autoptr(GArray) possible = possible_threads(suite, *categories);

    if (wrong) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return FALSE;
    }
    if (asked) {
        if (*categories)
            *categories |= 1u << PH_CATEGORY_THREADS;
        return ph_thread_plan_add(plan, asked, request->place, error);
    }
    if (possible && !ph_thread_plan_add(plan, possible, request->place, &missing))
        *ret_left_out =
            g_strdup_printf("files on several threads are left out: %s", missing->message);
    return TRUE;
}

/* In memory, and where it is asked for from its disk. */
static gboolean plan_own_data(const ph_own_data *own_data, guint categories, ph_stored_files *files,
                              GPtrArray *plan, ph_exit *ret_status, GError **error)
{
    const gboolean is_of_files = (categories & 1u << PH_CATEGORY_FILE) != 0;
    g_autoptr(GError) cause = NULL;
    ph_stored_data *stored;

    ph_plan_add_own_data(plan, own_data);
    if (!is_of_files && !ph_file_own_is_asked())
        return TRUE;
    stored = ph_stored_files_add_own(files, own_data, &cause);
    if (stored) {
        ph_plan_add_own_stored(plan, own_data, stored);
        return TRUE;
    }
    if (!g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE))
        *ret_status = PH_EXIT_FAILED;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

GPtrArray *ph_run_plan(const ph_run_plan_request *request, ph_suite **ret_suite,
                       ph_stored_files **ret_files, char **ret_left_out, ph_exit *ret_status,
                       GError **error)
{
    guint categories;
    g_autoptr(GPtrArray) plan = NULL;

    *ret_status = PH_EXIT_USAGE;
    if (!read_categories(request->category_names, &categories, error))
        return NULL;
    if (categories == 1u << PH_CATEGORY_FILE)
        ph_planning_usual_suite(SUITE_OF_FILES, NULL);
    else if (categories)
        ph_planning_usual_suite(SUITE_OF_ALL,
                                categories & 1u << PH_CATEGORY_FILE ? SUITE_OF_FILES : NULL);
    plan = ph_planning_plan(PH_WORKING_SETS_DEFAULT, request->place->caches,
                            request->own_data != NULL, ret_suite, ret_files, error);
    if (!plan) {
        *ret_status = PH_EXIT_FAILED;
        return NULL;
    }
    if (request->own_data &&
        !plan_own_data(request->own_data, categories, *ret_files, plan, ret_status, error))
        return NULL;
    if (!plan_threads(request, *ret_suite, &categories, plan, ret_left_out, error))
        return NULL;
    return keep_categories(request, plan, categories, error) && check_latency(request, plan, error)
               ? g_steal_pointer(&plan)
               : NULL;
}
