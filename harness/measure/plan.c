/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/plan.h"

#include <string.h>

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)

/* One call decodes so much: large enough that the call itself costs nothing, small enough that its
 * output stays in the L2 cache, as in a decoder that streams. */
#define COLUMN_CHUNK_BYTES (64 * KIB)
/* Records take some µs each: a smaller chunk keeps a block near a millisecond. */
#define RECORD_CHUNK_BYTES (32 * KIB)
#define RECORD_INPUT_BYTES (1 * MIB)
/* Beyond what a core has of the last-level cache; several times as long as any prefetch. */
#define STREAM_INPUT_BYTES (64 * MIB)
/* As much of the user's file is timed; all of it is checked. */
#define OWN_DATA_TIMED_BYTES (16 * MIB)

/* Input and one chunk's output in half of the L2 cache: the rest is for tables and code. */
static uint64_t l2_input_bytes(ph_cpu_caches caches)
{
    const uint64_t output_bytes = 2 * COLUMN_CHUNK_BYTES;
    const uint64_t half = caches.l2_bytes / 2;

    return MAX(half > output_bytes ? half - output_bytes : 0, 2 * COLUMN_CHUNK_BYTES);
}

static void benchmark_free(gpointer data)
{
    ph_benchmark *benchmark = data;

    g_free(benchmark->name);
    g_free(benchmark);
}

GPtrArray *ph_plan_new(void)
{
    return g_ptr_array_new_with_free_func(benchmark_free);
}

static void add(GPtrArray *plan, char *name, ph_benchmark benchmark)
{
    ph_benchmark *entry = g_new(ph_benchmark, 1);

    *entry = benchmark;
    entry->name = name;
    g_ptr_array_add(plan, entry);
}

void ph_plan_add(GPtrArray *plan, const ph_workload *workload, gboolean is_void_expected,
                 ph_cpu_caches caches)
{
    ph_benchmark benchmark = { .workload = workload, .is_void_expected = is_void_expected };

    if (workload->level == PH_LEVEL_RECORD) {
        benchmark.input_bytes = RECORD_INPUT_BYTES;
        benchmark.chunk_bytes = RECORD_CHUNK_BYTES;
        add(plan, g_strdup(workload->name), benchmark);
        return;
    }
    benchmark.chunk_bytes = COLUMN_CHUNK_BYTES;
    benchmark.working_set = "L2";
    benchmark.input_bytes = l2_input_bytes(caches);
    add(plan, g_strdup_printf("%s/%s", workload->name, benchmark.working_set), benchmark);
    benchmark.working_set = "stream";
    benchmark.is_cold = TRUE;
    benchmark.input_bytes = STREAM_INPUT_BYTES;
    add(plan, g_strdup_printf("%s/%s", workload->name, benchmark.working_set), benchmark);
}

void ph_plan_add_own_data(GPtrArray *plan, const ph_own_data *own_data)
{
    const ph_benchmark benchmark = {
        .own_data = own_data,
        .input_bytes = OWN_DATA_TIMED_BYTES,
        .chunk_bytes = RECORD_CHUNK_BYTES,
    };
    g_autofree char *base = g_path_get_basename(own_data->data);
    g_autofree char *valid = g_utf8_make_valid(base, -1);

    /* A slash separates workload and working set, so a name must not hold one; it cannot. */
    add(plan, g_strdup(valid), benchmark);
}
