/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What somebody wrote, in as much room as a channel has for it. Any thread; no state.
 */
#ifndef PH_HARNESS_ALERT_FITTED_TEXT_H
#define PH_HARNESS_ALERT_FITTED_TEXT_H

#include <glib.h>

/*
 * A text made printable, cut on a whole character with … behind it, and then escaped, so that it
 * is, escaped, of at most so many characters. They are counted as UTF-16 has them, which is how
 * servers count that say nothing else. The caller frees it.
 *
 * @param text      Whatever it holds; lines stay lines.
 * @param units_max At least 1.
 * @param escape    Makes no text shorter; the caller frees what it makes. NULL: nothing is to be
 *                  escaped.
 */
char *ph_fitted_text(const char *text, gsize units_max, char *(*escape)(const char *text));

/* The same as one line: what ends lines is shown. */
char *ph_fitted_line(const char *text, gsize units_max, char *(*escape)(const char *text));

/* So many units of UTF-16 a text of UTF-8 has. */
gsize ph_utf16_units(const char *text);

#endif /* PH_HARNESS_ALERT_FITTED_TEXT_H */
