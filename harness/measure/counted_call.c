/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/counted_call.h"

#include "error/error.h"
#include "measure/discover.h"

enum {
    INPUT_BYTES_MAX = 64 * 1024, /* One call's, which is all that is counted. */
    OWN_DATA_LAUNCH = 1,         /* The first one looks at all records of a file. */
};

void ph_counted_call_ask(GPtrArray *arguments, const ph_counted_call *call)
{
    const uint64_t bytes = MIN(call->benchmark->chunk_bytes, INPUT_BYTES_MAX);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_COUNT);
    ph_add_subject_arguments(arguments, call->subject);
    ph_add_data_arguments(arguments, call->benchmark);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_SEED, call->request->seed);
    if (!call->benchmark->workload)
        ph_worker_add_number(arguments, PH_WORKER_OPTION_LAUNCH, OWN_DATA_LAUNCH);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_DRAW, call->draw);
    if (call->has_events)
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_CPU_EVENTS);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_INPUT_BYTES, bytes);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CHUNK_BYTES, bytes);
    for (guint i = 0; call->skips && i < call->skips->len; i++)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_SKIP, call->skips->pdata[i]);
    g_ptr_array_add(arguments, NULL);
}

gboolean ph_counted_call_check(const ph_counted_call *call, const ph_worker_outcome *outcome,
                               gboolean is_under_valgrind, GError **error)
{
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    g_autofree char *reason = NULL;

    if (ph_worker_is_stopped(outcome->end, error))
        return FALSE;
    if (outcome->end == PH_WORKER_COMPLETE && !rejected)
        return TRUE;
    if (rejected || refused)
        reason = ph_error_printable(ph_event_text(rejected ? rejected : refused, "reason"));
    else
        reason = g_strdup_printf("%s %s", call->subject->name, outcome->how);
    g_set_error(error, PH_ERROR,
                /* It was not the build that refused. */
                refused && !rejected && !is_under_valgrind ? PH_ERROR_ENVIRONMENT
                                                           : PH_ERROR_SUBJECT_CRASH,
                "%s%s%s", is_under_valgrind ? "under valgrind " : "", reason,
                is_under_valgrind ? " (valgrind knows no AVX-512)" : "");
    return FALSE;
}
