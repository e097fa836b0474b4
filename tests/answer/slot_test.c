/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A slot holds what a subject is given of each built-in workload, and no more than it has room for;
 * what is right of it is what was put in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/slot.h"

enum { RECORDS = 7, GUARD_BYTES = 64, POISON = 0xa5 };

/* A chunk of a workload, in buffers of just the size that is asked for, and a guard. */
typedef struct chunk {
    uint8_t *slot, *records;
    size_t capacity, length;
    ph_truth truth;
} chunk;

static void *allocate(size_t bytes)
{
    uint8_t *memory = malloc(bytes + GUARD_BYTES);

    assert_non_null(memory);
    memset(memory, POISON, bytes + GUARD_BYTES);
    return memory;
}

static size_t cells_of(const ph_workload *workload)
{
    return RECORDS * ph_workload_cell_count(workload);
}

static size_t bytes_of(const ph_workload *workload)
{
    return RECORDS * ph_workload_record_length(workload);
}

static chunk make_chunk(const ph_workload *workload, uint64_t seed, uint64_t number)
{
    const ph_slot_maker maker = { workload, seed, RECORDS };
    const size_t capacity = ph_slot_capacity(workload, RECORDS);
    chunk made = {
        .slot = allocate(capacity),
        .records = allocate(bytes_of(workload)),
        .capacity = capacity,
        .truth = { .values = allocate(cells_of(workload) * sizeof(int64_t)),
                   .text = allocate(bytes_of(workload) * PH_TRUTH_UTF8_PER_BYTE),
                   .text_ends = allocate(cells_of(workload) * sizeof(uint32_t)) },
    };

    made.length = ph_slot_fill(&maker, number, made.slot, made.records, &made.truth);
    return made;
}

static void free_chunk(chunk *made)
{
    free(made->slot);
    free(made->records);
    free(made->truth.values);
    free(made->truth.text);
    free(made->truth.text_ends);
}

static void for_each_workload(void (*check)(const ph_workload *workload, chunk *made))
{
    size_t count;
    const ph_workload *workloads = ph_workload_list(&count);

    for (size_t i = 0; i < count; i++) {
        chunk made = make_chunk(&workloads[i], 3, 5);

        print_message("%s\n", workloads[i].name);
        check(&workloads[i], &made);
        free_chunk(&made);
    }
}

static void check_room(const ph_workload *workload, chunk *made)
{
    (void)workload;
    assert_true(made->length > 0 && made->length <= made->capacity);
    for (size_t i = 0; i < GUARD_BYTES; i++)
        assert_int_equal(made->slot[made->capacity + i], POISON);
}

static void test_what_it_holds_fits(void **state)
{
    (void)state;
    for_each_workload(check_room);
}

/* The records, or of one that encodes their values, texts or lines, as the generator says them. */
static void check_contents(const ph_workload *workload, chunk *made)
{
    uint8_t *records = allocate(bytes_of(workload));
    uint8_t *text = allocate(bytes_of(workload) * PH_TRUTH_UTF8_PER_BYTE);
    int64_t *values = allocate(cells_of(workload) * sizeof(*values));
    uint32_t *ends = allocate(cells_of(workload) * sizeof(*ends));
    const ph_truth truth = { values, text, ends };
    const ph_encode_input input = ph_slot_view(workload, made->slot, RECORDS);

    ph_workload_generate(workload, 3, 5, RECORDS, records, &truth);
    assert_memory_equal(workload->is_encoding ? made->records : made->slot, records,
                        bytes_of(workload));
    if (!workload->is_encoding) {
        assert_memory_equal(made->truth.values, values, cells_of(workload) * sizeof(*values));
        assert_memory_equal(made->truth.text_ends, ends, cells_of(workload) * sizeof(*ends));
    } else if (ph_slot_has_lines(workload)) {
        uint8_t *lines = allocate(made->capacity);

        assert_int_equal(made->length, ph_workload_lines(workload, 0, RECORDS, &truth, lines));
        assert_memory_equal(made->slot, lines, made->length);
        free(lines);
    } else if (workload->fields[0].kind == PH_FIELD_TEXT) {
        assert_null(input.values);
        assert_memory_equal(input.text_ends, ends, cells_of(workload) * sizeof(*ends));
        assert_memory_equal(input.text, text, ends[cells_of(workload) - 1]);
        assert_ptr_equal(made->slot + made->length, input.text + ends[cells_of(workload) - 1]);
    } else {
        assert_true(!input.text && !input.text_ends);
        assert_memory_equal(input.values, values, cells_of(workload) * sizeof(*values));
        assert_int_equal(made->length, cells_of(workload) * sizeof(*values));
    }
    free(records);
    free(text);
    free(values);
    free(ends);
}

static void test_it_holds_what_was_made(void **state)
{
    (void)state;
    for_each_workload(check_contents);
}

static void assert_differs(const ph_workload *workload, uint64_t seed, uint64_t number,
                           const chunk *other)
{
    chunk made = make_chunk(workload, seed, number);

    assert_memory_not_equal(made.slot, other->slot, made.length);
    free_chunk(&made);
}

/* What makes one unlike any before it. */
static void test_another_number_or_seed_is_another_chunk(void **state)
{
    static const char *const names[] = { "comp3", "display-text", "encode-text", "encode-comp3",
                                         "record-simple" };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const ph_workload *workload = ph_workload_find(names[i]);
        chunk made = make_chunk(workload, 3, 5);

        assert_differs(workload, 3, 6, &made);
        assert_differs(workload, 4, 5, &made);
        free_chunk(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_holds_fits),
        cmocka_unit_test(test_it_holds_what_was_made),
        cmocka_unit_test(test_another_number_or_seed_is_another_chunk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
