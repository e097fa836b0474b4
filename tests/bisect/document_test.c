/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A bisection comes back as it was written, whatever is not known of it; another's is no state. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "bisect/state.h"
#include "bisection_report.h"
#include "error/error.h"
#include "verdict/bisection_document.h"

static char *folder;
static char *path;

static ph_bisection *make(void)
{
    ph_bisection *bisection = ph_bisection_new();

    bisection->repository = g_strdup("copybook-rs");
    bisection->repeat = g_strdup("perfharness bisect ./copybook-rs@0 ./copybook-rs@1");
    bisection->benchmarks = g_strdup("comp3/L2, display-text/L2");
    bisection->harness = g_strdup("0.1.0"); /* The host is not known. */
    for (guint i = 0; i < 4; i++) {
        g_autofree char *hash = g_strdup_printf("%040x", i);

        ph_bisection_add_commit(bisection, hash, i == 2 ? "" : "A \"subject\" — of one line");
    }
    return bisection;
}

static void fill(ph_bisection *bisection)
{
    ph_bisection_comparison *ends = ph_bisection_add(bisection, PH_BISECTION_STEP_ENDS, 0, 3);
    ph_bisection_comparison *skipped = ph_bisection_add(bisection, PH_BISECTION_STEP_MIDDLE, 0, 2);
    ph_bisection_comparison *noisy = ph_bisection_add(bisection, PH_BISECTION_STEP_MIDDLE, 0, 1);

    bisection->sought = (ph_bisection_sought){ g_strdup("comp3/L2"), g_strdup("kernel"),
                                               g_strdup(""), PH_BISECTION_SENSOR_TIME };
    ends->answer.kind = PH_BISECTION_SLOWER;
    ends->answer.log = ends->time_log = 1.0 / 3.0;
    ends->answer.interval = (ph_interval){ 0.1, 0.7 };
    ends->time_ci95 = (ph_interval){ 0.2, 0.6 };
    ends->work_log = -1e-17;
    ends->elapsed_s = 12.5;
    skipped->answer.kind = PH_BISECTION_UNBUILT;
    skipped->answer.reason = g_strdup("error[E0308]: mismatched types");
    noisy->answer.log = 0.2; /* Without an interval. */
}

static void assert_same_text(const ph_bisection *bisection)
{
    g_autofree char *written = ph_bisection_json_text(bisection);
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_bisection) back = NULL;
    g_autofree char *again = NULL;

    assert_true(ph_bisect_state_keep(path, bisection, &error));
    back = ph_bisection_document_read(path, PH_SCHEMAS, &error);
    assert_null(error);
    again = ph_bisection_json_text(back);
    assert_string_equal(again, written);
}

static void it_comes_back(void **state)
{
    (void)state;
    for (ph_bisection_outcome outcome = 0; outcome < PH_BISECTION_OUTCOME_COUNT; outcome++) {
        g_autoptr(ph_bisection) bisection = make();

        bisection->finding.outcome = outcome;
        assert_same_text(bisection); /* Nothing was compared. */
        fill(bisection);
        bisection->finding.low = 1;
        bisection->finding.high = 2;
        bisection->finding.share = 0.75;
        assert_same_text(bisection);
    }
}

static void every_answer_comes_back(void **state)
{
    (void)state;
    for (ph_bisection_answer_kind kind = 0; kind < PH_BISECTION_ANSWER_COUNT; kind++)
        for (ph_bisection_step step = 0; step < PH_BISECTION_STEP_COUNT; step++) {
            g_autoptr(ph_bisection) bisection = make();

            ph_bisection_add(bisection, step, 1, 2)->answer.kind = kind;
            assert_same_text(bisection);
        }
}

static void what_is_no_document_of_one_is_refused(void **state)
{
    static const char *const replaced[][2] = { { "\"base\":\t0", "\"base\":\t3" },
                                               { "\"head\":\t3", "\"head\":\t4" },
                                               { "\"slower\"", "\"slow\"" },
                                               { "bisection-1", "bisection-2" } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(replaced); i++) {
        g_autoptr(ph_bisection) bisection = make();
        g_autoptr(GError) error = NULL;
        g_autofree char *written = NULL;
        GString *text;

        fill(bisection);
        written = ph_bisection_json_text(bisection);
        text = g_string_new(written);
        assert_true(g_string_replace(text, replaced[i][0], replaced[i][1], 1) == 1);
        assert_true(g_file_set_contents(path, text->str, -1, NULL));
        (void)g_string_free(text, TRUE);
        assert_null(ph_bisection_document_read(path, PH_SCHEMAS, &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_SCHEMA));
    }
}

static int make_folder(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("perfharness-bisect-XXXXXX", NULL);
    path = g_build_filename(folder, "state.json", NULL);
    return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)g_unlink(path);
    (void)g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_comes_back),
        cmocka_unit_test(every_answer_comes_back),
        cmocka_unit_test(what_is_no_document_of_one_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
