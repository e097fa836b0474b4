/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers of every size, and both ends of each, as decimal text at every scale. */
#include <inttypes.h>
#include <string.h>

#include "decimal_rules.h"
#include "guarded_buffer.h"

/* Up to a few of them all counts, then as many as are made at once, and more. */
enum { COUNT_ALL = 31, COUNT_MAX = 2 * PH_KERNEL_TEXT_BLOCK + 9 };
enum { TEXT_MAX = COUNT_MAX * PH_DECIMAL_TEXT_MAX };

typedef struct trial {
    kernelcheck *check;
    guarded_buffer values, wide_values, text, ends;
    rules_int truths[COUNT_MAX];
    size_t count;
    uint32_t scale;
    rules_int limit; /* Of the numbers of int64_t; 0: they may be any. */
    int at_end;
} trial;

static void compare(trial *t, const char *kernel, ph_text_output output)
{
    static uint8_t want[TEXT_MAX];
    size_t length = 0;

    for (size_t i = 0; i < t->count; i++) {
        length += rules_put_decimal(t->truths[i], t->scale, want + length);
        if (output.ends[i] != length)
            kernelcheck_fail(t->check, "%s ends, scale %" PRIu32 ", count %zu", kernel, t->scale,
                             t->count);
    }
    if (memcmp(output.bytes, want, length) != 0)
        kernelcheck_fail(t->check, "%s bytes, scale %" PRIu32 ", count %zu", kernel, t->scale,
                         t->count);
}

static ph_text_output new_output(const trial *t)
{
    const size_t capacity = t->count * PH_DECIMAL_TEXT_MAX;
    const ph_text_output output = {
        guarded_buffer_place(&t->text, capacity, t->at_end),
        capacity,
        (uint32_t *)(void *)guarded_buffer_place(&t->ends, t->count * sizeof(uint32_t), t->at_end),
    };

    memset(output.bytes, 0x5a, capacity);
    memset(output.ends, 0x5a, t->count * sizeof(uint32_t));
    return output;
}

/* bits of any value, and sometimes the most extreme of them. */
static rules_int random_bits(kernelcheck *check, unsigned bits)
{
    const rules_int high = (int64_t)kernelcheck_random(check);
    const rules_int any = high * ((rules_int)1 << 64) + (rules_int)kernelcheck_random(check);
    const rules_int least = -((rules_int)1 << (bits - 2)) * 2;

    switch (kernelcheck_random_below(check, 8)) {
    case 0: return least;
    case 1: return -(least + 1);
    case 2: return 0;
    case 3: return rules_power_of_ten(kernelcheck_random_below(check, bits == 64 ? 19 : 38));
    case 4: return rules_power_of_ten(kernelcheck_random_below(check, bits == 64 ? 19 : 38)) - 1;
    default: return any >> (128 - bits + kernelcheck_random_below(check, bits));
    }
}

static void compare_int64(trial *t)
{
    const ph_text_output output = new_output(t);
    int64_t *const values =
        (int64_t *)(void *)guarded_buffer_place(&t->values, t->count * sizeof(*values), t->at_end);

    for (size_t i = 0; i < t->count; i++) {
        t->truths[i] = random_bits(t->check, 64);
        if (t->limit > 0)
            t->truths[i] %= t->limit;
        values[i] = (int64_t)t->truths[i];
    }
    t->check->codec->decimal_text(values, t->count, t->scale, output);
    compare(t, "decimal_text", output);
}

/* Kernels take the numbers of a block by how long the longest is: up to each length in turn. */
static void compare_lengths(trial *t)
{
    t->count = COUNT_MAX;
    t->at_end = 1;
    for (uint32_t digits = 1; digits <= 19; digits++) {
        t->limit = rules_power_of_ten(digits);
        compare_int64(t);
    }
    t->limit = 0;
}

static void compare_128(trial *t)
{
    const ph_text_output output = new_output(t);
    ph_int128 *const values = (ph_int128 *)(void *)guarded_buffer_place(
        &t->wide_values, t->count * sizeof(*values), t->at_end);

    for (size_t i = 0; i < t->count; i++) {
        t->truths[i] = random_bits(t->check, 128);
        values[i] = rules_int128(t->truths[i]);
    }
    t->check->codec->decimal_text_128(values, t->count, t->scale, output);
    compare(t, "decimal_text_128", output);
}

void check_decimal_text(kernelcheck *check)
{
    trial t = { .check = check,
                .values = guarded_buffer_new(COUNT_MAX * sizeof(int64_t)),
                .wide_values = guarded_buffer_new(COUNT_MAX * sizeof(ph_int128)),
                .text = guarded_buffer_new(TEXT_MAX),
                .ends = guarded_buffer_new(COUNT_MAX * sizeof(uint32_t)) };

    for (t.scale = 0; t.scale <= PH_DECIMAL_MAX_SCALE; t.scale++) {
        for (t.count = 0; t.count <= COUNT_ALL; t.count++)
            for (t.at_end = 0; t.at_end <= 1; t.at_end++) {
                compare_int64(&t);
                compare_128(&t);
            }
        compare_lengths(&t);
    }
    guarded_buffer_free(&t.values);
    guarded_buffer_free(&t.wide_values);
    guarded_buffer_free(&t.text);
    guarded_buffer_free(&t.ends);
}
