/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records are found by name, items have paths and values, and all that is listed has a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "perfharness/record.h"

static uint8_t memory[1 << 16];

static ph_copybook read_text(const char *text)
{
    const ph_copybook_options options = { 0 };
    ph_copybook ret;
    ph_copybook_error error;

    if (!ph_copybook_read(text, strlen(text), &options, memory, sizeof(memory), &ret, &error))
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    return ret;
}

static void test_the_only_record(void **state)
{
    ph_copybook copybook = read_text("01 REC. 05 A PIC X.");

    (void)state;
    assert_ptr_equal(ph_copybook_find_record(&copybook, NULL), &copybook.records[0]);
    assert_ptr_equal(ph_copybook_find_record(&copybook, "REC"), &copybook.records[0]);
    assert_ptr_equal(ph_copybook_find_record(&copybook, "rEc"), &copybook.records[0]);
    assert_null(ph_copybook_find_record(&copybook, "RE"));
    assert_null(ph_copybook_find_record(&copybook, "REC-1"));
    assert_null(ph_copybook_find_record(&copybook, "A"));
    assert_null(ph_copybook_find_record(&copybook, ""));
}

static void test_several_records(void **state)
{
    ph_copybook copybook = read_text("01 FIRST-REC PIC X. 77 N PIC 9. 01 SECOND-REC PIC XX.");

    (void)state;
    assert_null(ph_copybook_find_record(&copybook, NULL));
    assert_ptr_equal(ph_copybook_find_record(&copybook, "first-rec"), &copybook.records[0]);
    assert_ptr_equal(ph_copybook_find_record(&copybook, "n"), &copybook.records[1]);
    assert_ptr_equal(ph_copybook_find_record(&copybook, "Second-Rec"), &copybook.records[2]);
}

static void test_independent_items_do_not_count_beside_a_record(void **state)
{
    ph_copybook copybook = read_text("77 N PIC 9. 01 REC PIC XX. 77 M PIC 9.");

    (void)state;
    assert_ptr_equal(ph_copybook_find_record(&copybook, NULL), &copybook.records[1]);

    copybook = read_text("77 N PIC 9.");
    assert_ptr_equal(ph_copybook_find_record(&copybook, NULL), &copybook.records[0]);

    copybook = read_text("77 N PIC 9. 77 M PIC 9.");
    assert_null(ph_copybook_find_record(&copybook, NULL));
}

/* Another view is no second record. */
static void test_a_redefined_record(void **state)
{
    ph_copybook copybook = read_text("01 REC PIC X. 01 VIEW-X REDEFINES REC. 05 A PIC 9.");

    (void)state;
    assert_int_equal(copybook.record_count, 1);
    assert_ptr_equal(ph_copybook_find_record(&copybook, NULL), &copybook.records[0]);
}

static void assert_path(const ph_copybook *copybook, uint32_t item, const char *expected)
{
    char path[64];

    assert_int_equal(ph_record_item_path(copybook, item, path, sizeof(path)), strlen(expected));
    assert_string_equal(path, expected);
}

static void test_paths(void **state)
{
    const ph_copybook copybook =
        read_text("01 Rec. 05 Group-A. 10 B PIC X. 88 C VALUE 'C'. 10 PIC X. 66 D RENAMES B.");
    char path[8] = "unknown";

    (void)state;
    assert_path(&copybook, 0, "Rec");
    assert_path(&copybook, 1, "Rec.Group-A");
    assert_path(&copybook, 2, "Rec.Group-A.B");
    assert_path(&copybook, 3, "Rec.Group-A.B.C");
    assert_path(&copybook, 4, "Rec.Group-A.FILLER");
    assert_path(&copybook, 5, "Rec.D");
    assert_int_equal(ph_record_item_path(&copybook, 2, path, sizeof(path)), 13);
    assert_string_equal(path, "Rec.Gro");
    assert_int_equal(ph_record_item_path(&copybook, 2, path, 1), 13);
    assert_string_equal(path, "");
    assert_int_equal(ph_record_item_path(&copybook, 2, NULL, 0), 13);
}

static void test_values(void **state)
{
    const char *source = "01 REC. 05 A PIC X(3) VALUE 'ABC'. 05 B PIC X.";
    const ph_copybook copybook = read_text(source);
    char value[4] = "all";

    (void)state;
    assert_int_equal(ph_record_item_value(&copybook, source, 1, value, sizeof(value)), 5);
    assert_string_equal(value, "'AB");
    assert_int_equal(ph_record_item_value(&copybook, source, 1, value, 1), 5);
    assert_string_equal(value, "");
    assert_int_equal(ph_record_item_value(&copybook, source, 1, NULL, 0), 5);
    assert_int_equal(ph_record_item_value(&copybook, source, 2, value, sizeof(value)), 0);
    assert_string_equal(value, "");
}

static void test_names(void **state)
{
    (void)state;
#define X(id, name) assert_string_equal(ph_source_format_name(PH_SOURCE_FORMAT_##id), name);
    PH_SOURCE_FORMAT_LIST(X)
#undef X
#define X(id, name) assert_string_equal(ph_record_kind_name(PH_RECORD_KIND_##id), name);
    PH_RECORD_KIND_LIST(X)
#undef X
#define X(id, name) assert_string_equal(ph_copybook_error_name(PH_COPYBOOK_ERROR_##id), name);
    PH_COPYBOOK_ERROR_LIST(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_only_record),
        cmocka_unit_test(test_several_records),
        cmocka_unit_test(test_independent_items_do_not_count_beside_a_record),
        cmocka_unit_test(test_a_redefined_record),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
