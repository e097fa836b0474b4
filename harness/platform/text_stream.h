/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A stream whose text stays in the program: for what is printed line by line and needed as a whole.
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_PLATFORM_TEXT_STREAM_H
#define PH_HARNESS_PLATFORM_TEXT_STREAM_H

#include <stdio.h>

#include <glib.h>

typedef struct ph_text_stream ph_text_stream;

/* Aborts where there is no memory, or no room for it, as GLib's functions do. */
ph_text_stream *ph_text_stream_new(void);

/* Print here. Borrowed. */
FILE *ph_text_stream_file(ph_text_stream *stream);

/* What was printed so far. Borrowed, until more is printed. */
const char *ph_text_stream_text(ph_text_stream *stream);

void ph_text_stream_free(ph_text_stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_text_stream, ph_text_stream_free)

#endif /* PH_HARNESS_PLATFORM_TEXT_STREAM_H */
