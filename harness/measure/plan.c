/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/plan.h"

#include <string.h>

#include "error/error.h"
#include "model/stored.h"
#include "perfharness/require.h"
#include "protocol/limit_list.h"

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)

/* One call decodes so much: large enough that the call itself costs nothing, small enough that its
 * output stays in the L2 cache, as in a decoder that streams. */
#define COLUMN_CHUNK_BYTES (64 * KIB)
/* copybook-rs takes 7 µs to encode one text, hundreds of times as long as to decode it: less data
 * keeps a block near a millisecond, and the proof of all of it near a second. */
#define ENCODE_TEXT_CHUNK_BYTES  (8 * KIB)
#define ENCODE_TEXT_STREAM_BYTES (8 * MIB)
/* Records take some µs each: a smaller chunk keeps a block near a millisecond. */
#define RECORD_CHUNK_BYTES (32 * KIB)
#define RECORD_INPUT_BYTES (1 * MIB)
/* And copybook-rs takes 70 µs to encode one with 500 characters. */
#define RECORD_ENCODE_CHUNK_BYTES (8 * KIB)
/* Each of a call that reads its copybook: so many, that a proof of all takes less than a launch. */
#define COPYBOOK_RECORDS 16
/* What a record costs, it costs by its cells: the proof of more of them would take longer than what
 * a launch times. */
#define RECORD_CELLS_MAX 120000
/* On several threads: what it takes to start them, some 50 µs, is then little beside a call of any
 * subject, and two chunks, which can change places, are proven in a second. */
#define THREADS_CHUNK_BYTES (1 * MIB)
#define THREADS_CELLS_MAX   120000
/* Beyond what a core has of the last-level cache; several times as long as any prefetch. */
#define COLD_INPUT_BYTES (64 * MIB)
/* Narrow cells stream in fewer bytes: what is made of them is several times as large, so that it is
 * not memory that is waited for. */
#define STREAM_CELLS_MAX (12 * MIB)
/* As much of the user's file is timed; all of it is checked. */
#define OWN_DATA_TIMED_BYTES (16 * MIB)

/* Of caches that are not known. */
#define L1D_BYTES_USUAL (32 * KIB)
#define L2_BYTES_USUAL  (256 * KIB)

static gboolean encodes_text(const ph_workload *workload)
{
    return workload->is_encoding && workload->fields[0].kind == PH_FIELD_TEXT;
}

/* As much of so many bytes as keeps a chunk's values, or its text, below twice that. */
static uint64_t fit_values(uint64_t bytes, const ph_workload *workload)
{
    return MIN(bytes, 2 * bytes / sizeof(int64_t) * workload->fields[0].width);
}

static uint64_t stream_input_bytes(const ph_workload *workload)
{
    if (encodes_text(workload))
        return ENCODE_TEXT_STREAM_BYTES;
    return MIN(COLD_INPUT_BYTES, STREAM_CELLS_MAX * workload->fields[0].width);
}

static uint64_t record_input_bytes(const ph_workload *workload)
{
    if (workload->reads_copybook)
        return COPYBOOK_RECORDS * ph_workload_record_length(workload);

    const uint64_t records = RECORD_CELLS_MAX / ph_workload_cell_count(workload);

    return MIN(RECORD_INPUT_BYTES, records * ph_workload_record_length(workload));
}

/* Two chunks, which can change places, and one chunk's output of up to twice its size: two thirds
 * of the L1 cache. */
static uint64_t l1_input_bytes(ph_cpu_caches caches)
{
    return (caches.l1d_bytes ? caches.l1d_bytes : L1D_BYTES_USUAL) / 3;
}

/* Input and one chunk's output in half of the L2 cache: the rest is for tables and code. */
static uint64_t l2_input_bytes(ph_cpu_caches caches)
{
    const uint64_t output_bytes = 2 * COLUMN_CHUNK_BYTES;
    const uint64_t half = caches.l2_bytes / 2;

    return MAX(half > output_bytes ? half - output_bytes : 0, 2 * COLUMN_CHUNK_BYTES);
}

