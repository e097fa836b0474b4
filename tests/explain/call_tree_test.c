/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stacks are those that callgrind's contexts have; each instruction is in one of them, and of one
 * kind of cost, that of the innermost function which says.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "explain/call_tree.h"
#include "explain/cost_class.h"

/* A file without line tables. */
#define LIBRARY "/dev/null"
#define LIBC    "/lib/libc.so.6"
#define PROGRAM "/bin/worker"

#define DECODE "_ZN14copybook_codec6decode17h0123456789abcdefE"
#define DIGITS "_ZN14copybook_codec7numeric6digits17h0123456789abcdefE"
#define INSERT "_ZN8indexmap6insert17h0123456789abcdefE"

static ph_callgrind_profile *profile_new(void)
{
    ph_callgrind_profile *profile = g_new0(ph_callgrind_profile, 1);

    profile->costs = g_array_new(FALSE, FALSE, sizeof(ph_callgrind_cost));
    profile->calls = g_array_new(FALSE, FALSE, sizeof(ph_callgrind_call));
    profile->texts = g_string_chunk_new(64);
    return profile;
}

static const char *innermost(ph_callgrind_profile *profile, const char *context)
{
    const char *end = *context ? strchr(context + 1, PH_CALLGRIND_CALLER) : NULL;

    return g_string_chunk_insert_len(profile->texts, context, end ? end - context : -1);
}

static void spend(ph_callgrind_profile *profile, const char *object, const char *context,
                  double instructions)
{
    const ph_callgrind_cost cost = { object, innermost(profile, context), context, 0x1000,
                                     instructions };

    g_array_append_val(profile->costs, cost);
    profile->instructions += instructions;
}

static void call(ph_callgrind_profile *profile, const char *from_object, const char *from,
                 const char *object, const char *context, double instructions)
{
    const ph_callgrind_call made = { { from_object, innermost(profile, from), from, 0x1000,
                                       instructions },
                                     object,
                                     innermost(profile, context),
                                     context };

    g_array_append_val(profile->calls, made);
}

/* The worker calls decode, that calls digits and insert; both of these call malloc. */
static ph_callgrind_profile *counted(void)
{
    ph_callgrind_profile *profile = profile_new();

    spend(profile, PROGRAM, "run", 4.0);
    spend(profile, LIBRARY, DECODE "'run", 10.0);
    spend(profile, LIBRARY, DIGITS "'" DECODE "'run", 50.5);
    spend(profile, LIBRARY, INSERT "'" DECODE "'run", 20.0);
    spend(profile, LIBC, "memcpy'" INSERT "'" DECODE "'run", 5.0);
    spend(profile, LIBC, "malloc'" DIGITS "'" DECODE "'run", 7.0);
    spend(profile, LIBC, "malloc'" INSERT "'" DECODE "'run", 3.5);
    call(profile, PROGRAM, "run", LIBRARY, DECODE "'run", 96.0);
    call(profile, LIBRARY, DECODE "'run", LIBRARY, DIGITS "'" DECODE "'run", 57.5);
    call(profile, LIBRARY, DECODE "'run", LIBRARY, INSERT "'" DECODE "'run", 28.5);
    call(profile, LIBRARY, DIGITS "'" DECODE "'run", LIBC, "malloc'" DIGITS "'" DECODE "'run", 7.0);
    call(profile, LIBRARY, INSERT "'" DECODE "'run", LIBC, "malloc'" INSERT "'" DECODE "'run", 3.5);
    call(profile, LIBRARY, INSERT "'" DECODE "'run", LIBC, "memcpy'" INSERT "'" DECODE "'run", 5.0);
    return profile;
}

static const ph_profiled_function *find(const ph_work_profile *profile, const char *name)
{
    for (guint i = 0; i < profile->functions->len; i++) {
        const ph_profiled_function *function = profile->functions->pdata[i];

        assert_int_equal(function->index, i);
        if (strcmp(function->name, name) == 0)
            return function;
    }
    fail_msg("%s", name);
    return NULL;
}

static void put_stack(const ph_work_frame *const *frames, guint depth, guint64 instructions,
                      gpointer data)
{
    for (guint i = 0; i < depth; i++)
        g_string_append_printf(data, "%s;", frames[i]->function->name);
    g_string_append_printf(data, " %d\n", (int)instructions);
}

