/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A file's lines of JSON to records, one at a time: memory is bounded by the copybook's longest
 * line, however long the file is, or a line of it.
 *
 * Main thread: it serves the default main context.
 */
#ifndef PH_HARNESS_SESSION_LINE_ENCODING_H
#define PH_HARNESS_SESSION_LINE_ENCODING_H

#include <glib.h>

#include "perfharness/record_encode.h"

/* A line that is no record. All borrowed. */
typedef struct ph_unencoded {
    guint64 line;       /* From 1. */
    const char *field;  /* Path; "": the line as a whole. */
    const char *reason; /* In words that quote nothing of it but the name of a member. */
    const char *begin;  /* Its first bytes, */
    gsize begin_length; /* so many, */
    gsize length;       /* of these. */
} ph_unencoded;

/* All borrowed. */
typedef struct ph_line_encoding {
    const char *path; /* Of the lines. */
    const ph_copybook *copybook;
    const ph_record *record;
    const ph_line_options *options;
    gsize record_max; /* Longer records fail their line. */
    const gboolean *is_interrupted;
    /* Takes a record. FALSE and error end all of it. */
    gboolean (*take_record)(gpointer data, const guint8 *record, gsize length, GError **error);
    void (*take_unencoded)(gpointer data, const ph_unencoded *unencoded);
    gpointer data; /* For these. */
} ph_line_encoding;

/*
 * Encode all lines, but those of nothing but blanks.
 *
 * @return FALSE and error when the file cannot be read (PH_ERROR_DATA), who takes records does not,
 *         or the user gives up (PH_ERROR_INTERRUPTED). Whole records were taken before that.
 */
gboolean ph_encode_lines(const ph_line_encoding *encoding, GError **error);

#endif /* PH_HARNESS_SESSION_LINE_ENCODING_H */
