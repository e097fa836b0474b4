/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a history is kept: what was given, then the variable, then the user's own; and on which
 * file systems it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/vfs.h>

#include "error/error.h"
#include "history/store_place.h"

int __real_statfs(const char *path, struct statfs *ret);
int __wrap_statfs(const char *path, struct statfs *ret);

/* What every file system says it is; 0: what it is. */
static unsigned int pretended;

int __wrap_statfs(const char *path, struct statfs *ret)
{
    const int result = __real_statfs(path, ret);

    if (pretended)
        ret->f_type = pretended;
    return result;
}

static ph_store_place *choose(const char *given)
{
    g_autoptr(GError) error = NULL;
    ph_store_place *place = ph_store_place_choose(given, &error);

    assert_null(error);
    return place;
}

static void test_what_was_given_comes_first(void **state)
{
    g_autoptr(ph_store_place) given = NULL;
    g_autoptr(ph_store_place) of_variable = NULL;
    g_autoptr(ph_store_place) server = NULL;

    (void)state;
    (void)g_setenv(PH_STORE_VARIABLE, "/elsewhere/b.db", TRUE);
    given = choose("/somewhere/a.db");
    of_variable = choose(NULL);
    server = choose("postgresql:fleet");
    g_unsetenv(PH_STORE_VARIABLE);
    assert_string_equal(given->path, "/somewhere/a.db");
    assert_string_equal(given->spool, "/somewhere/a.db.spool");
    assert_string_equal(of_variable->path, "/elsewhere/b.db");
    assert_null(server->path);
    assert_string_equal(server->service, "fleet");
    assert_string_equal(server->name, "postgresql:fleet");
    assert_true(g_str_has_suffix(server->spool, "/perfharness/postgresql:fleet.spool"));
}

static void test_one_of_nobodys_choice_is_in_a_folder_of_ours(void **state)
{
    g_autoptr(ph_store_place) place = NULL;

    (void)state;
    (void)g_setenv(PH_STORE_VARIABLE, "", TRUE); /* As if it were not set. */
    place = choose(NULL);
    g_unsetenv(PH_STORE_VARIABLE);
    assert_true(g_str_has_suffix(place->path, "/perfharness/history.db"));
    assert_true(g_str_has_suffix(place->spool, "/perfharness/spool"));
}

static void test_a_name_is_printable(void **state)
{
    g_autoptr(ph_store_place) place = choose("/tmp/\x1b[31m.db");

    (void)state;
    assert_string_equal(place->path, "/tmp/\x1b[31m.db");
    assert_string_equal(place->name, "/tmp/\\u001b[31m.db");
}

static void test_a_network_is_refused_by_name(void **state)
{
    static const struct {
        unsigned int magic;
        const char *name;
    } shared[] = {
        { 0x6969, "NFS" },        { 0xfe534d42, "SMB" }, { 0xff534d42, "CIFS" },
        { 0x65735546, "FUSE" },   { 0x01021997, "9P" },  { 0x00c36400, "Ceph" },
        { 0x0bd00bd0, "Lustre" },
    };
    g_autoptr(ph_store_place) place = choose("/tmp/no/such/folder/a.db");

    (void)state;
    assert_true(ph_store_place_check(place, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(shared); i++) {
        g_autoptr(GError) error = NULL;

        pretended = shared[i].magic;
        assert_false(ph_store_place_check(place, &error));
        pretended = 0;
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
        assert_non_null(strstr(error->message, shared[i].name));
        assert_non_null(strstr(error->message, "postgresql:SERVICE"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_given_comes_first),
        cmocka_unit_test(test_one_of_nobodys_choice_is_in_a_folder_of_ours),
        cmocka_unit_test(test_a_name_is_printable),
        cmocka_unit_test(test_a_network_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
