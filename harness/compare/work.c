/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/work.h"

#include <math.h>
#include <string.h>

#include "compare/callgrind_file.h"
#include "error/error.h"
#include "measure/discover.h"
#include "perfharness/require.h"
#include "storage/temporary_folder.h"

enum {
    INPUT_BYTES = 64 * 1024,
    CALLGRIND_SLOWDOWN = 50, /* About so much longer a call takes there, at most. */
};

#define OUTPUT_NAME "count"

/* Who counts. */
typedef enum work_sensor {
    SENSOR_CPU,       /* The CPU's own counter. */
    SENSOR_CALLGRIND, /* valgrind; the subject sees a CPU without AVX-512. */
} work_sensor;

/* One arm of a build. */
typedef struct arm_work {
    char *subject; /* With its variant. */
    char *level;
    char *chosen;                 /* What it chose among several ways to work; "" where one. */
    char *reason;                 /* Why there is no count, or NULL. */
    double instructions_per_item; /* NAN: there is none. */
    double range;   /* Its own counts of the same work differ by such a share; 0 for most. */
    GPtrArray *hot; /* char *: linkage names of the functions that do it; empty where not known. */
} arm_work;

/* One build, counted in two processes. */
typedef struct work_counts {
    GPtrArray *first; /* arm_work. */
    GPtrArray *second;
} work_counts;

static void work_counts_clear(work_counts *counts)
{
    g_clear_pointer(&counts->first, g_ptr_array_unref);
    g_clear_pointer(&counts->second, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(work_counts, work_counts_clear)

static void work_free(gpointer data)
{
    arm_work *work = data;

    g_free(work->subject);
    g_free(work->level);
    g_free(work->chosen);
    g_free(work->reason);
    g_ptr_array_unref(work->hot);
    g_free(work);
}

/* What stands before the worker's own arguments. */
static void add_callgrind(GPtrArray *arguments, const char *worker, const char *folder)
{
    /* vgdb's pipes would stay behind: the sandbox lets nobody remove a file. */
    static const char *const options[] = {
        "--tool=callgrind",   "--quiet",       "--command-line-only=yes", "--vgdb=no",
        "--instr-atstart=no", "--demangle=no", "--compress-strings=no",   "--compress-pos=no",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
        g_ptr_array_add(arguments, g_strdup(options[i]));
    g_ptr_array_add(arguments, g_strdup_printf("--callgrind-out-file=%s/" OUTPUT_NAME, folder));
    g_ptr_array_add(arguments, g_strdup(worker));
}

/* Seed and launch are those of both builds: they decode the same bytes. */
static void add_request(GPtrArray *arguments, const ph_run_request *request,
                        const ph_benchmark *benchmark, const ph_run_subject *subject)
{
    ph_worker_add_command(arguments, PH_WORKER_COMMAND_COUNT);
    ph_add_subject_arguments(arguments, subject);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_WORKLOAD, benchmark->workload->name);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SEED, request->seed);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_INPUT_BYTES,
                         MIN(benchmark->input_bytes, INPUT_BYTES));
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CHUNK_BYTES,
                         MIN(benchmark->chunk_bytes, INPUT_BYTES));
    g_ptr_array_add(arguments, NULL);
}

static const char *chosen_by(const ph_worker_outcome *outcome, const char *subject)
{
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (ph_event_is(event, PH_EVENT_SUBJECT) &&
            strcmp(ph_event_text(event, "name"), subject) == 0)
            return ph_event_text(event, "chosen");
    }
    return "";
}

/* Negative and error when there is no count. */
static double read_instructions(const cJSON *event, work_sensor sensor, const char *folder,
                                const char *library, GPtrArray *hot, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("%s/" OUTPUT_NAME ".%d", folder, (int)ph_event_number(event, "file"));
    double instructions;

    if (sensor == SENSOR_CPU)
        return ph_event_number(event, "instructions");
    return ph_callgrind_file_read(path, library, &instructions, hot, error) ? instructions : -1.0;
}

/* One event "count". */
static arm_work *read_work(const ph_worker_outcome *outcome, const cJSON *event, work_sensor sensor,
                           const char *folder, const char *library)
{
    const char *reason = ph_event_text(event, "reason");
    arm_work *work = g_new0(arm_work, 1);
    g_autoptr(GError) cause = NULL;
    double instructions;

    work->subject = g_strdup(ph_event_text(event, "name"));
    work->level = g_strdup(ph_event_text(event, "level"));
    work->chosen = ph_error_printable(chosen_by(outcome, work->subject));
    work->hot = g_ptr_array_new_with_free_func(g_free);
    work->instructions_per_item = NAN;
    if (*reason) {
        work->reason = ph_error_printable(reason);
        return work;
    }
    instructions = read_instructions(event, sensor, folder, library, work->hot, &cause);
    if (cause)
        work->reason = g_strdup(cause->message);
    else
        work->instructions_per_item = instructions / ph_event_number(event, "items");
    return work;
}

