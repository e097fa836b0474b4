/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/work_count.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "explain/callgrind_profile.h"
#include "measure/counted_call.h"
#include "storage/temporary_folder.h"

enum { CALLGRIND_SLOWDOWN = 50 }; /* About so much longer a call takes there, at most. */

#define OUTPUT_NAME "count"

static void work_free(gpointer data)
{
    ph_arm_work *work = data;

    g_free(work->subject);
    g_free(work->level);
    g_free(work->chosen);
    g_free(work->reason);
    g_free(work->events_missing);
    g_ptr_array_unref(work->hot);
    g_clear_pointer(&work->profile, ph_callgrind_profile_free);
    g_free(work);
}

/* What stands before the worker's own arguments. */
static void add_callgrind(GPtrArray *arguments, const char *worker, const char *folder)
{
    /* vgdb's pipes would stay behind: the sandbox lets nobody remove a file. */
    static const char *const options[] = {
        "--tool=callgrind", "--quiet", "--command-line-only=yes", "--vgdb=no", "--instr-atstart=no",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
        g_ptr_array_add(arguments, g_strdup(options[i]));
    ph_callgrind_profile_add_options(arguments);
    g_ptr_array_add(arguments, g_strdup_printf("--callgrind-out-file=%s/" OUTPUT_NAME, folder));
    g_ptr_array_add(arguments, g_strdup(worker));
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

/* The instructions of all items. FALSE and error when there is no count. */
static gboolean read_instructions(const cJSON *event, ph_work_sensor sensor, const char *folder,
                                  const char *library, ph_arm_work *work, double *ret,
                                  GError **error)
{
    g_autofree char *path =
        g_strdup_printf("%s/" OUTPUT_NAME ".%d", folder, (int)ph_event_number(event, "file"));

    if (sensor != PH_WORK_SENSOR_CALLGRIND) {
        *ret = ph_event_number(event, "instructions");
        return TRUE;
    }
    work->profile = ph_callgrind_profile_read(path, error);
    if (!work->profile)
        return FALSE;
    ph_callgrind_profile_add_hot(work->profile, library, work->hot);
    *ret = work->profile->instructions;
    return TRUE;
}

static void read_events(const cJSON *event, ph_arm_work *work)
{
    const char *missing = ph_event_text(event, "events_missing");

    if (*missing)
        work->events_missing = ph_error_printable(missing);
#define X(id, words, config) work->events[PH_CPU_EVENT_##id] = ph_event_number(event, #id);
    PH_CPU_EVENT_LIST(X)
#undef X
}

/* One event "count". */
static ph_arm_work *read_work(const ph_worker_outcome *outcome, const cJSON *event,
                              ph_work_sensor sensor, const char *folder, const char *library)
{
    const char *reason = ph_event_text(event, "reason");
    ph_arm_work *work = g_new0(ph_arm_work, 1);
    g_autoptr(GError) cause = NULL;
    double instructions;

    work->subject = g_strdup(ph_event_text(event, "name"));
    work->level = g_strdup(ph_event_text(event, "level"));
    work->chosen = ph_error_printable(chosen_by(outcome, work->subject));
    work->hot = g_ptr_array_new_with_free_func(g_free);
    work->instructions_per_item = NAN;
    if (*reason) {
        work->reason = ph_error_printable(reason);
        work->is_faulty = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(event, "fault"));
        return work;
    }
    work->items = ph_event_number(event, "items");
    read_events(event, work);
    if (read_instructions(event, sensor, folder, library, work, &instructions, &cause))
        work->instructions_per_item = instructions / work->items;
    else
        work->reason = g_strdup(cause->message);
    return work;
}

static gboolean fail_not_to_be_had(ph_work_sensor sensor, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s",
                sensor == PH_WORK_SENSOR_CPU
                    ? "this machine lends no counter of instructions"
                    : "this perfharness was built without valgrind's header (package valgrind)");
    return FALSE;
}

