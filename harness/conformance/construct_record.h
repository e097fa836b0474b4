/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The record that stands beside a construct's copybook, what it holds, and what a build makes of
 * that.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_CONFORMANCE_CONSTRUCT_RECORD_H
#define PH_HARNESS_CONFORMANCE_CONSTRUCT_RECORD_H

#include "model/conformance.h"

/* Owns all of it. */
typedef struct ph_construct_record {
    char *format;  /* One of ph_record_formats: "fixed", "rdw". */
    GBytes *file;  /* The record, framed so. */
    GBytes *bytes; /* The record. */
    /* One of the two: the reference's line of it, in the shape plain; the item that fails it. */
    char *values;
    char *refused;
} ph_construct_record;

/*
 * Read a construct's record. FALSE and error (PH_ERROR_DATA) when it is no such three lines.
 */
gboolean ph_construct_record_read(const ph_construct *construct, ph_construct_record *ret,
                                  GError **error);
void ph_construct_record_clear(ph_construct_record *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_construct_record, ph_construct_record_clear)

/* What a build made of it. Borrowed; texts are whatever the subject says. */
typedef struct ph_construct_line {
    const char *text;    /* Its lines of JSON, in its own shape; NULL or "": none. */
    const char *refusal; /* Why it refuses the record; NULL: it does not. */
} ph_construct_line;

/*
 * Judge it: result, whose layout was found right, says what is not right of the values.
 *
 * @return FALSE and error (PH_ERROR_DATA) when the reference decodes the record otherwise than its
 *         three lines have it.
 */
gboolean ph_construct_record_judge(const ph_construct_record *record, const ph_construct_line *line,
                                   ph_construct_result *result, GError **error);

/* The values are not right, for this reason, which is taken; whatever was found before. */
void ph_construct_record_take_fault(ph_construct_result *result, ph_conformity conformity,
                                    char *found);

#endif /* PH_HARNESS_CONFORMANCE_CONSTRUCT_RECORD_H */