static gboolean fail_not_to_be_had(work_sensor sensor, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s",
                sensor == SENSOR_CPU
                    ? "this machine lends no counter of instructions"
                    : "this perfharness was built without valgrind's header (package valgrind)");
    return FALSE;
}

/* Died, refused, or had nothing to count: in its words. */
static gboolean check_end(const ph_worker_outcome *outcome, const ph_run_subject *subject,
                          work_sensor sensor, GError **error)
{
    const char *under = sensor == SENSOR_CPU ? "" : "under valgrind ";
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    g_autofree char *reason = NULL;

    if (outcome->end == PH_WORKER_COMPLETE && !rejected)
        return TRUE;
    if (rejected || refused)
        reason = ph_error_printable(ph_event_text(rejected ? rejected : refused, "reason"));
    else
        reason = g_strdup_printf("%s %s", subject->name, outcome->how);
    g_set_error(error, PH_ERROR, PH_ERROR_SUBJECT_CRASH, "%s%s%s", under, reason,
                *under ? " (valgrind knows no AVX-512)" : "");
    return FALSE;
}

static GPtrArray *read_answer(const ph_worker_outcome *outcome, const ph_run_subject *subject,
                              work_sensor sensor, const char *folder, GError **error)
{
    const char *source = sensor == SENSOR_CPU ? "cpu" : "callgrind";
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(work_free);

    if (ph_worker_is_stopped(outcome->end, error) || !check_end(outcome, subject, sensor, error))
        return NULL;
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (!ph_event_is(event, PH_EVENT_COUNT))
            continue;
        if (strcmp(ph_event_text(event, "source"), source) != 0) {
            (void)fail_not_to_be_had(sensor, error);
            return NULL;
        }
        g_ptr_array_add(all, read_work(outcome, event, sensor, folder, subject->path));
    }
    return g_steal_pointer(&all);
}

static GPtrArray *count_in(const char *folder, const ph_run_request *request,
                           const ph_benchmark *benchmark, const ph_run_subject *subject,
                           work_sensor sensor, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_auto(ph_worker_outcome) outcome = { 0 };
    g_autofree char *valgrind = NULL;
    ph_worker_host host = request->host;

    if (sensor == SENSOR_CALLGRIND) {
        valgrind = g_find_program_in_path("valgrind");
        if (!valgrind) {
            g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                        "valgrind is not installed (package valgrind)");
            return NULL;
        }
        add_callgrind(arguments, host.program, folder);
        host.program = valgrind;
        host.is_under_valgrind = TRUE;
        host.hang_timeout_us *= CALLGRIND_SLOWDOWN;
    }
    add_request(arguments, request, benchmark, subject);
    if (!ph_worker_run(&host, (const char *const *)arguments->pdata, &outcome, error))
        return NULL;
    return read_answer(&outcome, subject, sensor, folder, error);
}

/*
 * Count one build in one benchmark, on at most 64 KiB of its data.
 *
 * @return arm_work for each arm, owned by the array. NULL and error: PH_ERROR_ENVIRONMENT when this
 *         sensor is not to be had here at all, PH_ERROR_SUBJECT_CRASH when the build dies under it,
 *         PH_ERROR_TIMEOUT, PH_ERROR_INTERRUPTED, and whatever keeps a worker from starting.
 */
static GPtrArray *count_build(const ph_run_request *request, const ph_benchmark *benchmark,
                              const ph_run_subject *subject, work_sensor sensor, GError **error)
{
    g_autoptr(ph_temporary_folder) folder = ph_temporary_folder_new("callgrind", error);

    return folder ? count_in(ph_temporary_folder_path(folder), request, benchmark, subject, sensor,
                             error)
                  : NULL;
}

static const arm_work *find_work(const ph_contrast_report *report, const GPtrArray *counts,
                                 const char *side, const ph_contrast *contrast)
{
    g_autofree char *name =
        g_strconcat(side, *contrast->variant ? "-" : "", contrast->variant, NULL);
    const ph_subject_info *info = ph_contrast_subject(report, name);

    for (guint i = 0; i < counts->len; i++) {
        const arm_work *work = counts->pdata[i];

        if (strcmp(work->subject, name) != 0 || strcmp(work->level, contrast->level) != 0)
            continue;
        /* Work of other code than was timed says nothing about that. */
        if (info && strcmp(info->chosen, work->chosen) != 0)
            return NULL;
        return work;
    }
    return NULL;
}

/* Whatever keeps an arm from being counted, or from being the code that was timed. */
static void note_missing(ph_contrast_report *report, const GPtrArray *counts)
{
    for (guint i = 0; i < counts->len; i++) {
        const arm_work *work = counts->pdata[i];
        const ph_subject_info *info = ph_contrast_subject(report, work->subject);

        if (work->reason)
            ph_contrast_note(report, "the work of %s at %s level is not counted: %s", work->subject,
                             work->level, work->reason);
        else if (info && strcmp(info->chosen, work->chosen) != 0)
            ph_contrast_note(report,
                             "work is not counted of what was timed as %s: valgrind does not know "
                             "that CPU, and there %s is chosen",
                             info->chosen, work->chosen);
    }
}

