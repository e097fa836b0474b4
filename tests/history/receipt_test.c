/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The texts that receipts are digests of, to the byte: what was written once is made again by every
 * later version. And the line that witnesses a chain. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "history/history_fact.h"
#include "history/receipt.h"
#include "history/retention.h"
#include "series/history_case.h"
#include "series/history_event.h"
#include "series/history_level.h"
#include "series/history_run.h"

#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define AT_US  1764547200123456

static void test_text_of_a_receipt(void **state)
{
    g_auto(ph_receipt) first = {
        .kind = PH_RECEIPT_RUN,
        .digest = g_strdup(DIGEST),
        .at_us = AT_US,
        .note = g_strdup(""),
    };
    g_auto(ph_receipt) second = {
        .kind = PH_RECEIPT_DELETE,
        .digest = g_strdup(DIGEST),
        .at_us = AT_US + 1,
        .note = ph_retention_note(PH_RETENTION_RULE_PULL_REQUEST, NULL),
    };
    g_autofree char *text = NULL;
    g_autofree char *expected = NULL;

    (void)state;
    ph_receipt_follow(&first, NULL);
    ph_receipt_follow(&second, &first);
    assert_int_equal(first.id, 1);
    assert_string_equal(first.previous, PH_RECEIPT_NO_PREVIOUS);
    assert_string_equal(first.sha256,
                        "2be1e9f67665ece2051e0182291c053a1fdca28777b41aabe0a278ef5ee27969");
    assert_int_equal(second.id, 2);
    text = ph_receipt_text(&second);
    expected = g_strconcat("perfharness-receipt-1\n2\ndelete\n" DIGEST "\n1764547200123457\n"
                           "run by rule pull-request-90-days\n",
                           first.sha256, NULL);
    assert_string_equal(text, expected);
}

static void test_witness(void **state)
{
    static const char *const bad[] = {
        "",
        "1",
        "1 " DIGEST,
        "0 " DIGEST " 2025-12-01T00:00:00.000000Z",
        "-1 " DIGEST " 2025-12-01T00:00:00.000000Z",
        "1 abc 2025-12-01T00:00:00.000000Z",
        "1 " DIGEST " yesterday",
        "1 " DIGEST " 2025-12-01T00:00:00.000000Z more",
        "1  " DIGEST " 2025-12-01T00:00:00.000000Z",
    };
    g_auto(ph_receipt) receipt = { .id = 5412, .sha256 = g_strdup(DIGEST), .at_us = AT_US };
    g_auto(ph_receipt) read = { 0 };
    g_autofree char *line = ph_receipt_witness(&receipt);

    (void)state;
    assert_string_equal(line, "5412 " DIGEST " 2025-12-01T00:00:00.123456Z");
    assert_true(ph_receipt_witness_read(line, &read));
    assert_int_equal(read.id, 5412);
    assert_string_equal(read.sha256, DIGEST);
    assert_int_equal(read.at_us, AT_US);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(ph_receipt_witness_read(bad[i], &read));
    assert_int_equal(read.id, 5412);
}

static void test_text_of_a_level(void **state)
{
    g_autoptr(ph_history_level) level = ph_history_level_new();
    g_autofree char *text = NULL;

    (void)state;
    level->id = 9;
    level->series_id = 3;
    level->first_run_id = 7;
    level->first_position = 12;
    level->first_sha = g_strdup("abc");
    level->cause = PH_LEVEL_CODE;
    level->change = 0.1;
    level->low = -0.0625;
    level->at_us = AT_US;
    text = ph_history_level_text(level);
    assert_string_equal(text,
                        "{\"series_id\":3,\"case_id\":null,\"first_run_id\":7,"
                        "\"last_good_run_id\":null,\"first_position\":12,"
                        "\"last_good_position\":null,\"first_sha\":\"abc\",\"last_good_sha\":null,"
                        "\"cause\":\"code\",\"change\":0.10000000000000001,\"low\":-0.0625,"
                        "\"high\":null,\"p_value\":null,\"at_us\":1764547200123456}");
}

static void test_text_of_a_case_and_an_event(void **state)
{
    g_autoptr(ph_history_case) found = ph_history_case_new();
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_SILENCE, 4);
    g_autofree char *of_case = NULL;
    g_autofree char *of_event = NULL;

    (void)state;
    found->host = g_strdup("0123456789abcdef");
    found->suite = g_strdup("critical");
    found->direction = -1;
    found->head_position = 8;
    found->at_us = AT_US;
    event->text = g_strdup("a \"quoted\" \\ and µ");
    event->until_us = 5;
    event->at_us = AT_US;
    of_case = ph_history_case_text(found);
    of_event = ph_history_event_text(event);
    assert_string_equal(of_case, "{\"host\":\"0123456789abcdef\",\"suite\":\"critical\","
                                 "\"direction\":-1,\"base_position\":null,\"head_position\":8,"
                                 "\"base_sha\":null,\"head_sha\":null,\"at_us\":1764547200123456}");
    assert_string_equal(of_event, "{\"case_id\":4,\"kind\":\"silence\",\"actor\":null,"
                                  "\"until_us\":5,\"text\":\"a \\\"quoted\\\" \\\\ and µ\","
                                  "\"detail\":null,\"at_us\":1764547200123456}");
}

static void test_text_of_a_fact(void **state)
{
    g_autoptr(ph_history_fact) fact =
        ph_history_fact_new(PH_RECEIPT_KERNEL, "0123456789abcdef", "", "6.1", DIGEST);
    g_autofree char *text = NULL;

    (void)state;
    fact->at_us = AT_US;
    text = ph_history_fact_text(fact);
    assert_string_equal(text, "{\"kind\":\"kernel\",\"host\":\"0123456789abcdef\",\"name\":\"\","
                              "\"text\":\"6.1\",\"digest\":\"" DIGEST "\",\"actor\":null,"
                              "\"at_us\":1764547200123456}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_of_a_receipt),
        cmocka_unit_test(test_witness),
        cmocka_unit_test(test_text_of_a_level),
        cmocka_unit_test(test_text_of_a_case_and_an_event),
        cmocka_unit_test(test_text_of_a_fact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
