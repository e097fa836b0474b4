/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness profile`: where the work of one subject goes in one benchmark. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "error/error.h"
#include "profile_report.h"
#include "session/builds.h"
#include "session/copybook_options.h"
#include "session/own_data.h"
#include "session/planning.h"
#include "session/profiling.h"
#include "session/record_options.h"
#include "session/subjects.h"
#include "settings/workload_names.h"
#include "storage/output_file.h"

static char *subject_name;
static char *level;
static char *variant;
static char *copybook_path;
static char *data_path;
static char *svg_path;
static char *collapsed_path;
static char *pprof_path;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "subject", 0, 0, G_OPTION_ARG_FILENAME, &subject_name,
      "Whose work: a subject's name, FILE.so, copybook-rs@0.8.1 or CHECKOUT@REVISION (default: "
      "copybook-rs)",
      "BUILD" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &level,
      "How it is called (default: of records, as one file)", "LEVEL" },
    { "variant", 0, 0, G_OPTION_ARG_STRING, &variant, "Which of its variants (default: none)",
      "NAME" },
    { "copybook", 0, 0, G_OPTION_ARG_FILENAME, &copybook_path,
      "Profile your own records in place of a benchmark: their copybook", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_path, "Your own records", "FILE" },
    { "svg", 0, 0, G_OPTION_ARG_FILENAME, &svg_path, "Draw a flame graph, too", "FILE" },
    { "collapsed", 0, 0, G_OPTION_ARG_FILENAME, &collapsed_path,
      "Write the stacks, too, a line each: for flamegraph.pl, inferno, speedscope", "FILE" },
    { "pprof", 0, 0, G_OPTION_ARG_FILENAME, &pprof_path, "Write them for pprof", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print the figures as JSON", NULL },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_record_entries, ph_record_line_entries,
                                                      ph_copybook_entries, NULL };

static gboolean check_options(char **operands, GError **error)
{
    if (!copybook_path != !data_path)
        return ph_refuse(error, PH_ERROR_USAGE, "--copybook and --data: each needs the other");
    if (data_path)
        return ph_command_takes_none(operands, error);
    if (!operands[0] || operands[1])
        return ph_refuse(error, PH_ERROR_USAGE,
                         "one benchmark was expected, as record-comp3, or --copybook and --data");
    if (ph_record_option_is_given())
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--codepage, --record-format, --float, --controls and --redefines are of "
                         "the records of --data");
    return !ph_copybook_option_given() ||
           ph_refuse(error, PH_ERROR_USAGE, "%s says how to read --copybook",
                     ph_copybook_option_given());
}

/* Before anything is counted: can it all be written, and is it none of what is read? */
static gboolean check_outputs(const ph_own_data *own_data, GError **error)
{
    const struct {
        const char *option, *path;
    } outputs[] = {
        { "--svg", svg_path },
        { "--collapsed", collapsed_path },
        { "--pprof", pprof_path },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(outputs); i++) {
        const char *path = outputs[i].path;

        if (!path)
            continue;
        if (data_path && !ph_own_data_is_spared(own_data, outputs[i].option, path, error))
            return FALSE;
        if (!ph_output_file_check(path, error)) {
            g_prefix_error(error, "writing the profile %s: ", path);
            return FALSE;
        }
    }
    return TRUE;
}

/* Takes the bytes over. */
static gboolean write_bytes(const char *path, GBytes *bytes, const gboolean *is_interrupted,
                            GError **error)
{
    const gboolean is_written = ph_output_file_write_bytes(path, bytes, is_interrupted, error);

    g_bytes_unref(bytes);
    if (!is_written)
        g_prefix_error(error, "writing the profile %s: ", path);
    return is_written;
}

static gboolean write_text(const char *path, char *text, const gboolean *is_interrupted,
                           GError **error)
{
    return write_bytes(path, g_bytes_new_take(text, strlen(text)), is_interrupted, error);
}

static gboolean show(const ph_work_profile *profile, const gboolean *is_interrupted, GError **error)
{
    if (is_json)
        ph_command_print_json(ph_profile_json(profile));
    else
        ph_profile_print(stdout, profile);
    return (!svg_path || write_text(svg_path, ph_profile_svg(profile), is_interrupted, error)) &&
           (!collapsed_path ||
            write_text(collapsed_path, ph_profile_collapsed(profile), is_interrupted, error)) &&
           (!pprof_path ||
            write_bytes(pprof_path, ph_profile_pprof(profile), is_interrupted, error));
}

/* The one benchmark. Work is the same in any cache. */
static GPtrArray *make_plan(char **operands, const ph_own_data *own_data, GError **error)
{
    const ph_planning_scope scope = { .working_sets = 1u << PH_WORKING_SET_L2 };
    g_autoptr(GPtrArray) plan = ph_plan_new();
    const ph_workload *workload;
    ph_benchmark *benchmark;

    if (data_path) {
        ph_plan_add_own_data(plan, own_data);
        return g_steal_pointer(&plan);
    }
    workload = ph_planning_workload(operands[0], error);
    if (!workload || !ph_planning_add(plan, workload, PH_EXPECT_NUMBER, scope, error))
        return NULL;
    benchmark = plan->pdata[0];
    g_free(benchmark->name);
    benchmark->name = g_strdup(workload->name);
    return g_steal_pointer(&plan);
}

/* Whoever does not do the work is found. */
static ph_exit status_of(const GError *cause)
{
    return g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH) ||
                   g_error_matches(cause, PH_ERROR, PH_ERROR_MISMATCH)
               ? PH_EXIT_REGRESSION
               : PH_EXIT_FAILED;
}

static ph_exit profile_plan(const GPtrArray *plan, GError **error)
{
    const char *named = subject_name ? subject_name : PH_HEADLINE_SUBJECT;
    const ph_profiled_arm arm = { level, variant };
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    ph_run_subject *subject = ph_subjects_find_build(named, error);
    g_autoptr(GPtrArray) subjects = g_ptr_array_new_with_free_func(ph_run_subject_free);
    g_autoptr(ph_measuring_session) session = NULL;
    g_autoptr(ph_work_profile) profile = NULL;
    g_autoptr(GError) cause = NULL;

    if (!subject)
        return PH_EXIT_FAILED;
    g_ptr_array_add(subjects, subject);
    session = ph_measuring_session_new(ph_measuring_given(), NULL, plan, g_steal_pointer(&subjects),
                                       interruption, error);
    if (!session)
        return PH_EXIT_FAILED;
    profile = ph_profiling(session, plan->pdata[0], subject, arm, &cause);
    if (!profile) {
        const ph_exit status = status_of(cause);

        g_propagate_error(error, g_steal_pointer(&cause));
        return status;
    }
    g_free(profile->subject);
    profile->subject = ph_build_shown(named);
    return show(profile, &interruption->is_interrupted, error) ? PH_EXIT_PASS : PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_copybook_choice) choice = ph_copybook_choice_new(error);
    g_autoptr(ph_record_layout) layout = NULL;
    g_autoptr(GPtrArray) plan = NULL;
    ph_own_data own_data = { .copybook = copybook_path, .data = data_path };

    if (!choice || !check_options(operands, error))
        return PH_EXIT_USAGE;
    own_data.record = choice->record;
    own_data.reading = choice->reading;
    if (data_path) {
        if (!ph_record_options_read(ph_controls[0], &own_data, error))
            return PH_EXIT_USAGE;
        if (!ph_own_data_can_be_read(&own_data, error))
            return PH_EXIT_FAILED;
        layout = ph_own_data_layout(&own_data, error);
        if (!layout)
            return PH_EXIT_FAILED;
        own_data.layout = layout;
    }
    plan = make_plan(operands, &own_data, error);
    if (!plan || !check_outputs(&own_data, error))
        return PH_EXIT_FAILED;
    return profile_plan(plan, error);
}

static char **values(const char *option)
{
    char **words = option ? ph_record_values(option) : ph_workload_names(PH_WORKLOADS_ALL);

    if (words)
        return words;
    if (g_strcmp0(option, "subject") == 0)
        return ph_subjects_names();
    return ph_copybook_values(option);
}

const ph_command ph_command_profile = {
    .name = "profile",
    .operands = "BENCHMARK\n--copybook FILE --data FILE",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .run = run,
};