static uint64_t l2_bytes(ph_cpu_caches caches)
{
    return caches.l2_bytes ? caches.l2_bytes : L2_BYTES_USUAL;
}

/* Four times what the L2 cache holds, but no more than half of the L3 cache. */
static uint64_t l3_input_bytes(ph_cpu_caches caches)
{
    const uint64_t bytes = 4 * l2_bytes(caches);

    return caches.l3_bytes ? MIN(bytes, caches.l3_bytes / 2) : bytes;
}

/* One list of working sets: bytes of input, bytes a call decodes, whether the input is cold. */
static void size_working_set(ph_working_set set, ph_cpu_caches caches, ph_benchmark *ret)
{
    ret->chunk_bytes = fit_values(COLUMN_CHUNK_BYTES, ret->workload);
    ret->is_cold = set == PH_WORKING_SET_DRAM || set == PH_WORKING_SET_STREAM;
    switch (set) {
    case PH_WORKING_SET_L1:
        ret->input_bytes = fit_values(l1_input_bytes(caches), ret->workload);
        ret->chunk_bytes = ret->input_bytes / 2;
        break;
    case PH_WORKING_SET_L2: ret->input_bytes = l2_input_bytes(caches); break;
    case PH_WORKING_SET_L3: ret->input_bytes = l3_input_bytes(caches); break;
    case PH_WORKING_SET_DRAM:
        ret->input_bytes = COLD_INPUT_BYTES;
        ret->chunk_bytes = l2_bytes(caches);
        break;
    default: ret->input_bytes = stream_input_bytes(ret->workload); break;
    }
    if (encodes_text(ret->workload))
        ret->chunk_bytes = MIN(ret->chunk_bytes, ENCODE_TEXT_CHUNK_BYTES);
}

static const char *const working_set_names[PH_WORKING_SET_COUNT] = {
#define X(name, text, meaning) [PH_WORKING_SET_##name] = (text),
    PH_WORKING_SET_LIST(X)
#undef X
};

const char *const ph_limit_names[] = {
#define X(id, name) (name),
    PH_LIMIT_LIST(X)
#undef X
        NULL,
};

const char *const ph_run_limits[] = { "memcpy", "read", NULL };

const char *ph_working_set_name(ph_working_set set)
{
    PH_REQUIRE(set < PH_WORKING_SET_COUNT);

    return working_set_names[set];
}

gboolean ph_working_set_find(const char *name, ph_working_set *ret)
{
    for (guint set = 0; set < PH_WORKING_SET_COUNT; set++)
        if (strcmp(working_set_names[set], name) == 0) {
            *ret = (ph_working_set)set;
            return TRUE;
        }
    return FALSE;
}

gboolean ph_benchmark_has_records(const ph_benchmark *benchmark)
{
    return !benchmark->workload || benchmark->workload->level == PH_LEVEL_RECORD;
}

gboolean ph_benchmark_reads_copybook(const ph_benchmark *benchmark)
{
    return benchmark->workload && benchmark->workload->reads_copybook;
}

static void benchmark_free(gpointer data)
{
    ph_benchmark *benchmark = data;

    g_free(benchmark->name);
    g_clear_pointer(&benchmark->cpus, ph_thread_cpus_free);
    g_free(benchmark);
}

const char *const ph_record_formats[] = {
#define X(id, name, separator, holds) name,
    PH_FRAMING_LIST(X)
#undef X
        NULL,
};

const char *const ph_float_formats[] = {
#define X(id, name, separator, floats) name,
    PH_FLOAT_FORMAT_LIST(X)
#undef X
        NULL,
};

const char *const ph_controls[] = {
#define X(id, name, separator, means) name,
    PH_CONTROLS_LIST(X)
#undef X
        NULL,
};

const char *const ph_redefines[] = {
#define X(id, name, separator, means) name,
    PH_REDEFINES_LIST(X)
#undef X
        NULL,
};

const char *const ph_layout_policies[] = {
#define X(id, name, separator) name,
    PH_LAYOUT_POLICY_LIST(X)
#undef X
        NULL,
};

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

