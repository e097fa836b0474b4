/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Four launches in a row decode each chunk once more, in turns that the run's seed decides; and of
 * few chunks every launch decodes all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worker/recheck_turn.h"

enum { SEEDS = 64, COUNT_MAX = 70 };

static uint64_t turns_of(uint64_t seed, uint64_t first_launch, size_t chunk, size_t count)
{
    uint64_t turns = 0;

    for (uint64_t launch = first_launch; launch < first_launch + PH_RECHECK_LAUNCHES; launch++)
        turns += ph_recheck_is_turn(seed, launch, chunk, count);
    return turns;
}

static void test_four_launches_have_each_chunk_once(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        for (size_t count = PH_RECHECK_CHUNKS_MIN; count < COUNT_MAX; count++)
            for (size_t chunk = 0; chunk < count; chunk++)
                assert_int_equal(turns_of(seed, seed, chunk, count), 1);
}

static void test_no_launch_has_fewer_than_a_quarter_of_whole_fours(void **state)
{
    enum { COUNT = 32 };

    (void)state;
    for (uint64_t launch = 0; launch < 2 * (uint64_t)PH_RECHECK_LAUNCHES; launch++) {
        size_t turns = 0;

        for (size_t chunk = 0; chunk < COUNT; chunk++)
            turns += ph_recheck_is_turn(7, launch, chunk, COUNT);
        assert_int_equal(turns, COUNT / PH_RECHECK_LAUNCHES);
    }
}

/* Whoever knows a chunk's place and the launch does not know whether it is its turn. */
static void test_whose_turn_it_is_hangs_on_the_seed(void **state)
{
    enum { CHUNK = 5, COUNT = 32 };
    unsigned turns = 0;

    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        turns += ph_recheck_is_turn(seed, 0, CHUNK, COUNT);
    assert_in_range(turns, SEEDS / 8, SEEDS / 2);
}

static void test_of_few_chunks_all_have_it(void **state)
{
    (void)state;
    for (size_t count = 1; count < PH_RECHECK_CHUNKS_MIN; count++)
        for (size_t chunk = 0; chunk < count; chunk++)
            assert_int_equal(turns_of(3, 0, chunk, count), PH_RECHECK_LAUNCHES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_four_launches_have_each_chunk_once),
        cmocka_unit_test(test_no_launch_has_fewer_than_a_quarter_of_whole_fours),
        cmocka_unit_test(test_whose_turn_it_is_hangs_on_the_seed),
        cmocka_unit_test(test_of_few_chunks_all_have_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
