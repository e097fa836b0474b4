/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each block that is in use is known with its bytes, whatever was added and removed before, and
 * none that is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "interposer/live_blocks.h"
#include "perfharness/random.h"

enum { PLACES = 1 << 16, STEPS = 1 << 20, BLOCK_BYTES = 16 };

static size_t bytes_at[PLACES]; /* 0: not in use. */
static unsigned char memory[PLACES * BLOCK_BYTES];

static const void *block(size_t place)
{
    return memory + place * BLOCK_BYTES;
}

static void test_as_a_plain_table_has_it(void **state)
{
    ph_random random = { 1 };

    (void)state;
    for (size_t i = 0; i < STEPS; i++) {
        /* First few places, where blocks take each other's; then so many that the table grows. */
        const size_t place = ph_random_below(&random, i < STEPS / 2 ? 64 : PLACES);

        if (bytes_at[place]) {
            assert_int_equal(ph_live_blocks_remove(block(place)), bytes_at[place]);
            bytes_at[place] = 0;
        } else {
            bytes_at[place] = 1 + ph_random_below(&random, 1000);
            ph_live_blocks_add(block(place), bytes_at[place]);
        }
    }
    for (size_t place = 0; place < PLACES; place++)
        assert_int_equal(ph_live_blocks_remove(block(place)), bytes_at[place]);
    assert_true(ph_live_blocks_table_bytes() >= PLACES * sizeof(void *));
}

static void test_what_was_never_added(void **state)
{
    (void)state;
    assert_int_equal(ph_live_blocks_remove(block(3)), 0);
    ph_live_blocks_add(block(3), 0); /* malloc(0) is a block, too. */
    assert_int_equal(ph_live_blocks_remove(block(3)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_a_plain_table_has_it),
        cmocka_unit_test(test_what_was_never_added),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
