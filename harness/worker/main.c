/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perfharness-worker: one launch. Loads the subjects, proves that each gives the right answer,
 * times them, proves it again, and says all of it in JSON lines on standard output. Or counts the
 * instructions they take or what they allocate, or asks them for single values, how they lay out a
 * copybook, or their lines of a file's records, or proves such lines.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "worker/beacon.h"
#include "worker/bench.h"
#include "worker/call_times.h"
#include "worker/chance.h"
#include "worker/check.h"
#include "worker/count.h"
#include "worker/events.h"
#include "worker/layouts.h"
#include "worker/noise.h"
#include "worker/prove.h"
#include "worker/record_lines.h"
#include "worker/referee.h"
#include "worker/report.h"
#include "worker/request.h"
#include "worker/sampling.h"
#include "worker/sandbox.h"
#include "worker/stream.h"
#include "worker/vectors.h"

/* Where all are out, no subject could read the copybook as it is; or there is none. */
static bool has_arm(const ph_bench *bench)
{
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!bench->arms[i].is_out)
            return true;
    return false;
}

static bool describe(ph_bench *bench)
{
    if (has_arm(bench) && !bench->request->is_copybook_only) {
        ph_beacon_phase(PH_PHASE_DATA);
        if (!ph_bench_prepare_data(bench))
            return false;
        ph_report_arms(bench);
    }
    ph_event_send(ph_event_new(PH_EVENT_DONE));
    return true;
}

static bool answer_vectors(ph_bench *bench)
{
    if (!ph_vectors_answer(bench))
        return false;
    ph_event_send(ph_event_new(PH_EVENT_DONE));
    return true;
}

static bool describe_layouts(ph_bench *bench)
{
    if (!ph_layouts_describe(bench))
        return false;
    ph_event_send(ph_event_new(PH_EVENT_DONE));
    return true;
}

static bool write_lines(ph_bench *bench)
{
    if (!ph_record_lines_write(bench))
        return false;
    ph_event_send(ph_event_new(PH_EVENT_DONE));
    return true;
}

static bool prove(ph_bench *bench)
{
    if (!ph_prove_lines(bench))
        return false;
    ph_event_send(ph_event_new(PH_EVENT_DONE));
    return true;
}

static bool count(ph_bench *bench)
{
    ph_beacon_phase(PH_PHASE_DATA);
    if (!ph_bench_prepare_data(bench))
        return false;
    ph_report_arms(bench);
    if (!ph_count_all(bench))
        return false;
    ph_event_send(ph_event_new(PH_EVENT_DONE));
    return true;
}

static double peak_resident_bytes(void)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

/* One launch, of which the single calls are only taken where the request has them. */
typedef struct measuring {
    ph_bench *bench;
    ph_proof *proofs; /* By arm. */
    ph_calls calls;
} measuring;

/* Data, the first calls and the proof: what is no start-up, and not timed. */
static bool prepare(measuring *m)
{
    ph_bench *bench = m->bench;

    ph_beacon_phase(PH_PHASE_DATA);
    if (!ph_bench_prepare_data(bench))
        return false;
    ph_report_arms(bench);
    if (bench->request->has_calls) {
        ph_beacon_phase(PH_PHASE_CALLS);
        if (!ph_calls_prepare(bench, &m->calls))
            return false;
        ph_calls_take_first(&m->calls);
    }
    ph_beacon_phase(PH_PHASE_CHECK);
    return ph_check_all(bench, m->proofs);
}

static bool take_calls(measuring *m)
{
    if (!m->bench->request->has_calls)
        return true;
    ph_beacon_phase(PH_PHASE_CALLS);
    return ph_calls_take(&m->calls, m->proofs);
}

static void report(const measuring *m, const ph_launch_facts *facts)
{
    for (size_t i = 0; i < m->bench->arm_count; i++)
        ph_report_arm(m->bench, &m->bench->arms[i], &m->proofs[i]);
    if (m->bench->request->has_calls)
        ph_report_calls(&m->calls);
    ph_report_done(facts);
}

