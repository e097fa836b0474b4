/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is planned is where its name says, on CPUs with small caches and large ones; and it is
 * called and ordered as it was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "measure/plan.h"

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)

/* L1d, L2, L3; 0: not known. */
static const ph_cpu_caches all_caches[] = {
    { 32 * KIB, 256 * KIB, 8 * MIB },  /* Small. */
    { 32 * KIB, 1 * MIB, 32 * MIB },   /* Zen 4 and 5. */
    { 48 * KIB, 2 * MIB, 105 * MIB },  /* Sapphire Rapids. */
    { 128 * KIB, 4 * MIB, 0 },         /* Large, and no L3 at all. */
    { 48 * KIB, 1 * MIB, 1024 * MIB }, /* An L3 in which everything fits. */
    { 48 * KIB, 2 * MIB, 8 * MIB },    /* An L3 that is hardly larger than the L2. */
    { 64 * KIB, 512 * KIB, 0 },        { 0, 0, 0 },
};

static const ph_workload *find(const char *name)
{
    const ph_workload *workload = ph_workload_find(name);

    assert_non_null(workload);
    return workload;
}

static GPtrArray *plan_one(const char *workload, guint working_sets, ph_cpu_caches caches)
{
    GPtrArray *plan = ph_plan_new();

    ph_plan_add(plan, find(workload), PH_EXPECT_NUMBER, working_sets, caches);
    return plan;
}

/* One benchmark's bytes: its whole input, and what a call decodes. */
typedef struct sizes {
    uint64_t input_bytes;
    uint64_t chunk_bytes;
} sizes;

/* By cache as above, of "comp3": what a change of the sizes would change in every baseline. */
static const sizes comp3_sizes[G_N_ELEMENTS(all_caches)][PH_WORKING_SET_COUNT] = {
    { { 10922, 5461 },
      { 131072, 65536 },
      { 1048576, 65536 },
      { 67108864, 262144 },
      { 67108864, 65536 } },
    { { 10922, 5461 },
      { 393216, 65536 },
      { 4194304, 65536 },
      { 67108864, 1048576 },
      { 67108864, 65536 } },
    { { 16384, 8192 },
      { 917504, 65536 },
      { 8388608, 65536 },
      { 67108864, 2097152 },
      { 67108864, 65536 } },
    { { 43690, 21845 },
      { 1966080, 65536 },
      { 16777216, 65536 },
      { 67108864, 4194304 },
      { 67108864, 65536 } },
    { { 16384, 8192 },
      { 393216, 65536 },
      { 4194304, 65536 },
      { 67108864, 1048576 },
      { 67108864, 65536 } },
    { { 16384, 8192 },
      { 917504, 65536 },
      { 4194304, 65536 },
      { 67108864, 2097152 },
      { 67108864, 65536 } },
    { { 21845, 10922 },
      { 131072, 65536 },
      { 2097152, 65536 },
      { 67108864, 524288 },
      { 67108864, 65536 } },
    { { 10922, 5461 },
      { 131072, 65536 },
      { 1048576, 65536 },
      { 67108864, 262144 },
      { 67108864, 65536 } },
};

static void test_sizes_are_pinned(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(all_caches); i++) {
        g_autoptr(GPtrArray) plan = plan_one("comp3", PH_WORKING_SETS_ALL, all_caches[i]);

        assert_int_equal(plan->len, PH_WORKING_SET_COUNT);
        for (guint set = 0; set < PH_WORKING_SET_COUNT; set++) {
            const ph_benchmark *benchmark = plan->pdata[set];
            const sizes *expected = &comp3_sizes[i][set];

            if (benchmark->input_bytes != expected->input_bytes ||
                benchmark->chunk_bytes != expected->chunk_bytes)
                fail_msg("caches %zu, %s: %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT, i,
                         benchmark->name, benchmark->input_bytes, benchmark->chunk_bytes);
        }
    }
}

