/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Containers are recognised by their marks, and limits are the tightest on the way up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "planted_root.h"
#include "system/probe.h"

#define CGROUP    "/proc/self/cgroup"
#define MOUNTINFO "/proc/self/mountinfo"
#define V2_MOUNT  "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"

typedef struct fixture {
    char *root;
    ph_section document;
} fixture;

static int set_up(void **state)
{
    fixture *made = g_new0(fixture, 1);

    made->root = planted_root_new();
    made->document = open_document(made->root);
    *state = made;
    return 0;
}

static int tear_down(void **state)
{
    fixture *made = *state;

    close_document(&made->document);
    planted_root_remove(made->root);
    g_free(made);
    return 0;
}

static const ph_section *probe(const fixture *made)
{
    ph_probe_container(&made->document, made->root);
    return &made->document;
}

static void nothing_readable_is_nothing_known(void **state)
{
    const ph_section *document = probe(*state);

    assert_missing_at(document, "/container/kind", CGROUP ": No such file");
    assert_missing_at(document, "/container/cgroup_version", "No such file");
    assert_missing_at(document, "/container/cpu_quota_cpus", "No such file");
    assert_missing_at(document, "/container/memory_limit_bytes", "No such file");
    assert_missing_at(document, "/container/cpuset", "No such file");
}

/* No kernel writes that; a copy of /proc in a folder may have anything. */
static void a_mount_point_that_is_no_path_is_none(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "0::/\n");
    plant(made->root, MOUNTINFO, "30 24 0:26 / sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n");
    (void)probe(made);
    assert_missing_at(&made->document, "/container/cpu_quota_cpus", "");
}

static void without_a_mark_it_is_none(void **state)
{
    const fixture *made = *state;

    /* A child of the Docker daemon on the host, and a node that runs pods. */
    plant(made->root, CGROUP, "0::/system.slice/docker.service\n");
    plant(made->root, MOUNTINFO, "9 1 0:9 / /var/lib/kubelet/pods/1/volumes rw - tmpfs tmpfs rw\n");
    assert_text_at(probe(made), "/container/kind", "none");
}

