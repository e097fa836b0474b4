/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A machine that nothing tells from others is said to be one, and why, and what follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "session/host_document.h"

static char *doubt_of(const char *json)
{
    cJSON *document = cJSON_Parse(json);
    char *doubt = ph_host_document_doubt(document);

    assert_non_null(document);
    cJSON_Delete(document);
    return doubt;
}

static void a_machine_without_a_fingerprint(void **state)
{
    g_autofree char *doubt =
        doubt_of("{\"fingerprint\":null,\"unavailable\":{\"/fingerprint\":\"no CPU says which\"}}");
    g_autofree char *without_reason = doubt_of("{\"fingerprint\":null,\"unavailable\":{}}");

    (void)state;
    assert_string_equal(doubt, "nothing tells this machine from others (no CPU says which): a run "
                               "on it becomes no baseline, and goes into no history");
    assert_non_null(without_reason);
}

static void a_machine_with_one(void **state)
{
    (void)state;
    assert_null(doubt_of("{\"fingerprint\":\"fb8a88f1148d22c5\",\"unavailable\":{}}"));
}

static void this_machine(void **state)
{
    cJSON *document = ph_host_document(".", NULL, NULL);
    g_autofree char *doubt = ph_host_document_doubt(document);

    (void)state;
    assert_int_equal(doubt == NULL, cJSON_IsString(cJSON_GetObjectItem(document, "fingerprint")));
    cJSON_Delete(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_without_a_fingerprint),
        cmocka_unit_test(a_machine_with_one),
        cmocka_unit_test(this_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