/* What the sets are said to be, of one benchmark. */
static void assert_is_where_it_says(const ph_benchmark *benchmark, ph_working_set set,
                                    ph_cpu_caches caches)
{
    const uint64_t l1 = caches.l1d_bytes ? caches.l1d_bytes : 32 * KIB;
    const uint64_t l2 = caches.l2_bytes ? caches.l2_bytes : 256 * KIB;
    const gboolean is_cold = set == PH_WORKING_SET_DRAM || set == PH_WORKING_SET_STREAM;

    assert_int_equal(benchmark->is_cold, is_cold);
    assert_true(benchmark->chunk_bytes > 0);
    /* Two chunks at least, so that none is decoded twice in a row. */
    assert_true(benchmark->input_bytes >= 2 * benchmark->chunk_bytes);
    switch (set) {
    case PH_WORKING_SET_L1:
        /* With the output of one, which is up to twice its size. */
        assert_true(benchmark->input_bytes + 2 * benchmark->chunk_bytes <= l1);
        break;
    case PH_WORKING_SET_L2:
        assert_true(benchmark->input_bytes <= l2);
        assert_true(benchmark->input_bytes > l1);
        break;
    case PH_WORKING_SET_L3:
        assert_true(benchmark->input_bytes >= 2 * l2);
        if (caches.l3_bytes)
            assert_true(benchmark->input_bytes <= caches.l3_bytes / 2);
        break;
    case PH_WORKING_SET_DRAM:
        assert_true(benchmark->input_bytes >= 4 * l2);
        assert_true(benchmark->chunk_bytes <= l2);
        break;
    default: assert_true(benchmark->chunk_bytes <= 64 * KIB); break;
    }
}

static void test_every_workload_is_where_it_says(void **state)
{
    size_t count;
    const ph_workload *const list = ph_workload_list(&count);

    (void)state;
    for (size_t w = 0; w < count; w++)
        for (gsize i = 0; i < G_N_ELEMENTS(all_caches); i++) {
            g_autoptr(GPtrArray) plan = plan_one(list[w].name, PH_WORKING_SETS_ALL, all_caches[i]);

            for (guint set = 0; list[w].level == PH_LEVEL_KERNEL && set < plan->len; set++)
                assert_is_where_it_says(plan->pdata[set], (ph_working_set)set, all_caches[i]);
        }
}

/* A chunk's values, eight bytes each, are never more than twice what a chunk of text is. */
static void test_values_of_narrow_cells_stay_in_the_cache(void **state)
{
    size_t count;
    const ph_workload *const list = ph_workload_list(&count);

    (void)state;
    for (size_t w = 0; w < count; w++) {
        g_autoptr(GPtrArray) plan = plan_one(list[w].name, PH_WORKING_SETS_DEFAULT, all_caches[1]);

        for (guint i = 0; list[w].level == PH_LEVEL_KERNEL && i < plan->len; i++) {
            const ph_benchmark *benchmark = plan->pdata[i];

            if (list[w].fields[0].kind != PH_FIELD_TEXT)
                assert_true(benchmark->chunk_bytes / list[w].fields[0].width * sizeof(int64_t) <=
                            128 * KIB);
        }
    }
}

static void test_encoding_text_is_slow_and_gets_less(void **state)
{
    g_autoptr(GPtrArray) plan = plan_one("encode-text", PH_WORKING_SETS_ALL, all_caches[1]);
    const ph_benchmark *stream = plan->pdata[PH_WORKING_SET_STREAM];

    (void)state;
    assert_int_equal(stream->input_bytes, 8 * MIB);
    for (guint i = 0; i < plan->len; i++)
        assert_true(((ph_benchmark *)plan->pdata[i])->chunk_bytes <= 8 * KIB);
}

