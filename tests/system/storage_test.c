/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder's disk is found through the mount table, whatever sits between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "planted_root.h"
#include "system/mount_table.h"
#include "system/probe.h"

#define MOUNTINFO "/proc/self/mountinfo"

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
    ph_probe_storage(&made->document, made->root);
    return &made->document;
}

static void a_disk_is_described(void **state)
{
    const fixture *made = *state;

    plant(made->root, MOUNTINFO, "25 1 259:3 / / rw,noatime shared:1 - ext4 /dev/nvme0n1 rw\n");
    plant(made->root, "/sys/dev/block/259:3/queue/rotational", "0\n");
    plant(made->root, "/sys/dev/block/259:3/device/model", "Fast Disk 1T     \n");
    const ph_section *document = probe(made);
    assert_text_at(document, "/storage/mount_point", "/");
    assert_text_at(document, "/storage/device", "/dev/nvme0n1");
    assert_text_at(document, "/storage/filesystem", "ext4");
    assert_boolean_at(document, "/storage/rotational", FALSE);
    assert_text_at(document, "/storage/model", "Fast Disk 1T");
}

/* In /sys/dev/block a partition is a link into its disk's folder. */
static void a_partition_is_described_by_its_disk(void **state)
{
    const fixture *made = *state;
    g_autofree char *link_path = g_strconcat(made->root, "/sys/dev/block/8:1", NULL);

    plant(made->root, MOUNTINFO, "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    plant(made->root, "/sys/devices/sda/sda1/partition", "1\n");
    plant(made->root, "/sys/devices/sda/queue/rotational", "1\n");
    plant(made->root, "/sys/devices/sda/device/model", "SLOW DISK\n");
    plant(made->root, "/sys/dev/block/README", "");
    assert_int_equal(symlink("../../devices/sda/sda1", link_path), 0);
    const ph_section *document = probe(made);
    assert_boolean_at(document, "/storage/rotational", TRUE);
    assert_text_at(document, "/storage/model", "SLOW DISK");
}

/* btrfs numbers its filesystems itself. */
static void a_source_names_the_disk_when_the_number_does_not(void **state)
{
    const fixture *made = *state;

    plant(made->root, MOUNTINFO, "25 1 0:23 /@ / rw - btrfs /dev/vdb rw,subvol=/@\n");
    plant(made->root, "/sys/class/block/vdb/queue/rotational", "0\n");
    const ph_section *document = probe(made);
    assert_boolean_at(document, "/storage/rotational", FALSE);
    assert_missing_at(document, "/storage/model",
                      "/sys/class/block/vdb/device/model: No such file");
}

static void a_filesystem_without_a_disk_has_none(void **state)
{
    const fixture *made = *state;

    plant(made->root, MOUNTINFO, "25 1 0:23 / / rw - overlay overlay rw,lowerdir=/a\n");
    const ph_section *document = probe(made);
    assert_text_at(document, "/storage/filesystem", "overlay");
    assert_missing_at(document, "/storage/rotational", "overlay has no block device");
}

static void what_is_absent_or_malformed_is_null(void **state)
{
    const fixture *made = *state;

    plant(made->root, MOUNTINFO, "25 1 8:0 / / rw - ext4 /dev/sda rw\n");
    plant(made->root, "/sys/dev/block/8:0/queue/rotational", "maybe\n");
    plant(made->root, "/sys/dev/block/8:0/device/model", "\xff\xfe\n");
    const ph_section *document = probe(made);
    assert_missing_at(document, "/storage/rotational", "\"maybe\" is not a whole number");
    assert_missing_at(document, "/storage/model", "not UTF-8");
}

static void a_folder_that_is_not_there_is_said(void **state)
{
    const fixture *made = *state;

    ph_probe_storage(&made->document, "/no/such/folder");
    assert_missing_at(&made->document, "/storage/path", "/no/such/folder: No such file");
    assert_missing_at(&made->document, "/storage/model", "/no/such/folder: No such file");
}

static void no_mount_table_is_said(void **state)
{
    assert_missing_at(probe(*state), "/storage/device", MOUNTINFO ": No such file");
}

static void the_deepest_and_latest_mount_holds_a_path(void **state)
{
    const fixture *made = *state;

    plant(made->root, MOUNTINFO,
          "1 0 8:1 / / rw - ext4 /dev/a rw\n"
          "2 1 8:2 / /data rw - ext4 /dev/b rw\n"
          "3 1 8:3 / /data rw - xfs /dev/c rw\n"
          "4 1 8:4 / /da rw - ext4 /dev/d rw\n"
          "5 1 8:5 / /with\\040space\\134 rw - ext4 /dev/e rw\n");
    g_autoptr(GPtrArray) mounts = ph_mount_table_read(made->root, NULL);
    assert_int_equal(mounts->len, 5);
    assert_string_equal(ph_mount_table_find(mounts, "/data/sets")->source, "/dev/c");
    assert_string_equal(ph_mount_table_find(mounts, "/database")->source, "/dev/a");
    assert_string_equal(ph_mount_table_find(mounts, "/da")->source, "/dev/d");
    assert_string_equal(ph_mount_table_find(mounts, "/with space\\/x")->source, "/dev/e");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_disk_is_described),
        TEST(a_partition_is_described_by_its_disk),
        TEST(a_source_names_the_disk_when_the_number_does_not),
        TEST(a_filesystem_without_a_disk_has_none),
        TEST(what_is_absent_or_malformed_is_null),
        TEST(a_folder_that_is_not_there_is_said),
        TEST(no_mount_table_is_said),
        TEST(the_deepest_and_latest_mount_holds_a_path),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
