/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The document says what /proc and /sys say, says why it cannot, and survives whatever they hold.
 */
#define _GNU_SOURCE /* sched_setaffinity */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "planted_root.h"
#include "system/cpu_list.h"
#include "system/probe.h"
#include "system/system_info.h"

#define CPU "/sys/devices/system/cpu"

/* Every file a probe reads below its sysfs_root, for CPUs 0 and 1. */
static const char *const every_path[] = {
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/self/cgroup",
    "/proc/self/mountinfo",
    "/proc/self/status",
    "/proc/sys/kernel/osrelease",
    "/proc/sys/kernel/perf_event_paranoid",
    "/proc/sys/kernel/randomize_va_space",
    "/sys/class/dmi/id/product_name",
    "/sys/class/dmi/id/sys_vendor",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/sys/fs/cgroup/cpu.max",
    "/sys/hypervisor/type",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    CPU "/cpu0/cpu_capacity",
    CPU "/cpu0/cpufreq/cpuinfo_max_freq",
    CPU "/cpu0/cpufreq/scaling_driver",
    CPU "/cpu1/cpufreq/scaling_driver",
    CPU "/cpu0/cpufreq/scaling_governor",
    CPU "/cpu0/cpufreq/scaling_max_freq",
    CPU "/cpu0/cpufreq/scaling_min_freq",
    CPU "/cpu0/microcode/version",
    CPU "/cpu0/regs/identification/midr_el1",
    CPU "/cpu0/topology/thread_siblings_list",
    CPU "/cpu1/cpu_capacity",
    CPU "/cpu1/cpufreq/cpuinfo_max_freq",
    CPU "/cpu1/cpufreq/scaling_governor",
    CPU "/cpu1/microcode/version",
    CPU "/cpu1/topology/thread_siblings_list",
    CPU "/cpufreq/boost",
    CPU "/intel_pstate/no_turbo",
    CPU "/online",
    CPU "/smt/active",
    CPU "/smt/control",
    CPU "/vulnerabilities/meltdown",
};

static ph_section probe(const char *root)
{
    const ph_system_request request = { .data_folder = "/", .sysfs_root = root };
    ph_section document = { .object = ph_system_info_probe(&request), .sysfs_root = root };

    document.unavailable = cJSON_DetachItemFromObject(document.object, "unavailable");
    assert_non_null(document.unavailable);
    return document;
}