static GPtrArray *read_answer(const ph_worker_outcome *outcome, const ph_counted_call *what,
                              ph_work_sensor sensor, const char *folder, GError **error)
{
    const char *source = sensor == PH_WORK_SENSOR_CPU ? "cpu" : "callgrind";
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(work_free);

    if (!ph_counted_call_check(what, outcome, sensor == PH_WORK_SENSOR_CALLGRIND, error))
        return NULL;
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (!ph_event_is(event, PH_EVENT_COUNT))
            continue;
        if (sensor != PH_WORK_SENSOR_NONE && strcmp(ph_event_text(event, "source"), source) != 0) {
            (void)fail_not_to_be_had(sensor, error);
            return NULL;
        }
        g_ptr_array_add(all, read_work(outcome, event, sensor, folder, what->subject->path));
    }
    return g_steal_pointer(&all);
}

static GPtrArray *count_in(const char *folder, const ph_counted_call *what, ph_work_sensor sensor,
                           GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_auto(ph_worker_outcome) outcome = { 0 };
    g_autofree char *valgrind = NULL;
    ph_worker_host host = what->request->host;

    host.is_counted = TRUE;
    if (sensor == PH_WORK_SENSOR_CALLGRIND) {
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
    ph_counted_call_ask(arguments, what);
    if (!ph_worker_run(&host, (const char *const *)arguments->pdata, &outcome, error))
        return NULL;
    return read_answer(&outcome, what, sensor, folder, error);
}

static GPtrArray *count_by(const ph_counted_call *what, ph_work_sensor sensor, GError **error)
{
    g_autoptr(ph_temporary_folder) folder = ph_temporary_folder_new("callgrind", error);

    return folder ? count_in(ph_temporary_folder_path(folder), what, sensor, error) : NULL;
}

/* By whoever can, the CPU first. */
static GPtrArray *count_by_whom(const ph_counted_call *what, ph_work_sensor *sensor, GError **error)
{
    g_autoptr(GError) cause = NULL;
    GPtrArray *counts = count_by(what, *sensor, &cause);

    if (counts)
        return counts;
    if (*sensor == PH_WORK_SENSOR_CALLGRIND ||
        !g_error_matches(cause, PH_ERROR, PH_ERROR_ENVIRONMENT)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return NULL;
    }
    *sensor = PH_WORK_SENSOR_CALLGRIND;
    counts = count_by(what, *sensor, error);
    if (!counts && g_error_matches(*error, PH_ERROR, PH_ERROR_ENVIRONMENT))
        g_prefix_error(error, "%s; ", cause->message);
    return counts;
}

static gboolean is_any_faulty(const GPtrArray *counts)
{
    for (guint i = 0; i < counts->len; i++)
        if (((const ph_arm_work *)counts->pdata[i])->is_faulty)
            return TRUE;
    return FALSE;
}

/* Of what valgrind could not run, or ran wrongly: is it so without it? NULL and error as
 * ph_work_count() has them. */
static GPtrArray *look_without(const ph_counted_call *what, const char *reason, GError **error)
{
    GPtrArray *looked = count_by(what, PH_WORK_SENSOR_NONE, error);

    for (guint i = 0; looked && i < looked->len; i++) {
        ph_arm_work *work = looked->pdata[i];

        work->instructions_per_item = NAN;
        if (!work->reason)
            work->reason = g_strdup(reason);
    }
    return looked;
}

GPtrArray *ph_work_count(const ph_run_request *request, const ph_benchmark *benchmark,
                         const ph_run_subject *subject, guint draw, ph_work_sensor *sensor,
                         GError **error)
{
    const ph_counted_call what = { request, benchmark, subject, NULL, draw, FALSE };
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) counts = count_by_whom(&what, sensor, &cause);

    if (*sensor == PH_WORK_SENSOR_CALLGRIND) {
        if (counts && is_any_faulty(counts))
            return look_without(&what, "under valgrind an answer is wrong", error);
        if (cause && g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH))
            return look_without(&what, cause->message, error);
    }
    if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    return g_steal_pointer(&counts);
}

GPtrArray *ph_work_count_events(const ph_run_request *request, const ph_benchmark *benchmark,
                                const ph_run_subject *subject, GError **error)
{
    const ph_counted_call what = { request, benchmark, subject, NULL, 0, TRUE };

    return count_by(&what, PH_WORK_SENSOR_NONE, error);
}
