/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who violates a contract is stopped at once, with one line that says which and where. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "baseline/store.h"
#include "forge/publication.h"
#include "model/statistics.h"
#include "perfharness/codec.h"
#include "perfharness/require.h"
#include "verdict/slowdown.h"
#include "without_require.h"

static void keep_all(void)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    const double value = 1.0;

    g_array_append_val(values, value);
    (void)ph_quantile(values, 0.5);
    PH_REQUIRE(values->len == 1);
}

static void want_what_is_not_so(void)
{
    PH_REQUIRE(1 + 1 == 3);
}

static void take_the_middle_of_nothing(void)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));

    (void)ph_quantile(values, 0.5);
}

static void lose_more_than_all(void)
{
    (void)ph_slowdown_log(1.5);
}

static void name_no_verdict(void)
{
    (void)ph_verdict_word((ph_verdict)(PH_VERDICT_FAIL + 1));
}

static void append_what_is_not_sealed(void)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    g_autoptr(ph_baseline) entry = ph_baseline_new(cJSON_CreateObject());
    const ph_chain history = { .path = (char *)"/nowhere", .entries = entries, .tail = (char *)"" };

    (void)ph_chain_append(&history, entry, NULL);
}

static void change_what_is_open_for_reading(void)
{
    g_autofree char *folder = g_dir_make_tmp("contracts-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "baseline.json", NULL);
    g_autoptr(ph_baseline) entry = ph_baseline_new(cJSON_CreateObject());
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open(path, "/nowhere", PH_BASELINE_STORE_READ, NULL);

    g_autofree char *lock = g_strconcat(path, ".lock", NULL);

    (void)g_unlink(lock);
    (void)g_rmdir(folder);
    (void)ph_baseline_store_commit(store, entry, NULL);
}

static void have_neither_client_nor_reason(void)
{
    const ph_publication publication = { .marker = "marker", .report = "report" };

    (void)ph_publication_send_comment(NULL, NULL, &publication, NULL);
}

static void decode_with_nothing(void)
{
    int64_t value;

    (void)ph_packed_decode(NULL, (ph_column){ (const uint8_t *)"\x1c", 1, 1, 1 },
                           (ph_decimal){ 1, PH_DECIMAL_SIGNED }, &value);
}

/* Do it in a process of its own: how that ended, and what it said. */
static int status_of(void (*act)(void), char *said, size_t room)
{
    size_t length = 0;
    ssize_t got;
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit none = { 0, 0 };

        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL); /* cmocka catches it. */
        (void)dup2(ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    (void)close(ends[1]);
    while (length + 1 < room && (got = read(ends[0], said + length, room - length - 1)) > 0)
        length += (size_t)got;
    said[length] = '\0';
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void assert_stops(void (*act)(void), const char *file, const char *function,
                         const char *condition)
{
    g_autofree char *pattern = NULL, *in_file = g_regex_escape_string(file, -1);
    g_autofree char *what = g_regex_escape_string(condition, -1);
    char said[4096];
    const int status = status_of(act, said, sizeof(said));

    pattern = g_strdup_printf("\\Aperfharness: \\S*%s:[0-9]+: %s: contract violated: %s\\n\\z",
                              in_file, function, what);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    if (!g_regex_match_simple(pattern, said, 0, 0))
        fail_msg("it said \"%s\", and not %s", said, pattern);
}

static void test_who_keeps_them_goes_on(void **state)
{
    char said[4096];

    (void)state;
    assert_int_equal(status_of(keep_all, said, sizeof(said)), 0);
    assert_string_equal(said, "");
}

static void test_who_violates_one_is_stopped(void **state)
{
    (void)state;
    assert_stops(want_what_is_not_so, "tests/contracts/contracts_test.c", "want_what_is_not_so",
                 "1 + 1 == 3");
    assert_stops(take_the_middle_of_nothing, "harness/model/statistics.c", "ph_quantile",
                 "values->len > 0");
    assert_stops(lose_more_than_all, "harness/verdict/slowdown.c", "ph_slowdown_log", "lost < 1.0");
    assert_stops(name_no_verdict, "harness/verdict/verdict.c", "ph_verdict_word",
                 "verdict <= PH_VERDICT_FAIL");
    assert_stops(append_what_is_not_sealed, "harness/baseline/chain.c", "ph_chain_append",
                 "entry->sha256 != NULL");
    assert_stops(change_what_is_open_for_reading, "harness/baseline/store.c",
                 "ph_baseline_store_commit", "store->access == PH_BASELINE_STORE_WRITE");
    assert_stops(have_neither_client_nor_reason, "harness/forge/publication.c",
                 "ph_publication_send_comment", "(forge != NULL) != (unusable != NULL)");
}

/* What is measured asserts where PH_CONTRACTS is set. */
static void test_so_does_what_is_measured(void **state)
{
    (void)state;
#ifdef PH_CONTRACTS
    assert_stops(decode_with_nothing, "codecs/codec.c", "ph_packed_decode", "codec != NULL");
#else
    (void)decode_with_nothing;
    skip();
#endif
}

static int looks_taken;

static bool count_looks(void)
{
    looks_taken++;
    return false;
}

static void test_one_that_is_left_out_is_not_looked_at(void **state)
{
    (void)state;
    ph_test_left_out(count_looks);
    assert_int_equal(looks_taken, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_keeps_them_goes_on),
        cmocka_unit_test(test_who_violates_one_is_stopped),
        cmocka_unit_test(test_so_does_what_is_measured),
        cmocka_unit_test(test_one_that_is_left_out_is_not_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
