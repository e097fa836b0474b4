/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* sched_setaffinity */
#include <glib-unix.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "command/artefacts.h"
#include "command/command.h"
#include "command/host_document.h"
#include "command/layout.h"
#include "command/progress.h"
#include "error/error.h"
#include "measure/run.h"
#include "perf_json.h"
#include "settings/suite.h"
#include "terminal.h"
#include "validation_log.h"
#include "verdict/floors.h"

enum { SAMPLE_MS_MAX = 60000, DEFAULT_LAUNCHES = 10 };
/* Numbers in JSON are doubles: above this a seed would not be read back as it was. */
#define SEED_MAX            (G_GINT64_CONSTANT(1) << 53)
#define TIMEOUT_MINUTES_MAX (7.0 * 24 * 60)
#define DEFAULT_SUITE       "critical"

static char *suite_name;
static char **workload_names;
static char **subject_selection;
static char *copybook_path;
static char *data_path;
static char *code_page = NULL;
static char *record_format = NULL;
static char *output_folder;
static gint launches = G_MININT; /* Not given. */
static gint64 seed = 1;
static double timeout_minutes = 30.0;
static double hang_timeout_s = 10.0;
static gint sample_ms = 200;
static gint cpu = G_MININT;
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
    { "subject", 0, 0, G_OPTION_ARG_STRING_ARRAY, &subject_selection,
      "Measure this library too, or in place of the subject of that name; only a NAME: no others "
      "(may be repeated)",
      "NAME[=FILE]" },
    { "launches", 0, 0, G_OPTION_ARG_INT, &launches,
      "Processes started per benchmark (default: the suite's, or 10)", "N" },
    { "sample-ms", 0, 0, G_OPTION_ARG_INT, &sample_ms,
      "Time for timed blocks per launch (default: 200)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Seed of the generated data (default: 1)", "N" },
    { "cpu", 0, 0, G_OPTION_ARG_INT, &cpu,
      "CPU to measure on (default: the last one this process may use)", "N" },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &timeout_minutes,
      "End the run after so many minutes and keep what is finished (default: 30)", "MINUTES" },
    { "hang-timeout", 0, 0, G_OPTION_ARG_DOUBLE, &hang_timeout_s,
      "Stop a subject whose one call lasts longer (default: 10)", "SECONDS" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &output_folder,
      "Where the artefacts go (default: perf-report)", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print perf.json instead of the summary", NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &is_quiet, "Print nothing but errors", NULL },
    G_OPTION_ENTRY_NULL
};

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    g_autofree char *text = NULL;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, PH_ERROR, PH_ERROR_USAGE, text);
    return FALSE;
}

static gboolean check_options(GError **error)
{
    if (launches != G_MININT && (launches < 1 || launches > PH_LAUNCHES_MAX))
        return refuse(error, "--launches %d: 1 to %d was expected", launches, PH_LAUNCHES_MAX);
    if (cpu != G_MININT && cpu < 0)
        return refuse(error, "--cpu %d: a CPU's number was expected", cpu);
    if (sample_ms < 1 || sample_ms > SAMPLE_MS_MAX)
        return refuse(error, "--sample-ms %d: 1 to %d was expected", sample_ms, SAMPLE_MS_MAX);
    if (seed < 0 || seed > SEED_MAX)
        return refuse(error, "--seed %" G_GINT64_FORMAT ": 0 to 2^53 was expected", seed);
    if (!(timeout_minutes > 0.0 && timeout_minutes <= TIMEOUT_MINUTES_MAX))
        return refuse(error, "--timeout %g: more than 0 and at most %g minutes was expected",
                      timeout_minutes, TIMEOUT_MINUTES_MAX);
    if (!(hang_timeout_s > 0.0 && hang_timeout_s <= TIMEOUT_MINUTES_MAX))
        return refuse(error, "--hang-timeout %g: more than 0 and at most %g seconds was expected",
                      hang_timeout_s, TIMEOUT_MINUTES_MAX);
    if (!copybook_path != !data_path)
        return refuse(error, "--copybook and --data: each needs the other");
    if ((code_page || record_format) && !data_path)
        return refuse(error, "--codepage and --record-format describe the records of --data");
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
        return refuse(error, "--record-format %s: fixed or rdw was expected", ret->record_format);
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
        if (strcmp(page, pages[i].name) == 0)
            ret->ccsid = pages[i].ccsid;
    if (!ret->ccsid)
        return refuse(error, "--codepage %s: cp037, cp273, cp500, cp1047 or cp1140 was expected",
                      page);
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
        (void)refuse(error, "there is no suite \"%s\": %s does not exist", name, path);
        return NULL;
    }
    return ph_suite_read(path, name, error);
}

