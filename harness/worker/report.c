/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/report.h"

#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "worker/events.h"

/* From linux/mempolicy.h: the modes of get_mempolicy(2) by number. */
static const char *memory_policy_name(int mode)
{
    static const char *const names[] = { "default", "preferred", "bind", "interleave", "local" };

    return mode >= 0 && (size_t)mode < sizeof(names) / sizeof(*names) ? names[mode] : "other";
}

static void add_cpus(cJSON *event)
{
    cJSON *cpus = cJSON_AddArrayToObject(event, "cpus");
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) != 0)
        return;
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set))
            cJSON_AddItemToArray(cpus, cJSON_CreateNumber((double)cpu));
}

static void add_memory_policy(cJSON *event)
{
    unsigned long nodes[64] = { 0 };
    int mode = 0;
    cJSON *list;

    if (syscall(SYS_get_mempolicy, &mode, nodes, sizeof(nodes) * 8, NULL, 0) != 0) {
        cJSON_AddNullToObject(event, "memory_policy");
        return;
    }
    cJSON_AddStringToObject(event, "memory_policy", memory_policy_name(mode & 0xff));
    list = cJSON_AddArrayToObject(event, "memory_nodes");
    for (size_t bit = 0; bit < sizeof(nodes) * 8; bit++)
        if (nodes[bit / (sizeof(*nodes) * 8)] >> bit % (sizeof(*nodes) * 8) & 1)
            cJSON_AddItemToArray(list, cJSON_CreateNumber((double)bit));
}

void ph_report_ready(void)
{
    cJSON *event = ph_event_new(PH_EVENT_READY);

    cJSON_AddNumberToObject(event, "pid", getpid());
    add_cpus(event);
    add_memory_policy(event);
    ph_event_send(event);
}

/* What a pass over the input counts for: of copybooks, as often as they are read. */
static double pass_bytes(const ph_bench *bench)
{
    for (size_t i = 0; i < bench->arm_count; i++)
        if (bench->arms[i].kind == PH_ARM_COPYBOOK)
            return (double)bench->data.timed_chunk_count *
                   (double)bench->arms[i].asked.copybook_length;
    return (double)bench->data.timed_bytes;
}

void ph_report_arms(const ph_bench *bench)
{
    cJSON *event = ph_event_new(PH_EVENT_ARMS);
    cJSON *arms = cJSON_AddArrayToObject(event, "arms");

    for (size_t i = 0; i < bench->arm_count; i++) {
        cJSON *arm = cJSON_CreateObject();

        cJSON_AddStringToObject(arm, "name", bench->arms[i].name);
        cJSON_AddStringToObject(arm, "level", ph_arm_level(&bench->arms[i]));
        cJSON_AddItemToArray(arms, arm);
    }
    cJSON_AddNumberToObject(event, "input_bytes", pass_bytes(bench));
    cJSON_AddNumberToObject(event, "records", (double)bench->data.timed_records);
    cJSON_AddNumberToObject(event, "records_checked", (double)bench->data.total_records);
    cJSON_AddNumberToObject(event, "record_length", (double)bench->record_length);
    if (bench->data.also_fits < PH_FRAMING_COUNT)
        cJSON_AddStringToObject(event, "also_fits", ph_framing_name(bench->data.also_fits));
    cJSON_AddBoolToObject(event, "floats", bench->has_floats);
    ph_event_send(event);
}

static void add_blocks(cJSON *event, const ph_arm *arm)
{
    cJSON *ns = cJSON_AddArrayToObject(event, "ns");
    cJSON *bytes = cJSON_AddArrayToObject(event, "bytes");
    cJSON *probe_ns = cJSON_AddArrayToObject(event, "probe_ns");
    cJSON *switches = cJSON_AddArrayToObject(event, "involuntary_switches");

    for (size_t i = 0; i < arm->block_count; i++) {
        const ph_block *block = &arm->blocks[i];

        cJSON_AddItemToArray(ns, cJSON_CreateNumber((double)block->ns));
        cJSON_AddItemToArray(bytes, cJSON_CreateNumber((double)block->bytes));
        cJSON_AddItemToArray(probe_ns, cJSON_CreateNumber((double)block->probe_ns));
        cJSON_AddItemToArray(switches, cJSON_CreateNumber(block->involuntary_switches));
    }
}

/* The blocks that something disturbed, each with what may have been it: the cause is not known when
 * its list is empty. */