static void marks_are_recognised(void **state)
{
    static const struct {
        const char *path;
        const char *text;
        const char *kind;
    } marks[] = {
        { "/.dockerenv", "", "docker" },
        { "/run/.containerenv", "", "podman" },
        { "/run/systemd/container", "systemd-nspawn\n", "systemd-nspawn" },
        { CGROUP, "4:memory:/docker/0123\n", "docker" },
        { CGROUP, "0::/system.slice/docker-0123.scope\n", "docker" },
        { CGROUP, "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-1.scope\n", "kubernetes" },
        { CGROUP, "0::/lxc.payload.box\n", "lxc" },
        { MOUNTINFO, "9 1 8:1 /var/lib/kubelet/pods/1/etc-hosts /etc/hosts rw - ext4 /dev/sda rw\n",
          "kubernetes" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        char *root = planted_root_new();
        ph_section document = open_document(root);
        plant(root, marks[i].path, marks[i].text);
        ph_probe_container(&document, root);
        assert_text_at(&document, "/container/kind", marks[i].kind);
        close_document(&document);
        planted_root_remove(root);
    }
}

static void v2_limits_are_the_tightest_on_the_way_up(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "0::/outer/inner\n");
    plant(made->root, MOUNTINFO, V2_MOUNT);
    plant(made->root, "/sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    plant(made->root, "/sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
    plant(made->root, "/sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
    plant(made->root, "/sys/fs/cgroup/outer/inner/memory.max", "1073741824\n");
    plant(made->root, "/sys/fs/cgroup/outer/memory.max", "2147483648\n");
    plant(made->root, "/sys/fs/cgroup/cpuset.cpus.effective", "0-3\n");

    const ph_section *document = probe(made);
    assert_number_at(document, "/container/cgroup_version", 2);
    assert_number_at(document, "/container/cpu_quota_cpus", 1.5);
    assert_number_at(document, "/container/memory_limit_bytes", 1073741824);
    assert_text_at(document, "/container/cpuset", "0-3");
}

static void v2_without_limit_files_has_no_limit(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "0::/\n");
    plant(made->root, MOUNTINFO, V2_MOUNT);
    plant(made->root, "/sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    const ph_section *document = probe(made);
    assert_text_at(document, "/container/cpu_quota_cpus", "max");
    assert_text_at(document, "/container/memory_limit_bytes", "max");
    assert_missing_at(document, "/container/cpuset", "no cpuset");
}

static void v2_that_is_mounted_but_not_there_is_unknown(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "0::/\n");
    plant(made->root, MOUNTINFO, V2_MOUNT);
    assert_missing_at(probe(made), "/container/cpu_quota_cpus", "no cpu limit");
}

static void v1_limits_are_read(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "5:cpuset:/\n4:memory:/box\n3:cpu,cpuacct:/box\n0::/\n");
    plant(made->root, MOUNTINFO,
          "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
          "32 30 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
          "33 30 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n" V2_MOUNT);
    plant(made->root, "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    plant(made->root, "/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "50000\n");
    plant(made->root, "/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
    plant(made->root, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    plant(made->root, "/sys/fs/cgroup/cpuset/cpuset.cpus", "0,2\n");

    const ph_section *document = probe(made);
    assert_number_at(document, "/container/cgroup_version", 1);
    assert_number_at(document, "/container/cpu_quota_cpus", 0.5);
    assert_text_at(document, "/container/memory_limit_bytes", "max");
    assert_text_at(document, "/container/cpuset", "0,2");
}

/* Docker on cgroup v1: the path is the host's, the mount shows only the container's own group. */
static void a_path_from_outside_is_found_by_the_root_of_its_mount(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "4:memory:/docker/0123/sub\n3:cpu:/elsewhere\n");
    plant(made->root, MOUNTINFO,
          "31 30 0:27 /docker/0123 /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
          "32 30 0:28 /docker/0123 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    plant(made->root, "/sys/fs/cgroup/memory/sub/memory.limit_in_bytes", "4096\n");
    plant(made->root, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n");
    plant(made->root, "/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");

    const ph_section *document = probe(made);
    assert_number_at(document, "/container/memory_limit_bytes", 4096);
    assert_number_at(document, "/container/cpu_quota_cpus", 2);
}

/* A level that cannot be understood might have been the tightest. */
static void a_malformed_level_makes_the_limit_unknown(void **state)
{
    static const char *const malformed[] = { "",         "max",      "100000",
                                             "1 0",      "0 100000", "-5 100000",
                                             "\xff\xfe", "1 2 3",    "x 100000" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(malformed); i++) {
        char *root = planted_root_new();
        ph_section document = open_document(root);
        plant(root, CGROUP, "0::/box\n");
        plant(root, MOUNTINFO, V2_MOUNT);
        plant(root, "/sys/fs/cgroup/cpu.max", "max 100000\n");
        plant(root, "/sys/fs/cgroup/box/cpu.max", malformed[i]);
        plant(root, "/sys/fs/cgroup/box/memory.max", malformed[i]);
        plant(root, "/sys/fs/cgroup/box/cpuset.cpus.effective", malformed[i]);
        ph_probe_container(&document, root);
        assert_missing_at(&document, "/container/cpu_quota_cpus", "/box/cpu.max: malformed");
        close_document(&document);
        planted_root_remove(root);
    }
}

static void a_group_that_climbs_out_stays_in(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "0::/../../../etc\n");
    plant(made->root, MOUNTINFO, V2_MOUNT);
    plant(made->root, "/etc/cpu.max", "50000 100000\n");
    plant(made->root, "/sys/fs/cgroup/cgroup.controllers", "");
    assert_text_at(probe(made), "/container/cpu_quota_cpus", "max");
}

static void malformed_memberships_are_survived(void **state)
{
    const fixture *made = *state;

    plant(made->root, CGROUP, "0\n:\n::\nnonsense\n0:cpu\n\n\xff:\xff:\xff\n");
    plant(made->root, MOUNTINFO, "- - -\n\n1 2 3 4 5 6 -\n1 2 3 4 5 6 - a b\n\xff\xff\n");
    assert_missing_at(probe(made), "/container/cgroup_version", "no line for cpu");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(nothing_readable_is_nothing_known),
        TEST(a_mount_point_that_is_no_path_is_none),
        TEST(without_a_mark_it_is_none),
        cmocka_unit_test(marks_are_recognised),
        TEST(v2_limits_are_the_tightest_on_the_way_up),
        TEST(v2_without_limit_files_has_no_limit),
        TEST(v2_that_is_mounted_but_not_there_is_unknown),
        TEST(v1_limits_are_read),
        TEST(a_path_from_outside_is_found_by_the_root_of_its_mount),
        cmocka_unit_test(a_malformed_level_makes_the_limit_unknown),
        TEST(a_group_that_climbs_out_stays_in),
        TEST(malformed_memberships_are_survived),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
