/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What marks a comment as ours: its first line, an HTML comment that is not shown. */
#ifndef PH_HARNESS_GITHUB_MARKER_H
#define PH_HARNESS_GITHUB_MARKER_H

#include <glib.h>

/*
 * The marker for a suite and a host's fingerprint, without a line's end. Either may be NULL;
 * whatever they hold, it is one line that ends where it should. The caller frees it.
 */
char *ph_marker(const char *suite, const char *fingerprint);

/* The marker a comment's body begins with; NULL when it does not. The caller frees it. */
char *ph_marker_of(const char *body);

#endif /* PH_HARNESS_GITHUB_MARKER_H */
