/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/launch_latency.h"

#include <math.h>
#include <string.h>

static GArray *times_of(const cJSON *event)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(double));
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(event, "ns"))
    {
        if (cJSON_IsNumber(item))
            g_array_append_val(times, item->valuedouble);
    }
    return times;
}

static void read_quantiles(GArray *times, ph_launch_latency *ret)
{
    ret->calls = times->len;
    if (times->len < PH_LATENCY_CALLS_MIN)
        return;
    ret->values[PH_LATENCY_p50_ns] = ph_quantile(times, 0.50);
    ret->values[PH_LATENCY_p95_ns] = ph_quantile(times, 0.95);
    ret->values[PH_LATENCY_p99_ns] = ph_quantile(times, 0.99);
}

static void read_calls(const cJSON *event, ph_launch_latency *ret)
{
    const double records = ph_event_number(event, "records");
    g_autoptr(GArray) times = times_of(event);

    ret->calls_set_aside += ph_event_count(event, "set_aside");
    for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
        if (records != ph_call_records(count))
            continue;
        if (count == PH_CALL_OF_1)
            read_quantiles(times, ret);
        else if (times->len >= PH_LATENCY_MEDIAN_OF_CALLS)
            ret->values[ph_latency_of_calls(count)] = ph_quantile(times, 0.5);
    }
}

static void read_start(const cJSON *event, ph_launch_latency *ret)
{
    static const ph_latency_id ids[] = { PH_LATENCY_load_ns, PH_LATENCY_open_ns,
                                         PH_LATENCY_parse_ns, PH_LATENCY_first_record_ns };

    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++)
        ret->values[ids[i]] = ph_event_number(event, ph_latency_member(ids[i]));
}

static gboolean is_of(const cJSON *event, const char *subject, const char *level)
{
    return strcmp(ph_event_text(event, "name"), subject) == 0 &&
           strcmp(ph_event_text(event, "level"), level) == 0;
}

ph_launch_latency *ph_launch_latency_read(const ph_worker_outcome *outcome, const char *subject,
                                          const char *level)
{
    g_autofree ph_launch_latency *latency = g_new0(ph_launch_latency, 1);
    gboolean is_any = FALSE;

    for (guint id = 0; id < PH_LATENCY_COUNT; id++)
        latency->values[id] = NAN;
    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];

        if (ph_event_is(event, PH_EVENT_CALLS) && is_of(event, subject, level)) {
            read_calls(event, latency);
            is_any = TRUE;
        } else if (ph_event_is(event, PH_EVENT_START) && is_of(event, subject, level)) {
            read_start(event, latency);
            is_any = TRUE;
        }
    }
    return is_any ? g_steal_pointer(&latency) : NULL;
}
