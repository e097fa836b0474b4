/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading a text line by line. */
#ifndef PH_HARNESS_PLATFORM_LINE_H
#define PH_HARNESS_PLATFORM_LINE_H

#include <stdio.h>

#include <glib.h>

/*
 * Read a line of any length, with its LF if it has one, and any NUL.
 *
 * @param line  Grows as need be; the caller frees it by free(). NULL at first, and *size 0.
 * @return its length, or -1: the end, or as ferror() says.
 */
gssize ph_line_read(char **line, size_t *size, FILE *from);

#endif /* PH_HARNESS_PLATFORM_LINE_H */
