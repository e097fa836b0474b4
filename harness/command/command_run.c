/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness run`: measures, judges and writes what was found. */
#include <stdio.h>
#include <string.h>

#include "colour.h"
#include "command/command.h"
#include "command/program_version.h"
#include "command/run_list.h"
#include "command/run_plan.h"
#include "command/run_recipe.h"
#include "error/error.h"
#include "error/interruption.h"
#include "error/unknown_word.h"
#include "fitness/fitness.h"
#include "measure/category.h"
#include "measure/run.h"
#include "perf_json.h"
#include "session/anchor_build.h"
#include "session/artefacts.h"
#include "session/copybook_options.h"
#include "session/file_options.h"
#include "session/host_document.h"
#include "session/measuring.h"
#include "session/own_data.h"
#include "session/planning.h"
#include "session/progress.h"
#include "session/record_options.h"
#include "session/thread_plan.h"
#include "settings/duration.h"
#include "settings/installation.h"
#include "system/memory_limit.h"
#include "terminal.h"
#include "validation_log.h"
#include "verdict/judgement.h"
#include "verdict/shortfall.h"

enum { DEFAULT_LAUNCHES = 10, QUICK_SAMPLE_MS = 100, SECONDS_A_MINUTE = 60 };
/* Of counts that are exact, a second launch is only there for the times. */
enum { MEMORY_LAUNCHES = 2 };
#define NO_ANCHOR "none"

static char *copybook_path;
static char *data_path;
static char *layout_policy;
static gboolean is_check_all;
static char *expected_path;
static char *output_folder;
static char *anchor_name;
static gboolean is_quick;
static char **category_names;
static gboolean is_list;
static char *sustained;
static double sustained_s; /* 0: not asked for. */
static char *memory_max;
static uint64_t memory_max_bytes; /* 0: no limit. */
static gboolean is_latency_asked;
static char *thread_counts;
static gboolean is_referee_left_out;
static gboolean is_json;
static gboolean is_quiet;
static gboolean is_verbose;

static const GOptionEntry options[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick,
      "A first look within ten seconds: the suite " PH_SUITE_QUICK
      ", copybook-rs and the reference "
      "alone",
      NULL },
    { "category", 0, 0, G_OPTION_ARG_STRING_ARRAY, &category_names,
      "Measure only what is of this category: " PH_CATEGORY_NAMES
      " (may be repeated; without a suite or workload: of all there are)",
      "NAME" },
    { "list", 0, 0, G_OPTION_ARG_NONE, &is_list, "Say what would be measured, and measure nothing",
      NULL },
    { "sustained", 0, 0, G_OPTION_ARG_STRING, &sustained,
      "Let launches go on for that long, and show what becomes of the speed: 90s, 60m, 1h",
      "TIME" },
    { "memory-max", 0, 0, G_OPTION_ARG_STRING, &memory_max,
      "Let what is measured have no more memory, the harness apart: 256M, 1G", "SIZE" },
    { "copybook", 0, 0, G_OPTION_ARG_FILENAME, &copybook_path,
      "Measure your own records: their copybook", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_path, "Your own records", "FILE" },
    { "check-all", 0, 0, G_OPTION_ARG_NONE, &is_check_all,
      "Compare every field of all their records with what the reference decodes, not of 10,000",
      NULL },
    { "expect", 0, 0, G_OPTION_ARG_FILENAME, &expected_path,
      "Differences from the reference that are none: lines of record, field and rule; compares all "
      "records",
      "FILE" },
    { "layout-differs", 0, 0, G_OPTION_ARG_STRING, &layout_policy,
      "What becomes of a subject that lays them out otherwise than the copybook does: it is void, "
      "or measured with a warning (default: void)",
      PH_LAYOUT_POLICY_NAMES },
    { "anchor", 0, 0, G_OPTION_ARG_FILENAME, &anchor_name,
      "Measure this build beside copybook-rs, too: FILE.so, copybook-rs@0.8.1 or "
      "CHECKOUT@REVISION; none: not even the suite's (default: the suite's, if it has one)",
      "BUILD" },
    { "latency", 0, 0, G_OPTION_ARG_NONE, &is_latency_asked,
      "Of whole records, time single calls, too: of one record alone, and of up to 10,000", NULL },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &thread_counts,
      "Decode the files of whole records on so many threads, too, as in 1,2,4, on as many CPUs",
      "N[,N]" },
    { "no-referee", 0, 0, G_OPTION_ARG_NONE, &is_referee_left_out,
      "Let every figure stand without proof against its own subject: saves time, and the run is "
      "never a baseline",
      NULL },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &output_folder,
      "Where the artefacts go (default: perf-report)", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print perf.json instead of the summary", NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &is_quiet, "Print nothing but errors", NULL },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &is_verbose,
      "Print how each library was built, too, what it allocates, and what the referee saw", NULL },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = {
    ph_record_entries, ph_record_line_entries, ph_copybook_entries,          ph_planning_entries,
    ph_file_entries,   ph_measuring_entries,   ph_measuring_subject_entries, NULL
};

static gboolean check_options(const ph_measuring_options *given, GError **error)
{
    if (!ph_measuring_check(given, error))
        return FALSE;
    if (!copybook_path != !data_path)
        return ph_refuse(error, PH_ERROR_USAGE, "--copybook and --data: each needs the other");
    if ((ph_record_option_is_given() || layout_policy || is_check_all || expected_path) &&
        !data_path)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--codepage, --record-format, --float, --controls, --redefines, "
                         "--check-all, --expect and --layout-differs are of the records of --data");
    if (ph_file_own_is_asked() && !data_path)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--from-disk is of the records of --data: name their file, and their "
                         "copybook by --copybook");
    if (ph_copybook_option_given() && !copybook_path)
        return ph_refuse(error, PH_ERROR_USAGE, "%s says how to read --copybook",
                         ph_copybook_option_given());
    if (sustained && !ph_duration_read(sustained, &sustained_s))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--sustained %s: a time was expected, such as 90s, 60m or 1h", sustained);
    if (sustained && is_quick)
        return ph_refuse(error, PH_ERROR_USAGE, "--quick and --sustained: a quick run ends soon");
    if (memory_max && !ph_memory_size_read(memory_max, &memory_max_bytes))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--memory-max %s: a size from 1M on was expected, such as 256M or 1G",
                         memory_max);
    if (memory_max)
        ph_file_limit_memory(memory_max_bytes);
    if (is_list && is_json)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--list and --json: there is no perf.json of what is not measured");
    if (is_quick && data_path)
        return ph_refuse(error, PH_ERROR_USAGE, "--quick and --data: each says what is measured");
    return !is_quick || ph_planning_take_suite(PH_SUITE_QUICK, "--quick", error);
}

static char **values(const char *option)
{
    char **words = ph_record_values(option);

    if (!words)
        words = ph_file_values(option);
    if (words)
        return words;
    if (g_strcmp0(option, "anchor") == 0)
        return g_strsplit(NO_ANCHOR, " ", -1);
    if (g_strcmp0(option, "category") == 0)
        return g_strdupv((char **)ph_category_names);
    if (g_strcmp0(option, "layout-differs") == 0)
        return g_strdupv((char **)ph_layout_policies);
    if (g_strcmp0(option, "source-format") == 0 || g_strcmp0(option, "pointer-bytes") == 0)
        return ph_copybook_values(option);
    return ph_measuring_values(option);
}

static gboolean read_layout_policy(ph_layout_policy *ret, GError **error)
{
    const ph_word_list policies = { "answer", "--layout-differs", NULL, ph_layout_policies };

    *ret = PH_LAYOUT_POLICY_VOID;
    while (layout_policy && *ret < PH_LAYOUT_POLICY_COUNT &&
           strcmp(ph_layout_policies[*ret], layout_policy) != 0)
        (*ret)++;
    return *ret < PH_LAYOUT_POLICY_COUNT || ph_refuse_word(error, &policies, layout_policy);
}

/* The choice is kept as long as the data are used. */
static gboolean read_own_data(const ph_copybook_choice *choice, ph_own_data *ret, GError **error)
{
    *ret = (ph_own_data){ .copybook = copybook_path,
                          .data = data_path,
                          .is_check_all = is_check_all,
                          .expected = expected_path,
                          .record = choice->record,
                          .reading = choice->reading };
    return ph_record_options_read(ph_controls[0], ret, error) &&
           read_layout_policy(&ret->layout_policy, error);
}

static ph_exit exit_status(const ph_measurement *measurement, const ph_judgement *judgement,
                           const ph_thresholds *thresholds)
{
    /* What has no floor was measured, which is all that was asked. */
    const ph_exit verdict = judgement->verdict == PH_VERDICT_NEUTRAL
                                ? PH_EXIT_PASS
                                : ph_judgement_exit(judgement, thresholds, FALSE);

    /* No setting makes good for a number that was asked for and is missing. */
    return ph_shortfall_graver(ph_shortfall_exit(measurement), verdict);
}

static gboolean write_artefacts(ph_artefacts *artefacts, const ph_measurement *measurement,
                                const ph_judgement *judgement, GError **error)
{
    cJSON *perf = ph_perf_json(measurement);
    g_autofree char *log = ph_validation_log(measurement, judgement);
    char *perf_json = cJSON_Print(perf), *system_json = cJSON_Print(measurement->system);
    g_autofree char *perf_text = g_strconcat(perf_json, "\n", NULL);
    g_autofree char *system_text = g_strconcat(system_json, "\n", NULL);
    const ph_artefact_texts texts = { system_text, log, perf_text };
    const gboolean is_written = ph_artefacts_commit(artefacts, texts, error);

    if (is_written && is_json)
        (void)fputs(perf_text, stdout);
    cJSON_free(perf_json);
    cJSON_free(system_json);
    cJSON_Delete(perf);
    return is_written;
}

/* The anchor is NULL where there is none. */
static gboolean measure(const ph_measuring_session *session, const ph_anchor_build *anchor,
                        ph_measurement *measurement, GError **error)
{
    gboolean is_measured;

    if (anchor)
        ph_anchor_build_record(anchor, measurement);
    is_measured = ph_run(&session->request, measurement, error);
    if (anchor)
        ph_anchor_build_name_original(anchor, measurement);
    if (session->request.observer.launch)
        ph_progress_clear();
    return is_measured;
}

/* Of these thresholds: they need not be those that the run is judged by later. */
static void record_warnings(ph_measurement *measurement, const ph_judgement *judgement)
{
    for (guint i = 0; i < judgement->warnings->len; i++)
        g_ptr_array_add(measurement->threshold_warnings, g_strdup(judgement->warnings->pdata[i]));
}

static double sustained_time(const ph_suite *suite)
{
    return sustained ? sustained_s : suite ? suite->sustained_minutes * SECONDS_A_MINUTE : 0.0;
}

/* What would end before it has gone on for as long as was asked is not begun. */
static gboolean check_time(const ph_measuring_options *given, const ph_suite *suite, GError **error)
{
    const double asked = sustained_time(suite) / SECONDS_A_MINUTE;
    g_autoptr(ph_thresholds) thresholds =
        asked > 0.0 ? ph_installation_thresholds(given->thresholds_path, error) : NULL;
    double end;

    if (!thresholds)
        return asked == 0.0;
    end = given->timeout_minutes != G_MAXDOUBLE ? given->timeout_minutes
                                                : thresholds->benchmark_timeout_minutes;
    if (asked >= end)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "%s: load of %g minutes, but the run ends after %g: give it more by "
                         "--timeout MINUTES",
                         sustained ? "--sustained" : "sustained_minutes of the suite", asked, end);
    if (suite && suite->budget_minutes > 0.0 && asked >= suite->budget_minutes)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--sustained: load of %g minutes, but the suite %s may take %g: name "
                         "workloads by --workload",
                         asked, suite->name, suite->budget_minutes);
    return TRUE;
}

static gboolean is_category_asked(ph_category category)
{
    return category_names &&
           g_strv_contains((const char *const *)category_names, ph_category_name(category));
}

/* Then what is timed is beside the point. */
static gboolean is_memory_alone(void)
{
    return is_category_asked(PH_CATEGORY_MEMORY) && !category_names[1];
}

static ph_exit report(const ph_measuring_session *session, const char *folder,
                      ph_artefacts *artefacts, ph_measurement *measurement, GError **error)
{
    g_autoptr(ph_judgement) judgement = NULL;

    ph_host_document_add_binding(measurement->system, &measurement->facts);
    judgement = ph_judge_run(measurement, session->thresholds);
    record_warnings(measurement, judgement);
    if (!write_artefacts(artefacts, measurement, judgement, error))
        return PH_EXIT_FAILED;
    if (!is_json && !is_quiet) {
        const ph_terminal_style style = { ph_colour_is_wanted(stdout),
                                          is_verbose || is_memory_alone() };

        ph_terminal_summary(stdout, measurement, judgement, style);
    } else if (is_quiet) {
        for (guint i = 0; i < measurement->errors->len; i++)
            (void)fprintf(stderr, "%s\n", (const char *)measurement->errors->pdata[i]);
    }
    if (!is_quiet) {
        g_autofree char *shown = ph_error_printable(folder);

        (void)fflush(stdout); /* Both may go to one file. */
        (void)fprintf(stderr, "Artefacts: %s\n", shown);
    }
    return exit_status(measurement, judgement, session->thresholds);
}

/* What was planned for another CPU's caches says so, wherever it goes. */
static void record_caches(const ph_measuring_place *place, ph_measurement *measurement)
{
    g_autofree char *note = ph_measuring_caches_note(place);

    if (!note)
        return;
    measurement->facts.caches_assumed = g_strdup(place->caches_assumed);
    ph_measurement_warn(measurement, "%s", note);
}

/* The CPU that is measured on and the rest of the host, as they are before the run begins. */
static void record_host(const ph_measuring_place *place, const char *folder,
                        ph_measurement *measurement)
{
    const ph_fitness_request request = {
        .sysfs_root = "",
        .choice = place->choice,
        .output_folder = folder,
        .data_path = data_path,
        .not_measuring_because = "not looked for in a run: `perfharness doctor` measures it",
    };

    g_autofree char *doubt = NULL;

    measurement->system = ph_host_document(folder, measurement->commit, place->choice);
    doubt = ph_host_document_doubt(measurement->system);
    if (doubt)
        ph_measurement_warn(measurement, "%s", doubt);
    measurement->fitness = ph_fitness_examine(&request);
}

/* In a quick run, what is named in place of a subject leaves the others of these out, too. */
static char **select_quick(char **asked)
{
    static const char *const usual[] = { PH_HEADLINE_SUBJECT, PH_REFERENCE_SUBJECT };
    g_autoptr(GStrvBuilder) selection = g_strv_builder_new();

    for (char **entry = asked; entry && *entry; entry++)
        if (!strchr(*entry, '='))
            return g_strdupv(asked);
    for (gsize i = 0; i < G_N_ELEMENTS(usual); i++) {
        g_autofree char *replaced = g_strconcat(usual[i], "=", NULL);
        gboolean is_replaced = FALSE;

        for (char **entry = asked; entry && *entry; entry++)
            is_replaced |= g_str_has_prefix(*entry, replaced);
        if (!is_replaced)
            g_strv_builder_add(selection, usual[i]);
    }
    if (asked)
        g_strv_builder_addv(selection, (const char **)asked);
    return g_strv_builder_end(selection);
}

/*
 * What is measured. The anchor is the command line's, or else the suite's: NULL where there is
 * none, and owned by the caller.
 */
static GPtrArray *find_subjects(const ph_measuring_options *given, const ph_suite *suite,
                                ph_anchor_build **ret_anchor, GError **error)
{
    const char *text = anchor_name ? anchor_name : suite ? suite->anchor : NULL;
    const gboolean is_of_quick_suite = suite && suite->quick_seconds;
    g_auto(GStrv) quick = is_of_quick_suite ? select_quick(given->subjects) : NULL;
    ph_measuring_options chosen = *given;
    g_autoptr(GPtrArray) subjects = NULL;

    if (is_of_quick_suite)
        chosen.subjects = quick;
    subjects = ph_measuring_subjects(&chosen, NULL, error);
    if (!subjects)
        return NULL;
    if (!text || strcmp(text, NO_ANCHOR) == 0)
        return g_steal_pointer(&subjects);
    *ret_anchor = ph_anchor_build_find(text, subjects, error);
    if (*ret_anchor)
        return g_steal_pointer(&subjects);
    if (anchor_name)
        g_prefix_error(error, "--anchor: ");
    else if (suite)
        g_prefix_error(error, "the anchor of the suite %s: ", suite->name);
    return NULL;
}

static guint usual_launches(const ph_suite *suite)
{
    return is_memory_alone() ? MEMORY_LAUNCHES : suite ? suite->launches : DEFAULT_LAUNCHES;
}

static ph_exit list_plan(const ph_measuring_options *given, const GPtrArray *plan,
                         const ph_suite *suite, GError **error)
{
    g_autoptr(ph_anchor_build) anchor = NULL;
    g_autoptr(GPtrArray) subjects = find_subjects(given, suite, &anchor, error);

    if (!subjects)
        return PH_EXIT_FAILED;
    ph_run_list_print(stdout, plan, subjects, suite,
                      ph_measuring_launches(given, usual_launches(suite)));
    return PH_EXIT_PASS;
}

/* *ret stays NULL where no limit was asked for. */
static gboolean limit_memory(ph_memory_limit **ret, GError **error)
{
    if (!memory_max)
        return TRUE;
    *ret = ph_memory_limit_new("", memory_max_bytes, error);
    if (!*ret)
        g_prefix_error(error, "--memory-max %s: ", memory_max);
    return *ret != NULL;
}

static ph_recipe *make_recipe(const ph_measuring_options *given, GError **error)
{
    const ph_option_file files[] = { { "copybook", copybook_path },
                                     { "data", data_path },
                                     { "expect", expected_path },
                                     { "suite", ph_planning_suite_file() },
                                     { "thresholds", given->thresholds_path },
                                     { NULL, NULL } };

    return ph_run_recipe_new(files, error);
}

static gboolean check_files(const ph_stored_files *files, GError **error)
{
    const char *option = ph_file_option_given();
    const gboolean is_right = !option || ph_stored_files_has_made(files) ||
                              (files->data->len > 0 && strcmp(option, "--file-size") != 0);

    return is_right || ph_refuse(error, PH_ERROR_USAGE,
                                 "%s is of workloads of files, and none is asked for: add "
                                 "--workload file-comp3, say",
                                 option);
}

/* What is to be measured, and where. All borrowed. */
typedef struct planned {
    const ph_measuring_place *place;
    const GPtrArray *plan;
    const ph_stored_files *files;
    const ph_suite *suite; /* NULL: there is none. */
    const char *left_out;  /* Of the suite, and why; NULL: nothing. */
} planned;

static ph_exit run_plan(const ph_measuring_options *given, const planned *of, GError **error)
{
    const ph_measuring_place *place = of->place;
    const ph_suite *suite = of->suite;
    const char *folder = output_folder ? output_folder : "perf-report";
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    /* Before there is anything to leave behind. */
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_anchor_build) anchor = NULL;
    GPtrArray *subjects = find_subjects(given, suite, &anchor, error);
    g_autoptr(ph_artefacts) artefacts = subjects ? ph_artefacts_open(folder, error) : NULL;
    g_autoptr(ph_memory_limit) memory_limit = NULL;
    g_autoptr(ph_measuring_session) session = NULL;

    if (!artefacts) {
        g_clear_pointer(&subjects, g_ptr_array_unref);
        return PH_EXIT_FAILED;
    }
    session = ph_measuring_session_new(given, place, of->plan, subjects, interruption, error);
    if (!session || !limit_memory(&memory_limit, error))
        return PH_EXIT_FAILED;
    ph_thread_plan_measure(of->plan, place->cpu);
    session->request.host.memory_limit = memory_limit;
    if (!ph_stored_files_survey(of->files, &session->request.host, error))
        return PH_EXIT_FAILED;
    record_caches(place, measurement);
    if (of->left_out)
        ph_measurement_warn(measurement, "%s", of->left_out);
    if (ph_host_lock_doubt(session->lock))
        ph_measurement_warn(measurement, "%s", ph_host_lock_doubt(session->lock));
    /* A part of a suite is not compared with all of it. */
    measurement->suite = suite && !category_names ? g_strdup(suite->name) : NULL;
    measurement->is_quick = suite && suite->quick_seconds;
    measurement->recipe = make_recipe(given, error);
    if (!measurement->recipe)
        return PH_EXIT_FAILED;
    ph_program_version_record(&measurement->harness);
    measurement->commit = ph_host_document_commit();
    record_host(place, folder, measurement);
    ph_stored_files_record(of->files, &measurement->files);
    session->request.launches = ph_measuring_launches(given, usual_launches(suite));
    if (suite && suite->quick_seconds) {
        session->request.sample_ms = ph_measuring_sample_ms(given, QUICK_SAMPLE_MS);
        session->request.enough_s = suite->quick_seconds;
    }
    session->request.budget_s = suite ? suite->budget_minutes * SECONDS_A_MINUTE : 0.0;
    session->request.sustained_s = sustained_time(suite);
    session->request.is_refereed = !is_referee_left_out;
    session->request.is_allocation_counted = TRUE;
    session->request.has_latency = is_latency_asked || (suite && suite->has_latency);
    session->request.log = ph_artefacts_log(artefacts);
    session->request.observer = is_quiet ? (ph_run_observer){ 0 } : ph_progress_observer();
    return measure(session, anchor, measurement, error)
               ? report(session, folder, artefacts, measurement, error)
               : PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    const ph_measuring_options *given = ph_measuring_given();
    g_autoptr(ph_copybook_choice) choice = ph_copybook_choice_new(error);
    g_autoptr(ph_record_layout) layout = NULL;
    ph_own_data own_data = { 0 };
    g_autoptr(ph_suite) suite = NULL;
    g_autoptr(ph_stored_files) files = NULL;
    g_autoptr(GPtrArray) plan = NULL;
    g_autoptr(ph_measuring_place) place = NULL;
    ph_exit status;
    g_autofree char *left_out = NULL;

    if (!choice || !ph_command_takes_none(operands, error) || !check_options(given, error) ||
        (data_path && !read_own_data(choice, &own_data, error)))
        return PH_EXIT_USAGE;
    if (data_path && !ph_own_data_can_be_read(&own_data, error))
        return PH_EXIT_FAILED;
    layout = data_path ? ph_own_data_layout(&own_data, error) : NULL;
    if (data_path && !layout)
        return PH_EXIT_FAILED;
    own_data.layout = layout;
    place = ph_measuring_place_new(given, error);
    if (!place)
        return PH_EXIT_FAILED;
    plan = ph_run_plan(&(ph_run_plan_request){ place, data_path ? &own_data : NULL, category_names,
                                               thread_counts, is_latency_asked },
                       &suite, &files, &left_out, &status, error);
    if (!plan)
        return status;
    if (is_list)
        return list_plan(given, plan, suite, error);
    if (!check_time(given, suite, error) || !check_files(files, error))
        return PH_EXIT_USAGE;
    if (!ph_stored_files_check(files, error))
        return PH_EXIT_FAILED;
    return run_plan(given, &(planned){ place, plan, files, suite, left_out }, error);
}

const ph_command ph_command_run = {
    .name = "run",
    .operands = "",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .run = run,
};
