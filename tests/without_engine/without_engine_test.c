/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* That it links is half of the test: reporting, baseline, github, verdict and import need nothing
 * of the engine. The other half is that a stored run is judged and said in every shape without it.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <link.h>
#include <string.h>

#include "document/stored_run.h"
#include "export/export.h"
#include "report.h"
#include "report_line.h"
#include "settings/thresholds.h"

#define SCHEMAS    PH_SOURCE "/config/schema"
#define THRESHOLDS PH_SOURCE "/config/thresholds.toml"
#define PERF       PH_SOURCE "/fixtures/documents/perf.json"

/* What only measuring needs. */
static const char *const of_the_engine[] = { "libhwloc", "libcpuid", "libelf" };

static int look_at_library(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    for (gsize i = 0; i < G_N_ELEMENTS(of_the_engine); i++)
        if (strstr(info->dlpi_name, of_the_engine[i]))
            fail_msg("%s is loaded", info->dlpi_name);
    return 0;
}

static void test_none_of_its_libraries_is_loaded(void **state)
{
    (void)state;
    (void)dl_iterate_phdr(look_at_library, NULL);
}

static ph_measurement *read_run(void)
{
    g_autoptr(GError) error = NULL;
    ph_measurement *run = ph_stored_run_read(PERF, SCHEMAS, &error);

    if (!run)
        fail_msg("%s", error->message);
    return run;
}

/* A receipt alone is of a machine, and no system-info.json stands beside that run. */
static void assert_exports(const ph_export_format *format, const ph_report *report)
{
    const gboolean is_missing = strcmp(format->name, "receipt") == 0;
    g_autoptr(GPtrArray) files = format->render_tree ? format->render_tree(report) : NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = format->render ? format->render(report, &error) : NULL;

    assert_true(ph_export_is_possible(format, report->measurement, NULL));
    if (files)
        assert_true(files->len > 0);
    else if (is_missing != !text || is_missing != (error != NULL))
        fail_msg("%s: %s", format->name, error ? error->message : text);
}

static void test_a_stored_run_is_judged_and_said(void **state)
{
    g_autoptr(ph_measurement) run = read_run();
    g_autoptr(ph_thresholds) thresholds = ph_thresholds_read(THRESHOLDS, NULL);
    g_autoptr(ph_judgement) judgement = ph_judge(run, NULL, thresholds);
    const ph_report report = { .measurement = run, .judgement = judgement };
    g_autofree char *line = ph_report_line(run, judgement->verdict);
    g_autofree char *junit = ph_report_junit(&report);

    (void)state;
    assert_int_equal(judgement->verdict, PH_VERDICT_PASS);
    assert_true(g_str_has_prefix(line, "Performance Report: DISPLAY: "));
    assert_true(g_str_has_suffix(line, " [PASS]"));
    assert_true(g_str_has_prefix(junit, "<?xml"));
    assert_non_null(ph_export_formats[0].name);
    for (const ph_export_format *format = ph_export_formats; format->name; format++)
        assert_exports(format, &report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_of_its_libraries_is_loaded),
        cmocka_unit_test(test_a_stored_run_is_judged_and_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
