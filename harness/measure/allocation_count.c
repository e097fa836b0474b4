/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/allocation_count.h"

#include <string.h>

#include "error/error.h"
#include "measure/counted_call.h"
#include "version/version.h"

enum { BYTES_PER_KIB = 1024 };

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

static GPtrArray *read_answer(const ph_worker_outcome *outcome, const ph_counted_call *call,
                              GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(arm_free);

    if (!ph_counted_call_check(call, outcome, FALSE, error))
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
    const ph_counted_call call = { request, benchmark, subject, skips, draw, FALSE };
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    g_auto(ph_worker_outcome) outcome = { 0 };
    ph_worker_host host = request->host;

    if (ph_allocation_count_missing()) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_ENVIRONMENT, ph_allocation_count_missing());
        return NULL;
    }
    ph_counted_call_ask(arguments, &call);
    host.is_counted = TRUE;
    host.is_interposed = TRUE;
    if (!ph_worker_run(&host, (const char *const *)arguments->pdata, &outcome, error))
        return NULL;
    return read_answer(&outcome, &call, error);
}
