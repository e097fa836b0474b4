/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A stream of C's whose bytes come from a function, or go to one. */
#ifndef PH_HARNESS_PLATFORM_COOKIE_STREAM_H
#define PH_HARNESS_PLATFORM_COOKIE_STREAM_H

#include <stdio.h>

#include <glib.h>

/* At most so many bytes: how many, 0 at the end, -1 and errno. */
typedef gssize (*ph_stream_reader)(gpointer data, char *to, gsize size);

/* All of them: FALSE and errno. */
typedef gboolean (*ph_stream_writer)(gpointer data, const void *bytes, gsize length);

/*
 * A stream to read. With it, data is freed; if there is none, at once: NULL and errno, which where
 * all is read beforehand (Windows) may be the reader's.
 */
FILE *ph_stream_of_reader(ph_stream_reader read, gpointer data, GDestroyNotify free_data);

/* A stream to write. NULL and errno; on Windows always, where nothing that is built prints so. */
FILE *ph_stream_of_writer(ph_stream_writer write, gpointer data);

#endif /* PH_HARNESS_PLATFORM_COOKIE_STREAM_H */
