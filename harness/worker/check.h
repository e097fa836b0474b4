/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Proof of work: what an arm wrote is the right answer.
 *
 * Generated data is compared with the values the generator drew, record by record. Of the user's
 * own data every record must decode, without a warning, and all that decode it must agree; a random
 * sample is compared with what the reference makes of it, field by field.
 */
#ifndef PH_HARNESS_WORKER_CHECK_H
#define PH_HARNESS_WORKER_CHECK_H

#include "worker/bench.h"

#define PH_CHECK_REASON_MAX 640
#define PH_WARNING_MAX      256

typedef struct ph_proof {
    bool is_void;
    uint64_t records;                 /* That were decoded or tried. */
    uint64_t records_failed;          /* Of them, that the subject says it cannot decode. */
    uint64_t records_proven;          /* The user's own: every field of so many was compared. */
    uint64_t records_warned;          /* The user's own, of which it says that something is odd. */
    uint64_t first_warned;            /* Index of the first of them in the whole data. */
    char warning[PH_WARNING_MAX];     /* "field ORDER.LINES: CODE" of that one. */
    char reason[PH_CHECK_REASON_MAX]; /* The first one found; "" when not void. */
} ph_proof;

/*
 * Decode the whole data set once with every arm that is not out, what is not timed chunk by chunk
 * as it is read, and remember the checksums of right outputs of what is. Arms that fail are put
 * out: what records they cannot decode they still count to the end of the data, and nobody is
 * compared with them any more; one that was put out for anything else is not run again. When there
 * is none left to run, that is the end. proofs has room for one per arm. Says in an event
 * "checking" what it does when that takes long. False after a refusal event, when the data cannot
 * be read any more or there is no memory to compare the answers.
 */
bool ph_check_all(ph_bench *bench, ph_proof *proofs);

/*
 * Decode what is timed once more, of whole records a share that changes from launch to launch
 * (recheck_turn.h); the output must be what it was.
 */
void ph_recheck_all(ph_bench *bench, ph_proof *proofs);

/*
 * Hold one call against the truth that is not made here: make the window ready for it, then say
 * what it left there. The arm is put out for what is wrong with that. Generated data alone has a
 * truth.
 */
void ph_check_await(ph_bench *bench, ph_arm *arm, size_t slot);
void ph_check_examine(ph_bench *bench, ph_arm *arm, size_t slot, bool is_ok,
                      ph_subject_outcome *outcome, ph_proof *proof);

/*
 * Is what stands in the window after the last call, on this slot, the right answer? And did no call
 * since the window was poisoned up to ph_arm_extent_max() write further than any may?
 */
bool ph_check_window(const ph_bench *bench, const ph_arm *arm, size_t slot,
                     const ph_subject_outcome *outcome);

/* Put an arm out for this reason. */
void ph_proof_void(ph_arm *arm, ph_proof *proof, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Put an arm out for a call that failed on the chunk in this slot, for which its answer was right
 * before. The reason says when that was ("fails while it is timed"), and of the failure what one of
 * the check says: the record, the field and the code that the subject gives.
 */
void ph_proof_fail(const ph_bench *bench, ph_arm *arm, size_t slot, ph_subject_outcome *outcome,
                   ph_proof *proof, const char *when);

/* Checksum over the whole data set's right output. */
uint64_t ph_check_total(const ph_bench *bench, const ph_arm *arm);

#endif /* PH_HARNESS_WORKER_CHECK_H */
