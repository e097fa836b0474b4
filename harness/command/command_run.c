/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "command/artefacts.h"
#include "command/command.h"
#include "command/host_document.h"
#include "command/layout.h"
#include "command/measuring.h"
#include "command/progress.h"
#include "error/error.h"
#include "measure/run.h"
#include "perf_json.h"
#include "settings/suite.h"
#include "terminal.h"
#include "validation_log.h"
#include "verdict/judgement.h"

enum { DEFAULT_LAUNCHES = 10 };
#define DEFAULT_SUITE "critical"

static char *suite_name;
static char **workload_names;
static char **working_set_names;
static char *copybook_path;
static char *data_path;
static char *code_page = NULL;
static char *record_format = NULL;
static gboolean is_json;
static gboolean is_quiet;

static const GOptionEntry options[] = {
    { "suite", 0, 0, G_OPTION_ARG_STRING, &suite_name,
      "Measure a suite of config/suites/, or of a file (default: " DEFAULT_SUITE ")", "NAME|FILE" },
    { "workload", 0, 0, G_OPTION_ARG_STRING_ARRAY, &workload_names,
      "Measure this workload (may be repeated; `perfharness help workloads` lists them)", "NAME" },
    { "copybook", 0, 0, G_OPTION_ARG_FILENAME, &copybook_path,
      "Measure your own records: their copybook", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_path, "Your own records", "FILE" },
    { "codepage", 0, 0, G_OPTION_ARG_STRING, &code_page,
      "Their code page: cp037, cp273, cp500, cp1047, cp1140 (default: cp037)", "NAME" },
    { "record-format", 0, 0, G_OPTION_ARG_STRING, &record_format,
      "How they are framed: fixed, or rdw (descriptor words; default: fixed)", "FORMAT" },
    { "working-set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &working_set_names,
      "Where a kernel's input is: L1, L2, L3, DRAM, stream (may be repeated; default: L2 and "
      "stream)",
      "NAME" },
    PH_MEASURING_ENTRIES,
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print perf.json instead of the summary", NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &is_quiet, "Print nothing but errors", NULL },
    G_OPTION_ENTRY_NULL
};

static gboolean check_options(GError **error)
{
    if (!ph_measuring_check(error))
        return FALSE;
    if (!copybook_path != !data_path)
        return ph_measuring_refuse(error, "--copybook and --data: each needs the other");
    if ((code_page || record_format) && !data_path)
        return ph_measuring_refuse(error,
                                   "--codepage and --record-format describe the records of --data");
    return TRUE;
}

static gboolean read_working_sets(guint *ret, GError **error)
{
    *ret = working_set_names ? 0 : PH_WORKING_SETS_DEFAULT;
    for (char **name = working_set_names; name && *name; name++) {
        ph_working_set set;

        if (!ph_working_set_find(*name, &set))
            return ph_measuring_refuse(
                error, "--working-set %s: L1, L2, L3, DRAM or stream was expected", *name);
        *ret |= 1u << set;
    }
    return TRUE;
}

static gboolean read_own_data(ph_own_data *ret, GError **error)
{
    static const struct {
        const char *name;
        uint32_t ccsid;
    } pages[] = {
        { "cp037", 37 }, { "cp273", 273 }, { "cp500", 500 }, { "cp1047", 1047 }, { "cp1140", 1140 }
    };
    const char *page = code_page ? code_page : pages[0].name;

    *ret = (ph_own_data){ copybook_path, data_path, 0, record_format ? record_format : "fixed" };
    if (strcmp(ret->record_format, "fixed") != 0 && strcmp(ret->record_format, "rdw") != 0)
        return ph_measuring_refuse(error, "--record-format %s: fixed or rdw was expected",
                                   ret->record_format);
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
        if (strcmp(page, pages[i].name) == 0)
            ret->ccsid = pages[i].ccsid;
    if (!ret->ccsid)
        return ph_measuring_refuse(
            error, "--codepage %s: cp037, cp273, cp500, cp1047 or cp1140 was expected", page);
    return TRUE;
}

/* A name is looked up in config/suites; what looks like a path is one. */
static ph_suite *read_suite(const char *name, GError **error)
{
    g_autofree char *file_name = g_strconcat(name, ".toml", NULL);
    g_autofree char *folder = ph_layout_path("config", "suites");
    g_autofree char *path = g_build_filename(folder, file_name, NULL);

    if (strchr(name, '/') || g_str_has_suffix(name, ".toml")) {
        g_autofree char *base = g_path_get_basename(name);

        if (g_str_has_suffix(base, ".toml"))
            base[strlen(base) - strlen(".toml")] = '\0';
        return ph_suite_read(name, base, error);
    }
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        (void)ph_measuring_refuse(error, "there is no suite \"%s\": %s does not exist", name, path);
        return NULL;
    }
    return ph_suite_read(path, name, error);
}

/* What kernel workloads are measured in. */
typedef struct plan_scope {
    guint working_sets; /* 1 << ph_working_set, or-ed. */
    ph_cpu_caches caches;
} plan_scope;

/* FALSE when the plan has this workload already. */
static gboolean plan_workload(GPtrArray *plan, const ph_workload *workload,
                              gboolean is_void_expected, plan_scope scope, GError **error)
{
    for (guint i = 0; i < plan->len; i++)
        if (((const ph_benchmark *)plan->pdata[i])->workload == workload)
            return ph_measuring_refuse(error, "the workload %s is asked for twice", workload->name);
    ph_plan_add(plan, workload, is_void_expected, scope.working_sets, scope.caches);
    return TRUE;
}

