/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CPUs of 64-bit ARM, as the files of real machines say. Those of /proc/cpuinfo are Marcin
 * Juszkiewicz' collection (github.com/hrw/arm-socs-table, cpuinfo-data), shortened to the CPUs that
 * matter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "planted_root.h"
#include "system/cpu_aarch64.h"
#include "system/probe.h"
#include "system/system_info.h"

#define CPU "/sys/devices/system/cpu"

#define CPUINFO(number, features, implementer, variant, part, revision)                            \
    "processor\t: " number "\nBogoMIPS\t: 50.00\nFeatures\t: " features                            \
    "\nCPU implementer\t: " implementer "\nCPU architecture: 8\nCPU variant\t: " variant           \
    "\nCPU part\t: " part "\nCPU revision\t: " revision "\n\n"

#define NEOVERSE_N1_FEATURES                                                                       \
    "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop "  \
    "asimddp ssbs"
#define NEOVERSE_V1_FEATURES                                                                       \
    "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma "   \
    "lrcpc dcpop sha3 sm3 sm4 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs paca pacg "  \
    "dcpodp svei8mm svebf16 i8mm bf16 dgh rng"
#define AMPEREONE_FEATURES                                                                         \
    "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma "   \
    "lrcpc dcpop sha3 asimddp sha512 asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp "    \
    "flagm2 frint i8mm bf16 rng bti ecv"
#define APPLE_M1_FEATURES                                                                          \
    "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma "   \
    "lrcpc dcpop sha3 asimddp sha512 asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp "    \
    "flagm2 frint"

static const char graviton2[] = CPUINFO("0", NEOVERSE_N1_FEATURES, "0x41", "0x3", "0xd0c", "1");
static const char graviton3[] = CPUINFO("0", NEOVERSE_V1_FEATURES, "0x41", "0x1", "0xd40", "1");
static const char ampereone[] = CPUINFO("0", AMPEREONE_FEATURES, "0xc0", "0x0", "0xac3", "1");
static const char raspberry_pi_4[] =
    CPUINFO("0", "fp asimd evtstrm crc32 cpuid", "0x41", "0x0", "0xd08", "3");
/* A hybrid: four slow cores, then four fast ones, of which the first of each is here. */
static const char apple_m1[] = CPUINFO("0", APPLE_M1_FEATURES, "0x61", "0x1", "0x022", "1")
    CPUINFO("4", APPLE_M1_FEATURES, "0x61", "0x1", "0x023", "1");

/* Its document from /proc/cpuinfo alone. Close it with close_document(). */
static ph_section describe(const char *root, guint number)
{
    ph_section document = open_document(root);
    const ph_section cpu = ph_section_open(&document, "cpu");

    ph_aarch64_cpu_put(&cpu, number);
    return document;
}

static gboolean has_feature(const ph_section *document, const char *name)
{
    const cJSON *feature;

    cJSON_ArrayForEach(feature, value_at(document->object, "/cpu/features"))
    {
        if (strcmp(feature->valuestring, name) == 0)
            return TRUE;
    }
    return FALSE;
}

static void assert_is(const char *cpuinfo, guint number, const char *vendor, const char *brand,
                      const char *midr)
{
    char *root = planted_root_new();

    plant(root, "/proc/cpuinfo", cpuinfo);
    ph_section document = describe(root, number);
    assert_text_at(&document, "/cpu/vendor", vendor);
    assert_text_at(&document, "/cpu/brand", brand);
    assert_text_at(&document, "/cpu/midr", midr);
    assert_true(has_feature(&document, "asimd"));
    assert_missing_at(&document, "/cpu/family", "see midr");
    close_document(&document);
    planted_root_remove(root);
}

static void machines_are_known_by_what_cpuinfo_says(void **state)
{
    (void)state;
    assert_is(graviton2, 0, "ARM", "Neoverse-N1 r3p1", "0x413fd0c1");
    assert_is(graviton3, 0, "ARM", "Neoverse-V1 r1p1", "0x411fd401");
    assert_is(ampereone, 0, "Ampere", "AmpereOne r0p1", "0xc00fac31");
    assert_is(raspberry_pi_4, 0, "ARM", "Cortex-A72 r0p3", "0x410fd083");
}

static void each_core_of_a_hybrid_is_itself(void **state)
{
    (void)state;
    assert_is(apple_m1, 0, "Apple", "M1 Icestorm r1p1", "0x611f0221");
    assert_is(apple_m1, 4, "Apple", "M1 Firestorm r1p1", "0x611f0231");
}

/* As arch/arm64/kernel/cpuinfo.c prints it: 0x and 16 digits. */
static void the_register_goes_before_cpuinfo(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/cpuinfo", graviton2);
    plant(root, CPU "/cpu0/regs/identification/midr_el1", "0x00000000411fd401\n");
    ph_section document = describe(root, 0);
    assert_text_at(&document, "/cpu/brand", "Neoverse-V1 r1p1");
    close_document(&document);
    planted_root_remove(root);
}

