/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines or records of any number, to standard output or to what a user names for them, as
 * output_file.h says: a file takes its place whole when all is written, or not at all. Where they
 * go elsewhere, what is written ends with a whole one, whenever that is.
 *
 * FALSE and error: PH_ERROR_STORAGE, the reason alone. Main thread.
 */
#ifndef PH_HARNESS_STORAGE_OUTPUT_STREAM_H
#define PH_HARNESS_STORAGE_OUTPUT_STREAM_H

#include <glib.h>

typedef struct ph_output_stream ph_output_stream;

/*
 * @param path            NULL: standard output.
 * @param is_interrupted  Looked at while somebody else is waited for, as GLib's main context is
 *                        served: the error is then PH_ERROR_INTERRUPTED. NULL: signals end the
 *                        process.
 */
ph_output_stream *ph_output_stream_open(const char *path, const gboolean *is_interrupted,
                                        GError **error);

/* Write whole lines. A line that was begun is ended, even where that is waited for. */
gboolean ph_output_stream_write(ph_output_stream *stream, const char *lines, gsize length,
                                GError **error);

/* Write bytes that belong together, as those of a record do: as a line, be there LFs in them. */
gboolean ph_output_stream_write_whole(ph_output_stream *stream, const void *bytes, gsize length,
                                      GError **error);

/* All is written: a file takes its place. */
gboolean ph_output_stream_finish(ph_output_stream *stream, GError **error);

/* A file that did not take its place is removed. */
void ph_output_stream_free(ph_output_stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_output_stream, ph_output_stream_free)

#endif /* PH_HARNESS_STORAGE_OUTPUT_STREAM_H */