/* FALSE when the plan has this workload already. */
static gboolean plan_workload(GPtrArray *plan, const ph_workload *workload,
                              gboolean is_void_expected, ph_cpu_caches caches, GError **error)
{
    for (guint i = 0; i < plan->len; i++)
        if (((const ph_benchmark *)plan->pdata[i])->workload == workload)
            return refuse(error, "the workload %s is asked for twice", workload->name);
    ph_plan_add(plan, workload, is_void_expected, caches);
    return TRUE;
}

static gboolean plan_suite(GPtrArray *plan, const ph_suite *suite, ph_cpu_caches caches,
                           GError **error)
{
    for (guint i = 0; i < suite->workloads->len; i++) {
        const ph_suite_workload *entry = &g_array_index(suite->workloads, ph_suite_workload, i);

        if (!plan_workload(plan, entry->workload, entry->is_void_expected, caches, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean plan_workloads(GPtrArray *plan, ph_cpu_caches caches, GError **error)
{
    for (char **name = workload_names; name && *name; name++) {
        const ph_workload *workload = ph_workload_find(*name);

        if (!workload)
            return refuse(error,
                          "there is no workload \"%s\": `perfharness help workloads` lists them",
                          *name);
        if (!plan_workload(plan, workload, workload->is_undecodable, caches, error))
            return FALSE;
    }
    return TRUE;
}

/* Suite, workloads and own data add up; with none of them, the default suite is measured. */
static GPtrArray *make_plan(const ph_own_data *own_data, ph_cpu_caches caches, ph_suite **ret_suite,
                            GError **error)
{
    g_autoptr(GPtrArray) plan = ph_plan_new();
    const char *name = suite_name                      ? suite_name
                       : !workload_names && !data_path ? DEFAULT_SUITE
                                                       : NULL;

    if (name) {
        *ret_suite = read_suite(name, error);
        if (!*ret_suite || !plan_suite(plan, *ret_suite, caches, error))
            return NULL;
    }
    if (!plan_workloads(plan, caches, error))
        return NULL;
    if (data_path)
        ph_plan_add_own_data(plan, own_data);
    return g_steal_pointer(&plan);
}

static gboolean choose_cpu(const ph_binder *binder, guint *ret, GError **error)
{
    g_autoptr(GArray) allowed = ph_binder_allowed_cpus(binder);

    for (guint i = 0; i < allowed->len; i++)
        if (cpu == G_MININT || g_array_index(allowed, guint, i) == (guint)cpu)
            *ret = g_array_index(allowed, guint, i); /* The last: CPU 0 serves interrupts. */
    if (cpu != G_MININT && *ret != (guint)cpu)
        return refuse(error, "--cpu %d: this process may not run there", cpu);
    return TRUE;
}

/* Keep ourselves off the measured CPU, where there is another. */
static void leave_cpu(guint measured)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 1) {
        CPU_CLR(measured, &set);
        (void)sched_setaffinity(0, sizeof(set), &set);
    }
}

static gboolean note_signal(gpointer data)
{
    gboolean *is_interrupted = data;

    *is_interrupted = TRUE;
    return G_SOURCE_CONTINUE;
}

static ph_exit exit_status(const ph_measurement *measurement, const GArray *checks)
{
    if (measurement->errors->len)
        return PH_EXIT_FAILED;
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->state == PH_STATE_FAILED ||
            (result->state == PH_STATE_VOID && !result->is_void_expected))
            return PH_EXIT_FAILED;
    }
    switch (ph_floors_verdict(measurement, checks)) {
    case PH_VERDICT_FAIL: return PH_EXIT_REGRESSION;
    case PH_VERDICT_INCONCLUSIVE: return PH_EXIT_INCONCLUSIVE;
    default: return PH_EXIT_PASS;
    }
}

