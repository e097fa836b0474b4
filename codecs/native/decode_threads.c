/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The native subject: a file's records to JSON lines on several threads. Each takes the next few
 * records, writes their lines where they stay in its cache, and copies them to their place as soon
 * as those of all records before have theirs.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "decode_part.h"
#include "failure.h"

enum {
    THREADS_MAX = 64,
    PART_BYTES = 32 * 1024,    /* Of records, about. */
    JSON_BYTES_PER_BYTE = 16,  /* What lines take at first; where they do not fit, twice as much. */
    LOOKS_BEFORE_SLEEP = 2000, /* Who is due is seldom far behind: to sleep would take longer. */
};

/* What the threads share. */
typedef struct crew {
    const ph_native_layout *layout;
    const ph_subject_records *records;
    pthread_mutex_t lock;          /* For all that follow. */
    pthread_cond_t moved;          /* due_part has, or it is over. */
    ph_line_input rest;            /* Records that nobody has taken yet. */
    uint64_t rest_index;           /* Of the first of them. */
    uint64_t next_part;            /* Its number, from 0. */
    atomic_uint_fast64_t due_part; /* Whose lines stand behind those that have their place. */
    atomic_bool is_over;           /* Lines do not fit: nothing more is to be done. */
    const char *missing;           /* What there was none of; NULL: nothing. */
    ph_subject_outcome *outcome;   /* Of all parts before due_part. */
} crew;

typedef struct helper {
    pthread_t thread;
    crew *crew;
    ph_native_hand *hand;
} helper;

/* Records that one thread has taken. */
typedef struct part {
    ph_line_input records;
    uint64_t index;
    uint64_t number;
} part;

/* Up to PART_BYTES of what is left, and at least one record. */
static ph_line_input cut(const crew *c)
{
    const ph_line_input *rest = &c->rest;
    ph_line_input taken = *rest;

    if (rest->size <= PART_BYTES)
        return taken;
    if (rest->length > 0) {
        taken.count = PART_BYTES > rest->length ? PART_BYTES / rest->length : 1;
        taken.size = taken.count * rest->length;
        return taken;
    }
    taken = ph_native_whole_records(c->layout, rest->bytes, PART_BYTES, UINT64_MAX);
    if (taken.count == 0) { /* One that is longer, behind its header of four bytes. */
        taken.count = 1;
        taken.size = 4 + (size_t)(rest->bytes[0] << 8 | rest->bytes[1]);
    }
    return taken;
}

static bool take_part(crew *c, part *ret)
{
    bool has_part;

    (void)pthread_mutex_lock(&c->lock);
    has_part = c->rest.count > 0 && !atomic_load(&c->is_over);
    if (has_part) {
        *ret = (part){ cut(c), c->rest_index, c->next_part++ };
        c->rest.bytes += ret->records.size;
        c->rest.size -= ret->records.size;
        c->rest.count -= ret->records.count;
        c->rest_index += ret->records.count;
    }
    (void)pthread_mutex_unlock(&c->lock);
    return has_part;
}

/* Everybody is to come to an end. */
static void give_up(crew *c, const char *missing)
{
    (void)pthread_mutex_lock(&c->lock);
    c->missing = c->missing ? c->missing : missing;
    atomic_store(&c->is_over, true);
    (void)pthread_cond_broadcast(&c->moved);
    (void)pthread_mutex_unlock(&c->lock);
}

static bool enlarge(ph_native_hand *hand, size_t capacity)
{
    free(hand->lines);
    hand->lines = malloc(capacity ? capacity : 1);
    hand->lines_capacity = hand->lines ? capacity : 0;
    return hand->lines != NULL;
}

/* False without memory. */
static bool decode(const crew *c, ph_native_hand *hand, const part *p, ph_subject_outcome *outcome)
{
    const size_t usual = p->records.size * JSON_BYTES_PER_BYTE;
    bool is_done = hand->lines_capacity >= usual || enlarge(hand, usual);

    while (is_done) {
        *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
        ph_native_part decoding = { .layout = c->layout,
                                    .batch = hand->batch,
                                    .records = p->records,
                                    .index = p->index,
                                    .output = hand->lines,
                                    .capacity = hand->lines_capacity,
                                    .outcome = outcome };

        if (ph_native_decode_part(&decoding))
            return true;
        is_done = enlarge(hand, 2 * hand->lines_capacity);
    }
    return false;
}

/* Between two looks, so that another thread of this core has all of it meanwhile. */
static void pause_briefly(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Returns with the lock held. */
static void wait_for_turn(crew *c, uint64_t number)
{
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++) {
        if (atomic_load_explicit(&c->due_part, memory_order_relaxed) == number ||
            atomic_load_explicit(&c->is_over, memory_order_relaxed))
            break;
        pause_briefly();
    }
    (void)pthread_mutex_lock(&c->lock);
    while (atomic_load(&c->due_part) != number && !atomic_load(&c->is_over))
        (void)pthread_cond_wait(&c->moved, &c->lock);
}

