/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What functions cost: of their own lines, with what others' code does for them, and with all that
 * they call; and two builds' beside each other.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explain/function_changes.h"

/* A file without line tables. */
#define LIBRARY "/dev/null"
#define LIBC    "/lib/libc.so.6"

#define MAIN   "_ZN14copybook_codec1f17h0123456789abcdefE"
#define SECOND "_ZN14copybook_codec1h17h0123456789abcdefE"
#define CORE   "_ZN4core1g17h0123456789abcdefE"
#define SERDE  "_ZN10serde_json1s17h0123456789abcdefE"

static ph_callgrind_profile *profile_new(void)
{
    ph_callgrind_profile *profile = g_new0(ph_callgrind_profile, 1);

    profile->costs = g_array_new(FALSE, FALSE, sizeof(ph_callgrind_cost));
    profile->calls = g_array_new(FALSE, FALSE, sizeof(ph_callgrind_call));
    profile->texts = g_string_chunk_new(64);
    return profile;
}

static void spend(ph_callgrind_profile *profile, const char *object, const char *function,
                  double instructions)
{
    const ph_callgrind_cost cost = { object, function, function, 0x1000, instructions };

    g_array_append_val(profile->costs, cost);
    profile->instructions += instructions;
}

static void call(ph_callgrind_profile *profile, const char *from, const char *object,
                 const char *function, double instructions)
{
    const ph_callgrind_call made = {
        { LIBRARY, from, from, 0x1000, instructions }, object, function, function
    };

    g_array_append_val(profile->calls, made);
}

/* f and h call core's g, which calls malloc; f calls h, too. */
static ph_callgrind_profile *two_callers(double of_h)
{
    ph_callgrind_profile *profile = profile_new();

    spend(profile, LIBRARY, MAIN, 100.0);
    spend(profile, LIBRARY, SECOND, of_h);
    spend(profile, LIBRARY, CORE, 50.0);
    spend(profile, LIBC, "malloc", 30.0);
    call(profile, MAIN, LIBRARY, SECOND, of_h + 16.0);
    call(profile, MAIN, LIBRARY, CORE, 64.0);
    call(profile, SECOND, LIBRARY, CORE, 16.0);
    call(profile, CORE, LIBC, "malloc", 30.0);
    return profile;
}

static const ph_function_cost *find(const ph_function_costs *costs, const char *name)
{
    const ph_function_cost *cost = g_hash_table_lookup(costs->by_name, name);

    assert_non_null(cost);
    return cost;
}

static void assert_work(const ph_function_costs *costs, const char *name, ph_function_work is)
{
    const ph_function_work *work = &find(costs, name)->work;

    assert_true(fabs(work->self - is.self) < 1e-9);
    assert_true(fabs(work->own - is.own) < 1e-6);
    assert_true(fabs(work->inclusive - is.inclusive) < 1e-9);
}

static void test_others_work_is_its_callers(void **state)
{
    g_autoptr(ph_callgrind_profile) profile = two_callers(20.0);
    g_autoptr(ph_function_costs) costs = ph_function_costs_new(profile, LIBRARY, NULL);

    (void)state;
    assert_non_null(costs);
    assert_false(costs->has_inlined);
    assert_true(costs->instructions == 200.0);
    assert_work(costs, "copybook_codec::f", (ph_function_work){ 100.0, 164.0, 200.0 });
    assert_work(costs, "copybook_codec::h", (ph_function_work){ 20.0, 36.0, 36.0 });
    assert_work(costs, "core::g", (ph_function_work){ 50.0, 0.0, 80.0 });
    assert_work(costs, "malloc", (ph_function_work){ 30.0, 0.0, 30.0 });
    assert_int_equal(find(costs, "copybook_codec::h")->origin, PH_FUNCTION_MEASURED);
    assert_int_equal(find(costs, "core::g")->origin, PH_FUNCTION_OTHER);
    assert_int_equal(find(costs, "malloc")->origin, PH_FUNCTION_OTHER);
}

