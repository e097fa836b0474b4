/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How builds are named, and what is no name of one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "builder/build_name.h"
#include "error/error.h"

static void assert_name(const char *text, ph_build_kind kind, const char *place, const char *which)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_build_name) name = ph_build_name_parse(text, &error);

    if (!name)
        fail_msg("%s", error->message);
    assert_int_equal(name->kind, kind);
    assert_string_equal(name->text, text);
    if (g_strcmp0(name->place, place) != 0 || g_strcmp0(name->which, which) != 0)
        fail_msg("%s: %s, %s", text, name->place, name->which);
}

static void assert_no_name(const char *text, const char *phrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_build_name) name = ph_build_name_parse(text, &error);

    assert_null(name);
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_USAGE));
    if (!strstr(error->message, phrase) || strchr(error->message, '\n'))
        fail_msg("%s", error->message);
}

static void test_libraries(void **state)
{
    (void)state;
    assert_name("/no/such/base.so", PH_BUILD_LIBRARY, "/no/such/base.so", NULL);
    assert_name("native.so?isa=avx2", PH_BUILD_LIBRARY, "native.so", "isa=avx2");
    assert_name("a@b.so", PH_BUILD_LIBRARY, "a@b.so", NULL);
    /* Whatever is there is one. */
    assert_name("odd?name", PH_BUILD_LIBRARY, "odd?name", NULL);
    assert_name("odd@name", PH_BUILD_LIBRARY, "odd@name", NULL);
}

static void test_releases(void **state)
{
    (void)state;
    assert_name("copybook-rs@0.8.1", PH_BUILD_RELEASE, NULL, "0.8.1");
    assert_name("copybook-rs@1.0.0-rc.1", PH_BUILD_RELEASE, NULL, "1.0.0-rc.1");
    assert_no_name("copybook-rs@", "a release was expected");
    assert_no_name("copybook-rs@0.8", "a release was expected");
    assert_no_name("copybook-rs@main", "./copybook-rs@main");
    assert_no_name("copybook-rs@0.8.1\n", "a release was expected");
    assert_no_name("copybook-rs@../../x", "a release was expected");
}

static void test_revisions(void **state)
{
    (void)state;
    assert_name("copybook/@main", PH_BUILD_REVISION, "copybook/", "main");
    assert_name("./copybook@HEAD@{1}", PH_BUILD_REVISION, "./copybook", "HEAD@{1}");
    assert_name("copy@book@v1", PH_BUILD_REVISION, "copy@book", "v1");
    assert_name("copybook@", PH_BUILD_REVISION, "copybook", "");
}

static void test_what_is_none(void **state)
{
    (void)state;
    assert_no_name("", "names no build");
    assert_no_name("copybooks", "names no build");
    assert_no_name("nowhere@main", "before the @ there is no folder");
    assert_no_name("@main", "before the @ there is no folder");
}

static int set_up(void **state)
{
    char *folder = g_dir_make_tmp("build-name-XXXXXX", NULL);

    *state = folder;
    return !folder || g_chdir(folder) != 0 || g_mkdir("copybook", 0755) != 0 ||
           g_mkdir("copy@book", 0755) != 0 || !g_file_set_contents("odd?name", "", 0, NULL) ||
           !g_file_set_contents("odd@name", "", 0, NULL);
}

static int tear_down(void **state)
{
    static const char *const names[] = { "copybook", "copy@book", "odd?name", "odd@name" };
    g_autofree char *folder = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        (void)g_remove(names[i]);
    return g_chdir("/") != 0 || g_rmdir(folder) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_releases),
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_what_is_none),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
