/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lines of a user's file, one at a time, however long they are and whatever they hold. */
#ifndef PH_HARNESS_SESSION_TEXT_LINES_H
#define PH_HARNESS_SESSION_TEXT_LINES_H

#include <glib.h>

typedef struct ph_text_lines ph_text_lines;

typedef struct ph_text_line {
    guint64 number;       /* From 1. */
    char *text;           /* Without its LF; may be written to until the next is asked for. */
    gsize length;         /* May hold NULs. */
    gboolean is_too_long; /* Only so many bytes of it are there. */
} ph_text_line;

/*
 * @param what     "data file": as the sentence begins.
 * @param longest  Bytes of a line; of one that is longer the rest is skipped. Memory is bounded by
 *                 that.
 * @return         NULL and error (PH_ERROR_DATA): it is no regular file, or cannot be read.
 */
ph_text_lines *ph_text_lines_open(const char *what, const char *path, gsize longest,
                                  GError **error);

/* FALSE without an error: there is no more. The last one need not end with LF. */
gboolean ph_text_lines_next(ph_text_lines *lines, ph_text_line *ret, GError **error);

void ph_text_lines_free(ph_text_lines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_text_lines, ph_text_lines_free)

#endif /* PH_HARNESS_SESSION_TEXT_LINES_H */
