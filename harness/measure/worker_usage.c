/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/worker_usage.h"

#include <math.h>

#include "system/host_counters.h"

#define COUNTED_OTHERWISE 1.10
#define SLACK_S           0.050
#define WAIT_S            0.004

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

double ph_worker_usage_cpu_s(const struct rusage *usage)
{
    return seconds(usage->ru_utime) + seconds(usage->ru_stime);
}

static ph_worker_usage now(gint steal_cpu)
{
    const double steal_s =
        steal_cpu < 0 ? NAN : ph_host_counters_read("", (guint)steal_cpu).steal_s;
    struct rusage children = { 0 };

    (void)getrusage(RUSAGE_CHILDREN, &children);
    return (ph_worker_usage){ .steal_cpu = steal_cpu,
                              .elapsed_s = (double)g_get_monotonic_time() / 1e6,
                              .cpu_s = ph_worker_usage_cpu_s(&children),
                              .steal_s = isnan(steal_s) ? 0.0 : steal_s,
                              .voluntary_gaps = (double)children.ru_nvcsw };
}

ph_worker_usage ph_worker_usage_begin(const ph_worker_host *host)
{
    return now(host->binder ? (gint)host->cpu : -1);
}

void ph_worker_usage_end(ph_worker_usage *usage)
{
    const ph_worker_usage end = now(usage->steal_cpu);

    usage->elapsed_s = end.elapsed_s - usage->elapsed_s;
    usage->cpu_s = end.cpu_s - usage->cpu_s;
    usage->steal_s = end.steal_s - usage->steal_s;
    usage->voluntary_gaps = end.voluntary_gaps - usage->voluntary_gaps;
}

double ph_worker_usage_limit_s(const ph_worker_usage *usage)
{
    const double on_cpu_s = usage->cpu_s * COUNTED_OTHERWISE + SLACK_S + usage->steal_s +
                            usage->voluntary_gaps * WAIT_S;

    /* Not all kernels count. */
    return usage->cpu_s > 0.0 ? fmin(on_cpu_s, usage->elapsed_s) : usage->elapsed_s;
}