static gboolean write_artefacts(ph_artefacts *artefacts, const ph_measurement *measurement,
                                const GArray *checks, GError **error)
{
    cJSON *perf = ph_perf_json(measurement);
    g_autofree char *log = ph_validation_log(measurement, checks);
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

static ph_exit measure_and_report(const ph_run_request *request, const char *folder,
                                  ph_artefacts *artefacts, ph_measurement *measurement,
                                  GError **error)
{
    g_autofree char *thresholds_path = ph_layout_path("config", "thresholds.toml");
    g_autoptr(GArray) checks = NULL;
    ph_thresholds thresholds;

    if (!ph_thresholds_read(thresholds_path, &thresholds, error))
        return PH_EXIT_FAILED;
    const gboolean is_measured = ph_run(request, measurement, error);
    if (request->observer.launch)
        ph_progress_clear();
    if (!is_measured)
        return PH_EXIT_FAILED;
    ph_host_document_add_binding(measurement->system, &measurement->facts);
    checks = ph_floors_check(measurement, &thresholds);
    if (!write_artefacts(artefacts, measurement, checks, error))
        return PH_EXIT_FAILED;
    if (!is_json && !is_quiet) {
        ph_terminal_summary(stdout, measurement, checks, ph_terminal_has_colour(stdout));
    } else if (is_quiet) {
        for (guint i = 0; i < measurement->errors->len; i++)
            (void)fprintf(stderr, "%s\n", (const char *)measurement->errors->pdata[i]);
    }
    if (!is_quiet)
        (void)fprintf(stderr, "Artefacts: %s\n", folder);
    return exit_status(measurement, checks);
}

static ph_exit run_plan(ph_binder *binder, guint measured_cpu, const GPtrArray *plan,
                        const ph_suite *suite, GError **error)
{
    const char *folder = output_folder ? output_folder : "perf-report";
    gboolean is_interrupted = FALSE;
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autofree char *worker = ph_layout_worker();
    g_autoptr(GPtrArray) subjects = ph_layout_subjects(subject_selection, error);
    g_autoptr(ph_artefacts) artefacts = NULL;

    if (!subjects)
        return PH_EXIT_FAILED;
    /* From here on a signal is noted and the run ends in order: nothing is left half-written. */
    const guint interrupt = g_unix_signal_add(SIGINT, note_signal, &is_interrupted);
    const guint terminate = g_unix_signal_add(SIGTERM, note_signal, &is_interrupted);
    artefacts = ph_artefacts_open(folder, error);
    if (!artefacts)
        return PH_EXIT_FAILED;
    measurement->suite = suite ? g_strdup(suite->name) : NULL;
    measurement->commit = ph_host_document_commit();
    measurement->system = ph_host_document(folder);
    leave_cpu(measured_cpu);
    const ph_run_request request = {
        .plan = plan,
        .subjects = subjects,
        .launches = launches != G_MININT ? (guint)launches
                    : suite              ? suite->launches
                                         : DEFAULT_LAUNCHES,
        .sample_ms = (guint)sample_ms,
        .seed = (uint64_t)seed,
        .host = { .program = worker,
                  .binder = binder,
                  .cpu = measured_cpu,
                  .hang_timeout_us = (gint64)(hang_timeout_s * 1e6),
                  .deadline_us = g_get_monotonic_time() + (gint64)(timeout_minutes * 60e6),
                  .is_interrupted = &is_interrupted },
        .log = ph_artefacts_log(artefacts),
        .observer = is_quiet ? (ph_run_observer){ 0 } : ph_progress_observer(),
    };
    const ph_exit status = measure_and_report(&request, folder, artefacts, measurement, error);

    g_source_remove(interrupt);
    g_source_remove(terminate);
    return status;
}

static ph_exit run(char **operands, GError **error)
{
    ph_own_data own_data = { 0 };
    g_autoptr(ph_suite) suite = NULL;
    g_autoptr(GPtrArray) plan = NULL;
    g_autoptr(ph_binder) binder = NULL;
    guint measured_cpu = 0;

    if (!ph_command_takes_none(operands, error) || !check_options(error) ||
        (data_path && !read_own_data(&own_data, error)))
        return PH_EXIT_USAGE;
    binder = ph_binder_new(error);
    if (!binder || !choose_cpu(binder, &measured_cpu, error))
        return PH_EXIT_FAILED;
    plan = make_plan(&own_data, ph_binder_caches(binder, measured_cpu), &suite, error);
    if (!plan)
        return PH_EXIT_FAILED;
    return run_plan(binder, measured_cpu, plan, suite, error);
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