/* A circle of others' calls ends, and nothing is counted twice. */
static void test_circles(void **state)
{
    g_autoptr(ph_callgrind_profile) profile = profile_new();
    g_autoptr(ph_function_costs) costs = NULL;

    (void)state;
    spend(profile, LIBRARY, MAIN, 10.0);
    spend(profile, LIBRARY, CORE, 60.0);
    spend(profile, LIBRARY, SERDE, 30.0);
    call(profile, MAIN, LIBRARY, CORE, 90.0);
    call(profile, CORE, LIBRARY, SERDE, 80.0);
    call(profile, SERDE, LIBRARY, CORE, 70.0);
    call(profile, CORE, LIBRARY, CORE, 20.0);
    costs = ph_function_costs_new(profile, LIBRARY, NULL);
    assert_non_null(costs);
    assert_true(find(costs, "copybook_codec::f")->work.own <= 100.0 + 1e-6);
    assert_true(find(costs, "copybook_codec::f")->work.own > 99.0);
    assert_true(find(costs, "core::g")->work.inclusive <= 100.0);
}

/* Of a Rust library that is not copybook-rs, every crate but Rust's own; of others, all. */
static void test_what_is_measured(void **state)
{
    g_autoptr(ph_callgrind_profile) profile = profile_new();
    g_autoptr(ph_function_costs) costs = NULL;

    (void)state;
    spend(profile, LIBRARY, SERDE, 10.0);
    spend(profile, LIBRARY, CORE, 10.0);
    spend(profile, LIBRARY, "decode", 10.0);
    spend(profile, "/bin/worker", "run", 10.0);
    costs = ph_function_costs_new(profile, LIBRARY, NULL);
    assert_int_equal(find(costs, "serde_json::s")->origin, PH_FUNCTION_MEASURED);
    assert_int_equal(find(costs, "core::g")->origin, PH_FUNCTION_OTHER);
    assert_int_equal(find(costs, "decode")->origin, PH_FUNCTION_MEASURED);
    assert_int_equal(find(costs, "run")->origin, PH_FUNCTION_OTHER);
}

static void test_changes(void **state)
{
    g_autoptr(ph_callgrind_profile) before = two_callers(20.0), now = two_callers(45.0);
    g_autoptr(ph_function_costs) base = NULL;
    g_autoptr(ph_function_costs) head = NULL;
    g_autoptr(ph_explanation) same = NULL;
    g_autoptr(ph_explanation) more = NULL;
    const ph_function_change *first;

    (void)state;
    spend(now, LIBC, "free", 5.0);
    call(now, MAIN, LIBC, "free", 5.0);
    base = ph_function_costs_new(before, LIBRARY, NULL);
    head = ph_function_costs_new(now, LIBRARY, NULL);
    same = ph_function_changes(base, 10.0, base, 10.0);
    assert_int_equal(same->functions->len, 0);
    assert_true(fabs(same->base_rest - same->base) < 1e-9);
    more = ph_function_changes(base, 10.0, head, 10.0);
    assert_true(fabs(more->base - 20.0) < 1e-9 && fabs(more->head - 23.0) < 1e-9);
    assert_int_equal(more->functions->len, 3);
    first = more->functions->pdata[0];
    assert_string_equal(first->name, "copybook_codec::h");
    assert_true(fabs(ph_function_growth(first) - 2.5) < 1e-6);
    assert_int_equal(ph_function_fate_of(first), PH_FUNCTION_GREW);
    first = more->functions->pdata[2];
    assert_string_equal(first->name, "free");
    assert_int_equal(ph_function_fate_of(first), PH_FUNCTION_CAME);
    assert_int_equal(more->rest_count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_others_work_is_its_callers),
        cmocka_unit_test(test_circles),
        cmocka_unit_test(test_what_is_measured),
        cmocka_unit_test(test_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
