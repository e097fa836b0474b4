/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose installation an administrator changes, and where the parts of one are. */
#include "settings/installation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_places(const char *prefix, const char *name, const char *expected)
{
    g_auto(GStrv) places = ph_installation_setting_places(prefix, name);
    g_autofree char *joined = g_strjoinv(" ", places);

    assert_string_equal(joined, expected);
}

static void test_systems_installation_may_be_changed(void **state)
{
    (void)state;
    assert_places("/usr", "thresholds.toml",
                  "/etc/perfharness/thresholds.toml /usr/share/perfharness/config/thresholds.toml");
    assert_places("/usr/local", "suites/own.toml",
                  "/etc/perfharness/suites/own.toml "
                  "/usr/local/share/perfharness/config/suites/own.toml");
}

static void test_no_other_looks_into_etc(void **state)
{
    (void)state;
    for (const char *const *prefix =
             (const char *const[]){ "/opt/perfharness", "/usr/local/perfharness", "/usr/locale",
                                    "/home/user/build/release", "/", ".", NULL };
         *prefix; prefix++) {
        g_autofree char *own =
            g_build_filename(*prefix, "share/perfharness/config/thresholds.toml", NULL);

        assert_places(*prefix, "thresholds.toml", own);
    }
}

/* This program is in a build folder's bin/. */
static void test_build_folder_is_laid_out_as_an_installation(void **state)
{
    g_autofree char *thresholds = ph_installation_setting("thresholds.toml");
    g_autofree char *schemas = ph_installation_schemas();
    g_autofree char *crate = ph_installation_crate();
    g_autofree char *script = g_build_filename(crate, "build-subject.sh", NULL);
    g_auto(GStrv) suites = ph_installation_setting_names("suites");
    g_auto(GStrv) nothing = ph_installation_setting_names("absent");

    (void)state;
    assert_true(g_file_test(thresholds, G_FILE_TEST_IS_REGULAR));
    assert_true(g_file_test(schemas, G_FILE_TEST_IS_DIR));
    assert_true(g_file_test(script, G_FILE_TEST_IS_EXECUTABLE));
    assert_true(g_strv_contains((const char *const *)suites, "critical.toml"));
    assert_int_equal(g_strv_length(nothing), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_systems_installation_may_be_changed),
        cmocka_unit_test(test_no_other_looks_into_etc),
        cmocka_unit_test(test_build_folder_is_laid_out_as_an_installation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
