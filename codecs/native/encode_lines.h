/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of JSON to records, one at a time: by file, between descriptors. Private to the subject. */
#ifndef PH_CODECS_NATIVE_ENCODE_LINES_H
#define PH_CODECS_NATIVE_ENCODE_LINES_H

#include "layout.h"
#include "perfharness/record_encode.h"

/* The layout's encoder and its plan, made when they are first asked for. PH_SUBJECT_FAILED after
 * saying that there is no memory for them. */
int32_t ph_native_encoder(ph_native_layout *layout, ph_subject_outcome *outcome);

/* Bytes that a record has at most, with the header before it, if it has one. */
size_t ph_native_record_max(const ph_native_layout *layout);

/* Is there nothing in it? Such lines are none. */
bool ph_native_is_blank(const char *line, size_t length);

/*
 * Encode the first of some lines, if it is as lines are written; it counts as below.
 *
 * @param record      As below.
 * @param ret_length  Receives the bytes of the record, its header among them; 0: there is none.
 * @return            Bytes of the line, its LF among them; 0: it is for ph_native_encode_line().
 */
size_t ph_native_encode_planned(ph_native_layout *layout, const char *text, size_t size,
                                uint8_t *record, size_t *ret_length, ph_subject_outcome *outcome);

/*
 * Encode a line, which is written to; it counts as done or failed in the outcome, which tells the
 * first that failed.
 *
 * @param record  Room for ph_native_record_max().
 * @return bytes of the record, its header among them; 0: there is none.
 */
size_t ph_native_encode_line(ph_native_layout *layout, char *line, size_t length, uint8_t *record,
                             ph_subject_outcome *outcome);

/* A line that fails before it is read: "The line is too long". */
void ph_native_fail_too_long(ph_subject_outcome *outcome, const char *what);

#endif /* PH_CODECS_NATIVE_ENCODE_LINES_H */
