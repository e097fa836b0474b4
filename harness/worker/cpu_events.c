/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/cpu_events.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

const ph_cpu_event_kind ph_cpu_events_usual[PH_CPU_EVENT_COUNT] = {
#define X(id, words, config) { PERF_TYPE_HARDWARE, config },
    PH_CPU_EVENT_LIST(X)
#undef X
};

/* What the kernel writes of a group. */
typedef struct reading {
    uint64_t count;
    uint64_t enabled_ns, running_ns;
    uint64_t values[PH_CPU_EVENT_COUNT];
} reading;

static int open_one(ph_cpu_event_kind kind, int leader)
{
    struct perf_event_attr attributes = {
        .type = kind.type,
        .size = sizeof(attributes),
        .config = kind.config,
        .read_format =
            PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .disabled = leader < 0,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };

    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, leader, PERF_FLAG_FD_CLOEXEC);
}

static void say_missing(ph_cpu_events *events, int cause)
{
    const char *why = strerror(cause);

    if (cause == ENOENT || cause == ENODEV || cause == EOPNOTSUPP)
        why = "the kernel knows no counters of this CPU, as in most virtual machines";
    else if (cause == EACCES || cause == EPERM)
        why = "this user may not have them (/proc/sys/kernel/perf_event_paranoid above 2, or a "
              "container that forbids it)";
    (void)snprintf(events->missing, sizeof(events->missing), "%s", why);
}

void ph_cpu_events_open(ph_cpu_events *events, const ph_cpu_event_kind *kinds, size_t count)
{
    *events = (ph_cpu_events){ 0 };
    while (events->count < count) {
        const int descriptor =
            open_one(kinds[events->count], events->count ? events->descriptors[0] : -1);

        if (descriptor < 0) {
            const int cause = errno;

            ph_cpu_events_close(events);
            say_missing(events, cause);
            return;
        }
        events->descriptors[events->count++] = descriptor;
    }
    events->is_open = true;
}

void ph_cpu_events_close(ph_cpu_events *events)
{
    while (events->count > 0)
        (void)close(events->descriptors[--events->count]);
    events->is_open = false;
}

void ph_cpu_events_start(const ph_cpu_events *events)
{
    if (!events->is_open)
        return;
    (void)ioctl(events->descriptors[0], PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
    (void)ioctl(events->descriptors[0], PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
}

void ph_cpu_events_stop(ph_cpu_events *events, uint64_t *ret)
{
    reading read_now = { 0 };

    if (!events->is_open)
        return;
    (void)ioctl(events->descriptors[0], PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
    const ssize_t wanted =
        (ssize_t)(sizeof(read_now) - sizeof(read_now.values) + events->count * sizeof(uint64_t));
    if (read(events->descriptors[0], &read_now, sizeof(read_now)) != wanted ||
        read_now.running_ns != read_now.enabled_ns) {
        ph_cpu_events_close(events);
        (void)snprintf(events->missing, sizeof(events->missing),
                       "the CPU's counters were lent to someone else");
        return;
    }
    memcpy(ret, read_now.values, events->count * sizeof(uint64_t));
}
