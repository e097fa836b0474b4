/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * probe_cost measure ARGUMENT...: what probes and looks at the kernel's counters do to the figures.
 * Takes a worker's arguments, and times blocks of each arm as a worker does, in turn (ABBA) with
 * the same calls between two readings of the clock alone. Prints one line for each arm: how many
 * pairs, the time of the former over that of the latter, and its 95 % interval.
 *
 * probe_cost proof measure ARGUMENT...: what proof costs beside what is timed. Does a launch's
 * work, on as many bytes of a workload as a run plans, and prints one line, seconds of CPU time:
 * for the data, for all answers before, for blocks and what is checked among them, and for the
 * answers after.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "measure/plan.h"
#include "worker/block.h"
#include "worker/events.h"
#include "worker/noise.h"
#include "worker/sampling.h"

enum { PAIRS = 400 };
#define NORMAL_975 1.96 /* Of so many pairs Student's t is the normal distribution. */

/* Nobody listens: what stops the work is said, and all else is not. */
cJSON *ph_event_new(ph_event event)
{
    (void)event;
    return cJSON_CreateObject();
}

void ph_event_send(cJSON *event)
{
    const char *reason = cJSON_GetStringValue(cJSON_GetObjectItem(event, "reason"));

    if (reason)
        (void)fprintf(stderr, "probe_cost: %s\n", reason);
    cJSON_Delete(event);
}

void ph_event_send_refused(const char *why, const char *reason)
{
    (void)fprintf(stderr, "probe_cost: %s: %s\n", why, reason);
}

/* Logarithm of nanoseconds a byte. */
static double take_plain(ph_bench *bench, ph_arm *arm, size_t *slot)
{
    ph_subject_outcome outcome;
    uint64_t bytes = 0;
    const uint64_t start_ns = ph_clock_ns();

    for (uint64_t i = 0; i < arm->block_calls; i++) {
        (void)ph_arm_run(arm, &bench->data, *slot, 0, &bench->window, &outcome);
        bytes += ph_arm_bytes(arm, ph_data_set_chunk_in(&bench->data, *slot));
        *slot = (*slot + 1) % bench->data.timed_chunk_count;
    }
    return log((double)(ph_clock_ns() - start_ns) / (double)bytes);
}

static double take_probed(ph_block_timer *timer, ph_arm *arm, ph_proof *proof)
{
    arm->block_count = 0;
    ph_block_take(timer, arm, (ph_block_order){ .calls = arm->block_calls }, proof);
    return log((double)arm->blocks[0].ns / (double)arm->blocks[0].bytes);
}

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* The median, and between which of the sorted differences it lies with 95 % confidence. */
static void print(const ph_arm *arm, double *differences)
{
    const double half = NORMAL_975 * sqrt(PAIRS) / 2.0;

    qsort(differences, PAIRS, sizeof(*differences), compare);
    (void)printf("%s %s %d %.5f %.5f %.5f\n", arm->name, ph_arm_level(arm), PAIRS,
                 exp(differences[PAIRS / 2]), exp(differences[(size_t)(PAIRS / 2.0 - half)]),
                 exp(differences[(size_t)(PAIRS / 2.0 + half)]));
}

static void take_arm(ph_bench *bench, ph_arm *arm, ph_proof *proof)
{
    static double differences[PAIRS];
    ph_block block = { 0 };
    ph_block_timer timer;
    size_t slot = 0;

    arm->blocks = &block;
    ph_block_timer_open(&timer, bench, 0);
    for (int pair = 0; pair < PAIRS; pair++) {
        double plain, probed;

        if (pair % 2) {
            plain = take_plain(bench, arm, &slot);
            probed = take_probed(&timer, arm, proof);
        } else {
            probed = take_probed(&timer, arm, proof);
            plain = take_plain(bench, arm, &slot);
        }
        timer.unread = NULL;
        differences[pair] = probed - plain;
    }
    ph_block_timer_close(&timer);
    arm->blocks = NULL;
    print(arm, differences);
}

static bool cost_of_probes(ph_bench *bench, ph_proof *proofs)
{
    if (!ph_bench_prepare_data(bench) || !ph_check_all(bench, proofs))
        return false;
    ph_calibrate(bench, proofs);
    for (size_t i = 0; i < bench->arm_count; i++)
        if (!bench->arms[i].is_out)
            take_arm(bench, &bench->arms[i], &proofs[i]);
    return true;
}

/* What others take of the CPU is not in it. */
static double cpu_s(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool cost_of_proof(ph_bench *bench, ph_proof *proofs)
{
    ph_launch_facts facts;
    double at[5] = { cpu_s() };

    if (!ph_bench_prepare_data(bench))
        return false;
    at[1] = cpu_s();
    if (!ph_check_all(bench, proofs))
        return false;
    at[2] = cpu_s();
    ph_calibrate(bench, proofs);
    ph_sample(bench, proofs, &facts);
    at[3] = cpu_s();
    ph_recheck_all(bench, proofs);
    at[4] = cpu_s();
    (void)printf("%.4f %.4f %.4f %.4f\n", at[1] - at[0], at[2] - at[1], at[3] - at[2],
                 at[4] - at[3]);
    return true;
}

static void size_as_planned(ph_request *request)
{
    GPtrArray *plan = ph_plan_new();
    const ph_benchmark *benchmark;

    ph_plan_add(plan, request->workload, PH_EXPECT_NUMBER, PH_WORKING_SETS_DEFAULT,
                (ph_cpu_caches){ 0 });
    benchmark = plan->pdata[0];
    request->input_bytes = benchmark->input_bytes;
    request->chunk_bytes = benchmark->chunk_bytes;
    g_ptr_array_unref(plan);
}

int main(int argc, char **argv)
{
    static ph_proof proofs[PH_ARMS_MAX];
    const bool of_proof = argc > 1 && strcmp(argv[1], "proof") == 0;
    ph_request request;

    if (!ph_request_parse(argc - of_proof, argv + of_proof, &request))
        return EXIT_FAILURE;
    if (of_proof && request.workload)
        size_as_planned(&request);

    ph_bench bench = { .request = &request, .random = { request.seed } };
    if (!ph_bench_load(&request, &bench))
        return EXIT_FAILURE;

    const bool is_done = of_proof ? cost_of_proof(&bench, proofs) : cost_of_probes(&bench, proofs);
    ph_bench_free(&bench);
    return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}
