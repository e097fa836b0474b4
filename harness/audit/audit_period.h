/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The months that an audit report is of, by the calendar in UTC. Any thread; no state. */
#ifndef PH_HARNESS_AUDIT_AUDIT_PERIOD_H
#define PH_HARNESS_AUDIT_AUDIT_PERIOD_H

#include <glib.h>

#define PH_AUDIT_MONTHS_MAX 240

/* Months are counted: 12 × the year + the month, from 0 on. Times are Unix microseconds. */
typedef struct ph_audit_period {
    guint first, last;
    gint64 since_us;     /* The first month's begin. */
    gint64 until_us;     /* The last one's end, or now: what is before it is in the period. */
    gboolean is_running; /* The last month is not over. */
} ph_audit_period;

/* The newest months that are over, so many. */
ph_audit_period ph_audit_period_of_months(guint months, gint64 now_us);

/* Read "2023-12..2026-11", or "2026-11" alone. FALSE and error (PH_ERROR_USAGE). */
gboolean ph_audit_period_read(const char *text, gint64 now_us, ph_audit_period *ret,
                              GError **error);

guint ph_audit_period_months(const ph_audit_period *period);

/* Whether a time is in it. */
gboolean ph_audit_period_has(const ph_audit_period *period, gint64 at_us);

guint ph_audit_month_of(gint64 at_us);
gint64 ph_audit_month_begin_us(guint month);

/* "2026-11"; of several "2026-03, 2026-05 to 2026-08". The caller frees them. */
char *ph_audit_month_text(guint month);
char *ph_audit_months_text(const GArray *months);

/* "2026-11-30", in UTC. The caller frees it. */
char *ph_audit_day_text(gint64 at_us);

#endif /* PH_HARNESS_AUDIT_AUDIT_PERIOD_H */
