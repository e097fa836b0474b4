/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/count.h"

#include <stdlib.h>

#include <sys/resource.h>

#include "perfharness/require.h"
#include "worker/beacon.h"
#include "worker/check.h"
#include "worker/events.h"
#include "worker/named_allocator.h"

/* The slot that is counted: the rest of the data would only be more of the same. */
enum { COUNTED = 0 };

enum { BYTES_PER_KB = 1024 };

/* Other bytes than those of the proof: who remembers these has all the work to do again. Of a
 * user's own records there are no others: ret stays empty. */
static bool make_fresh_data(const ph_bench *bench, ph_data_set *ret)
{
    if (!bench->data.workload)
        return true;

    ph_request request = *bench->request;
    /* Not bench->random: how often that was asked may differ between two builds. */
    ph_random random = { request.seed };
    char reason[PH_REASON_MAX];

    request.seed = ph_random_next(&random);
    if (ph_data_set_generate(&request, ph_random_next(&random), ret, reason))
        return true;
    ph_event_send_refused("memory", reason);
    return false;
}

static void exchange(ph_data_set *a, ph_data_set *b)
{
    const ph_data_set kept = *a;

    *a = *b;
    *b = kept;
}

static bool run(ph_bench *bench, ph_arm *arm, ph_subject_outcome *outcome)
{
    ph_beacon_enter((uint32_t)(arm - bench->arms));
    const bool is_ok = ph_arm_run(arm, &bench->data, COUNTED, 0, &bench->window, outcome);
    ph_beacon_leave();
    return is_ok;
}

/* The proof has left the heap to others, and what is loaded at a first call is loaded. */
static void warm(ph_bench *bench, ph_arm *arm, ph_proof *proof)
{
    ph_subject_outcome outcome;

    if (!run(bench, arm, &outcome))
        ph_proof_fail(bench, arm, COUNTED, &outcome, proof, "fails before it is counted");
}

/* What one call took, by whoever counts here. */
typedef struct counts {
    uint64_t instructions;
    uint64_t events[PH_CPU_EVENT_COUNT];
    ph_allocation_counts allocations;
} counts;

static void await(ph_bench *bench, ph_arm *arm)
{
    if (bench->data.workload)
        ph_check_await(bench, arm, COUNTED);
    else
        ph_output_window_poison(&bench->window, ph_arm_extent_max(arm, &bench->data));
}

/* Of a user's own records the answer must be the one that was proven. */
static void examine(ph_bench *bench, ph_arm *arm, bool is_ok, ph_subject_outcome *outcome,
                    ph_proof *proof)
{
    if (bench->data.workload)
        ph_check_examine(bench, arm, COUNTED, is_ok, outcome, proof);
    else if (!is_ok)
        ph_proof_fail(bench, arm, COUNTED, outcome, proof, "fails while it is counted");
    else if (!ph_check_window(bench, arm, COUNTED, outcome))
        ph_proof_void(arm, proof, "the output that was counted is not what it was before");
}

/* False when the CPU's counter was taken away meanwhile. */
static bool count_call(ph_bench *bench, ph_arm *arm, counts *ret, ph_proof *proof)
{
    const bool has_allocations = bench->allocations.marks != NULL;
    ph_subject_outcome outcome;

    await(bench, arm);
    if (has_allocations)
        ph_allocation_counter_start(&bench->allocations);
    ph_cpu_events_start(&bench->events);
    ph_instruction_counter_start(&bench->counter);
    const bool is_ok = run(bench, arm, &outcome);
    const bool is_counted = ph_instruction_counter_stop(&bench->counter, &ret->instructions);
    ph_cpu_events_stop(&bench->events, ret->events);
    if (has_allocations)
        ph_allocation_counter_stop(&bench->allocations, &ret->allocations);
    examine(bench, arm, is_ok, &outcome, proof);
    return is_counted;
}

static double record_count(const ph_bench *bench)
{
    return (double)ph_data_set_chunk_in(&bench->data, COUNTED)->record_count;
}

static double item_count(const ph_bench *bench, const ph_arm *arm)
{
    const ph_chunk *chunk = ph_data_set_chunk_in(&bench->data, COUNTED);

    return (double)(ph_arm_is_kernel(arm) ? ph_arm_cell_count(&bench->data, chunk)
                                          : chunk->record_count);
}

/* What is counted, and what went before it. */
typedef struct counting {
    ph_bench *bench;   /* Its data are those of the proof, but while a call is counted. */
    ph_data_set fresh; /* Of as many records; empty: they are the user's, which there are once. */
    ph_proof *proofs;  /* By arm. */
    int files;         /* That callgrind wrote: one for each call; it numbers them from 1. */
} counting;

/* The CPU's count is 0 where it goes to a file, or nobody counts: the answer is looked at all the
 * same. False when the CPU's counter was taken away meanwhile. */
