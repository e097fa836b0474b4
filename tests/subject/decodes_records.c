/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decodes records of 50 bytes as keyed.cpy has them: rightly, or with the options
 * "alone" so that a record alone in its call gives another answer, with "first" so that only the
 * first call of the process does. A record that begins with X'FF' fails, and is quoted; with "dies"
 * it ends the process, with "hushes" it is none of the lines, and not told. Asked for several
 * threads it decodes on one; with "swaps" the first two lines then change places, with "crowds"
 * three threads more than it was told are there meanwhile, with "deadlocks" two wait for each
 * other, with "crashes" one does that, and with "lingers" one works on when the call has returned.
 */
#include "base_subject.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { RECORD_BYTES = 50, LINE_MAX_BYTES = 32, MORE_THREADS = 3, THREADS_MAX = 64 };

typedef enum fault {
    FAULT_NONE,
    FAULT_ALONE,
    FAULT_FIRST,
    FAULT_DIES,
    FAULT_HUSHES,
    FAULT_SWAPS,
    FAULT_CROWDS,
    FAULT_DEADLOCKS,
    FAULT_CRASHES,
    FAULT_LINGERS,
    FAULT_COUNT,
} fault;

static const char *const fault_names[FAULT_COUNT] = {
    [FAULT_NONE] = "",           [FAULT_ALONE] = "alone",         [FAULT_FIRST] = "first",
    [FAULT_DIES] = "dies",       [FAULT_HUSHES] = "hushes",       [FAULT_SWAPS] = "swaps",
    [FAULT_CROWDS] = "crowds",   [FAULT_DEADLOCKS] = "deadlocks", [FAULT_CRASHES] = "crashes",
    [FAULT_LINGERS] = "lingers",
};

static fault chosen;

static int32_t open_subject(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    (void)outcome;
    *ret_state = NULL;
    chosen = FAULT_NONE;
    for (fault f = FAULT_NONE; f < FAULT_COUNT; f++)
        if (strcmp(options, fault_names[f]) == 0)
            chosen = f;
    return PH_SUBJECT_OK;
}

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state, (void)layout, (void)outcome;
    *ret_layout = NULL;
    *ret_record_length = RECORD_BYTES;
    return PH_SUBJECT_OK;
}

static void close_layout(void *state, void *layout)
{
    (void)state, (void)layout;
}

/* Without the NUL, which would be behind the output's end. */
static int write_line(uint8_t *to, const uint8_t *record, int is_wrong)
{
    const unsigned key = (unsigned)record[0] << 8 | record[1];
    char line[LINE_MAX_BYTES];
    const int length = snprintf(line, sizeof(line), "{\"KEY\":\"%u\"}\n", is_wrong ? key ^ 1 : key);

    memcpy(to, line, (size_t)length);
    return length;
}

/* Tell of a record that begins with X'FF'. */
static void fail_record(const uint8_t *record, uint64_t index, ph_subject_outcome *outcome)
{
    if (chosen == FAULT_DIES)
        (void)raise(SIGSEGV);
    if (chosen == FAULT_HUSHES)
        return;
    if (outcome->items_failed == 0) {
        outcome->first_failed = index;
        outcome->byte = 0;
        snprintf(outcome->error_code, sizeof(outcome->error_code), "BAD_BEGIN");
        snprintf(outcome->error_field, sizeof(outcome->error_field), "KEY");
        snprintf(outcome->error_detail, sizeof(outcome->error_detail), "it begins with %02X%02X",
                 record[0], record[1]);
    }
    outcome->items_failed++;
}

