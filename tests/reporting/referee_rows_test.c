/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of the referee: of what it looked at, and nothing of what it did not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "referee_rows.h"

static void add_bounded(ph_measurement *run, const char *subject, ph_state state, double ratio,
                        guint launches, ph_referee_bound bound)
{
    const ph_referee saw = { .work_ns = 1.2e6 * ratio,
                             .work_range_ns = { 1.2e6 * ratio, 1.2e6 * ratio },
                             .claim_ns = 1.2e6,
                             .claim_ci95_ns = { 1.2e6, 1.2e6 },
                             .ratio = ratio,
                             .launches = launches,
                             .calls = 4096,
                             .bound = bound };
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup("comp3/stream");
    result->workload = g_strdup("comp3");
    result->level = g_strdup("kernel");
    result->subject = g_strdup(subject);
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    result->state = state;
    result->referee = launches ? ph_referee_copy(&saw) : NULL;
    g_ptr_array_add(run->results, result);
}

static void add_result(ph_measurement *run, const char *subject, ph_state state, double ratio,
                       guint launches)
{
    add_bounded(run, subject, state, ratio, launches, PH_REFEREE_NOT_FASTER);
}

static void assert_said(const ph_measurement *run, const char *expected)
{
    g_autofree char *said = ph_referee_text(run);

    if (expected)
        assert_string_equal(said, expected);
    else
        assert_null(said);
}

static void test_the_sentence(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();

    (void)state;
    assert_said(run, NULL);
    run->referee = (ph_referee_facts){ PH_REFEREE_MODE_ON, TRUE, NULL, 12.4 };
    assert_said(run, NULL); /* It looked at nothing. */
    add_result(run, "anchor", PH_STATE_MEASURED, NAN, 0);
    assert_said(run, NULL);
    add_result(run, "liar", PH_STATE_VOID, 60.0, 6);
    assert_said(run, "6 launches of each in 12 s on fresh data, every answer compared; subjects "
                     "confined");
    add_result(run, "native", PH_STATE_MEASURED, 0.974, 3);
    add_result(run, "copybook-rs", PH_STATE_MEASURED, 1.041, 3);
    run->referee.is_sandboxed = FALSE;
    run->referee.seconds = NAN;
    assert_said(run, "3 to 6 launches of each on fresh data, every answer compared; work / claim "
                     "0.97 … 1.04");
    run->referee.mode = PH_REFEREE_MODE_OFF;
    assert_said(run, NULL);
}

static char *printed(const ph_measurement *run)
{
    char *text = NULL;
    size_t bytes;
    FILE *to = open_memstream(&text, &bytes);

    ph_referee_print(to, run);
    (void)fclose(to);
    return text;
}

static void test_the_table(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    char *empty = printed(run), *full;

    (void)state;
    assert_string_equal(empty, "");
    add_result(run, "native", PH_STATE_MEASURED, 1.023, 3);
    add_result(run, "other", PH_STATE_MEASURED, NAN, 0);
    add_result(run, "broken", PH_STATE_VOID, NAN, 1);
    add_bounded(run, "cached", PH_STATE_MEASURED, 0.974, 3, PH_REFEREE_EQUAL);
    add_bounded(run, "learnt", PH_STATE_MEASURED, 1.25, 3, PH_REFEREE_LEARNABLE);
    full = printed(run);
    assert_string_equal(
        full, "\nThe referee: CPU time of one pass on fresh data, the claim, and work / claim\n"
              "               work    claim  ratio  calls\n"
              "  comp3/stream\n"
              "    native  1.23 ms  1.20 ms   1.02  4,096  not faster\n"
              "    broken        -  1.20 ms      -  4,096  not faster\n"
              "    cached  1.17 ms  1.20 ms   0.97  4,096\n"
              "    learnt  1.50 ms  1.20 ms   1.25  4,096  not faster\n");
    free(empty);
    free(full);
}

static void test_what_a_template_may_name(void **state)
{
    g_autoptr(ph_measurement) run = ph_measurement_new();
    cJSON *data = cJSON_CreateObject();
    const cJSON *list, *row;
    /* Only where there is a lower bound is more demanded than that it is not faster. */
    static const gboolean is_not_faster[] = { TRUE, FALSE, TRUE };

    (void)state;
    add_result(run, "native", PH_STATE_MEASURED, 1.023, 3);
    add_result(run, "other", PH_STATE_MEASURED, NAN, 0);
    add_bounded(run, "cached", PH_STATE_MEASURED, 0.974, 3, PH_REFEREE_EQUAL);
    add_bounded(run, "learnt", PH_STATE_MEASURED, 1.25, 3, PH_REFEREE_LEARNABLE);
    ph_referee_rows_add(data, run);
    list = cJSON_GetObjectItem(data, "referee_rows");
    row = cJSON_GetArrayItem(list, 0);
    assert_int_equal(cJSON_GetArraySize(list), G_N_ELEMENTS(is_not_faster));
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(row, "work_over_claim")), "1.02");
    for (guint i = 0; i < G_N_ELEMENTS(is_not_faster); i++)
        assert_int_equal(
            cJSON_IsTrue(cJSON_GetObjectItem(cJSON_GetArrayItem(list, (int)i), "is_not_faster")),
            is_not_faster[i]);
    cJSON_Delete(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_sentence),
        cmocka_unit_test(test_the_table),
        cmocka_unit_test(test_what_a_template_may_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