static void add_disturbed(cJSON *event, const ph_arm *arm)
{
    static const char *const names[] = {
#define X(name, member, text) [PH_NOISE_##name] = (member),
        PH_NOISE_LIST(X)
#undef X
    };
    cJSON *list = cJSON_AddArrayToObject(event, "disturbed");

    for (size_t i = 0; i < arm->block_count; i++) {
        const ph_block *block = &arm->blocks[i];
        cJSON *entry, *causes;

        if (!block->is_disturbed)
            continue;
        entry = cJSON_CreateObject();
        cJSON_AddNumberToObject(entry, "block", (double)i);
        causes = cJSON_AddArrayToObject(entry, "causes");
        for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++)
            if (block->causes & PH_NOISE_BIT(cause))
                cJSON_AddItemToArray(causes, cJSON_CreateString(names[cause]));
        cJSON_AddItemToArray(list, entry);
    }
}

/* Of one pass over the input: made, or read where they are encoded. */
static size_t line_bytes(const ph_bench *bench, const ph_arm *arm)
{
    size_t bytes = 0;

    for (size_t chunk = 0; chunk < bench->data.timed_chunk_count; chunk++)
        bytes += ph_arm_encodes(arm) ? bench->data.chunks[chunk].slot_length
                                     : arm->output_lengths[chunk];
    return bytes;
}

void ph_report_arm(const ph_bench *bench, const ph_arm *arm, const ph_proof *proof)
{
    cJSON *event = ph_event_new(PH_EVENT_ARM);
    char checksum[17];

    cJSON_AddStringToObject(event, "name", arm->name);
    cJSON_AddStringToObject(event, "level", ph_arm_level(arm));
    cJSON_AddBoolToObject(event, "void", proof->is_void);
    if (proof->is_void)
        cJSON_AddStringToObject(event, "reason", proof->reason);
    cJSON_AddNumberToObject(event, "records", (double)proof->records);
    cJSON_AddNumberToObject(event, "records_failed", (double)proof->records_failed);
    if (proof->records_proven > 0)
        cJSON_AddNumberToObject(event, "records_proven", (double)proof->records_proven);
    if (!proof->is_void) {
        (void)snprintf(checksum, sizeof(checksum), "%016" PRIx64, ph_check_total(bench, arm));
        cJSON_AddStringToObject(event, "checksum", checksum);
        if (ph_arm_has_records(arm))
            cJSON_AddNumberToObject(event, "output_bytes", (double)line_bytes(bench, arm));
        cJSON_AddNumberToObject(event, "block_calls", (double)arm->block_calls);
        add_blocks(event, arm);
        add_disturbed(event, arm);
    }
    ph_event_send(event);
}

static cJSON *arm_event(ph_event kind, const ph_arm *arm)
{
    cJSON *event = ph_event_new(kind);

    cJSON_AddStringToObject(event, "name", arm->name);
    cJSON_AddStringToObject(event, "level", ph_arm_level(arm));
    return event;
}

static void report_call_times(const ph_arm *arm, size_t records, const ph_call_times *times)
{
    cJSON *event = arm_event(PH_EVENT_CALLS, arm), *ns;

    cJSON_AddNumberToObject(event, "records", (double)records);
    ns = cJSON_AddArrayToObject(event, "ns");
    for (size_t i = 0; i < times->count; i++)
        cJSON_AddItemToArray(ns, cJSON_CreateNumber((double)times->ns[i]));
    cJSON_AddNumberToObject(event, "set_aside", (double)times->set_aside);
    ph_event_send(event);
}

static void report_start(const ph_arm *arm)
{
    cJSON *event = arm_event(PH_EVENT_START, arm);

    cJSON_AddNumberToObject(event, "load_ns", (double)arm->start.load_ns);
    cJSON_AddNumberToObject(event, "open_ns", (double)arm->start.open_ns);
    cJSON_AddNumberToObject(event, "parse_ns", (double)arm->start.parse_ns);
    cJSON_AddNumberToObject(event, "first_record_ns", (double)arm->start.first_record_ns);
    ph_event_send(event);
}

void ph_report_calls(const ph_calls *calls)
{
    for (size_t i = 0; i < calls->bench->arm_count; i++) {
        const ph_arm *arm = &calls->bench->arms[i];

        if (arm->is_out)
            continue;
        for (ph_call_count count = 0; count < PH_CALL_COUNTS; count++) {
            const ph_call_times *times = &calls->arms[i].times[count];

            if (times->count + times->set_aside > 0)
                report_call_times(arm, ph_calls_records(count), times);
        }
        if (arm->start.first_record_ns > 0)
            report_start(arm);
    }
}

void ph_report_done(const ph_launch_facts *facts)
{
    cJSON *event = ph_event_new(PH_EVENT_DONE);

#define X(fact)                                                                                    \
    if (!isnan(facts->fact))                                                                       \
        cJSON_AddNumberToObject(event, #fact, facts->fact);
    PH_LAUNCH_FACT_LIST(X)
#undef X
    ph_event_send(event);
}
