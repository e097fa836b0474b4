/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How SQLite answers each statement: by the tree it is meant to use, and never by all results. Each
 * statement has its parameters in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "history/statement.h"
#include "made_up_history.h"

/* Those that are asked often, or of much. */
static const struct {
    ph_statement statement;
    const char *plan;
} pinned[] = {
    { PH_STATEMENT_TREND, "SEARCH result USING PRIMARY KEY (series_id=? AND run_id>?); "
                          "SEARCH run USING INTEGER PRIMARY KEY (rowid=?); "
                          "SEARCH revision USING INTEGER PRIMARY KEY (rowid=?)" },
    { PH_STATEMENT_TREND_RUNS, "SEARCH run USING INDEX run_by_received (received_us>?); "
                               "SEARCH revision USING INTEGER PRIMARY KEY (rowid=?)" },
    { PH_STATEMENT_SERIES_RESULTS, "SEARCH result USING PRIMARY KEY (series_id=? AND run_id>?)" },
    { PH_STATEMENT_RESULTS_OF_RUN, "SEARCH result USING INDEX result_by_run (run_id=?); "
                                   "SEARCH series USING INTEGER PRIMARY KEY (rowid=?); "
                                   "SEARCH host USING INTEGER PRIMARY KEY (rowid=?)" },
    { PH_STATEMENT_FIRST_RUN, "SEARCH run USING COVERING INDEX run_by_received (received_us>?)" },
    { PH_STATEMENT_FIND_RUN, "SEARCH run USING INDEX sqlite_autoindex_run_1 (digest=?)" },
    { PH_STATEMENT_FIND_RECEIPT,
      "SEARCH receipt USING COVERING INDEX receipt_by_digest (digest=? AND kind=?)" },
    { PH_STATEMENT_FIND_SERIES,
      "SEARCH series USING COVERING INDEX sqlite_autoindex_series_1 (host_id=? AND suite=? AND "
      "benchmark=? AND level=? AND subject=? AND metric=? AND method=?)" },
    { PH_STATEMENT_SERIES_OF_SUITE,
      "SEARCH series USING COVERING INDEX sqlite_autoindex_series_1 (host_id=? AND suite=?)" },
    { PH_STATEMENT_FIND_REVISION,
      "SEARCH revision USING INDEX sqlite_autoindex_revision_1 (sha=?)" },
    { PH_STATEMENT_FIND_LEVEL, "SEARCH level USING COVERING INDEX sqlite_autoindex_level_1 "
                               "(series_id=? AND first_run_id=? AND cause=?)" },
    { PH_STATEMENT_NEWEST_FACT,
      "SEARCH fact USING INDEX fact_by_name (kind=? AND host=? AND name=?)" },
    { PH_STATEMENT_FIND_ALERT,
      "SEARCH alert USING COVERING INDEX sqlite_autoindex_alert_1 (name=?)" },
    { PH_STATEMENT_CLAIM_DELIVERY, "SEARCH delivery USING INTEGER PRIMARY KEY (rowid=?)" },
    { PH_STATEMENT_HEAD, "SCAN receipt" },
    { PH_STATEMENT_RECEIPTS, "SCAN receipt" },
    { PH_STATEMENT_OLDEST_RECEIPT, "SCAN receipt" },
    { PH_STATEMENT_NEWEST_RECEIPT, "SCAN receipt" },
    { PH_STATEMENT_DELETE_RESULTS, "SEARCH result USING COVERING INDEX result_by_run (run_id=?)" },
    { PH_STATEMENT_DELETE_DOCUMENT, "SEARCH document USING INTEGER PRIMARY KEY (rowid=?)" },
};

/* What SQLite says, line after line. */
static char *plan_of(sqlite3 *database, ph_statement statement)
{
    g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", ph_statement_text(statement), NULL);
    GString *plan = g_string_new(NULL);
    sqlite3_stmt *prepared = NULL;

    if (sqlite3_prepare_v2(database, sql, -1, &prepared, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(database));
    while (sqlite3_step(prepared) == SQLITE_ROW)
        g_string_append_printf(plan, "%s%s", plan->len ? "; " : "",
                               (const char *)sqlite3_column_text(prepared, 3));
    (void)sqlite3_finalize(prepared);
    return g_string_free(plan, FALSE);
}

static void test_plans(void **state)
{
    const made_up_store *made = *state;
    sqlite3 *database = NULL;

    assert_int_equal(sqlite3_open(made->place->path, &database), SQLITE_OK);
    for (guint statement = 0; statement < PH_STATEMENT_COUNT; statement++) {
        g_autofree char *plan = plan_of(database, (ph_statement)statement);

        if (strstr(plan, "SCAN result") || strstr(plan, "SCAN document"))
            fail_msg("%s: %s", ph_statement_text((ph_statement)statement), plan);
        for (gsize i = 0; i < G_N_ELEMENTS(pinned); i++)
            if (pinned[i].statement == (ph_statement)statement)
                assert_string_equal(plan, pinned[i].plan);
    }
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

/* SQLite takes "$2" that stands before "$1" for the first. */
static void test_parameters_are_in_order(void **state)
{
    (void)state;
    for (guint i = 0; i < PH_STATEMENT_COUNT; i++) {
        const ph_statement statement = (ph_statement)i;
        guint next = 1;

        for (const char *at = ph_statement_text(statement); (at = strchr(at, '$')) != NULL; at++) {
            const guint number = (guint)g_ascii_strtoull(at + 1, NULL, 10);

            assert_true(number >= 1 && number <= next);
            next += number == next;
        }
        assert_int_equal(next - 1, ph_statement_parameters(statement));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plans, made_up_store_open, made_up_store_close),
        cmocka_unit_test(test_parameters_are_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