static size_t record_chunk_bytes(const ph_workload *workload)
{
    if (workload->reads_copybook)
        return ph_workload_record_length(workload);
    return workload->is_encoding ? RECORD_ENCODE_CHUNK_BYTES : RECORD_CHUNK_BYTES;
}

void ph_plan_add(GPtrArray *plan, const ph_workload *workload, ph_expectation expectation,
                 guint working_sets, ph_cpu_caches caches)
{
    PH_REQUIRE((working_sets & ~PH_WORKING_SETS_ALL) == 0);

    ph_benchmark benchmark = { .workload = workload, .expectation = expectation };

    if (workload->level == PH_LEVEL_RECORD) {
        benchmark.input_bytes = record_input_bytes(workload);
        benchmark.chunk_bytes = record_chunk_bytes(workload);
        add(plan, g_strdup(workload->name), benchmark);
        return;
    }
    for (guint set = 0; set < PH_WORKING_SET_COUNT; set++) {
        if (!(working_sets & 1u << set))
            continue;
        size_working_set((ph_working_set)set, caches, &benchmark);
        benchmark.working_set = working_set_names[set];
        add(plan, g_strdup_printf("%s/%s", workload->name, benchmark.working_set), benchmark);
    }
}

static void add_stored(GPtrArray *plan, const char *name, ph_benchmark benchmark)
{
    benchmark.input_bytes = RECORD_INPUT_BYTES;
    benchmark.chunk_bytes = RECORD_CHUNK_BYTES;
    for (guint i = 0; i < G_N_ELEMENTS(ph_stored_caches); i++) {
        benchmark.working_set = ph_stored_caches[i];
        benchmark.is_cold = strcmp(ph_stored_caches[i], PH_STORED_COLD) == 0;
        add(plan, g_strdup_printf("%s/%s", name, ph_stored_caches[i]), benchmark);
    }
}

void ph_plan_add_stored(GPtrArray *plan, const ph_workload *workload, ph_expectation expectation,
                        ph_stored_data *stored)
{
    add_stored(
        plan, workload->name,
        (ph_benchmark){ .workload = workload, .expectation = expectation, .stored = stored });
}

/* A slash separates workload and working set, so a name must not hold one; it cannot. */
static char *name_of(const ph_own_data *own_data)
{
    g_autofree char *base = g_path_get_basename(own_data->data);

    return ph_error_printable(base);
}

void ph_plan_add_own_stored(GPtrArray *plan, const ph_own_data *own_data, ph_stored_data *stored)
{
    g_autofree char *name = name_of(own_data);

    add_stored(plan, name, (ph_benchmark){ .own_data = own_data, .stored = stored });
}

void ph_plan_add_own_data(GPtrArray *plan, const ph_own_data *own_data)
{
    const ph_benchmark benchmark = {
        .own_data = own_data,
        .input_bytes = OWN_DATA_TIMED_BYTES,
        .chunk_bytes = RECORD_CHUNK_BYTES,
    };

    add(plan, name_of(own_data), benchmark);
}

static uint64_t threads_chunk_bytes(const ph_workload *workload)
{
    if (!workload)
        return THREADS_CHUNK_BYTES;

    const uint64_t records = THREADS_CELLS_MAX / ph_workload_cell_count(workload);
    return MIN(THREADS_CHUNK_BYTES, records * ph_workload_record_length(workload));
}

void ph_plan_add_threads(GPtrArray *plan, const ph_benchmark *of, guint threads,
                         ph_thread_cpus *cpus)
{
    PH_REQUIRE(ph_benchmark_has_records(of) && threads > 0);

    ph_benchmark benchmark = *of;

    benchmark.records = of->name;
    benchmark.threads = threads;
    benchmark.cpus = cpus;
    benchmark.chunk_bytes = threads_chunk_bytes(of->workload);
    benchmark.input_bytes = of->workload ? 2 * benchmark.chunk_bytes : of->input_bytes;
    add(plan, g_strdup_printf("%s/threads-%u", of->name, threads), benchmark);
}