static int32_t decode_lines(const ph_subject_records *records, ph_subject_outcome *outcome)
{
    static int calls;
    const int is_wrong =
        (chosen == FAULT_ALONE && records->count == 1) || (chosen == FAULT_FIRST && calls == 0);

    calls++;
    for (uint64_t i = 0; i < records->count; i++) {
        if (records->output_capacity - outcome->output_length < LINE_MAX_BYTES) {
            snprintf(outcome->error_code, sizeof(outcome->error_code),
                     PH_SUBJECT_ERROR_OUTPUT_FULL);
            return PH_SUBJECT_FAILED;
        }
        const int is_swapped =
            chosen == FAULT_SWAPS && records->threads > 1 && records->count > 1 && i < 2;
        const uint8_t *record = records->bytes + (is_swapped ? 1 - i : i) * RECORD_BYTES;

        if (record[0] == 0xff)
            fail_record(record, i, outcome);
        else
            outcome->output_length +=
                (uint64_t)write_line(records->output + outcome->output_length, record, is_wrong);
    }
    outcome->items_done = records->count - outcome->items_failed;
    return outcome->items_failed == 0 ? PH_SUBJECT_OK : PH_SUBJECT_FAILED;
}

static void *wait_for(void *end)
{
    (void)sem_wait(end);
    return NULL;
}

/* There while lines are made, and gone when the call returns. */
static int32_t decode_in_crowd(const ph_subject_records *records, ph_subject_outcome *outcome)
{
    const struct timespec long_enough = { .tv_nsec = 2000000 }; /* For who looks. */
    pthread_t crowd[THREADS_MAX + MORE_THREADS];
    uint32_t count = 0;
    sem_t end;

    (void)sem_init(&end, 0, 0);
    while (count < records->threads + MORE_THREADS &&
           pthread_create(&crowd[count], NULL, wait_for, &end) == 0)
        count++;
    (void)nanosleep(&long_enough, NULL);
    const int32_t status = decode_lines(records, outcome);
    for (uint32_t i = 0; i < count; i++)
        (void)sem_post(&end);
    for (uint32_t i = 0; i < count; i++)
        (void)pthread_join(crowd[i], NULL);
    (void)sem_destroy(&end);
    return status;
}

static pthread_mutex_t first_lock = PTHREAD_MUTEX_INITIALIZER;

/* Has one lock, and waits for the other. */
static void *wait_crosswise(void *second_lock)
{
    const struct timespec long_enough = { .tv_nsec = 2000000 };

    (void)pthread_mutex_lock(second_lock);
    (void)nanosleep(&long_enough, NULL);
    (void)pthread_mutex_lock(&first_lock);
    return NULL;
}

static void deadlock(void)
{
    pthread_mutex_t second_lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t other;

    (void)pthread_mutex_lock(&first_lock);
    if (pthread_create(&other, NULL, wait_crosswise, &second_lock) != 0)
        return;
    (void)pthread_join(other, NULL);
}

static void *crash(void *unused)
{
    (void)raise(SIGSEGV);
    return unused;
}

static void *work_on(void *unused)
{
    for (volatile unsigned work = 0;; work++)
        continue;
    return unused;
}

/* One for all calls. */
static void leave_behind(void)
{
    static int is_left;
    pthread_t thread;

    if (!is_left && pthread_create(&thread, NULL, work_on, NULL) == 0)
        is_left = pthread_detach(thread) == 0;
}

static void start_faulty_thread(void)
{
    pthread_t thread;

    if (chosen == FAULT_DEADLOCKS)
        deadlock();
    else if (chosen == FAULT_LINGERS)
        leave_behind();
    else if (chosen == FAULT_CRASHES && pthread_create(&thread, NULL, crash, NULL) == 0)
        (void)pthread_join(thread, NULL);
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    (void)state, (void)layout;
    if (records->threads > 1)
        start_faulty_thread();
    return chosen == FAULT_CROWDS && records->threads > 1 ? decode_in_crowd(records, outcome)
                                                          : decode_lines(records, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("decodes-records");
    subject.operations |=
        PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE | PH_OPERATION_DECODE_FILE_THREADS;
    subject.open = open_subject;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    return index == 0 ? &subject : NULL;
}