static bool measure_with(measuring *m)
{
    ph_launch_facts facts;
    uint64_t apart_ns = ph_clock_ns();

    if (!prepare(m))
        return false;
    apart_ns = ph_clock_ns() - apart_ns;
    ph_beacon_phase(PH_PHASE_CALIBRATE);
    ph_calibrate(m->bench, m->proofs);
    ph_beacon_phase(PH_PHASE_SAMPLE);
    ph_sample(m->bench, m->proofs, &facts);
    if (!take_calls(m))
        return false;
    ph_beacon_phase(PH_PHASE_RECHECK);
    ph_recheck_all(m->bench, m->proofs);
    ph_beacon_phase(PH_PHASE_END);
    facts.first_sample_ns -= (double)apart_ns; /* Data and check time are not start-up. */
    facts.peak_resident_bytes = peak_resident_bytes();
    report(m, &facts);
    return true;
}

static bool measure(ph_bench *bench)
{
    measuring m = { .bench = bench, .proofs = calloc(PH_ARMS_MAX, sizeof(*m.proofs)) };
    const bool is_done = m.proofs && measure_with(&m);

    ph_calls_free(&m.calls);
    free(m.proofs);
    return is_done;
}

static bool carry_out(ph_bench *bench)
{
    switch (bench->request->command) {
    case PH_WORKER_COMMAND_DESCRIBE: return describe(bench);
    case PH_WORKER_COMMAND_MEASURE: return measure(bench);
    case PH_WORKER_COMMAND_REFEREE: return ph_referee_serve(bench);
    case PH_WORKER_COMMAND_STREAM: return ph_stream_serve(bench);
    case PH_WORKER_COMMAND_COUNT: return count(bench);
    case PH_WORKER_COMMAND_VECTORS: return answer_vectors(bench);
    case PH_WORKER_COMMAND_LAYOUT: return describe_layouts(bench);
    case PH_WORKER_COMMAND_DECODE: return write_lines(bench);
    case PH_WORKER_COMMAND_PROVE: return prove(bench);
    }
    return false;
}

static ph_random seed_random(const ph_request *request)
{
    ph_random random = { request->seed };

    random.state = ph_random_next(&random) ^ request->launch;
    (void)ph_random_next(&random);
    return random;
}

/* Who counts is for the worker to open: a subject has no use for it that is ours. */
static void open_counters(const ph_request *request, ph_bench *bench)
{
    if (request->command != PH_WORKER_COMMAND_COUNT)
        return;
    bench->allocations = ph_allocation_counter_open();
    if (!bench->allocations.marks)
        bench->counter = ph_instruction_counter_open();
    if (request->has_events)
        ph_cpu_events_open(&bench->events, ph_cpu_events_usual, PH_CPU_EVENT_COUNT);
}

int main(int argc, char **argv)
{
    ph_request request;

    /* A worker must not outlive the harness that started it. */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* What subjects start is in this group, unless they see to it that it is not. */
    (void)setpgid(0, 0);
    ph_clock_keep();
    if (!ph_request_parse(argc, argv, &request))
        return EXIT_FAILURE;
    ph_events_open();
    ph_beacon_attach(request.beacon_descriptor);

    ph_bench bench = { .request = &request,
                       .random = seed_random(&request),
                       .counter = PH_INSTRUCTION_COUNTER_NONE };
    open_counters(&request, &bench);
    /* From here on nothing of ours needs what a subject may not do. */
    if (!ph_sandbox_before_loading(&request))
        return EXIT_FAILURE;
    ph_report_ready();
    if (request.command == PH_WORKER_COMMAND_COUNT)
        ph_chance_give(request.seed, request.draw);
    ph_beacon_phase(PH_PHASE_LOAD);
    if (!ph_bench_load(&request, &bench) || !ph_sandbox_after_opening())
        return EXIT_FAILURE;
    const bool is_done = carry_out(&bench);
    ph_beacon_phase(PH_PHASE_END);
    ph_bench_free(&bench);
    /* Past this point only destructors of subjects would run, and nothing they do matters. */
    _exit(is_done ? EXIT_SUCCESS : EXIT_FAILURE);
}