static void cores_without_a_name_are_numbers(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/cpuinfo", CPUINFO("0", "fp", "0x41", "0x0", "0xfff", "2"));
    ph_section known_maker = describe(root, 0);
    assert_text_at(&known_maker, "/cpu/vendor", "ARM");
    assert_text_at(&known_maker, "/cpu/brand", "ARM part 0xfff r0p2");
    close_document(&known_maker);
    plant(root, "/proc/cpuinfo", CPUINFO("0", "fp", "0x99", "0x0", "0x00a", "2"));
    ph_section unknown_maker = describe(root, 0);
    assert_missing_at(&unknown_maker, "/cpu/vendor", "implementer 0x99");
    assert_text_at(&unknown_maker, "/cpu/brand", "implementer 0x99, part 0x00a r0p2");
    close_document(&unknown_maker);
    planted_root_remove(root);
}

static void what_no_kernel_writes_is_not_taken(void **state)
{
    static const char *const cpuinfos[] = {
        "",
        "processor\t: 0\nflags\t\t: fpu vme avx2\n",
        CPUINFO("1", "fp", "0x41", "0x3", "0xd0c", "1"), /* Another CPU's. */
        CPUINFO("0", "fp", "0x141", "0x3", "0xd0c", "1"),
        CPUINFO("0", "fp", "0x41", "0x10", "0xd0c", "1"),
        CPUINFO("0", "fp", "0x41", "0x3", "0x1d0c", "1"),
        CPUINFO("0", "fp", "0x41", "0x3", "0xd0c", "16"),
        CPUINFO("0", "fp", "0x41", "0x3", "core", "1"),
        CPUINFO("0", "fp", "-1", "0x3", "0xd0c", "1"),
    };
    static const char *const registers[] = { "", "0x", "413fd0c1", "0x0", "0x1413fd0c1", "0x-1" };
    char *root = planted_root_new();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cpuinfos); i++) {
        plant(root, "/proc/cpuinfo", cpuinfos[i]);
        plant(root, CPU "/cpu0/regs/identification/midr_el1",
              registers[i % G_N_ELEMENTS(registers)]);
        ph_section document = describe(root, 0);
        assert_missing_at(&document, "/cpu/brand", "says which CPU this is");
        assert_missing_at(&document, "/cpu/measured_clock_mhz", "says which CPU this is");
        close_document(&document);
    }
    planted_root_remove(root);
}

static ph_section probe(const char *root)
{
    const ph_system_request request = { .data_folder = "/", .sysfs_root = root };
    ph_section document = { .object = ph_system_info_probe(&request), .sysfs_root = root };

    document.unavailable = cJSON_DetachItemFromObject(document.object, "unavailable");
    return document;
}

static char *fingerprint_of(const char *cpuinfo, const char *maker, const char *product)
{
    char *root = planted_root_new();
    char *fingerprint;

    plant(root, "/proc/self/status", "Cpus_allowed_list:\t0\n");
    plant(root, CPU "/online", "0\n");
    plant(root, "/proc/cpuinfo", cpuinfo);
    plant(root, "/sys/class/dmi/id/sys_vendor", maker);
    plant(root, "/sys/class/dmi/id/product_name", product);
    ph_section document = probe(root);
    fingerprint = g_strdup(ph_system_info_fingerprint(document.object));
    close_document(&document);
    planted_root_remove(root);
    return fingerprint;
}

/* An Altra's /proc/cpuinfo is that of a Graviton2: one core, built by two. */
static void machines_of_one_core_are_told_apart(void **state)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *again = fingerprint_of(graviton2, "Amazon EC2\n", "c6g.xlarge\n");

    (void)state;
    assert_int_equal(strlen(again), 16);
    g_hash_table_add(seen, fingerprint_of(graviton2, "Amazon EC2\n", "c6g.xlarge\n"));
    assert_true(g_hash_table_contains(seen, again));
    g_hash_table_add(seen, fingerprint_of(graviton2, "GIGABYTE\n", "R272-P30-JG\n"));
    g_hash_table_add(seen, fingerprint_of(graviton3, "Amazon EC2\n", "c7g.xlarge\n"));
    g_hash_table_add(seen, fingerprint_of(graviton3, "Amazon EC2\n", ""));
    assert_int_equal(g_hash_table_size(seen), 4);
}

/* Of a copy, what hwloc and the clock say of this machine does not stand there. */
static void a_copy_has_nothing_of_this_machine(void **state)
{
    char *root = planted_root_new();

    (void)state;
    plant(root, "/proc/cpuinfo", graviton2);
    ph_section document = probe(root);
    assert_text_at(&document, "/cpu/brand", "Neoverse-N1 r3p1");
    assert_missing_at(&document, "/cpu/caches/l2_bytes", "hwloc reads the machine");
    assert_missing_at(&document, "/cpu/measured_clock_mhz", "another machine");
    assert_missing_at(&document, "/cpu/platform", "sys_vendor");
    close_document(&document);
    planted_root_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_are_known_by_what_cpuinfo_says),
        cmocka_unit_test(each_core_of_a_hybrid_is_itself),
        cmocka_unit_test(the_register_goes_before_cpuinfo),
        cmocka_unit_test(cores_without_a_name_are_numbers),
        cmocka_unit_test(what_no_kernel_writes_is_not_taken),
        cmocka_unit_test(machines_of_one_core_are_told_apart),
        cmocka_unit_test(a_copy_has_nothing_of_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
