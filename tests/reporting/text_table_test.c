/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A table is as wide as its content, and never wider than a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "columns.h"
#include "text_table.h"

#define NAME_60 "a-name-of-sixty-columns-which-is-more-than-there-is-room-for"

static const char *const titles[] = { "", "MiB/s", "of memcpy", "<verdict", NULL };

/* The caller frees it. */
static char *printed_within(const ph_text_table *table, guint columns)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&text, &bytes);

    ph_text_table_print_within(to, table, columns);
    (void)fclose(to);
    return text;
}

static char *printed(const ph_text_table *table)
{
    return printed_within(table, PH_COLUMNS);
}

static void add(ph_text_table *table, const char *name, const char *rate, const char *share,
                const char *verdict)
{
    ph_text_table_take_row(table, g_strdup(name), g_strdup(rate), g_strdup(share),
                           g_strdup(verdict), NULL);
}

static void assert_printed(const ph_text_table *table, const char *expected)
{
    char *text = printed(table);

    assert_string_equal(text, expected);
    free(text);
}

static void test_figures_are_flush_right(void **state)
{
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);

    (void)state;
    assert_true(ph_text_table_is_empty(table));
    ph_text_table_add_words(table, 1, "comp3");
    add(table, "native", "17285", "59 %", "");
    add(table, "copybook-rs", "\033[31mvoid\033[0m", "", "FAIL");
    assert_false(ph_text_table_is_empty(table));
    assert_printed(table, "               MiB/s  of memcpy  verdict\n"
                          " comp3\n"
                          "  native       17285       59 %\n"
                          "  copybook-rs   \033[31mvoid\033[0m             FAIL\n");
}

static void test_a_column_without_content_is_left_out(void **state)
{
    g_autoptr(ph_text_table) table = ph_text_table_new(0, titles);

    (void)state;
    add(table, "native", "1", "", "PASS");
    assert_printed(table, "        MiB/s  verdict\nnative      1  PASS\n");
}

static void test_names_give_way(void **state)
{
    g_autoptr(ph_text_table) table = ph_text_table_new(4, titles);
    g_auto(GStrv) lines = NULL;
    char *text;

    (void)state;
    add(table, NAME_60, "17285", "59 %", "PASS");
    ph_text_table_add_words(table, 6, NAME_60 " " NAME_60);
    text = printed(table);
    lines = g_strsplit(text, "\n", -1);
    free(text);
    assert_int_equal(g_strv_length(lines), 5);
    for (char **line = lines; *line; line++)
        assert_true(ph_columns_of(*line) <= PH_COLUMNS);
    assert_non_null(strstr(lines[1], "a-name-of"));
    assert_non_null(strstr(lines[1], "room-for  17285"));
}

/* Where there is no room for the figures of a row, they are words. */
static void test_a_narrow_terminal(void **state)
{
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);
    char *text;

    (void)state;
    add(table, "native", "17285", "59 %", "it could not be measured");
    ph_text_table_add_words(table, 2, "that is all of it");
    text = printed_within(table, 40);
    assert_string_equal(text, "  native\n"
                              "    MiB/s 17285, of memcpy 59 %, verdict\n"
                              "    it could not be measured\n"
                              "  that is all of it\n");
    free(text);
    text = printed_within(table, 60);
    assert_string_equal(text, "          MiB/s  of memcpy  verdict\n"
                              "  native  17285       59 %  it could not be measured\n"
                              "  that is all of it\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_are_flush_right),
        cmocka_unit_test(test_a_column_without_content_is_left_out),
        cmocka_unit_test(test_names_give_way),
        cmocka_unit_test(test_a_narrow_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