static void test_names_and_order(void **state)
{
    static const char *const names[] = { "record-simple",   "comp3/L2", "comp3/stream",
                                         "display-text/L1", "comp3/L2", "comp3/stream" };
    g_autoptr(GPtrArray) plan = ph_plan_new();

    (void)state;
    ph_plan_add(plan, find("record-simple"), PH_EXPECT_VOID, 0, all_caches[0]);
    ph_plan_add(plan, find("comp3"), PH_EXPECT_NUMBER, PH_WORKING_SETS_DEFAULT, all_caches[0]);
    ph_plan_add(plan, find("display-text"), PH_EXPECT_KNOWN_FAULT, 1u << PH_WORKING_SET_L1,
                all_caches[0]);
    ph_plan_add(plan, find("display-zoned"), PH_EXPECT_NUMBER, 0, all_caches[0]);
    ph_plan_add(plan, find("comp3"), PH_EXPECT_NUMBER, PH_WORKING_SETS_DEFAULT, all_caches[0]);
    assert_int_equal(plan->len, G_N_ELEMENTS(names));
    for (guint i = 0; i < plan->len; i++) {
        const ph_benchmark *benchmark = plan->pdata[i];
        const char *slash = strchr(names[i], '/');

        assert_string_equal(benchmark->name, names[i]);
        assert_true(g_str_has_prefix(benchmark->name, benchmark->workload->name));
        assert_null(benchmark->own_data);
        if (slash)
            assert_string_equal(benchmark->working_set, slash + 1);
        else
            assert_null(benchmark->working_set);
    }
    assert_int_equal(((ph_benchmark *)plan->pdata[0])->expectation, PH_EXPECT_VOID);
    assert_int_equal(((ph_benchmark *)plan->pdata[1])->expectation, PH_EXPECT_NUMBER);
    assert_int_equal(((ph_benchmark *)plan->pdata[3])->expectation, PH_EXPECT_KNOWN_FAULT);
}

/* Whole records have one working set of their own, whatever is asked for and whatever the caches.
 * It is smaller where a record has many items for its bytes. */
static void test_records_have_one_of_their_own(void **state)
{
    static const struct {
        const char *workload;
        uint64_t input_bytes;
    } expected[] = { { "record-display", 1 * MIB },    { "record-simple", 1 * MIB },
                     { "record-wide", 1 * MIB },       { "record-zoned", 1 * MIB },
                     { "record-redefines", 768000 },   { "record-occurs", 703514 },
                     { "record-comp3", 720000 },       { "record-binary", 560000 },
                     { "record-encode-comp3", 720000 } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(all_caches); i++)
        for (gsize w = 0; w < G_N_ELEMENTS(expected); w++) {
            g_autoptr(GPtrArray) plan =
                plan_one(expected[w].workload, PH_WORKING_SETS_ALL, all_caches[i]);
            const ph_benchmark *benchmark = plan->pdata[0];

            assert_int_equal(plan->len, 1);
            assert_int_equal(benchmark->input_bytes, expected[w].input_bytes);
            assert_int_equal(benchmark->chunk_bytes,
                             benchmark->workload->is_encoding ? 8 * KIB : 32 * KIB);
            assert_false(benchmark->is_cold);
        }
}

/* Proving more of them would take as long as timing does, or longer. */
static void test_no_workload_has_too_many_values_to_prove(void **state)
{
    size_t count;
    const ph_workload *const list = ph_workload_list(&count);

    (void)state;
    for (size_t w = 0; w < count; w++) {
        g_autoptr(GPtrArray) plan = plan_one(list[w].name, PH_WORKING_SETS_DEFAULT, all_caches[1]);
        const ph_benchmark *benchmark = plan->pdata[0];

        if (ph_benchmark_has_records(benchmark))
            assert_true(benchmark->input_bytes / ph_workload_record_length(&list[w]) *
                            ph_workload_cell_count(&list[w]) <=
                        120000);
    }
}

