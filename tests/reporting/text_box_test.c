/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A frame is as wide as it is to be, whatever stands in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "columns.h"
#include "text_box.h"

enum { WIDE = 40 };

typedef void (*draw_function)(const ph_text_box *box);

/* The caller frees it. */
static char *drawn(draw_function draw)
{
    char *text = NULL;
    size_t bytes = 0;
    const ph_text_box box = { open_memstream(&text, &bytes), WIDE };

    draw(&box);
    (void)fclose(box.to);
    return text;
}

static void draw_case(const ph_text_box *box)
{
    ph_text_box_begin(box, "open cases");
    ph_text_box_print(box, 0, 2, "▲ 1  7.3 %% slower: comp3/L2 and %d more, of which one is", 2);
    ph_text_box_part(box, "over");
    ph_text_box_print(box, 2, 2, "none");
    ph_text_box_end(box);
}

static void test_words_in_a_frame(void **state)
{
    char *text = drawn(draw_case);

    (void)state;
    assert_string_equal(text, "┌ open cases ──────────────────────────┐\n"
                              "│ ▲ 1  7.3 % slower: comp3/L2 and 2    │\n"
                              "│   more, of which one is              │\n"
                              "├ over ────────────────────────────────┤\n"
                              "│   none                               │\n"
                              "└──────────────────────────────────────┘\n");
    free(text);
}

static void draw_all(const ph_text_box *box)
{
    ph_text_box_begin(box, "a title that is longer than there is room for in forty columns");
    ph_text_box_print(box, 0, 2, "%s", "記録記録記録記録記録記録記録記録記録記録記録記録記録記録");
    ph_text_box_print(box, 0, 2, "e\u0301 \033[31mred\033[0m \xff %s",
                      "one-word-that-is-longer-than-the-frame-is-wide");
    ph_text_box_part(box, "");
    ph_text_box_print(box, 0, 0, "%s", "");
    ph_text_box_end(box);
}

static void test_it_is_never_wider(void **state)
{
    char *text = drawn(draw_all);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    (void)state;
    for (guint i = 0; lines[i + 1]; i++)
        assert_int_equal(ph_columns_of(lines[i]), WIDE);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_in_a_frame),
        cmocka_unit_test(test_it_is_never_wider),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