/* Parts come in the order of their records: the first failure is the first one's. */
static void add_outcome(ph_subject_outcome *sum, const ph_subject_outcome *of_part)
{
    if (sum->items_failed == 0 && of_part->items_failed > 0) {
        sum->first_failed = of_part->first_failed;
        sum->byte = of_part->byte;
        memcpy(sum->error_code, of_part->error_code, sizeof(sum->error_code));
        memcpy(sum->error_field, of_part->error_field, sizeof(sum->error_field));
        memcpy(sum->error_detail, of_part->error_detail, sizeof(sum->error_detail));
    }
    sum->items_done += of_part->items_done;
    sum->items_failed += of_part->items_failed;
    sum->output_length += of_part->output_length;
}

/* Lines behind those of all parts before. */
static void hand_in(crew *c, const ph_native_hand *hand, uint64_t number,
                    const ph_subject_outcome *of_part)
{
    uint8_t *place = NULL;

    wait_for_turn(c, number);
    if (!atomic_load(&c->is_over)) {
        const uint64_t length = c->outcome->output_length;

        if (of_part->output_length <= c->records->output_capacity - length) {
            place = c->records->output + length;
            add_outcome(c->outcome, of_part);
            atomic_store(&c->due_part, number + 1);
        } else {
            atomic_store(&c->is_over, true);
        }
        (void)pthread_cond_broadcast(&c->moved);
    }
    (void)pthread_mutex_unlock(&c->lock);
    if (place)
        memcpy(place, hand->lines, of_part->output_length);
}

static void work(crew *c, ph_native_hand *hand)
{
    ph_subject_outcome of_part;
    part p;

    while (take_part(c, &p)) {
        if (decode(c, hand, &p, &of_part))
            hand_in(c, hand, p.number, &of_part);
        else
            give_up(c, "memory for lines");
    }
}

static void *help(void *data)
{
    const helper *h = data;

    work(h->crew, h->hand);
    return NULL;
}

/* What they decode by, which the layout keeps. False without memory. */
static bool make_helpers(ph_native_layout *layout, uint32_t count)
{
    if (!layout->helpers)
        layout->helpers = calloc(THREADS_MAX, sizeof(*layout->helpers));
    while (layout->helpers && layout->helper_count < count) {
        if (!ph_native_hand_make(layout, &layout->helpers[layout->helper_count++]))
            return false;
    }
    return layout->helpers != NULL;
}

/* The calling thread is one of them. */
static void work_together(crew *c, ph_native_layout *layout, uint32_t threads)
{
    helper helpers[THREADS_MAX];
    uint32_t started = 0;

    for (; started < threads - 1; started++) {
        helpers[started] = (helper){ .crew = c, .hand = &layout->helpers[started] };
        if (pthread_create(&helpers[started].thread, NULL, help, &helpers[started]) != 0) {
            give_up(c, "another thread");
            break;
        }
    }
    work(c, &layout->hand);
    for (uint32_t i = 0; i < started; i++)
        (void)pthread_join(helpers[i].thread, NULL);
}

static int32_t finish(crew *c, const ph_native_layout *layout, bool is_whole)
{
    ph_native_part end = { .layout = layout, .index = c->rest_index, .outcome = c->outcome };

    if (c->missing)
        return ph_native_fail(c->outcome, "NO_MEMORY", "There is not %s.", c->missing);
    if (atomic_load(&c->is_over))
        return ph_native_fail_full(c->records, c->outcome);
    if (!is_whole)
        ph_native_lose_records(&end, c->records->count);
    return c->outcome->items_failed == 0 ? PH_SUBJECT_OK : PH_SUBJECT_FAILED;
}

int32_t ph_native_decode_threads(ph_native_layout *layout, const ph_subject_records *records,
                                 ph_subject_outcome *outcome)
{
    const uint32_t threads = records->threads;
    crew c = { .layout = layout, .records = records, .outcome = outcome };
    int32_t status;

    if (threads < 2 || threads > THREADS_MAX)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No %" PRIu32 " threads: 1 to %d.", threads, THREADS_MAX);
    if (!make_helpers(layout, threads - 1))
        return ph_native_fail(outcome, "NO_MEMORY", "No memory for %" PRIu32 " threads.", threads);
    c.rest = ph_native_whole_records(layout, records->bytes, records->length, UINT64_MAX);
    const bool is_whole = c.rest.size == records->length;

    (void)pthread_mutex_init(&c.lock, NULL);
    (void)pthread_cond_init(&c.moved, NULL);
    work_together(&c, layout, threads);
    status = finish(&c, layout, is_whole);
    (void)pthread_cond_destroy(&c.moved);
    (void)pthread_mutex_destroy(&c.lock);
    return status;
}
