/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long single calls take: of one record, as who has small files makes them, and of more, up to
 * 10,000; and the first call of a process. Only arms that have records take part.
 *
 * Every call's answer is held against what the same arm makes of whole chunks, which was proven
 * before. A call is set aside only where the kernel says that the thread lost its CPU meanwhile,
 * and with it all that were made since it was last asked: never for being slow.
 */
#ifndef PH_HARNESS_WORKER_CALL_TIMES_H
#define PH_HARNESS_WORKER_CALL_TIMES_H

#include "protocol/call_count.h"
#include "worker/bench.h"
#include "worker/check.h"
#include "worker/record_span.h"

/* Answers may be many times as long as their records: calls that need more are left out. */
#define PH_CALLS_OUTPUT_BYTES_MAX (UINT64_C(32) << 20)

/* An arm's calls of one number of records. */
typedef struct ph_call_times {
    uint64_t *ns; /* Of each that was not set aside, a reading of the clock included. Owned. */
    size_t count;
    size_t set_aside;
} ph_call_times;

/* What a right answer is known by. */
typedef struct ph_call_answer {
    size_t length; /* Bytes. */
    uint64_t checksum;
} ph_call_answer;

/* What is kept of one arm, by number of records. */
typedef struct ph_arm_calls {
    ph_call_times times[PH_CALL_COUNTS];
    ph_call_answer *answers[PH_CALL_COUNTS]; /* Of the calls that are timed, in turn. Owned. */
    size_t next[PH_CALL_COUNTS];             /* Which of them is made next. */
    ph_call_answer first;  /* Of the process' first call; length 0: there was none. */
    bool has_first_failed; /* That call, and not for want of room. */
} ph_arm_calls;

typedef struct ph_calls {
    ph_bench *bench;         /* Borrowed. */
    ph_record_span span;     /* Owned, as all that follows. */
    ph_output_window window; /* Room for the answers to all of the span. */
    ph_arm_calls *arms;      /* By arm. */
} ph_calls;

/* 1, 10, ... */
size_t ph_calls_records(ph_call_count count);

/* Once the data are there. False after a refusal event when there is no memory. */
bool ph_calls_prepare(ph_bench *bench, ph_calls *ret);
void ph_calls_free(ph_calls *calls);

/*
 * Before anything else is decoded: let each library decode one record, by the first arm it has, and
 * note the time in the arm. Wrong answers are found out by ph_calls_take().
 */
void ph_calls_take_first(ph_calls *calls);

/* Time calls of all numbers of records that there are so many records for. Arms whose answers are
 * wrong are put out. False after a refusal event when there is no memory. */
bool ph_calls_take(ph_calls *calls, ph_proof *proofs);

#endif /* PH_HARNESS_WORKER_CALL_TIMES_H */
