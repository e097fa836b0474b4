/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a referee's turns share lies apart, aligned, and inside the memory, wherever it begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/turn_window.h"

enum { LINE_BYTES = 64 };

/* Columns of values, of text, JSON lines, own data, and the smallest; at both ends of a page. */
static const ph_turn_memory memories[] = {
    { .slot_bytes = 65536, .window_cells = 10944, .window_bytes = 196608 },
    { .slot_bytes = 4096, .window_cells = 128, .window_bytes = 12288, .slots_shift = 4032 },
    { .slot_bytes = 32768, .window_bytes = 524288, .windows_shift = 4032 },
    { .window_bytes = 67108864, .slots_shift = 64, .windows_shift = 128 },
    { .slot_bytes = 64, .window_cells = 64, .window_bytes = 64, .slots_shift = 2048 },
};

enum { MEMORY_COUNT = sizeof(memories) / sizeof(*memories) };

/* From begin to end, behind what came before it, and inside. Returns where it ends. */
static size_t assert_behind(size_t before, size_t begin, size_t bytes, size_t length)
{
    assert_true(begin >= before);
    assert_int_equal(begin % LINE_BYTES, 0);
    assert_true(begin + bytes <= length);
    return begin + bytes;
}

static void test_slots(void **state)
{
    (void)state;
    for (size_t i = 0; i < MEMORY_COUNT; i++) {
        const ph_turn_memory *memory = &memories[i];
        const size_t length = ph_turn_slots_length(memory);
        size_t end = sizeof(ph_turn_memory); /* It stands before them. */

        assert_true(end <= PH_TURN_PAGE_BYTES);
        for (size_t slot = 0; slot < PH_TURN_CALLS_MAX; slot++) {
            const size_t begin = ph_turn_slot_offset(memory, slot);

            assert_true(begin >= PH_TURN_PAGE_BYTES + memory->slots_shift);
            end = assert_behind(end, begin, memory->slot_bytes, length);
        }
    }
}

/* Addresses are counted from the memory's begin; none is written to. */
static size_t offset(const uint8_t *windows, const void *part)
{
    return (size_t)((const uint8_t *)part - windows);
}

static void test_windows(void **state)
{
    static _Alignas(4096) uint8_t windows[4096];

    (void)state;
    for (size_t i = 0; i < MEMORY_COUNT; i++) {
        const ph_turn_memory *memory = &memories[i];
        const size_t length = ph_turn_windows_length(memory);
        size_t end = memory->windows_shift;

        for (size_t index = 0; index < PH_TURN_CALLS_MAX; index++) {
            const ph_turn_window window = ph_turn_window_at(memory, windows, index);

            end = assert_behind(end, offset(windows, window.values),
                                memory->window_cells * sizeof(*window.values), length);
            end = assert_behind(end, offset(windows, window.text_ends),
                                memory->window_cells * sizeof(*window.text_ends), length);
            end = assert_behind(end, offset(windows, window.bytes), memory->window_bytes, length);
        }
    }
}

/* Neighbours at the same distance from a page boundary would evict each other from the L1 cache. */
static void test_neighbours_begin_elsewhere_in_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < MEMORY_COUNT; i++)
        for (size_t slot = 1; slot < PH_TURN_CALLS_MAX; slot++)
            assert_int_not_equal(ph_turn_slot_offset(&memories[i], slot) % PH_TURN_PAGE_BYTES,
                                 ph_turn_slot_offset(&memories[i], slot - 1) % PH_TURN_PAGE_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_neighbours_begin_elsewhere_in_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
