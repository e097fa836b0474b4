/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cells that the native reference and another implementation are known to answer differently:
 * fixtures/PEER-differences.csv. A list is wrong in two ways, and tests must fail on both: a
 * difference that is not listed, and a row that is none.
 */
#ifndef PH_TESTS_DIFFERENCES_DIFFERENCE_LIST_H
#define PH_TESTS_DIFFERENCES_DIFFERENCE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DIFFERENCE_DIGITS_MAX = 18,
    DIFFERENCE_CELL_BYTES_MAX = DIFFERENCE_DIGITS_MAX + 1, /* With a separate sign. */
    DIFFERENCE_LINE_BYTES_MAX = 512,
    DIFFERENCE_ROWS_MAX = 64,
};

typedef struct difference {
    char line[DIFFERENCE_LINE_BYTES_MAX]; /* What the texts below point into. */
    const char *kind;
    const char *digits; /* "4", "1-18" or "6 8 10"; "0" for text. */
    bool is_signed;
    const char *cell; /* Pattern of the cell's bytes in hexadecimal, as of fnmatch(). */
    bool is_reference_ok;
    bool is_peer_ok;
    const char *releases; /* Of the peer, that it holds for: "0.6.1 0.8.1". */
    unsigned long cells[DIFFERENCE_DIGITS_MAX + 1]; /* That it was needed for, by digits. */
} difference;

typedef struct difference_list {
    difference rows[DIFFERENCE_ROWS_MAX];
    size_t row_count;
    unsigned long cells; /* Compared. */
} difference_list;

/* A cell that both were asked for, and how they answered. */
typedef struct difference_case {
    const char *kind;
    uint32_t digits;
    bool is_signed;
    const uint8_t *cell;
    size_t width;
    bool is_reference_ok;
    bool is_peer_ok;
    bool is_different; /* One is not ok, or their values differ. */
} difference_case;

/*
 * The rows that hold for a version of the peer, as it says it. Fails the test when the file cannot
 * be read, or has none.
 */
void difference_list_read(const char *path, const char *version, difference_list *ret);

/* Fails the test when the list says otherwise. */
void difference_list_compare(difference_list *list, const difference_case *answered);

/* To be called after the comparisons: fails the test when a row was not needed, or none was made.
 */
void difference_list_finish(const difference_list *list);

#endif /* PH_TESTS_DIFFERENCES_DIFFERENCE_LIST_H */
