/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting the instructions between two points of this process: by the CPU's own counter where the
 * kernel lends it, or by callgrind where the worker runs under that.
 */
#ifndef PH_HARNESS_WORKER_INSTRUCTION_COUNTER_H
#define PH_HARNESS_WORKER_INSTRUCTION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/* Who counts. One list: identifier, name in events. */
#define PH_INSTRUCTION_SOURCE_LIST(X)                                                              \
    X(NONE, "none")                                                                                \
    X(CPU, "cpu")                                                                                  \
    X(CALLGRIND, "callgrind")

typedef enum ph_instruction_source {
#define X(name, text) PH_INSTRUCTION_SOURCE_##name,
    PH_INSTRUCTION_SOURCE_LIST(X)
#undef X
} ph_instruction_source;

typedef struct ph_instruction_counter {
    ph_instruction_source source;
    int descriptor; /* Of the CPU's counter; -1: none. */
} ph_instruction_counter;

#define PH_INSTRUCTION_COUNTER_NONE ((ph_instruction_counter){ PH_INSTRUCTION_SOURCE_NONE, -1 })

/* Find out who can count. Close it with ph_instruction_counter_close(). */
ph_instruction_counter ph_instruction_counter_open(void);
void ph_instruction_counter_close(ph_instruction_counter *counter);

/* "none", "cpu", "callgrind". */
const char *ph_instruction_counter_source(const ph_instruction_counter *counter);

/* Between these two, user-space instructions of this thread are counted. */
void ph_instruction_counter_start(const ph_instruction_counter *counter);

/*
 * @param ret  Receives the CPU's count; under callgrind 0, as each stop writes its count to the
 *             next of callgrind's own files.
 * @return false when the CPU's counter was taken away meanwhile.
 */
bool ph_instruction_counter_stop(const ph_instruction_counter *counter, uint64_t *ret);

#endif /* PH_HARNESS_WORKER_INSTRUCTION_COUNTER_H */
