/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a subject, a compiler or another program said in lines of its own. Any thread; no state. */
#ifndef PH_HARNESS_ERROR_PRINTABLE_LINES_H
#define PH_HARNESS_ERROR_PRINTABLE_LINES_H

#include <glib.h>

G_BEGIN_DECLS

/* Each line as ph_error_printable() makes it; the caller frees the text. */
char *ph_printable_lines(const char *text);

G_END_DECLS

#endif /* PH_HARNESS_ERROR_PRINTABLE_LINES_H */
