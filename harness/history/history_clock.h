/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The store's clock. Any thread; no state but the environment. */
#ifndef PH_HARNESS_HISTORY_HISTORY_CLOCK_H
#define PH_HARNESS_HISTORY_HISTORY_CLOCK_H

#include <glib.h>

/*
 * Now, in Unix microseconds. A test sets it: PERFHARNESS_NOW, in seconds, a fraction allowed; what
 * is none of these is left alone.
 */
gint64 ph_history_now_us(void);

/* RFC 3339 in UTC, with microseconds: "2026-11-30T23:00:39.000000Z". The caller frees it. */
char *ph_history_time_text(gint64 time_us);

/* Read RFC 3339 (document/timestamp.h). */
gboolean ph_history_time_read(const char *text, gint64 *ret_us);

#endif /* PH_HARNESS_HISTORY_HISTORY_CLOCK_H */
