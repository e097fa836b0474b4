/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One operation of one subject behind three functions, for benchmark programs of other makers. The
 * work is what perfharness times: the first chunk of its workload comp3 or display-zoned, 64 KiB of
 * cells, which stay in the L2 cache. C11, libc.
 *
 * Programs that call these measure one thing. When it cannot be measured, open and run say why in a
 * sentence on standard error and end the program with status 1.
 */
#ifndef PH_TESTS_STUDY_PEERS_SUBJECT_LOOP_H
#define PH_TESTS_STUDY_PEERS_SUBJECT_LOOP_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct subject_loop subject_loop;

/*
 * Load a subject library and decode a column with it, which must give the right values.
 *
 * @param operation  "packed" or "zoned".
 * @param operand    FILE, or FILE?OPTIONS with what the subject's open() is given.
 * @return caller-owned, to be closed by subject_loop_close().
 */
subject_loop *subject_loop_open(const char *operation, const char *operand);

/* Decode the column once: what is timed. */
void subject_loop_run(subject_loop *loop);

void subject_loop_close(subject_loop *loop);

#ifdef __cplusplus
}
#endif

#endif /* PH_TESTS_STUDY_PEERS_SUBJECT_LOOP_H */
