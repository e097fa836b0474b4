/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/threads_json.h"

#include <math.h>

#include "document/json_member.h"

void ph_threads_json_add(cJSON *entry, const ph_thread_use *use)
{
    cJSON *threads = use ? cJSON_AddObjectToObject(entry, "threads") : NULL;

    if (!use)
        return;
    cJSON_AddNumberToObject(threads, "count", use->count);
    if (use->cpus)
        cJSON_AddStringToObject(threads, "cpus", use->cpus);
    if (use->shares_cores)
        cJSON_AddTrueToObject(threads, "shares_cores");
    if (!isnan(use->slowdown))
        cJSON_AddNumberToObject(threads, "slowdown", use->slowdown);
    if (!isnan(use->start_ns))
        cJSON_AddNumberToObject(threads, "start_ns", use->start_ns);
    if (isnan(use->speed_up))
        return;
    cJSON_AddNumberToObject(threads, "speed_up", use->speed_up);
    ph_json_add_interval(threads, "speed_up_ci95", use->speed_up_ci95);
    cJSON_AddNumberToObject(threads, "efficiency", ph_thread_use_efficiency(use));
}

ph_thread_use *ph_threads_json_read(const cJSON *entry)
{
    const cJSON *threads = ph_json_member(entry, "threads");
    ph_thread_use *use;

    if (!threads)
        return NULL;
    use = ph_thread_use_new((guint)ph_json_count(threads, "count"));
    use->cpus = ph_json_printable(threads, "cpus");
    use->shares_cores = cJSON_IsTrue(ph_json_member(threads, "shares_cores"));
    use->slowdown = ph_json_number(threads, "slowdown");
    use->start_ns = ph_json_number(threads, "start_ns");
    use->speed_up = ph_json_number(threads, "speed_up");
    use->speed_up_ci95 = ph_json_interval(threads, "speed_up_ci95");
    return use;
}