static void test_stacks(void **state)
{
    g_autoptr(ph_callgrind_profile) from = counted();
    g_autoptr(ph_work_profile) profile = ph_call_tree(from, LIBRARY, PROGRAM, NULL);
    g_autoptr(GString) stacks = g_string_new(NULL);

    (void)state;
    assert_non_null(profile);
    assert_true(profile->instructions == 100.0);
    assert_true(profile->root->self == 4.0);
    assert_true(find(profile, "malloc")->self == 10.5);
    assert_true(find(profile, "malloc")->inclusive == 10.5);
    assert_true(find(profile, "copybook_codec::decode")->inclusive == 96.0);
    assert_true(find(profile, "indexmap::insert")->inclusive == 28.5);
    assert_true(find(profile, "copybook_codec::decode")->is_measured);
    assert_false(find(profile, "indexmap::insert")->is_measured);
    assert_string_equal(find(profile, "malloc")->library, "libc.so.6");
    /* Whole instructions, whose sum is that of all. */
    ph_work_profile_each_stack(profile, put_stack, stacks);
    assert_string_equal(stacks->str,
                        " 4\n"
                        "copybook_codec::decode; 10\n"
                        "copybook_codec::decode;copybook_codec::numeric::digits; 51\n"
                        "copybook_codec::decode;copybook_codec::numeric::digits;malloc; 7\n"
                        "copybook_codec::decode;indexmap::insert; 20\n"
                        "copybook_codec::decode;indexmap::insert;memcpy; 5\n"
                        "copybook_codec::decode;indexmap::insert;malloc; 3\n");
}

static void test_costs(void **state)
{
    g_autoptr(ph_callgrind_profile) from = counted();
    g_autoptr(ph_work_profile) profile = ph_call_tree(from, LIBRARY, PROGRAM, NULL);

    (void)state;
    assert_true(profile->costs[PH_COST_ALLOCATOR] == 10.5);
    assert_true(profile->costs[PH_COST_MAPS] == 25.0); /* With what is copied for them. */
    assert_true(profile->costs[PH_COST_DECIMALS] == 50.5);
    assert_true(profile->costs[PH_COST_REST] == 14.0);
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        ph_cost_class cost;
    } cases[] = {
        { "_int_free", PH_COST_ALLOCATOR },
        { "alloc::raw_vec::RawVecInner<A>::finish_grow", PH_COST_ALLOCATOR },
        { "core::ptr::drop_in_place<serde_json::value::Value>", PH_COST_ALLOCATOR },
        { "<&mut serde_json::ser::Serializer<W> as serde_core::ser::Serializer>::serialize_str",
          PH_COST_JSON },
        { "serde_json::map::Map<K,V>::insert", PH_COST_MAPS },
        { "<core::hash::sip::Hasher<S> as core::hash::Hasher>::write", PH_COST_MAPS },
        { "copybook_charset::ebcdic_to_utf8", PH_COST_CODE_PAGE },
        { "copybook_codec::numeric::decode_packed_decimal", PH_COST_DECIMALS },
        { "<perfharness_copybook_rs::output::Output as std::io::Write>::write_all", PH_COST_REST },
        { "copybook_codec::lib_api::decode", PH_COST_CLASS_COUNT },
        { "memcpy", PH_COST_CLASS_COUNT },
        { "", PH_COST_CLASS_COUNT },
        { "<", PH_COST_CLASS_COUNT },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(ph_cost_class_of(cases[i].name), cases[i].cost);
}

/* What calls itself, or one another, counts once in what it takes with all that it calls. */
static void test_recursion(void **state)
{
    g_autoptr(ph_callgrind_profile) from = profile_new();
    g_autoptr(ph_work_profile) profile = NULL;

    (void)state;
    spend(from, LIBRARY, "a", 10.0);
    spend(from, LIBRARY, "b'a", 20.0);
    spend(from, LIBRARY, "a'b'a", 30.0);
    call(from, LIBRARY, "a", LIBRARY, "a", 7.0);
    call(from, LIBRARY, "a", LIBRARY, "b'a", 50.0);
    call(from, LIBRARY, "b'a", LIBRARY, "a'b'a", 30.0);
    profile = ph_call_tree(from, LIBRARY, PROGRAM, NULL);
    assert_true(profile->instructions == 60.0);
    assert_true(find(profile, "a")->self == 40.0);
    assert_true(find(profile, "a")->inclusive == 60.0);
    assert_true(find(profile, "b")->inclusive == 50.0);
}

/* A caller that callgrind does not know, as the outermost of very deep calls, is none. */
static void test_lost_callers(void **state)
{
    g_autoptr(ph_callgrind_profile) from = profile_new();
    g_autoptr(ph_work_profile) profile = NULL;

    (void)state;
    spend(from, LIBRARY, "a'lost'b", 10.0);
    spend(from, LIBRARY, "", 5.0);
    spend(from, LIBRARY, "'", 5.0);
    profile = ph_call_tree(from, LIBRARY, PROGRAM, NULL);
    assert_true(profile->instructions == 20.0);
    assert_true(find(profile, "a")->inclusive == 10.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stacks),       cmocka_unit_test(test_costs),
        cmocka_unit_test(test_names),        cmocka_unit_test(test_recursion),
        cmocka_unit_test(test_lost_callers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
