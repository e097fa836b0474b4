/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is the JSON line of a record what the reference's is? Field by field. Uses cJSON. */
#ifndef PH_HARNESS_ANSWER_RECORD_VALUES_H
#define PH_HARNESS_ANSWER_RECORD_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "answer/record_rule.h"
#include "perfharness/record.h"

enum { PH_RECORD_FIELD_MAX = 512 };

/* The record that both lines are of. Borrowed. */
typedef struct ph_record_of {
    const ph_copybook *copybook;
    const ph_record *record;
} ph_record_of;

/* A line of JSON, with or without its LF. Borrowed. */
typedef struct ph_record_line {
    const char *text;
    size_t length;
} ph_record_line;

/* The first field that is not as it should be, and is not tolerated. */
typedef struct ph_record_breach {
    ph_record_rule rule;             /* NONE: there is none. */
    char field[PH_RECORD_FIELD_MAX]; /* As ph_line_failed_path() has it: "ORDER.LINE[2].QTY". */
} ph_record_breach;

/* Whether the comparison is to go on although a field is not as it should be. */
typedef struct ph_record_tolerance {
    bool (*has)(void *data, const ph_record_breach *breach); /* NULL: never. */
    void *data;
} ph_record_tolerance;

/*
 * Compare every field of a line with the right one, which ph_line_decode() wrote in the shape
 * PH_LINE_SHAPE_COPYBOOK_RS. Equal are values, not how they are written: groups are compared by
 * name, in any order; numbers by digits, decimals and sign, with or without zeros before them, as
 * JSON text or number; an edited number by its own; and FILLER may be there or not, as a level of
 * its own or not. Where values stand a second time, in no groups, they are compared, too.
 *
 * @return false when one of the two is no JSON object, or there is no memory; ret is written else.
 */
bool ph_record_values_compare(ph_record_of of, ph_record_line right, ph_record_line said,
                              ph_record_tolerance tolerance, ph_record_breach *ret);

#endif /* PH_HARNESS_ANSWER_RECORD_VALUES_H */
