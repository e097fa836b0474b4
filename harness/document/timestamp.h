/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Points in time as documents write them. Any thread; no state. */
#ifndef PH_HARNESS_DOCUMENT_TIMESTAMP_H
#define PH_HARNESS_DOCUMENT_TIMESTAMP_H

#include <glib.h>

/*
 * Read RFC 3339, to the letter: "2024-05-06T07:08:09Z", a fraction of a second or an offset in
 * place of the Z. NULL when the text is not that, or there is no such day or hour. Free with
 * g_date_time_unref().
 */
GDateTime *ph_timestamp_read(const char *text);

/*
 * Can a document written elsewhere bear this time? FALSE when it lies further in the future than
 * clocks of two machines differ (5 minutes).
 */
gboolean ph_timestamp_is_past(GDateTime *time);

#endif /* PH_HARNESS_DOCUMENT_TIMESTAMP_H */
