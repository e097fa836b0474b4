/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A subject's lines of all records of a file, by a worker that may be lost. Memory is bounded by
 * the longest line, however long the file is.
 *
 * From the main thread only: it runs the default main context.
 */
#ifndef PH_HARNESS_MEASURE_DECODING_H
#define PH_HARNESS_MEASURE_DECODING_H

#include "measure/run.h"
#include "protocol/line_shape.h"

/* One list: the names that --shape takes, NULL-terminated. */
extern const char *const ph_line_shapes[];

/* A record that is no line. Texts are borrowed, and may hold anything. */
typedef struct ph_undecoded {
    guint64 record;     /* From 1. */
    const char *reason; /* Why, in our words; "": the subject says it, in those that follow. */
    const char *code;
    const char *field;  /* Path; "": the record as a whole. */
    const char *detail; /* May quote the record. */
    gint64 byte;        /* Offset of the bad one; -1: not known. */
    guint64 length;     /* Of the record; shown or not. */
    guint64 shown_from; /* Offset of what is shown, */
    const char *shown;  /* in hexadecimal; "": nothing. */
} ph_undecoded;

/* All borrowed. */
typedef struct ph_decoding {
    const ph_worker_host *host; /* Its heard is not used. */
    const ph_run_subject *subject;
    const ph_own_data *own_data;
    const char *shape; /* One of ph_line_shapes; NULL: the subject's own. */
    gboolean shows_bytes;
    /* Takes whole lines. FALSE and error end all of it. */
    gboolean (*take_lines)(gpointer data, const char *lines, gsize length, GError **error);
    void (*take_undecoded)(gpointer data, const ph_undecoded *undecoded);
    /* The subject lays out the records otherwise than the copybook does: in a sentence. */
    void (*take_difference)(gpointer data, const char *difference);
    gpointer data; /* For these. */
} ph_decoding;

/*
 * Decode.
 *
 * @return FALSE and error when no worker can be run, the library cannot be loaded or decodes no
 *         records (PH_ERROR_SUBJECT_LOAD), the copybook or the file cannot be used (PH_ERROR_DATA),
 *         the subject ends or hangs (PH_ERROR_SUBJECT_CRASH), or the user gives up. Whole lines
 *         were taken before that.
 */
gboolean ph_decode(const ph_decoding *decoding, GError **error);

#endif /* PH_HARNESS_MEASURE_DECODING_H */
