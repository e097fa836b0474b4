/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/disturbance.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "perfharness/require.h"

enum {
    TEXT_MAX = 32768, /* The lines that are looked for stand within so much: some 400 CPUs. */
    STEAL_COLUMN = 7,
};

/* No counter: nothing can be said of its cause. */
static const uint64_t UNREAD = UINT64_MAX;

ph_thread_usage ph_thread_usage_read(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) != 0)
        return (ph_thread_usage){ 0 };
    return (ph_thread_usage){ (uint32_t)usage.ru_nivcsw, (uint32_t)usage.ru_majflt };
}

static bool read_text(int descriptor, char text[TEXT_MAX])
{
    const ssize_t length = descriptor < 0 ? -1 : pread(descriptor, text, TEXT_MAX - 1, 0);

    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* The number behind a name and what separates them: spaces, and a colon in some files. */
static uint64_t number_behind(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    char *end;

    if (!at)
        return UNREAD;
    at += strlen(name);
    at += strspn(at, " \t:");
    const uint64_t number = strtoull(at, &end, 10);
    return end == at ? UNREAD : number;
}

static uint64_t read_number(int descriptor, const char *name, char text[TEXT_MAX])
{
    return read_text(descriptor, text) ? number_behind(text, name) : UNREAD;
}

/* In ticks of the clock. */
static uint64_t read_steal(const ph_disturbance *disturbance, char text[TEXT_MAX])
{
    const char *at;
    char *end = NULL;

    if (!read_text(disturbance->cpu_times, text))
        return UNREAD;
    at = strstr(text, disturbance->cpu_name);
    if (!at)
        return UNREAD;
    at += strlen(disturbance->cpu_name);
    for (int column = 0; column < STEAL_COLUMN; column++) {
        (void)strtoull(at, &end, 10);
        if (end == at)
            return UNREAD;
        at = end;
    }
    return number_behind(at, " ");
}

static uint64_t read_throttling(const ph_disturbance *disturbance, char text[TEXT_MAX])
{
    uint64_t periods = UNREAD;

    for (size_t i = 0; i < disturbance->throttling_count; i++) {
        const uint64_t here = read_number(disturbance->throttling[i], "nr_throttled", text);

        if (here != UNREAD)
            periods = periods == UNREAD ? here : periods + here;
    }
    return periods;
}

/* Those that move while a thread has its CPU; the others in now stay. */
static void read_running(const ph_disturbance *disturbance, uint64_t now[PH_NOISE_COUNT])
{
    char text[TEXT_MAX];

    now[PH_NOISE_STEAL] = read_steal(disturbance, text);
    now[PH_NOISE_MEMORY_STALL] = read_number(disturbance->memory, "total=", text);
}

/* Those that move only when it loses its CPU; likewise. */
static void read_lost(const ph_disturbance *disturbance, uint64_t now[PH_NOISE_COUNT])
{
    char text[TEXT_MAX];

    now[PH_NOISE_THROTTLING] = read_throttling(disturbance, text);
    now[PH_NOISE_MIGRATION] = read_number(disturbance->scheduling, "se.nr_migrations", text);
    const ph_thread_usage usage = ph_thread_usage_read();
    now[PH_NOISE_MAJOR_FAULT] = usage.major_faults;
    now[PH_NOISE_SWITCH] = usage.involuntary_switches;
}

void ph_disturbance_open(ph_disturbance *disturbance, const char *const *throttling_files,
                         size_t count)
{
    const int cpu = sched_getcpu();

    *disturbance = (ph_disturbance){
        .cpu_times = open("/proc/stat", O_RDONLY | O_CLOEXEC),
        .memory = open("/proc/pressure/memory", O_RDONLY | O_CLOEXEC),
        .scheduling = open("/proc/thread-self/sched", O_RDONLY | O_CLOEXEC),
    };
    (void)snprintf(disturbance->cpu_name, sizeof(disturbance->cpu_name), "cpu%d ", cpu);
    for (size_t i = 0; i < count && i < PH_THROTTLING_FILES_MAX; i++)
        disturbance->throttling[disturbance->throttling_count++] =
            open(throttling_files[i], O_RDONLY | O_CLOEXEC);
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++)
        disturbance->first[cause] = UNREAD;
    read_running(disturbance, disturbance->first);
    read_lost(disturbance, disturbance->first);
    memcpy(disturbance->last, disturbance->first, sizeof(disturbance->last));
}

static void close_if_open(int descriptor)
{
    if (descriptor >= 0)
        (void)close(descriptor);
}

void ph_disturbance_close(ph_disturbance *disturbance)
{
    close_if_open(disturbance->cpu_times);
    close_if_open(disturbance->memory);
    close_if_open(disturbance->scheduling);
    for (size_t i = 0; i < disturbance->throttling_count; i++)
        close_if_open(disturbance->throttling[i]);
}

uint32_t ph_disturbance_read(ph_disturbance *disturbance, bool has_lost_cpu)
{
    uint64_t now[PH_NOISE_COUNT];
    uint32_t moved = 0;

    memcpy(now, disturbance->last, sizeof(now));
    read_running(disturbance, now);
    if (has_lost_cpu)
        read_lost(disturbance, now);
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const uint64_t last = disturbance->last[cause];

        /* Less than before: a virtual machine that was moved to another host. */
        if (now[cause] != UNREAD && last != UNREAD && now[cause] > last)
            moved |= PH_NOISE_BIT(cause);
        disturbance->last[cause] = now[cause];
    }
    return moved;
}

bool ph_disturbance_total(const ph_disturbance *disturbance, ph_noise_cause cause, uint64_t *ret)
{
    PH_REQUIRE(cause < PH_NOISE_COUNT);

    const uint64_t first = disturbance->first[cause], last = disturbance->last[cause];
    const bool is_known = first != UNREAD && last != UNREAD && last >= first;

    *ret = is_known ? last - first : 0;
    return is_known;
}
