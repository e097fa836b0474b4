/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* sched_setaffinity */
#include "fitness/shared_core.h"

#include <math.h>
#include <sched.h>
#include <time.h>

#include "model/statistics.h"
#include "worker/noise.h"

enum { ROUNDS = 10, SLICE_MS = 20, PROBES_MAX = 1 << 14 };
#define NS_PER_MS UINT64_C(1000000)

/* Two busy threads of one core get half to two thirds of it each; separate cores keep it all. */
#define SHARED_MEDIAN 1.15
#define SHARED_ROUND  1.08
#define APART_MEDIAN  1.05
/* So many of the rounds must agree. */
#define AGREEING_SHARE 0.8
/* The other CPU counts as busy when its thread ran for so much of the slice. */
#define BUSY_SHARE 0.5
/* Of a slice's probes, those that nothing else disturbed. */
#define QUIET_QUANTILE 0.25

typedef struct core_trial {
    guint measured_cpu;
    guint other_cpu;
    GMutex lock;
    GCond changed;
    gboolean is_busy_wanted; /* Under the lock, as the next. */
    gboolean is_over;
    gboolean is_other_bound;
    gint stop;        /* Atomic: end this busy time. */
    uint64_t busy_ns; /* CPU time of the last one; the other thread's while it lasts. */
    GArray *slowdowns;
} core_trial;

static gboolean bind_thread(guint cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (cpu >= CPU_SETSIZE)
        return FALSE;
    CPU_SET(cpu, &set);
    return sched_setaffinity(0, sizeof(set), &set) == 0;
}

static uint64_t thread_cpu_ns(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000 * NS_PER_MS + (uint64_t)now.tv_nsec;
}

/* The other CPU's thread: busy when it is told to be, else asleep. */
static gpointer keep_busy(gpointer data)
{
    core_trial *trial = data;
    const gboolean is_bound = bind_thread(trial->other_cpu);

    g_mutex_lock(&trial->lock);
    trial->is_other_bound = is_bound;
    for (;;) {
        while (!trial->is_busy_wanted && !trial->is_over)
            g_cond_wait(&trial->changed, &trial->lock);
        if (trial->is_over)
            break;
        g_mutex_unlock(&trial->lock);
        const uint64_t before_ns = thread_cpu_ns();
        while (!g_atomic_int_get(&trial->stop))
            (void)ph_throughput_probe_ns();
        g_mutex_lock(&trial->lock);
        trial->busy_ns = thread_cpu_ns() - before_ns;
        trial->is_busy_wanted = FALSE;
        g_cond_signal(&trial->changed);
    }
    g_mutex_unlock(&trial->lock);
    return NULL;
}

static double quiet_probe_ns(void)
{
    g_autoptr(GArray) probes = g_array_sized_new(FALSE, FALSE, sizeof(double), PROBES_MAX);
    const uint64_t end_ns = ph_clock_ns() + SLICE_MS * NS_PER_MS;

    do {
        const double probe_ns = (double)ph_throughput_probe_ns();

        g_array_append_val(probes, probe_ns);
    } while (ph_clock_ns() < end_ns && probes->len < PROBES_MAX);
    return ph_quantile(probes, QUIET_QUANTILE);
}

/* NAN when the other CPU could not be kept busy. */
static double probe_beside_busy(core_trial *trial)
{
    g_atomic_int_set(&trial->stop, 0);
    g_mutex_lock(&trial->lock);
    trial->is_busy_wanted = TRUE;
    g_cond_signal(&trial->changed);
    g_mutex_unlock(&trial->lock);

    const uint64_t start_ns = ph_clock_ns();
    const double probe_ns = quiet_probe_ns();
    const double slice_ns = (double)(ph_clock_ns() - start_ns);

    g_atomic_int_set(&trial->stop, 1);
    g_mutex_lock(&trial->lock);
    while (trial->is_busy_wanted)
        g_cond_wait(&trial->changed, &trial->lock);
    const gboolean was_busy =
        trial->is_other_bound && (double)trial->busy_ns > BUSY_SHARE * slice_ns;
    g_mutex_unlock(&trial->lock);
    return was_busy ? probe_ns : NAN;
}

/* The measured CPU's thread. Alone and beside in mirrored order, so that drift cancels out. */
static gpointer take_rounds(gpointer data)
{
    core_trial *trial = data;

    if (!bind_thread(trial->measured_cpu))
        return NULL;
    for (int round = 0; round < ROUNDS; round++) {
        const gboolean is_alone_first = round % 2 == 0;
        double alone_ns = is_alone_first ? quiet_probe_ns() : 0.0;
        const double beside_ns = probe_beside_busy(trial);

        if (!is_alone_first)
            alone_ns = quiet_probe_ns();
        const double slowdown = beside_ns / alone_ns;
        if (isfinite(slowdown))
            g_array_append_val(trial->slowdowns, slowdown);
    }
    return NULL;
}

ph_core_pair ph_core_pair_judge(GArray *slowdowns)
{
    ph_core_pair pair = { .sharing = PH_CORE_UNCLEAR, .slowdown = NAN };
    guint slowed = 0;

    if (slowdowns->len < ROUNDS / 2)
        return pair;
    for (guint i = 0; i < slowdowns->len; i++)
        slowed += g_array_index(slowdowns, double, i) > SHARED_ROUND ? 1 : 0;
    pair.slowdown = ph_quantile(slowdowns, 0.5);
    if (pair.slowdown >= SHARED_MEDIAN && slowed >= AGREEING_SHARE * slowdowns->len)
        pair.sharing = PH_CORE_SHARED;
    else if (pair.slowdown <= APART_MEDIAN &&
             slowdowns->len - slowed >= AGREEING_SHARE * slowdowns->len)
        pair.sharing = PH_CORE_APART;
    return pair;
}

void ph_core_pair_measure(guint measured_cpu, guint other_cpu, ph_core_pair *ret)
{
    g_autoptr(GArray) slowdowns = g_array_new(FALSE, FALSE, sizeof(double));
    core_trial trial = { .measured_cpu = measured_cpu,
                         .other_cpu = other_cpu,
                         .slowdowns = slowdowns };

    g_mutex_init(&trial.lock);
    g_cond_init(&trial.changed);
    GThread *other = g_thread_new("busy", keep_busy, &trial);
    g_thread_join(g_thread_new("probe", take_rounds, &trial));
    g_mutex_lock(&trial.lock);
    trial.is_over = TRUE;
    g_cond_signal(&trial.changed);
    g_mutex_unlock(&trial.lock);
    g_thread_join(other);
    g_mutex_clear(&trial.lock);
    g_cond_clear(&trial.changed);
    *ret = ph_core_pair_judge(slowdowns);
}
