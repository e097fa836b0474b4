/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * google_benchmark OPERATION BASE HEAD [--benchmark_…]: benchmarks "base" and "head", which
 * `compare.py filters` compares.
 *
 * Both are in one process, as only there Google Benchmark can interleave their repetitions
 * (--benchmark_enable_random_interleaving), its means against a machine whose speed drifts.
 */
#include <benchmark/benchmark.h>

#include <cstdio>

#include "subject_loop.h"

static void decode(benchmark::State &state, subject_loop *loop)
{
    for (auto _ : state)
        subject_loop_run(loop);
}

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (argc != 4) {
        std::fprintf(stderr, "usage: google_benchmark OPERATION BASE HEAD [--benchmark_OPTION]\n");
        return 2;
    }

    subject_loop *const base = subject_loop_open(argv[1], argv[2]);
    subject_loop *const head = subject_loop_open(argv[1], argv[3]);

    benchmark::RegisterBenchmark("base", decode, base);
    benchmark::RegisterBenchmark("head", decode, head);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    subject_loop_close(base);
    subject_loop_close(head);
    return 0;
}