static void add_hot(ph_contrast *contrast, const GPtrArray *hot)
{
    for (guint i = 0; i < hot->len; i++)
        if (!g_ptr_array_find_with_equal_func(contrast->hot, hot->pdata[i], g_str_equal, NULL))
            g_ptr_array_add(contrast->hot, g_strdup(hot->pdata[i]));
}

/* Both counts of one arm; NULL where either is missing, for which there is a note already. */
static const arm_work *both_works(ph_contrast_report *report, const work_counts *counts,
                                  const char *side, const ph_contrast *contrast, double *ret_mean,
                                  double *range)
{
    const arm_work *first = find_work(report, counts->first, side, contrast);
    const arm_work *second = find_work(report, counts->second, side, contrast);

    if (!first || !second || first->reason || second->reason)
        return NULL;
    *ret_mean = (first->instructions_per_item + second->instructions_per_item) / 2.0;
    *range =
        MAX(*range, fabs(first->instructions_per_item - second->instructions_per_item) / *ret_mean);
    return first;
}

static void take_counts(ph_contrast_report *report, const ph_benchmark *benchmark,
                        const work_counts *base_counts, const work_counts *head_counts)
{
    note_missing(report, base_counts->first);
    note_missing(report, head_counts->first);
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];
        double base_mean = NAN, head_mean = NAN, range = 0.0;
        const arm_work *base =
            both_works(report, base_counts, PH_CONTRAST_BASE, contrast, &base_mean, &range);
        const arm_work *head =
            both_works(report, head_counts, PH_CONTRAST_HEAD, contrast, &head_mean, &range);

        if (strcmp(contrast->benchmark, benchmark->name) != 0 || !base || !head)
            continue;
        contrast->base_work = base_mean;
        contrast->head_work = head_mean;
        contrast->work_range = range;
        add_hot(contrast, base->hot);
        add_hot(contrast, head->hot);
    }
}

static gboolean is_measured(const ph_contrast_report *report, const ph_benchmark *benchmark)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (strcmp(contrast->benchmark, benchmark->name) == 0 &&
            contrast->state == PH_STATE_MEASURED)
            return TRUE;
    }
    return FALSE;
}

/* By the CPU where it can, else under callgrind; *sensor remembers which. */
static GPtrArray *count_by_either(const ph_run_request *request, const ph_benchmark *benchmark,
                                  const ph_run_subject *subject, work_sensor *sensor,
                                  GError **error)
{
    g_autoptr(GError) cause = NULL;
    GPtrArray *counts = count_build(request, benchmark, subject, *sensor, &cause);

    if (counts)
        return counts;
    if (*sensor == SENSOR_CALLGRIND || !g_error_matches(cause, PH_ERROR, PH_ERROR_ENVIRONMENT)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    *sensor = SENSOR_CALLGRIND;
    counts = count_build(request, benchmark, subject, *sensor, error);
    if (!counts && g_error_matches(*error, PH_ERROR, PH_ERROR_ENVIRONMENT))
        g_prefix_error(error, "%s; ", cause->message);
    return counts;
}

static gboolean count_twice(const ph_run_request *request, const ph_benchmark *benchmark,
                            guint side, work_sensor *sensor, work_counts *ret, GError **error)
{
    const ph_run_subject *subject = request->subjects->pdata[side];

    ret->first = count_by_either(request, benchmark, subject, sensor, error);
    if (ret->first)
        ret->second = count_by_either(request, benchmark, subject, sensor, error);
    return ret->second != NULL;
}

static gboolean add_benchmark(const ph_run_request *request, const ph_benchmark *benchmark,
                              work_sensor *sensor, ph_contrast_report *report, GError **error)
{
    g_auto(work_counts) base = { 0 };
    g_auto(work_counts) head = { 0 };

    if (!count_twice(request, benchmark, 0, sensor, &base, error) ||
        !count_twice(request, benchmark, 1, sensor, &head, error))
        return FALSE;
    take_counts(report, benchmark, &base, &head);
    return TRUE;
}

gboolean ph_work_add(const ph_run_request *request, ph_contrast_report *report, GError **error)
{
    PH_REQUIRE(request->subjects->len == 2);

    work_sensor sensor = SENSOR_CPU;

    for (guint i = 0; i < request->plan->len; i++) {
        const ph_benchmark *benchmark = request->plan->pdata[i];
        g_autoptr(GError) cause = NULL;

        if (!is_measured(report, benchmark) ||
            add_benchmark(request, benchmark, &sensor, report, &cause))
            continue;
        if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        if (g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT))
            ph_contrast_error(report, "%s: work is not counted: %s", ph_error_id(cause),
                              cause->message);
        else
            ph_contrast_note(report, "work is not counted: %s", cause->message);
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH))
            break; /* It would be the same for all others. */
    }
    return TRUE;
}
