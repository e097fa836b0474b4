/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The fingerprint stays the same on one host, and changes with what makes it faster or slower. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "planted_root.h"
#include "system/probe.h"
#include "system/system_info.h"

static const char *const machine =
    "{\"timestamp\":\"2024-01-01T00:00:00Z\",\"runner_name\":\"one\","
    "\"cpu\":{\"vendor\":\"GenuineIntel\",\"brand\":\"Xeon\",\"family\":6,\"model\":143,"
    "\"stepping\":8,\"features\":[\"avx2\",\"bmi2\",\"avx512f\"],\"microcode\":\"0x1\","
    "\"measured_clock_mhz\":2700,\"libcpuid_code_name_guess\":\"Core\"},"
    "\"topology\":{\"packages\":1,\"numa_nodes\":1,\"cores\":4,\"processing_units\":8,"
    "\"caches\":[{\"level\":3,\"type\":\"unified\",\"bytes\":1048576,\"count\":1}],"
    "\"allowed_cpus\":\"0-7\"},"
    "\"kernel\":{\"architecture\":\"x86_64\",\"release\":\"6.1\"},"
    "\"hypervisor\":{\"detected\":true,\"vendor\":\"KVM\"},"
    "\"memory\":{\"total_bytes\":1000000000}}";

/* The fingerprint of the machine with one value replaced; the caller frees it. */
static char *fingerprint_with(const char *section, const char *member, const char *json)
{
    cJSON *document = cJSON_Parse(machine);

    assert_non_null(document);
    cJSON *changed = cJSON_GetObjectItem(document, section);
    assert_true(cJSON_ReplaceItemInObject(changed, member, cJSON_Parse(json)));
    char *fingerprint = ph_fingerprint(document);
    cJSON_Delete(document);
    return fingerprint;
}

typedef struct change {
    const char *section;
    const char *member;
    const char *json;
} change;

static void another_machine_has_another_fingerprint(void **state)
{
    static const change changes[] = {
        { "cpu", "vendor", "\"AuthenticAMD\"" },
        { "cpu", "brand", "\"Xeon 2\"" },
        { "cpu", "family", "25" },
        { "cpu", "model", "144" },
        { "cpu", "stepping", "9" },
        { "cpu", "features", "[\"avx2\",\"bmi2\"]" },
        { "topology", "packages", "2" },
        { "topology", "numa_nodes", "2" },
        { "topology", "cores", "8" },
        { "topology", "caches", "[]" },
        { "topology", "caches", "null" },
        { "kernel", "architecture", "\"aarch64\"" },
        { "hypervisor", "vendor", "null" },
    };
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    (void)state;
    g_hash_table_add(seen, fingerprint_with("cpu", "vendor", "\"GenuineIntel\""));
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++)
        g_hash_table_add(seen,
                         fingerprint_with(changes[i].section, changes[i].member, changes[i].json));
    assert_int_equal(g_hash_table_size(seen), G_N_ELEMENTS(changes) + 1);
}

static void settings_updates_and_measurements_leave_it_alone(void **state)
{
    static const change changes[] = {
        { "cpu", "microcode", "\"0x2\"" },
        { "cpu", "microcode", "null" },
        { "cpu", "measured_clock_mhz", "2701" },
        { "cpu", "libcpuid_code_name_guess", "\"Wolfdale\"" },
        { "cpu", "features", "[\"avx2\",\"new_to_libcpuid\",\"bmi2\",\"avx512f\"]" },
        { "topology", "processing_units", "4" },
        { "topology", "allowed_cpus", "\"0\"" },
        { "kernel", "release", "\"6.2\"" },
        { "memory", "total_bytes", "2000000000" },
    };
    g_autofree char *original = fingerprint_with("cpu", "vendor", "\"GenuineIntel\"");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *changed =
            fingerprint_with(changes[i].section, changes[i].member, changes[i].json);
        assert_string_equal(changed, original);
    }
}

