/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* sched_setaffinity */
#include "fitness/thread_cost.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>

#include "fitness/shared_core.h"
#include "model/statistics.h"
#include "worker/noise.h"

enum { PAIRS_MAX = 3, STARTS = 101 };

static void measure_pairs(ph_thread_cpus *cpus, guint cpu)
{
    guint tried = 0;

    for (guint i = 0; i < cpus->cpus->len && tried < PAIRS_MAX; i++) {
        const guint other = g_array_index(cpus->cpus, guint, i);
        ph_core_pair pair;

        if (other == cpu)
            continue;
        tried++;
        ph_core_pair_measure(cpu, other, &pair);
        if (pair.sharing != PH_CORE_SHARED)
            continue;
        cpus->shares_cores = TRUE;
        cpus->slowdown = isnan(cpus->slowdown) ? pair.slowdown : MAX(cpus->slowdown, pair.slowdown);
    }
}

static void *end_at_once(void *data)
{
    return data;
}

/* NAN: they cannot be started. */
static double start_once(pthread_t *threads, guint count)
{
    const uint64_t begun_ns = ph_clock_ns();
    guint started = 0;

    while (started < count && pthread_create(&threads[started], NULL, end_at_once, NULL) == 0)
        started++;
    for (guint i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    return started == count ? (double)(ph_clock_ns() - begun_ns) : NAN;
}

/* On all of these CPUs, as a subject is: what it starts may be on any of them. */
static gpointer measure_start(gpointer data)
{
    ph_thread_cpus *cpus = data;
    const guint count = cpus->cpus->len - 1;
    g_autofree pthread_t *threads = g_new(pthread_t, count);
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(double));
    cpu_set_t set;

    CPU_ZERO(&set);
    for (guint i = 0; i < cpus->cpus->len; i++)
        if (g_array_index(cpus->cpus, guint, i) < CPU_SETSIZE)
            CPU_SET(g_array_index(cpus->cpus, guint, i), &set);
    if (sched_setaffinity(0, sizeof(set), &set) != 0)
        return NULL;
    for (int i = 0; i < STARTS; i++) {
        const double start_ns = start_once(threads, count);

        if (isnan(start_ns))
            return NULL;
        g_array_append_val(starts, start_ns);
    }
    cpus->start_ns = ph_quantile(starts, 0.5);
    return NULL;
}

void ph_thread_cost_measure(ph_thread_cpus *cpus, guint cpu)
{
    if (cpus->cpus->len < 2)
        return;
    measure_pairs(cpus, cpu);
    g_thread_join(g_thread_new("starts", measure_start, cpus));
}
