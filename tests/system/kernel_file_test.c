/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is in a kernel file comes out as it stands there, and anything else is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "planted_root.h"
#include "system/cpu_list.h"
#include "system/kernel_file.h"

#define PATH "/sys/value"

static int make_root(void **state)
{
    *state = planted_root_new();
    return 0;
}

static int remove_root(void **state)
{
    planted_root_remove(*state);
    return 0;
}

static void assert_refused(const char *root, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *value = ph_kernel_file_value(root, PATH, &error);

    assert_null(value);
    assert_non_null(error);
    assert_true(g_str_has_prefix(error->message, root));
    if (!strstr(error->message, reason))
        fail_msg("\"%s\" does not say \"%s\"", error->message, reason);
}

static void a_value_comes_without_the_space_around_it(void **state)
{
    plant(*state, PATH, "  two words\t\n");
    g_autofree char *value = ph_kernel_file_value(*state, PATH, NULL);
    assert_string_equal(value, "two words");
}

static void what_is_not_one_line_of_text_is_refused(void **state)
{
    g_autofree char *longest = g_strnfill(4096, 'x');
    g_autofree char *too_long = g_strnfill(4097, 'x');

    assert_refused(*state, "No such file");
    plant(*state, PATH, "");
    assert_refused(*state, "empty");
    plant(*state, PATH, " \n");
    assert_refused(*state, "empty");
    plant(*state, PATH, "one\ntwo\n");
    assert_refused(*state, "more than one line");
    plant_bytes(*state, PATH, "a\0b", 3);
    assert_refused(*state, "not text");
    plant(*state, PATH, "caf\xe9");
    assert_refused(*state, "not UTF-8");
    plant(*state, PATH, too_long);
    assert_refused(*state, "too long");
    plant(*state, PATH, longest);
    g_autofree char *value = ph_kernel_file_value(*state, PATH, NULL);
    assert_string_equal(value, longest);
}

static void folders_and_pipes_do_not_hang_or_crash(void **state)
{
    g_autofree char *folder = g_strconcat(*state, "/sys", NULL);
    g_autofree char *pipe_path = g_strconcat(*state, PATH, NULL);

    assert_int_equal(mkdir(folder, 0755), 0);
    assert_int_equal(mkfifo(pipe_path, 0644), 0);
    assert_refused(*state, "empty");
    assert_null(ph_kernel_file_value(*state, "/sys", NULL));
}

static void integers_are_whole_and_within_bounds(void **state)
{
    static const char *const refused[] = { "11",  "-3", "1.5", "0x1",
                                           "1 2", "x",  "",    "99999999999999999999999" };
    gint64 value = 77;

    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        plant(*state, PATH, refused[i]);
        assert_false(ph_kernel_file_integer(*state, PATH, -2, 10, &value, NULL));
        assert_int_equal(value, 77);
    }
    plant(*state, PATH, "-2\n");
    assert_true(ph_kernel_file_integer(*state, PATH, -2, 10, &value, NULL));
    assert_int_equal(value, -2);
}

static void a_head_is_whole_lines(void **state)
{
    g_autoptr(GString) text = g_string_new("microcode\t: 0x2b\n");

    while (text->len < 20000)
        g_string_append(text, "flags : fpu\n");
    plant(*state, PATH, text->str);
    g_autofree char *head = ph_kernel_file_head(*state, PATH, NULL);
    assert_true(strlen(head) <= 16384);
    assert_true(g_str_has_suffix(head, "flags : fpu"));
}

static void a_field_is_found_by_its_whole_name(void **state)
{
    const char *text = "Mem: 1\nMemTotal:  2 kB\nmicrocode\t: 0x3\nlast:4";
    g_autofree char *total = ph_text_field(text, "MemTotal");
    g_autofree char *mem = ph_text_field(text, "Mem");
    g_autofree char *microcode = ph_text_field(text, "microcode");
    g_autofree char *last = ph_text_field(text, "last");

    (void)state;
    assert_string_equal(total, "2 kB");
    assert_string_equal(mem, "1");
    assert_string_equal(microcode, "0x3");
    assert_string_equal(last, "4");
    assert_null(ph_text_field(text, "Total"));
    assert_null(ph_text_field("", "Mem"));
}

static void cpu_lists_are_ascending_ranges(void **state)
{
    static const char *const refused[] = {
        "",   ",",     "a",       "3-1",  "1,1", "2,1", "0-",
        "-1", "0-1-2", "0-99999", "1, 2", "0,",  "+1",  "0-2,2"
    };
    g_autoptr(GArray) cpus = ph_cpu_list_parse("0,2-4,7");

    (void)state;
    assert_int_equal(cpus->len, 5);
    assert_int_equal(g_array_index(cpus, guint, 0), 0);
    assert_int_equal(g_array_index(cpus, guint, 3), 4);
    assert_int_equal(g_array_index(cpus, guint, 4), 7);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GArray) none = ph_cpu_list_parse(refused[i]);
        if (none)
            fail_msg("\"%s\" was taken for a list", refused[i]);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)
    const struct CMUnitTest tests[] = {
        TEST(a_value_comes_without_the_space_around_it),
        TEST(what_is_not_one_line_of_text_is_refused),
        TEST(folders_and_pipes_do_not_hang_or_crash),
        TEST(integers_are_whole_and_within_bounds),
        TEST(a_head_is_whole_lines),
        TEST(a_field_is_found_by_its_whole_name),
        TEST(cpu_lists_are_ascending_ranges),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
