/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one text of a row that its receipt has the digest of: a JSON object on one line, members in a
 * fixed order, so that anybody can make it again. Numbers are whole, or have 17 digits.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_CANONICAL_TEXT_H
#define PH_HARNESS_SERIES_CANONICAL_TEXT_H

#include <glib.h>

/* Begin an object; each member is appended to it. */
GString *ph_canonical_new(void);

/* NULL is null. */
void ph_canonical_text(GString *object, const char *name, const char *text);

void ph_canonical_integer(GString *object, const char *name, gint64 integer);

/* What stands for none is null. */
void ph_canonical_integer_but(GString *object, const char *name, gint64 integer, gint64 none);

/* What is no number is null. */
void ph_canonical_real(GString *object, const char *name, double real);

/* End it. The caller frees the text; the object is gone. */
char *ph_canonical_end(GString *object);

#endif /* PH_HARNESS_SERIES_CANONICAL_TEXT_H */
