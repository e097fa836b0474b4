/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What failed has a path and words, cut to the room there is; all that is listed has a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "perfharness/record_lines.h"

static const char source[] = "01 R. 05 T OCCURS 12. 10 G. 15 N PIC 9 OCCURS 3.";
static const char whole_path[] = "R.T[11].G.N[2]";

static uint8_t memory[1 << 14];

static void test_a_path_is_cut_to_its_room(void **state)
{
    const ph_line_result result = {
        .status = PH_LINE_STATUS_BAD_ZONE, .item = 3, .depth = 2, .occurrence = { 10, 1 }
    };
    ph_copybook copybook;
    ph_copybook_error error;

    (void)state;
    assert_true(ph_copybook_read(source, strlen(source), &(ph_copybook_options){ 0 }, memory,
                                 sizeof(memory), &copybook, &error));
    for (size_t size = 0; size <= sizeof(whole_path); size++) {
        char path[sizeof(whole_path) + 1];

        memset(path, '?', sizeof(path));
        assert_int_equal(ph_line_failed_path(&copybook, &result, path, size), strlen(whole_path));
        assert_int_equal(path[size], '?');
        if (size > 0) {
            assert_int_equal(strlen(path), size - 1);
            assert_memory_equal(path, whole_path, size - 1);
        }
    }
}

static void test_words_are_cut_to_their_room(void **state)
{
    const ph_line_result result = { .status = PH_LINE_STATUS_BAD_SEPARATE_SIGN, .value = 0x0B };
    char words[] = "????????????";

    (void)state;
    ph_line_failed_words(&result, words, sizeof(words));
    assert_string_equal(words, "sign byte 0B");
    ph_line_failed_words(&result, words, 5);
    assert_string_equal(words, "sign");
}

static void test_all_that_is_listed_has_a_name(void **state)
{
    (void)state;
#define X(id, name, words, shown)                                                                  \
    assert_string_equal(ph_line_status_name(PH_LINE_STATUS_##id), name);
    PH_LINE_STATUS_LIST(X)
#undef X
#define X(id, name) assert_string_equal(ph_line_shape_name(PH_LINE_SHAPE_##id), name);
    PH_LINE_SHAPE_LIST(X)
#undef X
#define X(id, name) assert_string_equal(ph_line_redefines_name(PH_LINE_REDEFINES_##id), name);
    PH_LINE_REDEFINES_LIST(X)
#undef X
#define X(id, name) assert_string_equal(ph_line_float_name(PH_LINE_FLOAT_##id), name);
    PH_LINE_FLOAT_LIST(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_path_is_cut_to_its_room),
        cmocka_unit_test(test_words_are_cut_to_their_room),
        cmocka_unit_test(test_all_that_is_listed_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
