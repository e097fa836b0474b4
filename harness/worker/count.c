/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/count.h"

#include "perfharness/require.h"
#include "worker/beacon.h"
#include "worker/events.h"

static bool decode_all(ph_bench *bench, ph_arm *arm)
{
    ph_subject_outcome outcome;
    bool is_ok = true;

    for (size_t slot = 0; slot < bench->data.timed_chunk_count; slot++)
        is_ok &= ph_arm_run(arm, &bench->data, slot, 0, &bench->window, &outcome);
    return is_ok;
}

/* NULL, or why the arm cannot be counted. */
static const char *count_instructions(ph_bench *bench, ph_arm *arm,
                                      const ph_instruction_counter *counter, uint64_t *ret)
{
    if (!decode_all(bench, arm))
        return "it fails to decode the data";
    ph_instruction_counter_start(counter);
    const bool is_ok = decode_all(bench, arm);
    const bool is_counted = ph_instruction_counter_stop(counter, ret);
    if (!is_ok)
        return "it fails to decode data that it has decoded before";
    return is_counted ? NULL : "the CPU's counter of instructions was lent to someone else";
}

static double item_count(const ph_bench *bench, const ph_arm *arm)
{
    const uint64_t records = bench->data.timed_records;

    return (double)(arm->kind == PH_ARM_COLUMN ? records * bench->data.workload->field_count
                                               : records);
}

static void count_arm(ph_bench *bench, ph_arm *arm, int *files)
{
    const ph_instruction_counter *counter = &bench->counter;
    cJSON *event = ph_event_new(PH_EVENT_COUNT);
    const char *reason = NULL;
    uint64_t instructions = 0;

    cJSON_AddStringToObject(event, "name", arm->name);
    cJSON_AddStringToObject(event, "level", ph_arm_level(arm));
    cJSON_AddStringToObject(event, "source", ph_instruction_counter_source(counter));
    cJSON_AddNumberToObject(event, "items", item_count(bench, arm));
    if (counter->source != PH_INSTRUCTION_SOURCE_NONE) {
        ph_beacon_enter((uint32_t)(arm - bench->arms));
        reason = count_instructions(bench, arm, counter, &instructions);
        ph_beacon_leave();
    }
    if (reason)
        cJSON_AddStringToObject(event, "reason", reason);
    else if (counter->source == PH_INSTRUCTION_SOURCE_CPU)
        cJSON_AddNumberToObject(event, "instructions", (double)instructions);
    else if (counter->source == PH_INSTRUCTION_SOURCE_CALLGRIND)
        cJSON_AddNumberToObject(event, "file", ++*files); /* It numbers them from 1. */
    ph_event_send(event);
}

void ph_count_all(ph_bench *bench)
{
    PH_REQUIRE(bench->request->command == PH_WORKER_COMMAND_COUNT);

    int files = 0;

    for (size_t i = 0; i < bench->arm_count; i++)
        if (!ph_arm_is_limit(&bench->arms[i]))
            count_arm(bench, &bench->arms[i], &files);
    ph_instruction_counter_close(&bench->counter);
}