static gboolean plan_suite(GPtrArray *plan, const ph_suite *suite, plan_scope scope, GError **error)
{
    for (guint i = 0; i < suite->workloads->len; i++) {
        const ph_suite_workload *entry = &g_array_index(suite->workloads, ph_suite_workload, i);

        if (!plan_workload(plan, entry->workload, entry->is_void_expected, scope, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean plan_workloads(GPtrArray *plan, plan_scope scope, GError **error)
{
    for (char **name = workload_names; name && *name; name++) {
        const ph_workload *workload = ph_workload_find(*name);

        if (!workload)
            return ph_measuring_refuse(
                error, "there is no workload \"%s\": `perfharness help workloads` lists them",
                *name);
        if (!plan_workload(plan, workload, workload->is_undecodable, scope, error))
            return FALSE;
    }
    return TRUE;
}

/* Suite, workloads and own data add up; with none of them, the default suite is measured. */
static GPtrArray *make_plan(const ph_own_data *own_data, plan_scope scope, ph_suite **ret_suite,
                            GError **error)
{
    g_autoptr(GPtrArray) plan = ph_plan_new();
    const char *name = suite_name                      ? suite_name
                       : !workload_names && !data_path ? DEFAULT_SUITE
                                                       : NULL;

    if (name) {
        *ret_suite = read_suite(name, error);
        if (!*ret_suite || !plan_suite(plan, *ret_suite, scope, error))
            return NULL;
    }
    if (!plan_workloads(plan, scope, error))
        return NULL;
    if (data_path)
        ph_plan_add_own_data(plan, own_data);
    return g_steal_pointer(&plan);
}

static ph_exit exit_status(const ph_measurement *measurement, const ph_judgement *judgement,
                           const ph_thresholds *thresholds)
{
    if (measurement->errors->len)
        return PH_EXIT_FAILED;
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->state == PH_STATE_FAILED ||
            (result->state == PH_STATE_VOID && !result->is_void_expected))
            return PH_EXIT_FAILED;
    }
    /* What has no floor was measured, which is all that was asked. */
    return judgement->verdict == PH_VERDICT_NEUTRAL
               ? PH_EXIT_PASS
               : ph_judgement_exit(judgement, thresholds, FALSE);
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

static ph_exit measure_and_report(const ph_measuring_session *session, const char *folder,
                                  ph_artefacts *artefacts, ph_measurement *measurement,
                                  GError **error)
{
    g_autoptr(ph_judgement) judgement = NULL;
    const gboolean is_measured = ph_run(&session->request, measurement, error);

    if (session->request.observer.launch)
        ph_progress_clear();
    if (!is_measured)
        return PH_EXIT_FAILED;
    ph_host_document_add_binding(measurement->system, &measurement->facts);
    judgement = ph_judge_run(measurement, session->thresholds);
    if (!write_artefacts(artefacts, measurement, judgement, error))
        return PH_EXIT_FAILED;
    if (!is_json && !is_quiet) {
        ph_terminal_summary(stdout, measurement, judgement, ph_terminal_has_colour(stdout));
    } else if (is_quiet) {
        for (guint i = 0; i < measurement->errors->len; i++)
            (void)fprintf(stderr, "%s\n", (const char *)measurement->errors->pdata[i]);
    }
    if (!is_quiet)
        (void)fprintf(stderr, "Artefacts: %s\n", folder);
    return exit_status(measurement, judgement, session->thresholds);
}

static ph_exit run_plan(const ph_measuring_place *place, const GPtrArray *plan,
                        const ph_suite *suite, GError **error)
{
    const char *folder = ph_measuring.output_folder ? ph_measuring.output_folder : "perf-report";
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autoptr(ph_measuring_session) session = ph_measuring_session_new(place, error);
    g_autoptr(ph_artefacts) artefacts = NULL;

    if (!session)
        return PH_EXIT_FAILED;
    artefacts = ph_artefacts_open(folder, error);
    if (!artefacts)
        return PH_EXIT_FAILED;
    measurement->suite = suite ? g_strdup(suite->name) : NULL;
    measurement->commit = ph_host_document_commit();
    measurement->system = ph_host_document(folder);
    session->request.plan = plan;
    session->request.launches = ph_measuring.launches != G_MININT ? (guint)ph_measuring.launches
                                : suite                           ? suite->launches
                                                                  : DEFAULT_LAUNCHES;
    session->request.log = ph_artefacts_log(artefacts);
    session->request.observer = is_quiet ? (ph_run_observer){ 0 } : ph_progress_observer();
    return measure_and_report(session, folder, artefacts, measurement, error);
}

static ph_exit run(char **operands, GError **error)
{
    ph_own_data own_data = { 0 };
    plan_scope scope = { 0 };
    g_autoptr(ph_suite) suite = NULL;
    g_autoptr(GPtrArray) plan = NULL;
    g_autoptr(ph_measuring_place) place = NULL;

    if (!ph_command_takes_none(operands, error) || !check_options(error) ||
        !read_working_sets(&scope.working_sets, error) ||
        (data_path && !read_own_data(&own_data, error)))
        return PH_EXIT_USAGE;
    place = ph_measuring_place_new(error);
    if (!place)
        return PH_EXIT_FAILED;
    scope.caches = place->caches;
    plan = make_plan(&own_data, scope, &suite, error);
    if (!plan)
        return PH_EXIT_FAILED;
    return run_plan(place, plan, suite, error);
}

const ph_command ph_command_run = {
    .name = "run",
    .summary = "Measure copybook-rs beside the native reference, and write perf.json",
    .operands = "",
    .description = "Exit statuses: `perfharness help exit-statuses`. A number is given only where "
                   "the output\nwas proven right before, during and after timing.",
    .options = options,
    .run = run,
};
