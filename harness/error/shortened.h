/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What somebody else said, of any length, in no more room than there is. Any thread; no state. */
#ifndef PH_HARNESS_ERROR_SHORTENED_H
#define PH_HARNESS_ERROR_SHORTENED_H

#include <glib.h>

G_BEGIN_DECLS

/*
 * The text, or as many of its first characters as leave room for the … that says so: at most
 * bytes_max bytes, of which there are at least three. The text is UTF-8; the caller frees the
 * result.
 */
char *ph_shortened(const char *text, gsize bytes_max);

G_END_DECLS

#endif /* PH_HARNESS_ERROR_SHORTENED_H */
