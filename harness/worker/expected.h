/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Differences from the reference that a user expects: a file with a line for each. */
#ifndef PH_HARNESS_WORKER_EXPECTED_H
#define PH_HARNESS_WORKER_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ph_expected_line {
    const char *text;
    bool is_used;
} ph_expected_line;

typedef struct ph_expected {
    char *text;              /* Of the file, which the lines point into. Owned. */
    ph_expected_line *lines; /* Owned. */
    size_t count;
} ph_expected;

/*
 * Read lines such as "record 17, field REC.AMT: COMP with V is scaled"; empty ones, and those that
 * begin with "#", are none.
 *
 * @param ret  Free with ph_expected_free(); written on success only.
 * @return false after filling in reason (PH_REASON_MAX).
 */
bool ph_expected_read(const char *path, ph_expected *ret, char *reason);

/*
 * Is this difference among them? A line may end before a colon of it, "*" stands for any number,
 * and what a record holds may stand behind the rule: "sign nibble 4". Marks the lines that are so
 * used.
 */
bool ph_expected_has(ph_expected *expected, const char *difference);

void ph_expected_free(ph_expected *expected);

#endif /* PH_HARNESS_WORKER_EXPECTED_H */