static void test_own_data_is_named_after_its_file(void **state)
{
    static char copybook[] = "a.cpy", fixed[] = "fixed", hexadecimal[] = "hfp";
    static char plain[] = "/data/of/ours.bin", odd[] = "/data/caf\xe9\x1b[31m.bin";
    const ph_own_data data[] = {
        { .copybook = copybook,
          .data = plain,
          .record_format = fixed,
          .float_format = hexadecimal },
        { .copybook = copybook, .data = odd, .record_format = fixed, .float_format = hexadecimal },
    };
    static const char *const names[] = { "ours.bin", "caf\xef\xbf\xbd\\u001b[31m.bin" };
    g_autoptr(GPtrArray) plan = ph_plan_new();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(data); i++) {
        ph_plan_add_own_data(plan, &data[i]);

        const ph_benchmark *benchmark = plan->pdata[i];
        assert_string_equal(benchmark->name, names[i]);
        assert_null(benchmark->workload);
        assert_null(benchmark->working_set);
        assert_ptr_equal(benchmark->own_data, &data[i]);
        assert_int_equal(benchmark->input_bytes, 16 * MIB);
        assert_int_equal(benchmark->chunk_bytes, 32 * KIB);
        assert_int_equal(benchmark->expectation, PH_EXPECT_NUMBER);
        assert_false(benchmark->is_cold);
    }
}

static void test_working_sets_have_names(void **state)
{
    static const char *const names[] = { "L1", "L2", "L3", "DRAM", "stream" };
    static const char *const unknown[] = { "", "l2", "L4", "STREAM", "L1 ", "DRAM/stream" };
    ph_working_set found;

    (void)state;
    assert_int_equal(G_N_ELEMENTS(names), PH_WORKING_SET_COUNT);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        assert_string_equal(ph_working_set_name((ph_working_set)i), names[i]);
        assert_true(ph_working_set_find(names[i], &found));
        assert_int_equal(found, i);
    }
    for (guint i = 0; i < G_N_ELEMENTS(unknown); i++)
        assert_false(ph_working_set_find(unknown[i], &found));
    assert_int_equal(found, G_N_ELEMENTS(names) - 1); /* Untouched. */
}

static void test_limits_are_listed(void **state)
{
    static const char *const names[] = { "memcpy", "nt-copy", "read", "write" };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        assert_string_equal(ph_limit_names[i], names[i]);
    assert_null(ph_limit_names[G_N_ELEMENTS(names)]);
    for (const char *const *limit = ph_run_limits; *limit; limit++)
        assert_true(g_strv_contains(ph_limit_names, *limit));
}

static void test_threads_are_of_the_same_records(void **state)
{
    const ph_cpu_caches none = { 0 };
    g_autoptr(GPtrArray) plan = plan_one("record-comp3", PH_WORKING_SETS_DEFAULT, none);
    const ph_benchmark *of = plan->pdata[0], *threads;

    (void)state;
    ph_plan_add_threads(plan, of, 2, NULL);
    threads = plan->pdata[1];
    assert_string_equal(threads->name, "record-comp3/threads-2");
    assert_ptr_equal(threads->workload, of->workload);
    assert_string_equal(threads->records, "record-comp3");
    assert_int_equal(threads->threads, 2);
    assert_int_equal(threads->input_bytes, 2 * threads->chunk_bytes);
    assert_true(threads->chunk_bytes >= 10 * of->chunk_bytes);
    assert_int_equal(of->threads, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_are_pinned),
        cmocka_unit_test(test_every_workload_is_where_it_says),
        cmocka_unit_test(test_values_of_narrow_cells_stay_in_the_cache),
        cmocka_unit_test(test_encoding_text_is_slow_and_gets_less),
        cmocka_unit_test(test_names_and_order),
        cmocka_unit_test(test_records_have_one_of_their_own),
        cmocka_unit_test(test_no_workload_has_too_many_values_to_prove),
        cmocka_unit_test(test_own_data_is_named_after_its_file),
        cmocka_unit_test(test_working_sets_have_names),
        cmocka_unit_test(test_limits_are_listed),
        cmocka_unit_test(test_threads_are_of_the_same_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