static void plant_workstation(const char *root)
{
    plant(root, "/proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-1\n");
    plant(root, "/proc/meminfo", "MemTotal:       16000 kB\nMemAvailable:   8000 kB\n");
    plant(root, "/proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n");
    plant(root, "/proc/sys/kernel/randomize_va_space", "2\n");
    plant(root, "/proc/sys/kernel/perf_event_paranoid", "-1\n");
    plant(root, "/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    plant(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
    plant(root, CPU "/vulnerabilities/meltdown", "Mitigation: PTI\n");
    plant(root, CPU "/vulnerabilities/a~b", "Vulnerable\n");
    plant(root, CPU "/vulnerabilities/c~d", "");
    plant(root, CPU "/cpu0/microcode/version", "0x1\n");
    plant(root, CPU "/cpu1/microcode/version", "0x2b000590\n");
    plant(root, CPU "/cpu1/cpufreq/scaling_driver", "intel_pstate\n");
    plant(root, CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
    plant(root, CPU "/cpu1/cpufreq/scaling_governor", "performance\n");
    plant(root, CPU "/cpu0/cpufreq/scaling_min_freq", "800000\n");
    plant(root, CPU "/cpu1/cpufreq/scaling_min_freq", "800000\n");
    plant(root, CPU "/cpu0/cpufreq/scaling_max_freq", "3000000\n");
    plant(root, CPU "/cpu1/cpufreq/scaling_max_freq", "3600000\n");
    plant(root, CPU "/intel_pstate/no_turbo", "1\n");
    plant(root, CPU "/smt/control", "on\n");
    plant(root, CPU "/smt/active", "1\n");
    plant(root, CPU "/cpu0/topology/thread_siblings_list", "0-1\n");
    plant(root, CPU "/cpu1/topology/thread_siblings_list", "0-1\n");
}

static void what_is_planted_comes_out(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant_workstation(root);
    ph_section document = probe(root);
    assert_number_at(&document, "/memory/total_bytes", 16000 * 1024);
    assert_number_at(&document, "/memory/available_bytes", 8000 * 1024);
    assert_boolean_at(&document, "/wsl2_detected", TRUE);
    assert_number_at(&document, "/aslr", 2);
    assert_number_at(&document, "/perf_event_paranoid", -1);
    assert_text_at(&document, "/transparent_huge_pages", "madvise");
    assert_text_at(&document, "/clocksource", "hpet");
    assert_text_at(&document, "/mitigations/meltdown", "Mitigation: PTI");
    assert_text_at(&document, "/mitigations/a~0b", "Vulnerable");
    assert_missing_at(&document, "/mitigations/c~0d", "c~d: empty");
    assert_number_at(&document, "/cpu/number", 1);
    assert_text_at(&document, "/cpu/microcode", "0x2b000590");
    assert_text_at(&document, "/frequency/driver", "intel_pstate");
    assert_text_at(&document, "/frequency/governor", "performance");
    assert_number_at(&document, "/frequency/min_khz", 800000);
    assert_missing_at(&document, "/frequency/max_khz", "not the same on every CPU");
    assert_number_at(&document, "/frequency/cpus/1/cpu", 1);
    assert_number_at(&document, "/frequency/cpus/1/max_khz", 3600000);
    assert_boolean_at(&document, "/frequency/turbo", FALSE);
    assert_text_at(&document, "/smt/control", "on");
    assert_boolean_at(&document, "/smt/active", TRUE);
    assert_text_at(&document, "/smt/siblings/0", "0-1");
    assert_int_equal(cJSON_GetArraySize(value_at(document.object, "/smt/siblings")), 1);
    close_document(&document);
    planted_root_remove(root);
}

static void an_empty_machine_is_all_reasons(void **state)
{
    char *root = planted_root_new();

    (void)state;
    ph_section document = probe(root);
    assert_missing_at(&document, "/frequency/governor", "/proc/self/status: No such file");
    assert_missing_at(&document, "/mitigations", "No such file");
    assert_missing_at(&document, "/memory/total_bytes", "/proc/meminfo: No such file");
    assert_missing_at(&document, "/wsl2_detected", "osrelease: No such file");
    assert_missing_at(&document, "/cpu/microcode", "/proc/cpuinfo");
    assert_missing_at(&document, "/runner_name", "none given");
    close_document(&document);
    planted_root_remove(root);
}

static void one_unreadable_cpu_makes_the_shared_setting_unknown(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/self/status", "Cpus_allowed_list:\t0-1\n");
    plant(root, CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
    plant(root, CPU "/cpufreq/boost", "1\n");
    ph_section document = probe(root);
    assert_missing_at(&document, "/frequency/governor", "not known for every CPU");
    assert_text_at(&document, "/frequency/cpus/0/governor", "performance");
    assert_missing_at(&document, "/frequency/cpus/1/governor",
                      "/cpu1/cpufreq/scaling_governor: No such file");
    assert_boolean_at(&document, "/frequency/turbo", TRUE);
    close_document(&document);
    planted_root_remove(root);
}

static void microcode_is_found_in_cpuinfo_too(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/cpuinfo", "processor\t: 0\nmicrocode\t: 0xd0003f5\nflags\t\t: fpu\n");
    plant(root, "/proc/sys/kernel/osrelease", "4.4.0-19041-Microsoft\n");
    ph_section document = probe(root);
    assert_text_at(&document, "/cpu/microcode", "0xd0003f5");
    assert_boolean_at(&document, "/wsl2_detected", FALSE);
    close_document(&document);
    planted_root_remove(root);
}

/* The document must parse again, and read back the same. */
static void assert_is_json(const cJSON *document)
{
    char *printed = cJSON_Print(document);
    cJSON *parsed = cJSON_Parse(printed);

    assert_true(g_utf8_validate(printed, -1, NULL));
    assert_true(cJSON_Compare(document, parsed, TRUE));
    cJSON_Delete(parsed);
    cJSON_free(printed);
}

static void probe_with_everywhere(const char *bytes, gsize length)
{
    char *root = planted_root_new();

    for (gsize i = 0; i < G_N_ELEMENTS(every_path); i++)
        plant_bytes(root, every_path[i], bytes, length);
    ph_section document = probe(root);
    assert_is_json(document.object);
    close_document(&document);
    planted_root_remove(root);
}

static void whatever_stands_in_the_files_the_document_is_json(void **state)
{
    static const char *const texts[] = {
        "",
        "\n\n\n",
        "caf\xe9 \xff\xfe\xc0\x80",
        "\xed\xa0\x80",
        "\x01\x02\x1b[31m\"\\\n",
        "Cpus_allowed_list:\t0-4294967295\n",
        "Cpus_allowed_list:\t5-2\nMemTotal: -1 kB\nMemAvailable: 99999999999999999999 kB\n",
        "MemTotal:\nMemAvailable: kB\nmicrocode\n",
        "[",
        "[]",
        "][",
        "-9223372036854775809",
        "Cpus_allowed_list:\t0-1\nmicrocode\t: \xff\n0::/x\n1 1 0:1 / / rw - cgroup2 \xff rw\n",
    };
    g_autofree char *long_line = g_strnfill((gsize)3 << 20, '7');

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        probe_with_everywhere(texts[i], strlen(texts[i]));
    probe_with_everywhere(long_line, strlen(long_line));
    probe_with_everywhere("\0\0\0\0", 4);
    probe_with_everywhere("performance\0tail", 16);
}

static void random_bytes_do_no_harm(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20240229);
    char bytes[2000];

    (void)state;
    for (int round = 0; round < 20; round++) {
        for (gsize i = 0; i < sizeof(bytes); i++)
            bytes[i] = (char)g_rand_int_range(random, 1, 256);
        probe_with_everywhere(bytes, (gsize)g_rand_int_range(random, 1, sizeof(bytes)));
    }
}

static void this_machine_is_explained(void **state)
{
    (void)state;
    ph_section document = probe("");
    assert_is_json(document.object);
    close_document(&document);
}

/* What runs beside the measured CPU may have left it: it is described all the same. */
static void the_measured_cpu_is_described(void **state)
{
    ph_cpu_choice *choice = ph_cpu_choose("", PH_CPU_USUAL, NULL);
    const guint first = g_array_index(choice->usable, guint, 0);
    cpu_set_t before, after;

    (void)state;
    if (choice->usable->len < 2) {
        ph_cpu_choice_free(choice); /* To skip is to leave by a long jump. */
        skip();
    }
    assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
    CPU_CLR(first, &before);
    assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
    choice->cpu = first;
    const ph_system_request request = { .data_folder = "/", .choice = choice };
    ph_section document = { .object = ph_system_info_probe(&request) };
    assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
    assert_true(CPU_EQUAL(&before, &after));
    CPU_SET(first, &before);
    assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);

    g_autofree char *usable = ph_cpu_list_format(choice->usable);
    assert_number_at(&document, "/cpu/number", first);
    assert_text_at(&document, "/topology/allowed_cpus", usable);
    cJSON_Delete(document.object);
    ph_cpu_choice_free(choice);
}

/* One that cannot be asked is not described by what another one says. */
static void a_cpu_that_cannot_be_reached_is_not_described(void **state)
{
    g_autoptr(ph_cpu_choice) choice = ph_cpu_choose("", PH_CPU_USUAL, NULL);

    (void)state;
    choice->cpu = PH_CPU_MAX;
    const ph_system_request request = { .data_folder = "/", .choice = choice };
    ph_section document = { .object = ph_system_info_probe(&request) };
    document.unavailable = cJSON_DetachItemFromObject(document.object, "unavailable");
    assert_missing_at(&document, "/cpu/brand", "going to CPU 65535");
    assert_missing_at(&document, "/cpu/measured_clock_mhz", "going to CPU 65535");
    assert_missing_at(&document, "/fingerprint", "going to CPU 65535");
    close_document(&document);
}

/* This machine's CPUID says nothing of the machine whose files these are. */
static void the_hypervisor_of_a_copy_is_the_copys(void **state)
{
    char *root = planted_root_new();

    (void)state;
    ph_section nothing = probe(root);
    assert_missing_at(&nothing, "/hypervisor/detected", "/proc/cpuinfo");
    close_document(&nothing);
    plant(root, "/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme avx2\n");
    ph_section bare = probe(root);
    assert_boolean_at(&bare, "/hypervisor/detected", FALSE);
    close_document(&bare);
    plant(root, "/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor avx2\n");
    plant(root, "/sys/class/dmi/id/sys_vendor", "QEMU\n");
    ph_section virtual = probe(root);
    assert_boolean_at(&virtual, "/hypervisor/detected", TRUE);
    assert_text_at(&virtual, "/hypervisor/vendor", "QEMU");
    close_document(&virtual);
    planted_root_remove(root);
}

static void what_the_caller_knows_is_passed_on(void **state)
{
    const ph_system_request request = { .data_folder = "/",
                                        .runner_name = "perf-1",
                                        .git_revision = "\xff" };
    cJSON *object = ph_system_info_probe(&request);

    (void)state;
    ph_section document = { .object = object };
    document.unavailable = cJSON_DetachItemFromObject(object, "unavailable");
    assert_text_at(&document, "/runner_name", "perf-1");
    assert_missing_at(&document, "/git_revision", "not UTF-8");
    close_document(&document);
}

static void os_release_is_read_with_its_quotes(void **state)
{
    char *root = planted_root_new();
    ph_section document = open_document(root);

    (void)state;
    plant(root, "/usr/lib/os-release",
          "# comment\nPRETTY_NAME=\"Some \\\"Linux\\\" 1\"\nID=some\nVERSION_ID='1.2\nID_LIKE=x\n");
    ph_probe_distribution(&document, root);
    assert_text_at(&document, "/distribution/pretty_name", "Some \"Linux\" 1");
    assert_text_at(&document, "/distribution/id", "some");
    assert_missing_at(&document, "/distribution/version_id", "no valid VERSION_ID");
    close_document(&document);
    planted_root_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_planted_comes_out),
        cmocka_unit_test(an_empty_machine_is_all_reasons),
        cmocka_unit_test(one_unreadable_cpu_makes_the_shared_setting_unknown),
        cmocka_unit_test(microcode_is_found_in_cpuinfo_too),
        cmocka_unit_test(whatever_stands_in_the_files_the_document_is_json),
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(this_machine_is_explained),
        cmocka_unit_test(the_measured_cpu_is_described),
        cmocka_unit_test(a_cpu_that_cannot_be_reached_is_not_described),
        cmocka_unit_test(the_hypervisor_of_a_copy_is_the_copys),
        cmocka_unit_test(what_the_caller_knows_is_passed_on),
        cmocka_unit_test(os_release_is_read_with_its_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
