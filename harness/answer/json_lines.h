/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading decoded records back: are these JSON lines what the records hold? Uses cJSON. */
#ifndef PH_HARNESS_ANSWER_JSON_LINES_H
#define PH_HARNESS_ANSWER_JSON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer/json_difference.h"
#include "answer/reason.h"
#include "perfharness/workload.h"

typedef struct ph_json_lines {
    const char *text; /* Each line ended by LF. Borrowed. */
    size_t length;
    const char *from; /* Who wrote them, behind the word "at": "file level". Borrowed. */
} ph_json_lines;

/*
 * True when there is one line per record and every field in it, both under "fields" and where it
 * stands at the top, has the value that the generator put in. Else reason (PH_REASON_MAX) says
 * which record and field differ first.
 *
 * @param first_record  Index of the first record in the whole data, for the reason.
 */
bool ph_json_lines_hold_truth(ph_json_lines lines, const ph_workload *workload,
                              const ph_truth *truth, uint64_t first_record, size_t record_count,
                              char *reason);

/* True when there is one JSON object per record. Else reason names the first that is missing. */
bool ph_json_lines_are_whole(ph_json_lines lines, uint64_t first_record, size_t record_count,
                             char *reason);

/*
 * True when both are the same so many lines but for the number of the call's record: whatever is
 * true of the objects of one is true of the other's, which then need not be read.
 */
bool ph_json_lines_are_same_text(ph_json_lines a, ph_json_lines b, size_t record_count);

/* What became of comparing two answers. */
typedef enum ph_json_agreement {
    PH_JSON_LINES_AGREE,
    PH_JSON_LINES_DIFFER,
    PH_JSON_LINES_NOT_WHOLE, /* The second has not one JSON object per record. */
} ph_json_agreement;

/*
 * Compare an answer with one that is whole: the objects pairwise, but for "record_index", which
 * counts from the start of each call, and FILLER as is said. Unless they agree, reason names the
 * record by its number; where they differ, the first key by its path, and which of the two lacks
 * it, or that they differ: nothing of the contents.
 */
ph_json_agreement ph_json_lines_compare(ph_json_lines whole, ph_json_lines lines,
                                        ph_json_filler filler, uint64_t first_record,
                                        size_t record_count, char *reason);

#endif /* PH_HARNESS_ANSWER_JSON_LINES_H */
