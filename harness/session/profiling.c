/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/profiling.h"

#include <stdlib.h>
#include <string.h>

#include "compare/work_count.h"
#include "error/error.h"
#include "explain/call_tree.h"

/* What users wait for. */
#define USUAL_LEVEL "file"

/* Of the time that a call may take: under callgrind that is much longer, and nothing waits here. */
enum { PATIENCE_DIVISOR = 20 };

static const char *variant_of(const ph_arm_work *work, const ph_run_subject *subject)
{
    const char *variant = work->subject + MIN(strlen(subject->name), strlen(work->subject));

    return *variant == '-' ? variant + 1 : variant;
}

/* The first that fits, but one of the usual level first. */
static const ph_arm_work *find(const GPtrArray *counts, const ph_run_subject *subject,
                               ph_profiled_arm arm)
{
    const ph_arm_work *found = NULL;

    for (guint i = 0; i < counts->len; i++) {
        const ph_arm_work *work = counts->pdata[i];

        if ((arm.level && strcmp(work->level, arm.level) != 0) ||
            strcmp(variant_of(work, subject), arm.variant ? arm.variant : "") != 0)
            continue;
        if (!found || strcmp(work->level, USUAL_LEVEL) == 0)
            found = work;
    }
    return found;
}

static void refuse_arm(const GPtrArray *counts, const ph_benchmark *benchmark,
                       const ph_run_subject *subject, GError **error)
{
    g_autoptr(GString) arms = g_string_new(NULL);

    for (guint i = 0; i < counts->len; i++) {
        const ph_arm_work *work = counts->pdata[i];
        const char *variant = variant_of(work, subject);

        g_string_append_printf(arms, "%s--level %s%s%s", i ? ", " : "", work->level,
                               *variant ? " --variant " : "", variant);
    }
    (void)ph_refuse(error, PH_ERROR_USAGE, "%s has no such arm in %s: it has %s", subject->name,
                    benchmark->name, arms->len ? arms->str : "none");
}

static gboolean has_count(const ph_arm_work *work, const ph_benchmark *benchmark, GError **error)
{
    return !work->reason ||
           ph_refuse(error, work->is_faulty ? PH_ERROR_MISMATCH : PH_ERROR_ENVIRONMENT,
                     "%s: %s at %s level: %s", benchmark->name, work->subject, work->level,
                     work->reason);
}

/* Whether it can be loaded at all, and what it is. */
static gboolean describe(const ph_run_request *request, ph_measurement *measurement, GError **error)
{
    const char *why;
    ph_error code;

    if (!ph_run_describe(request, measurement, error))
        return FALSE;
    if (!measurement->errors->len)
        return TRUE;
    why = measurement->errors->pdata[0];
    code = ph_error_code_of(why);
    if (code == PH_ERROR_COUNT)
        return ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "%s", why);
    return ph_refuse(error, code, "%s", why + strlen(ph_error_code_id(code)) + strlen(": "));
}

/* As the kernel names it where it is mapped. */
static char *mapped_path(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real ? real : path);

    free(real);
    return copy;
}

/* NULL: it is not said. */
static const char *version_of(const ph_measurement *measurement, const char *subject)
{
    for (guint i = 0; i < measurement->subjects->len; i++) {
        const ph_subject_info *info = measurement->subjects->pdata[i];

        if (strcmp(info->name, subject) == 0)
            return info->version;
    }
    return NULL;
}

/* The same arm without callgrind: on the CPU as it is. */
static gboolean take_events(const ph_run_request *request, const ph_benchmark *benchmark,
                            const ph_run_subject *subject, const ph_arm_work *under_callgrind,
                            ph_work_profile *profile, GError **error)
{
    g_autoptr(GPtrArray) counts = ph_work_count_events(request, benchmark, subject, error);
    const ph_profiled_arm arm = { under_callgrind->level, variant_of(under_callgrind, subject) };
    const ph_arm_work *work = counts ? find(counts, subject, arm) : NULL;

    if (!counts)
        return FALSE;
    if (!work || !has_count(work, benchmark, error))
        return work || ph_refuse(error, PH_ERROR_SUBJECT_CRASH,
                                 "%s: what is there under valgrind is not without", subject->name);
    profile->events_missing = g_strdup(work->events_missing);
    for (guint i = 0; i < PH_CPU_EVENT_COUNT; i++)
        profile->events[i] = work->events[i];
    if (strcmp(work->chosen, under_callgrind->chosen) != 0)
        profile->chosen_otherwise =
            g_strdup_printf("valgrind does not know this CPU: there %s is chosen, and %s here",
                            under_callgrind->chosen, work->chosen);
    return TRUE;
}

static ph_work_profile *profile_of(const ph_run_request *request, const ph_benchmark *benchmark,
                                   const ph_run_subject *subject, const ph_arm_work *work,
                                   GError **error)
{
    g_autofree char *library = mapped_path(subject->path);
    g_autofree char *program = mapped_path(request->host.program);
    ph_work_profile *profile = ph_call_tree(work->profile, library, program, error);

    if (!profile)
        return NULL;
    profile->benchmark = ph_error_printable(benchmark->name);
    profile->level = g_strdup(work->level);
    profile->subject = ph_error_printable(work->subject);
    profile->items = work->items;
    profile->is_kernel = strcmp(work->level, "kernel") == 0;
    return profile;
}

static ph_work_profile *count(const ph_run_request *request, const ph_benchmark *benchmark,
                              const ph_run_subject *subject, ph_profiled_arm arm, GError **error)
{
    ph_work_sensor sensor = PH_WORK_SENSOR_CALLGRIND;
    g_autoptr(GPtrArray) counts = ph_work_count(request, benchmark, subject, 0, &sensor, error);
    const ph_arm_work *work = counts ? find(counts, subject, arm) : NULL;
    g_autoptr(ph_work_profile) profile = NULL;

    if (!counts)
        return NULL;
    if (!work) {
        refuse_arm(counts, benchmark, subject, error);
        return NULL;
    }
    if (has_count(work, benchmark, error))
        profile = profile_of(request, benchmark, subject, work, error);
    if (!profile || !take_events(request, benchmark, subject, work, profile, error))
        return NULL;
    return g_steal_pointer(&profile);
}

ph_work_profile *ph_profiling(const ph_measuring_session *session, const ph_benchmark *benchmark,
                              const ph_run_subject *subject, ph_profiled_arm arm, GError **error)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    ph_run_request request = session->request;
    ph_work_profile *profile;

    request.host.hang_timeout_us /= PATIENCE_DIVISOR;
    if (!describe(&request, measurement, error))
        return NULL;
    profile = count(&request, benchmark, subject, arm, error);
    if (profile)
        profile->version = g_strdup(version_of(measurement, profile->subject));
    return profile;
}
