/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fault injection: the reference's portable kernels, whose speed, noise and faults are options, so
 * that whatever judges a subject can itself be tested without luck. It gives right answers until
 * it is asked not to; extra time is spent decoding cells of the same column once more. It lies
 * about its speed by leaving that out for what it has decoded before.
 */
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "column.h"
#include "failure.h"
#include "options.h"
#include "seen_columns.h"

__attribute__((visibility("default"))) ph_subject_entry_fn ph_subject_entry;

typedef struct synthetic {
    synthetic_options options;
    const ph_codec *codec;
    uint64_t random;
    double launch_share; /* Of the cells, drawn for this process. */
    double owed_cells;   /* What could not be decoded yet: less than one. */
    double owed_blocks;  /* The same of what is to be allocated. */
    double calls;
    synthetic_seen *seen; /* Where it lies; else NULL. */
} synthetic;

static uint64_t next_random(uint64_t *state)
{
    /* splitmix64, by Sebastiano Vigna (public domain). */
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Above 0, below 1. */
static double draw_share(uint64_t *state)
{
    return ((double)(next_random(state) >> 11) + 0.5) / 9007199254740992.0;
}

/* The absolute value of a normal deviate (Box and Muller). */
static double draw_half_normal(uint64_t *state)
{
    const double radius = sqrt(-2.0 * log(draw_share(state)));

    return fabs(radius * cos(2.0 * acos(-1.0) * draw_share(state)));
}

/* Launches differ from one another as processes do, for one seed as well. */
static double draw_launch_share(const synthetic_options *options)
{
    struct timespec now = { 0 };
    uint64_t state = (uint64_t)options->seed ^ (uint64_t)getpid();

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    state ^= (uint64_t)now.tv_nsec << 20;
    return options->launch_noise * draw_half_normal(&state);
}

static int32_t synthetic_open(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    char reason[sizeof(outcome->error_detail)];
    synthetic *s = calloc(1, sizeof(*s));

    if (!s)
        return ph_native_fail(outcome, "NO_MEMORY", "No memory for the subject's state.");
    if (!synthetic_options_read(options, &s->options, reason, sizeof(reason))) {
        free(s);
        return ph_native_fail(outcome, "UNKNOWN_OPTION", "%s", reason);
    }
    s->seen = s->options.lie > 0.0 ? malloc(sizeof(*s->seen)) : NULL;
    if (s->options.lie > 0.0 && !s->seen) {
        free(s);
        return ph_native_fail(outcome, "NO_MEMORY", "No memory for what was decoded before.");
    }
    if (s->seen)
        synthetic_seen_init(s->seen);
    s->codec = ph_codec_choose("scalar");
    s->random = (uint64_t)s->options.seed;
    s->launch_share = draw_launch_share(&s->options);
    *ret_state = s;
    return PH_SUBJECT_OK;
}

static void synthetic_close(void *state)
{
    synthetic *s = state;

    free(s->seen);
    free(s);
}

static void hang(void)
{
    for (volatile int forever = 1; forever;)
        ;
}

/* Decode the first cells again, as often as it takes. */
static void spend_time(synthetic *s, const ph_subject_column *column)
{
    const int is_fresh = s->seen && !synthetic_seen_before(s->seen, column);
    const double share = s->options.slowdown + s->launch_share +
                         s->options.noise * draw_share(&s->random) +
                         (is_fresh ? s->options.lie : 0.0);

    s->owed_cells += share * (double)column->count;
    while (s->owed_cells >= 1.0 && column->count > 0) {
        ph_subject_column again = *column;
        ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };

        if ((double)again.count > s->owed_cells)
            again.count = (uint64_t)s->owed_cells;
        s->owed_cells -= (double)again.count;
        (void)ph_native_decode_column((void *)s->codec, &again, &outcome);
    }
}

/* Whoever counts sees it: through a volatile pointer, no compiler leaves it out. */
static void allocate(synthetic *s, const ph_subject_column *column)
{
    enum { BLOCK_BYTES = 64 };

    s->owed_blocks += s->options.allocations * (double)column->count;
    while (s->owed_blocks >= 1.0) {
        void *volatile block = malloc(BLOCK_BYTES);

        free(block);
        s->owed_blocks -= 1.0;
    }
}

static void spoil(const ph_subject_column *column)
{
    if (column->count > 0 && column->values)
        column->values[column->count - 1] ^= 1;
    else if (column->count > 0 && column->text && column->text_ends[column->count - 1] > 0)
        column->text[column->text_ends[column->count - 1] - 1] ^= 1;
}

static int32_t synthetic_decode_column(void *state, const ph_subject_column *column,
                                       ph_subject_outcome *outcome)
{
    synthetic *s = state;
    int32_t result;

    s->calls += 1.0;
    if (s->calls == s->options.crash_at)
        (void)raise(SIGSEGV);
    if (s->calls == s->options.hang_at)
        hang();
    if (s->calls == s->options.error_at)
        return ph_native_fail_cell(outcome, "INJECTED", "an error was asked for", 0, 0);
    result = ph_native_decode_column((void *)s->codec, column, outcome);
    if (result == PH_SUBJECT_OK)
        spend_time(s, column);
    allocate(s, column);
    if (s->calls == s->options.wrong_at)
        spoil(column);
    return result;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static const ph_subject subject = {
        .struct_size = sizeof(subject),
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations =
            PH_OPERATION_DECODE_TEXT | PH_OPERATION_DECODE_ZONED | PH_OPERATION_DECODE_PACKED,
        .name = "synthetic",
        .variant = "",
        .version = "1",
        .build = "fault injection around the portable kernels",
        .open = synthetic_open,
        .close = synthetic_close,
        .decode_column = synthetic_decode_column,
    };

    return index == 0 ? &subject : NULL;
}