/* Pinned: a new value here makes every baseline that was ever recorded a foreign host's. */
static void it_does_not_change_with_perfharness(void **state)
{
    g_autofree char *fingerprint = fingerprint_with("cpu", "vendor", "\"GenuineIntel\"");

    (void)state;
    assert_string_equal(fingerprint, "fb8a88f1148d22c5");
}

static char *fingerprint_of(const char *json)
{
    cJSON *document = cJSON_Parse(json);
    char *fingerprint = ph_fingerprint(document);

    cJSON_Delete(document);
    return fingerprint;
}

#define NEOVERSE_N1                                                                                \
    "{\"cpu\":{\"vendor\":\"ARM\",\"brand\":\"Neoverse-N1 r3p1\",\"midr\":\"0x413fd0c1\","         \
    "\"platform\":\"Amazon EC2 c6g.xlarge\",\"family\":null,\"features\":[\"asimd\"]}}"

/* Pinned, as the other. */
static void of_64_bit_arm_it_does_not_change_either(void **state)
{
    g_autofree char *fingerprint = fingerprint_of(NEOVERSE_N1);

    (void)state;
    assert_string_equal(fingerprint, "34fee45cdc57b7b0");
}

/* The next version may have a name for a core that this one has none for. */
static void names_of_cores_leave_it_alone(void **state)
{
    g_autoptr(GString) renamed = g_string_new(NEOVERSE_N1);
    g_autoptr(GString) other = g_string_new(NEOVERSE_N1);
    g_autofree char *original = fingerprint_of(NEOVERSE_N1);

    (void)state;
    assert_int_equal(g_string_replace(renamed, "Neoverse-N1 r3p1", "Ares", 0), 1);
    g_autofree char *same = fingerprint_of(renamed->str);
    assert_string_equal(same, original);
    assert_int_equal(g_string_replace(other, "0x413fd0c1", "0x413fd0c2", 0), 1);
    g_autofree char *different = fingerprint_of(other->str);
    assert_string_not_equal(different, original);
}

/* Packages, cores and an architecture are what many machines have. */
static void there_is_none_of_a_cpu_that_is_not_known(void **state)
{
    static const char *const unknown[] = {
        "{}",
        "{\"cpu\":{\"vendor\":null,\"brand\":null,\"family\":null,\"model\":null,\"features\":null}"
        ","
        "\"topology\":{\"packages\":1,\"cores\":2},\"kernel\":{\"architecture\":\"aarch64\"}}",
        "{\"cpu\":{\"midr\":null,\"platform\":\"QEMU QEMU Virtual Machine\"}}",
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++)
        assert_null(fingerprint_of(unknown[i]));
}

static void two_probes_of_this_machine_agree(void **state)
{
    char *root = planted_root_new();
    const ph_system_request plain = { .data_folder = "/" };
    const ph_system_request other = { .data_folder = root, .runner_name = "x" };
    cJSON *first = ph_system_info_probe(&plain);
    cJSON *second = ph_system_info_probe(&plain);
    cJSON *third = ph_system_info_probe(&other);

    (void)state;
    assert_int_equal(strspn(ph_system_info_fingerprint(first), "0123456789abcdef"), 16);
    assert_int_equal(strlen(ph_system_info_fingerprint(first)), 16);
    assert_string_equal(ph_system_info_fingerprint(first), ph_system_info_fingerprint(second));
    /* Where data lie, and what a runner is called, is not in it. */
    assert_string_equal(ph_system_info_fingerprint(first), ph_system_info_fingerprint(third));
    cJSON_Delete(first);
    cJSON_Delete(second);
    cJSON_Delete(third);
    planted_root_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_machine_has_another_fingerprint),
        cmocka_unit_test(settings_updates_and_measurements_leave_it_alone),
        cmocka_unit_test(it_does_not_change_with_perfharness),
        cmocka_unit_test(of_64_bit_arm_it_does_not_change_either),
        cmocka_unit_test(names_of_cores_leave_it_alone),
        cmocka_unit_test(there_is_none_of_a_cpu_that_is_not_known),
        cmocka_unit_test(two_probes_of_this_machine_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
