/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/instruction_counter.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef PH_HAS_CALLGRIND
#include <valgrind/callgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_DUMP_STATS
#endif

static int open_cpu_counter(void)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof(attributes),
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .disabled = 1,
        .pinned = 1, /* Shared in turns with others it would only be an estimate. */
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };

    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

ph_instruction_counter ph_instruction_counter_open(void)
{
    ph_instruction_counter counter = { PH_INSTRUCTION_SOURCE_CALLGRIND, -1 };

    if (RUNNING_ON_VALGRIND)
        return counter;
    counter.descriptor = open_cpu_counter();
    counter.source =
        counter.descriptor < 0 ? PH_INSTRUCTION_SOURCE_NONE : PH_INSTRUCTION_SOURCE_CPU;
    return counter;
}

void ph_instruction_counter_close(ph_instruction_counter *counter)
{
    if (counter->descriptor >= 0)
        (void)close(counter->descriptor);
    counter->descriptor = -1;
}

const char *ph_instruction_counter_source(const ph_instruction_counter *counter)
{
    static const char *const names[] = {
#define X(name, text) text,
        PH_INSTRUCTION_SOURCE_LIST(X)
#undef X
    };

    return names[counter->source];
}

void ph_instruction_counter_start(const ph_instruction_counter *counter)
{
    if (counter->source == PH_INSTRUCTION_SOURCE_CPU) {
        (void)ioctl(counter->descriptor, PERF_EVENT_IOC_RESET, 0);
        (void)ioctl(counter->descriptor, PERF_EVENT_IOC_ENABLE, 0);
    } else if (counter->source == PH_INSTRUCTION_SOURCE_CALLGRIND) {
        CALLGRIND_ZERO_STATS;
        CALLGRIND_START_INSTRUMENTATION;
    }
}

bool ph_instruction_counter_stop(const ph_instruction_counter *counter, uint64_t *ret)
{
    *ret = 0;
    if (counter->source == PH_INSTRUCTION_SOURCE_CPU) {
        (void)ioctl(counter->descriptor, PERF_EVENT_IOC_DISABLE, 0);
        return read(counter->descriptor, ret, sizeof(*ret)) == (ssize_t)sizeof(*ret) && *ret > 0;
    }
    if (counter->source == PH_INSTRUCTION_SOURCE_CALLGRIND) {
        CALLGRIND_STOP_INSTRUMENTATION;
        CALLGRIND_DUMP_STATS;
    }
    return true;
}
