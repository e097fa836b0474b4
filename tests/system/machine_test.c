/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A machine has digits of its own, which are not those of its identifier, and only where they are
 * its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "planted_root.h"
#include "system/probe.h"

#define IDENTIFIER "0123456789abcdef0123456789abcdef\n"
#define ANOTHER    "0123456789abcdef0123456789abcdee\n"

/* The digits; NULL: there are none. The caller frees them. */
static char *machine_of(const char *identifier, const char *membership)
{
    char *root = planted_root_new();
    ph_section document = open_document(root);
    char *digits;

    if (identifier)
        plant(root, "/etc/machine-id", identifier);
    plant(root, "/proc/self/cgroup", membership);
    ph_probe_container(&document, root);
    ph_probe_machine(&document, root);
    digits = g_strdup(
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(document.object, "machine")));
    close_document(&document);
    planted_root_remove(root);
    return digits;
}

static void assert_none(const char *identifier, const char *membership)
{
    g_autofree char *digits = machine_of(identifier, membership);

    assert_null(digits);
}

static void a_machine_has_its_own(void **state)
{
    g_autofree char *one = machine_of(IDENTIFIER, "0::/init.scope\n");
    g_autofree char *again = machine_of(IDENTIFIER, "0::/user.slice\n");
    g_autofree char *another = machine_of(ANOTHER, "0::/init.scope\n");

    (void)state;
    /* printf 'perfharness-machine-1\n0123456789abcdef0123456789abcdef' | sha256sum */
    assert_string_equal(one, "fa6c48f4a43f03f6");
    assert_string_equal(again, one);
    assert_string_not_equal(another, one);
}

static void there_is_none_that_is_not_its_own(void **state)
{
    (void)state;
    assert_none(NULL, "0::/init.scope\n");
    assert_none("uninitialized\n", "0::/init.scope\n");
    assert_none(IDENTIFIER, "0::/docker/0123\n");
    assert_true(g_setenv("RUNNER_ENVIRONMENT", "github-hosted", TRUE));
    assert_none(IDENTIFIER, "0::/init.scope\n");
    assert_true(g_setenv("RUNNER_ENVIRONMENT", "self-hosted", TRUE));
    {
        g_autofree char *digits = machine_of(IDENTIFIER, "0::/init.scope\n");

        assert_non_null(digits);
    }
    g_unsetenv("RUNNER_ENVIRONMENT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_has_its_own),
        cmocka_unit_test(there_is_none_that_is_not_its_own),
    };

    g_unsetenv("RUNNER_ENVIRONMENT");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
