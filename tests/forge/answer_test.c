/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each answer of a forge's means and how long it makes us wait; markers that nobody can end.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "forge/answer.h"
#include "forge/marker.h"
#include "github/github.h"
#include "gitlab/gitlab.h"

#define NOW_S 784111777 /* Sun, 06 Nov 1994 08:49:37 GMT */

typedef struct answer_case {
    guint status;
    const char *headers; /* "name: value" lines. */
    const char *body;
    guint attempt;
    ph_answer_kind kind;
    double wait_s;
} answer_case;

static const answer_case cases[] = {
    { 200, "", "", 0, PH_ANSWER_DONE, 0 },
    { 204, "", "", 0, PH_ANSWER_DONE, 0 },
    { 301, "", "", 0, PH_ANSWER_MOVED, 0 },
    { 304, "", "", 0, PH_ANSWER_REJECTED, 0 },
    { 308, "", "", 0, PH_ANSWER_MOVED, 0 },
    { 400, "", "", 0, PH_ANSWER_REJECTED, 0 },
    { 401, "", "", 0, PH_ANSWER_DENIED, 0 },
    { 401, "retry-after: 5", "", 0, PH_ANSWER_DENIED, 0 },
    { 403, "", "", 0, PH_ANSWER_DENIED, 0 },
    { 403, "x-ratelimit-remaining: 4999", "Resource not accessible", 0, PH_ANSWER_DENIED, 0 },
    { 404, "", "", 0, PH_ANSWER_ABSENT, 0 },
    { 409, "", "", 0, PH_ANSWER_REJECTED, 0 },
    { 410, "", "", 0, PH_ANSWER_ABSENT, 0 },
    { 422, "", "", 0, PH_ANSWER_REJECTED, 0 },
    /* How long is said. */
    { 403, "retry-after: 7", "", 0, PH_ANSWER_LATER, 7 },
    { 429, "retry-after: 0", "", 5, PH_ANSWER_LATER, 0 },
    { 429, "retry-after: 7\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 784111877", "", 0,
      PH_ANSWER_LATER, 7 },
    { 403, "x-ratelimit-remaining: 0\nx-ratelimit-reset: 784111877", "", 3, PH_ANSWER_LATER, 101 },
    { 403,
      "x-ratelimit-remaining: 0\nx-ratelimit-reset: 784111877\ndate: Sun, 06 Nov 1994 08:51:07 GMT",
      "", 0, PH_ANSWER_LATER, 11 },
    { 403, "x-ratelimit-remaining: 0\nx-ratelimit-reset: 784111877\ndate: yesterday", "", 0,
      PH_ANSWER_LATER, 101 },
    { 403, "x-ratelimit-remaining: 0\nx-ratelimit-reset: 5", "", 0, PH_ANSWER_LATER, 1 },
    { 503, "retry-after: 9", "", 0, PH_ANSWER_UNKNOWN, 9 },
    /* It is not. */
    { 429, "", "", 0, PH_ANSWER_LATER, 60 },
    { 429, "", "", 2, PH_ANSWER_LATER, 240 },
    { 429, "retry-after: soon", "", 0, PH_ANSWER_LATER, 60 },
    { 429, "retry-after: -1", "", 0, PH_ANSWER_LATER, 60 },
    { 403, "x-ratelimit-remaining: 0", "", 0, PH_ANSWER_LATER, 60 },
    { 403, "", "You have exceeded a secondary rate limit", 0, PH_ANSWER_LATER, 60 },
    { 500, "", "", 0, PH_ANSWER_UNKNOWN, 1 },
    { 502, "", "", 3, PH_ANSWER_UNKNOWN, 8 },
    { 408, "", "", 0, PH_ANSWER_UNKNOWN, 1 },
};

/* It has names of its own for a limit, and says when somebody else sets the status now. */
static const answer_case cases_of_gitlab[] = {
    { 403, "ratelimit-remaining: 0\nratelimit-reset: 784111877", "", 0, PH_ANSWER_LATER, 101 },
    { 403, "x-ratelimit-remaining: 0\nx-ratelimit-reset: 784111877", "", 0, PH_ANSWER_DENIED, 0 },
    { 409, "", "", 2, PH_ANSWER_LATER, 4 },
};

static void add_headers(ph_http_response *response, const char *lines)
{
    g_auto(GStrv) split = g_strsplit(lines, "\n", -1);

    for (char **line = split; *line && **line; line++) {
        g_auto(GStrv) pair = g_strsplit(*line, ": ", 2);

        g_hash_table_insert(response->headers, g_strdup(pair[0]), g_strdup(pair[1]));
    }
}

static ph_answer judge(const ph_forge_kind *forge, const answer_case *row, double jitter)
{
    g_auto(ph_http_response) response = {
        .status = row->status,
        .headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .body = g_string_new(row->body),
    };
    const ph_backoff backoff = {
        .attempt = row->attempt, .unit_s = 1.0, .jitter = jitter, .epoch_s = NOW_S
    };

    add_headers(&response, row->headers);
    return ph_answer_judge(&forge->answers, &response, &backoff);
}

static void expect(const ph_forge_kind *forge, const answer_case *rows, gsize count)
{
    for (const answer_case *row = rows; row < rows + count; row++) {
        const ph_answer answer = judge(forge, row, 0.0);

        if (answer.kind != row->kind || fabs(answer.wait_s - row->wait_s) > 1e-9)
            fail_msg("%s, %u, %s, attempt %u: kind %d, %g s", forge->name, row->status,
                     row->headers, row->attempt, (int)answer.kind, answer.wait_s);
    }
}

static void test_answers(void **state)
{
    (void)state;
    expect(&ph_github, cases, G_N_ELEMENTS(cases));
    expect(&ph_gitlab, cases_of_gitlab, G_N_ELEMENTS(cases_of_gitlab));
}

/* Only what we chose ourselves: never less than was asked for, and never another time. */
static void test_jitter_makes_waits_longer(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const double wait_s = judge(&ph_github, &cases[i], 1.0).wait_s;

        assert_true(wait_s >= cases[i].wait_s && wait_s <= 1.25 * cases[i].wait_s);
    }
}

static void test_markers(void **state)
{
    static const char *const suites[] = { "standard", "",         "a b",   "--> <script>",
                                          "x\ny",     "\xc3\xa9", "a%20b", "a host=b" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(suites); i++) {
        g_autofree char *marker = ph_marker(suites[i], "0123456789abcdef");
        g_autofree char *body = g_strconcat(marker, "\r\ntext -->", NULL);
        g_autofree char *found = ph_marker_of(body);

        assert_string_equal(found, marker);
        assert_ptr_equal(strstr(marker, "-->"), marker + strlen(marker) - 3);
        for (gsize j = 0; j < i; j++) {
            g_autofree char *other = ph_marker(suites[j], "0123456789abcdef");

            assert_string_not_equal(marker, other);
        }
    }
    assert_null(ph_marker_of("text"));
    assert_null(ph_marker_of("<!-- perfharness:v1 suite=a"));
    assert_null(ph_marker_of(" <!-- perfharness:v1 suite=a host=b -->"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_jitter_makes_waits_longer),
        cmocka_unit_test(test_markers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
