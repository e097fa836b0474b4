/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness limits`: how far each subject is from what the machine can do. */
#include <stdio.h>

#include "colour.h"
#include "command/command.h"
#include "error/error.h"
#include "limits_table.h"
#include "measure/run.h"
#include "session/measuring.h"
#include "session/planning.h"
#include "session/progress.h"
#include "settings/workload_names.h"
#include "storage/output_file.h"
#include "verdict/shortfall.h"

enum { DEFAULT_LAUNCHES = 5 };

/* What is shown where nothing is asked for. The way back in fewer working sets, as copybook-rs
 * takes long for it; minus tens, of which it loses the sign, would be no number. */
static const struct {
    const char *workload;
    guint working_sets; /* Records have none. */
} default_workloads[] = {
    { "display-text", PH_WORKING_SETS_ALL },
    { "display-zoned", PH_WORKING_SETS_ALL },
    { "comp3", PH_WORKING_SETS_ALL },
    { "encode-text", PH_WORKING_SETS_DEFAULT },
    { "encode-zoned-no-minus-tens", PH_WORKING_SETS_DEFAULT },
    { "encode-comp3", PH_WORKING_SETS_DEFAULT },
    { "record-display", PH_WORKING_SETS_ALL },
    { "record-comp3", PH_WORKING_SETS_ALL },
    { "record-encode-display", PH_WORKING_SETS_ALL },
    { "record-encode-comp3", PH_WORKING_SETS_ALL },
};
static const char *const default_subjects[] = { PH_HEADLINE_SUBJECT, PH_REFERENCE_SUBJECT, NULL };

static char **workload_names;
static char *svg_path;
static gboolean is_json;

static const GOptionEntry options[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING_ARRAY, &workload_names,
      "Measure this workload (may be repeated; default: some of each kind)", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print the figures as JSON", NULL },
    { "svg", 0, 0, G_OPTION_ARG_FILENAME, &svg_path, "Draw them, too", "FILE" },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_measuring_entries,
                                                      ph_measuring_subject_entries, NULL };

static gboolean add(GPtrArray *plan, const char *name, ph_planning_scope scope, GError **error)
{
    const ph_workload *workload = ph_planning_workload(name, error);

    return workload && ph_planning_add(plan, workload, PH_EXPECT_NUMBER, scope, error);
}

static GPtrArray *make_plan(ph_cpu_caches caches, GError **error)
{
    ph_planning_scope scope = { .working_sets = PH_WORKING_SETS_ALL, .caches = caches };
    g_autoptr(GPtrArray) plan = ph_plan_new();

    for (char **name = workload_names; name && *name; name++)
        if (!add(plan, *name, scope, error))
            return NULL;
    for (guint i = 0; !workload_names && i < G_N_ELEMENTS(default_workloads); i++) {
        scope.working_sets = default_workloads[i].working_sets;
        if (!add(plan, default_workloads[i].workload, scope, error))
            return NULL;
    }
    return g_steal_pointer(&plan);
}

static gboolean name_picture(gboolean is_well, GError **error)
{
    if (!is_well)
        g_prefix_error(error, "writing the picture %s: ", svg_path);
    return is_well;
}

/* Before minutes are spent on what it is to show. */
static gboolean check_picture(GError **error)
{
    return !svg_path || name_picture(ph_output_file_check(svg_path, error), error);
}

static gboolean write_picture(const ph_measurement *measurement, const gboolean *is_interrupted,
                              GError **error)
{
    g_autofree char *svg = ph_limits_svg(measurement);

    return name_picture(ph_output_file_write(svg_path, svg, is_interrupted, error), error);
}

static gboolean print_all(const ph_measurement *measurement, ph_cpu_caches caches,
                          const gboolean *is_interrupted, GError **error)
{
    g_autoptr(GPtrArray) notes = ph_limits_notes(measurement, caches.l3_bytes);

    if (is_json)
        ph_command_print_json(ph_limits_json(measurement, notes));
    else
        ph_limits_print(stdout, measurement, notes, ph_colour_is_wanted(stdout));
    return !svg_path || write_picture(measurement, is_interrupted, error);
}

static ph_exit run(char **operands, GError **error)
{
    const ph_measuring_options *given = ph_measuring_given();
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autoptr(ph_measuring_place) place = NULL;
    g_autoptr(ph_interruption) interruption = NULL;
    g_autoptr(ph_measuring_session) session = NULL;
    g_autoptr(GPtrArray) plan = NULL;

    if (!ph_command_takes_none(operands, error) || !ph_measuring_check(given, error))
        return PH_EXIT_USAGE;
    place = ph_measuring_place_new(given, error);
    plan = place ? make_plan(place->caches, error) : NULL;
    interruption = ph_interruption_new();
    session = plan && check_picture(error)
                  ? ph_measuring_session_new(given, place, plan,
                                             ph_measuring_subjects(given, default_subjects, error),
                                             interruption, error)
                  : NULL;
    if (!session)
        return PH_EXIT_FAILED;
    ph_measuring_say_caches(place);
    if (ph_host_lock_doubt(session->lock))
        ph_measurement_warn(measurement, "%s", ph_host_lock_doubt(session->lock));
    if (ph_sandbox_why_off(session->sandbox))
        ph_measurement_warn(measurement, PH_SANDBOX_OFF "%s", ph_sandbox_why_off(session->sandbox));
    session->request.limits = ph_limit_names;
    session->request.is_refereed = FALSE; /* It shows the machine; no figure of it is kept. */
    session->request.launches = ph_measuring_launches(given, DEFAULT_LAUNCHES);
    session->request.observer = ph_progress_observer();
    const gboolean is_measured = ph_run(&session->request, measurement, error);
    if (session->request.observer.launch)
        ph_progress_clear();
    if (!is_measured ||
        !print_all(measurement, place->caches, &interruption->is_interrupted, error))
        return PH_EXIT_FAILED;
    return ph_shortfall_exit(measurement);
}

static char **values(const char *option)
{
    return g_strcmp0(option, "workload") == 0 ? ph_workload_names(PH_WORKLOADS_ALL)
                                              : ph_measuring_values(option);
}

const ph_command ph_command_limits = {
    .name = "limits",
    .operands = "",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .run = run,
};