static bool count_warm(counting *c, ph_arm *arm, counts *ret, ph_proof *proof)
{
    bool is_counted;

    *ret = (counts){ 0 };
    if (!arm->is_out)
        warm(c->bench, arm, proof);
    if (arm->is_out)
        return true;
    if (c->bench->data.workload)
        exchange(&c->bench->data, &c->fresh);
    is_counted = count_call(c->bench, arm, ret, proof);
    if (c->bench->data.workload)
        exchange(&c->bench->data, &c->fresh);
    c->files++;
    return is_counted;
}

/* Taken from the kernel by an allocator that is called, and not counted. */
static uint64_t elsewhere_bytes(const counting *c, const ph_arm *arm)
{
    const uint64_t mapped = c->bench->data.memory_length + c->fresh.memory_length;

    return ph_named_allocator_is_there(arm->library->handle)
               ? 0
               : ph_allocation_counter_elsewhere(&c->bench->allocations, mapped);
}

static void add_allocations(const counting *c, const ph_arm *arm,
                            const ph_allocation_counts *allocations, cJSON *event)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    cJSON_AddNumberToObject(event, "calls", (double)allocations->calls);
    cJSON_AddNumberToObject(event, "bytes", (double)allocations->bytes);
    cJSON_AddNumberToObject(event, "peak_live_bytes", (double)allocations->peak_live_bytes);
    cJSON_AddNumberToObject(event, "peak_resident_bytes", (double)usage.ru_maxrss * BYTES_PER_KB);
    cJSON_AddNumberToObject(event, "elsewhere_bytes", (double)elsewhere_bytes(c, arm));
}

/* What the CPU counted beside instructions, or why it did not; nothing, where nobody asks. */
static void add_events(const counting *c, const counts *counted, cJSON *event)
{
    const ph_cpu_events *events = &c->bench->events;

    if (*events->missing)
        cJSON_AddStringToObject(event, "events_missing", events->missing);
    if (!events->is_open)
        return;
#define X(id, words, config)                                                                       \
    cJSON_AddNumberToObject(event, #id, (double)counted->events[PH_CPU_EVENT_##id]);
    PH_CPU_EVENT_LIST(X)
#undef X
}

/* "none", "cpu", "callgrind", "allocator". */
static const char *source_of(const ph_bench *bench)
{
    return bench->allocations.marks ? "allocator" : ph_instruction_counter_source(&bench->counter);
}

static void count_arm(counting *c, ph_arm *arm)
{
    ph_proof *proof = &c->proofs[arm - c->bench->arms];
    const ph_instruction_counter *counter = &c->bench->counter;
    counts counted;
    const bool is_counted = count_warm(c, arm, &counted, proof);
    cJSON *event = ph_event_new(PH_EVENT_COUNT);

    cJSON_AddStringToObject(event, "name", arm->name);
    cJSON_AddStringToObject(event, "level", ph_arm_level(arm));
    cJSON_AddStringToObject(event, "source", source_of(c->bench));
    cJSON_AddNumberToObject(event, "records", record_count(c->bench));
    cJSON_AddNumberToObject(event, "items", item_count(c->bench, arm));
    if (proof->is_void) {
        cJSON_AddStringToObject(event, "reason", proof->reason);
        cJSON_AddTrueToObject(event, "fault");
    } else if (!is_counted)
        cJSON_AddStringToObject(event, "reason",
                                "the CPU's counter of instructions was lent to someone else");
    else if (c->bench->allocations.marks)
        add_allocations(c, arm, &counted.allocations, event);
    else if (counter->source == PH_INSTRUCTION_SOURCE_CPU)
        cJSON_AddNumberToObject(event, "instructions", (double)counted.instructions);
    else if (counter->source == PH_INSTRUCTION_SOURCE_CALLGRIND)
        cJSON_AddNumberToObject(event, "file", c->files);
    add_events(c, &counted, event);
    ph_event_send(event);
}

static bool count_with(counting *c)
{
    ph_bench *bench = c->bench;

    ph_beacon_phase(PH_PHASE_CHECK);
    if (!ph_check_all(bench, c->proofs) || !make_fresh_data(bench, &c->fresh))
        return false;
    ph_beacon_phase(PH_PHASE_COUNT);
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!ph_arm_is_limit(&bench->arms[i]))
            count_arm(c, &bench->arms[i]);
    ph_data_set_free(&c->fresh);
    return true;
}

bool ph_count_all(ph_bench *bench)
{
    PH_REQUIRE(bench->request->command == PH_WORKER_COMMAND_COUNT);

    counting c = { .bench = bench, .proofs = calloc(PH_ARMS_MAX, sizeof(*c.proofs)) };
    bool is_done = false;

    if (c.proofs)
        is_done = count_with(&c);
    else
        ph_event_send_refused("memory", "no memory for the proofs");
    ph_instruction_counter_close(&bench->counter);
    ph_cpu_events_close(&bench->events);
    free(c.proofs);
    return is_done;
}
