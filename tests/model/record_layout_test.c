/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A figure of records that are not laid out as their copybook says, or of who knows which, is one
 * that everybody is warned of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/summarise.h"

static char record[] = "R", unknown[] = "r.cpy:2:8: COPY is not read";
static char difference[] = "copybook-rs lays out B at 12";

static const ph_record_layout differs = { .record = record,
                                          .length_min = 10,
                                          .length_max = 10,
                                          .compared = PH_LAYOUT_COMPARED_ITEMS,
                                          .difference = difference };
static const ph_record_layout is_unknown = { .unknown = unknown };
static const ph_record_layout is_same = {
    .record = record, .length_min = 10, .length_max = 10, .compared = PH_LAYOUT_COMPARED_ITEMS
};

static void test_names_come_back(void **state)
{
    (void)state;
#define X(id, name)                                                                                \
    assert_string_equal(ph_layout_compared_name(PH_LAYOUT_COMPARED_##id), name);                   \
    assert_int_equal(ph_layout_compared_find(name), PH_LAYOUT_COMPARED_##id);
    PH_LAYOUT_COMPARED_LIST(X)
#undef X
    assert_int_equal(ph_layout_compared_find("all"), PH_LAYOUT_COMPARED_NOTHING);
    assert_int_equal(ph_layout_compared_find(NULL), PH_LAYOUT_COMPARED_NOTHING);
}

static ph_result *add_result(ph_measurement *run, const char *level, const ph_record_layout *layout)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup("own.bin");
    result->workload = g_strdup("own.bin");
    result->level = g_strdup(level);
    result->subject = g_strdup("copybook-rs");
    result->input_bytes = 1000;
    result->proof = PH_PROOF_NONE;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < 3; i++) {
        const double ns = 1000.0 + i;

        g_array_append_val(result->launch_ns, ns);
    }
    result->layout = layout ? ph_record_layout_copy(layout) : NULL;
    g_ptr_array_add(run->results, result);
    return result;
}

static void summarise(ph_measurement *run)
{
    ph_summarise_benchmark(run, "own.bin");
    ph_summarise_run(run);
}

static void test_it_is_warned_of_once(void **state)
{
    static const struct {
        const ph_record_layout *layout;
        const char *warning;
    } cases[] = {
        { &differs, "own.bin: measured although copybook-rs lays out B at 12" },
        { &is_unknown, "own.bin: measured although the copybook's layout is not known: r.cpy:2:8: "
                       "COPY is not read" },
        { &is_same, NULL },
        { NULL, NULL },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ph_measurement) run = ph_measurement_new();

        (void)add_result(run, "record", cases[i].layout);
        (void)add_result(run, "file", cases[i].layout);
        summarise(run);
        assert_int_equal(run->errors->len, 0);
        assert_int_equal(run->warnings->len, cases[i].warning ? 1 : 0);
        if (cases[i].warning)
            assert_string_equal(run->warnings->pdata[0], cases[i].warning);
    }
}

/* Its reason says why, which is an error and no warning. */
static void test_a_void_is_not_warned_of(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    ph_result *result = add_result(run, "record", &differs);

    (void)state;
    result->state = PH_STATE_VOID;
    result->cause = PH_ERROR_MISMATCH;
    result->reason = g_strdup(difference);
    summarise(run);
    assert_int_equal(run->warnings->len, 0);
    assert_int_equal(run->errors->len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_come_back),
        cmocka_unit_test(test_it_is_warned_of_once),
        cmocka_unit_test(test_a_void_is_not_warned_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
