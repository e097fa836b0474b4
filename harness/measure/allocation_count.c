/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/allocation_count.h"

#include <string.h>

#include "error/error.h"
#include "measure/discover.h"
#include "measure/worker_process.h"
#include "perfharness/require.h"
#include "version/version.h"

enum {
    INPUT_BYTES_MAX = 64 * 1024, /* One call's, which is all that is counted. */
    BYTES_PER_KIB = 1024,
};

static void arm_free(gpointer data)
{
    ph_arm_allocations *arm = data;

    g_free(arm->subject);
    g_free(arm->level);
    ph_allocations_free(arm->counted);
    g_free(arm);
}

const char *ph_allocation_count_missing(void)
{
    return *ph_version_built.sanitizers
               ? "this perfharness was built with sanitizers, which have an allocator of their own"
               : NULL;
}

static GPtrArray *make_arguments(const ph_run_request *request, const ph_benchmark *benchmark,
                                 const ph_run_subject *subject, const GPtrArray *skips, guint draw)
{
    const uint64_t bytes = MIN(benchmark->chunk_bytes, INPUT_BYTES_MAX);
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_COUNT);
    ph_add_subject_arguments(arguments, subject);
    ph_worker_add_option(arguments, PH_WORKER_OPTION_WORKLOAD, benchmark->workload->name);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SEED, request->seed);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_DRAW, draw);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_INPUT_BYTES, bytes);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CHUNK_BYTES, bytes);
    for (guint i = 0; skips && i < skips->len; i++)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_SKIP, skips->pdata[i]);
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

/* What keeps the count from being all that it allocates; the caller frees it. NULL: nothing does.
 */
static char *why_unseen(const cJSON *event)
{
    const double elsewhere = ph_event_number(event, "elsewhere_bytes");

    if (elsewhere > 0.0)
        return g_strdup_printf("it has an allocator of its own: %.0f KiB of its memory did not "
                               "come from malloc()",
                               elsewhere / BYTES_PER_KIB);
    return NULL;
}

/* One event "count". */
static ph_arm_allocations *read_arm(const cJSON *event)
{
    const char *reason = ph_event_text(event, "reason");
    ph_arm_allocations *arm = g_new0(ph_arm_allocations, 1);
    ph_allocations *counted = g_new0(ph_allocations, 1);

    arm->subject = g_strdup(ph_event_text(event, "name"));
    arm->level = g_strdup(ph_event_text(event, "level"));
    arm->counted = counted;
    counted->records = ph_event_count(event, "records");
    counted->items = ph_event_count(event, "items");
    counted->peak_resident_bytes = ph_event_count(event, "peak_resident_bytes");
    counted->unseen = *reason ? ph_error_printable(reason) : why_unseen(event);
    if (counted->unseen)
        return arm;
#define X(member, what, of, least) counted->member = ph_event_count(event, #member);
    PH_ALLOCATION_LIST(X)
#undef X
    return arm;
}

/* Died, refused, or had nothing to count: in its words. */
static gboolean check_end(const ph_worker_outcome *outcome, const ph_run_subject *subject,
                          GError **error)
{
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    g_autofree char *reason = NULL;

    if (outcome->end == PH_WORKER_COMPLETE && !rejected)
        return TRUE;
    if (rejected || refused)
        reason = ph_error_printable(ph_event_text(rejected ? rejected : refused, "reason"));
    else
        reason = g_strdup_printf("%s %s", subject->name, outcome->how);
    g_set_error_literal(error, PH_ERROR,
                        refused && !rejected ? PH_ERROR_ENVIRONMENT : PH_ERROR_SUBJECT_CRASH,
                        reason);
    return FALSE;
}

static GPtrArray *read_answer(const ph_worker_outcome *outcome, const ph_run_subject *subject,
                              GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(arm_free);

    if (ph_worker_is_stopped(outcome->end, error) || !check_end(outcome, subject, error))
        return NULL;
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (!ph_event_is(event, PH_EVENT_COUNT))
            continue;
        if (strcmp(ph_event_text(event, "source"), "allocator") != 0) {
            g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                        "nothing can be loaded before the C library here");
            return NULL;
        }
        g_ptr_array_add(all, read_arm(event));
    }
    return g_steal_pointer(&all);
}

GPtrArray *ph_allocation_count(const ph_run_request *request, const ph_benchmark *benchmark,
                               const ph_run_subject *subject, const GPtrArray *skips, guint draw,
                               GError **error)
{
    PH_REQUIRE(benchmark->workload != NULL);

    g_autoptr(GPtrArray) arguments = NULL;
    g_auto(ph_worker_outcome) outcome = { 0 };
    ph_worker_host host = request->host;

    if (ph_allocation_count_missing()) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_ENVIRONMENT, ph_allocation_count_missing());
        return NULL;
    }
    arguments = make_arguments(request, benchmark, subject, skips, draw);
    host.is_counted = TRUE;
    host.is_interposed = TRUE;
    if (!ph_worker_run(&host, (const char *const *)arguments->pdata, &outcome, error))
        return NULL;
    return read_answer(&outcome, subject, error);
}
