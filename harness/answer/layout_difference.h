/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a subject lays out a record otherwise than its copybook does: what it describes
 * (describe_layout() of subject.h) held against what the copybook's reader says. Uses cJSON.
 *
 * One cause is one difference. What only follows from it, such as the offsets of all that stands
 * behind a field of another size, is counted there. Causes that are sure stand first.
 */
#ifndef PH_HARNESS_ANSWER_LAYOUT_DIFFERENCE_H
#define PH_HARNESS_ANSWER_LAYOUT_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer/layout_rule.h"
#include "answer/reason.h"
#include "perfharness/record.h"

/* Differences that are kept, at most; more are counted. */
#define PH_LAYOUT_DIFFERENCES_MAX 1000

#define PH_LAYOUT_PATH_MAX 256
#define PH_LAYOUT_SAID_MAX 48

/* No such number: the item is not there, or the subject does not say. */
#define PH_LAYOUT_UNKNOWN UINT64_MAX

/* What differs: identifier, name in listings and JSON. */
#define PH_LAYOUT_DIFFERENCE_LIST(X)                                                               \
    X(MISSING, "missing") /* The subject has no such item. */                                      \
    X(EXTRA, "extra")     /* Only the subject has it. */                                           \
    X(NAME, "name")       /* Where the copybook has one of another name. */                        \
    X(KIND, "kind")                                                                                \
    X(DIGITS, "digits")                                                                            \
    X(SCALE, "scale")                                                                              \
    X(SIGN, "sign")                                                                                \
    X(OCCURS, "occurs")                                                                            \
    X(SIZE, "size")                                                                                \
    X(OFFSET, "offset")                                                                            \
    X(VARYING, "varying") /* Its place varies, and the subject's does not. */                      \
    X(LENGTH, "length")   /* Of the record, where nothing above explains it. */

typedef enum ph_layout_difference_kind {
#define X(id, name) PH_LAYOUT_DIFFERENCE_##id,
    PH_LAYOUT_DIFFERENCE_LIST(X)
#undef X
} ph_layout_difference_kind;

/* Texts are printable, cut where they are longer. */
typedef struct ph_layout_difference {
    ph_layout_difference_kind kind;
    uint32_t line;                     /* Of the item in the copybook; 0: it is not there. */
    char path[PH_LAYOUT_PATH_MAX];     /* "RECORD.GROUP.ITEM"; of the whole: "RECORD". */
    char expected[PH_LAYOUT_SAID_MAX]; /* What differs, as the copybook has it: "binary", "12"; */
    char found[PH_LAYOUT_SAID_MAX];    /* and as the subject has it. "" where it is not there. */
    char rule[PH_LAYOUT_RULE_MAX];     /* Which one is broken: "line 5 is a comment". */
    uint64_t expected_offset, found_offset; /* PH_LAYOUT_UNKNOWN where it is not there. */
    uint64_t expected_size, found_size;     /* Of one occurrence; likewise. */
    bool is_unread;     /* EXTRA: it stands in a comment, or where no text is. */
    uint32_t followers; /* Items that stand elsewhere because of it, and nothing else. */
} ph_layout_difference;

typedef struct ph_layout_differences {
    ph_layout_difference *all; /* Owned. What was read from comments first, then in order. */
    size_t count;
    size_t more;              /* That were found, and are not kept. */
    uint64_t expected_length; /* Of the record, at its longest; */
    uint64_t found_length;    /* as the subject has it; 0: it says that it varies. */
    bool is_described;        /* False: nothing but the length could be compared. */
} ph_layout_differences;

/* A record, and the text that it was read from. Borrowed. */
typedef struct ph_layout_truth {
    const ph_copybook *copybook;
    const ph_record *record;
    const char *source; /* Of the whole copybook. */
    size_t source_length;
} ph_layout_truth;

/*
 * Compare.
 *
 * @param description    What the subject wrote, NUL-terminated; NULL: it describes nothing.
 * @param record_length  As its open_layout() has it.
 * @param ret            Written on success only; free with ph_layout_differences_free().
 * @param reason         PH_REASON_MAX. Why the description is none: it is not what subject.h asks
 * for.
 */
bool ph_layout_compare(const ph_layout_truth *truth, const char *description, size_t length,
                       uint64_t record_length, ph_layout_differences *ret, char *reason);

void ph_layout_differences_free(ph_layout_differences *differences);

/* "missing" and so on. */
const char *ph_layout_difference_name(ph_layout_difference_kind kind);

/*
 * A difference as it stands behind the subject's name in a sentence: "lays out OLD-2 at 12: line 5
 * is a comment".
 *
 * @param text  Room for size bytes; NUL-terminated, cut where it is longer.
 * @return      The length of the whole.
 */
size_t ph_layout_difference_text(const ph_layout_difference *difference, char *text, size_t size);

#endif /* PH_HARNESS_ANSWER_LAYOUT_DIFFERENCE_H */
